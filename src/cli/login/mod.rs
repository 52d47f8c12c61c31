//! `hfenv login`: take a token, ask the Hub whose it is, and save it.

mod browser;
pub(super) mod page;
mod take;
mod told;

use std::time::Duration;

use self::take::Taken;
pub(super) use self::told::{answers_git, hint_git, hint_shells, tell_shadows};
use super::args::Login as Args;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome, STORES};
use crate::endpoint::Endpoint;
use crate::git::rejection;
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::login::{self, Login, LoginError};
use crate::profile::StoreKind;
use crate::store::vault::Vault;
use crate::store::{StoreError, Unavailable};

/// How often whoami is asked about a token that can't be pasted once more.
const TRIES: u32 = 4;
/// The longest wait between two of these.
const PAUSE: Duration = Duration::from_secs(10);

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let world = context.world()?;
    let endpoint = world.endpoint.clone().unwrap_or_else(Endpoint::hub);
    if !endpoint.origin().is_private_transport() {
        return Err(Failure::error(format!("{endpoint}: a token is not sent over plain http"))
            .hint("use https://; plain http is for loopback hosts only"));
    }
    let vault = world.vault(context.manner(Wish::Patient));
    let known = world.profiles()?;
    let named = context.global.profile.as_deref();
    if let Some(name) = named {
        login::profile_name(Some(name), None)?;
    }
    let mut store = args.store.as_deref().map(store_named).transpose()?;
    store = store.or_else(|| Some(known.get(named?)?.store));
    // Whoever has nowhere to put a token need not fetch one first.
    if let Some(store) = store {
        is_there(&vault, store)?;
    } else if known.iter().all(|profile| profile.endpoint != endpoint) {
        store = Some(propose_store(&vault)?);
    }
    let given = take::take(context, &endpoint, args)?;
    let token = &given.token;
    login::check_family(token)?;
    let who = if args.no_verify {
        None
    } else {
        match who_is(context, &endpoint, &given) {
            Ok(who) => Some(who),
            // It was agreed to, and nobody else has it.
            Err(error) if given.from_browser && !matches!(error, HubError::InvalidToken(_)) => {
                context.ui.warn(format!("{error}; the login is saved unchecked"));
                None
            }
            Err(error) => return Err(refused(error, &endpoint)),
        }
    };
    let name = login::profile_name(named, who.as_ref())?;
    // A profile keeps the store it has.
    let store = match store.or_else(|| Some(known.get(name.as_str())?.store)) {
        Some(store) => store,
        None => propose_store(&vault)?,
    };
    let (who, take_default) = (who.as_ref(), !args.keep_default);
    let (python, renewal) = (world.python_endpoint(), given.renewal());
    let login = Login { token, name, endpoint, store, who, take_default, python, renewal };
    let saved = login::save(&world.paths, &vault, &login).map_err(elsewhere)?;
    if let Err(error) = rejection::forget(&world.paths, token.reveal()) {
        context.ui.warn(error);
    }
    told::tell(context, &world, &saved, who, &given);
    Ok(())
}

/// Asks whose token it is. One of the browser is new and can't be pasted once more, so a Hub that
/// is away for a moment does not lose it.
fn who_is(context: &Context, endpoint: &Endpoint, taken: &Taken) -> Result<Who, HubError> {
    let mut tries = if taken.from_browser { TRIES } else { 1 };
    loop {
        tries -= 1;
        let error = match whoami::ask(endpoint, &taken.token) {
            Ok(who) => return Ok(who),
            Err(error) => error,
        };
        let Some(wait) = error.again().filter(|_| tries > 0) else { return Err(error) };
        context.ui.warn(format!("{error}; asking again"));
        std::thread::sleep(wait.clamp(Duration::from_secs(1), PAUSE));
    }
}

/// What to do when the Hub does not confirm a token.
fn refused(error: HubError, endpoint: &Endpoint) -> Failure {
    let invalid = matches!(error, HubError::InvalidToken(_));
    let failure = Failure::from(error);
    if invalid {
        failure.hint(format!("create a new one: {endpoint}/settings/tokens"))
    } else {
        failure.hint("to save it unchecked: --no-verify")
    }
}

/// A store that can't be reached is not the only one.
fn elsewhere(error: LoginError) -> Failure {
    let unreachable = matches!(error, LoginError::Store { error: StoreError::Unavailable(_), .. });
    let failure = Failure::from(error);
    if unreachable { failure.hint(STORES) } else { failure }
}

pub(super) fn propose_store(vault: &Vault<'_>) -> Result<StoreKind, Failure> {
    login::propose_store(vault).map_err(|why| {
        Failure::error(format!("there is no keyring to put the token into: {why}")).hint(STORES)
    })
}

/// A store that is not on this machine will not be there in a minute. Others may still be opened.
pub(super) fn is_there(vault: &Vault<'_>, store: StoreKind) -> Result<(), Failure> {
    use Unavailable::{NoBus, NoService, Unsupported};
    match vault.usable(store) {
        Err(why @ (NoBus | NoService | Unsupported(_))) => {
            Err(elsewhere(LoginError::Store { store, error: why.into() }))
        }
        _ => Ok(()),
    }
}

pub(super) fn store_named(word: &str) -> Result<StoreKind, Failure> {
    StoreKind::from_name(word).ok_or_else(|| {
        Failure::error(format!("there is no store {word:?}")).hint("keyring, kernel, file or hf")
    })
}
