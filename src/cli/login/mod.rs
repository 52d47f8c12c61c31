//! `hfenv login`: take a token, ask the Hub whose it is, and save it.

use std::process::{Command, Stdio};

use super::args::Login as Args;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome, STORES};
use super::{prompt, read};
use crate::endpoint::Endpoint;
use crate::git::config::{Git, is_ours};
use crate::git::rejection;
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::login::{self, Login, LoginError, Saved};
use crate::profile::StoreKind;
use crate::resolve::world::World;
use crate::store::StoreError;
use crate::store::vault::Vault;
use crate::token::Token;
use crate::vars;

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
    if store.is_none() && known.is_empty() {
        // Whoever has nowhere to put a token need not paste one first.
        store = Some(propose_store(&vault)?);
    }
    let token = take_token(context, &endpoint, args.open)?;
    login::check_family(&token)?;
    let who = if args.no_verify {
        None
    } else {
        Some(whoami::ask(&endpoint, &token).map_err(|error| refused(error, &endpoint))?)
    };
    let name = login::profile_name(named, who.as_ref())?;
    // A profile keeps the store it has.
    let store = match store.or_else(|| Some(known.get(name.as_str())?.store)) {
        Some(store) => store,
        None => propose_store(&vault)?,
    };
    let (who, take_default) = (who.as_ref(), !args.keep_default);
    let python = world.python_endpoint();
    let login =
        Login { token: &token, name, endpoint, store, who, take_default, python, renewal: None };
    let saved = login::save(&world.paths, &vault, &login).map_err(elsewhere)?;
    if let Err(error) = rejection::forget(&world.paths, token.reveal()) {
        context.ui.warn(error);
    }
    tell(context, &world, &saved, who);
    Ok(())
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

fn propose_store(vault: &Vault<'_>) -> Result<StoreKind, Failure> {
    login::propose_store(vault).map_err(|why| {
        Failure::error(format!("there is no keyring to put the token into: {why}")).hint(STORES)
    })
}

fn store_named(word: &str) -> Result<StoreKind, Failure> {
    StoreKind::from_name(word).ok_or_else(|| {
        Failure::error(format!("there is no store {word:?}")).hint("keyring, kernel, file or hf")
    })
}

fn take_token(context: &Context, endpoint: &Endpoint, open: bool) -> Result<Token, Failure> {
    if let Some((token, _)) = read::given_token(&context.global)? {
        return Ok(token);
    }
    if context.global.no_input || !prompt::has_terminal() {
        return Err(Failure::error("there is no token to log in with").hint(prompt::SAFE_WAYS));
    }
    let page = format!("{endpoint}/settings/tokens");
    context.ui.say(format!("create a token at {page}"));
    context.ui.say("type Read is enough to download; Write or fine-grained to upload");
    if open {
        open_page(context, &page);
    }
    prompt::token("Paste the token (it is not shown): ")
}

/// Starts `$BROWSER`, a command line in which `%s` may stand for the address.
fn open_page(context: &Context, page: &str) {
    let words =
        context.env().text("BROWSER").ok().flatten().and_then(|line| shell_words::split(line).ok());
    let Some((program, rest)) = words.as_deref().and_then(<[String]>::split_first) else {
        return context.ui.warn("BROWSER is not set to a command, so no page was opened");
    };
    let mut arguments: Vec<String> = rest.iter().map(|word| word.replace("%s", page)).collect();
    if !rest.iter().any(|word| word.contains("%s")) {
        arguments.push(page.to_owned());
    }
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        context.ui.warn(format!("{program}: {error}"));
    }
}

fn tell(context: &Context, world: &World, saved: &Saved, who: Option<&Who>) {
    let ui = context.ui;
    let profile = &saved.profile;
    let account = who.map_or_else(|| "not verified".to_owned(), |who| who.name.clone());
    let role = profile.role.as_deref().map(|role| format!(", {role}")).unwrap_or_default();
    let verb = if saved.replaced { "renewed" } else { "saved" };
    ui.say(format!(
        "{verb} profile {} ({account}{role}) for {}, store {}",
        profile.name,
        profile.endpoint,
        profile.store.name()
    ));
    if let Some((store, error)) = &saved.left_behind {
        ui.warn(format!(
            "the former token could not be removed from the {} store: {error}",
            store.name()
        ));
    }
    if let Some(error) = &saved.unguarded {
        ui.warn(format!("{error}: hfenv guard does not know this token as yours"));
    }
    if profile.role.as_deref() == Some("write") {
        ui.warn("this token can write to everything you own; to download, a read token is safer");
    }
    match &saved.former_default {
        _ if !saved.is_default => {
            ui.hint(format!("make it the default: hfenv switch {}", profile.name));
        }
        Some(former) if *former != profile.name => {
            ui.say(format!("it is the default now, instead of {former}"));
            ui.hint(format!("to take that back: hfenv switch {former}"));
        }
        _ => {}
    }
    tell_shadows(context, world);
    // Whoever renews a login has been told before.
    if !saved.replaced {
        tell_audience(context, world, saved);
    }
}

/// An environment variable beats every profile, which surprises people who just logged in.
pub(super) fn tell_shadows(context: &Context, world: &World) {
    let set = vars::TOKEN_NAMES.into_iter().chain([vars::HFENV_PROFILE, vars::HF_TOKEN_PATH]);
    for name in set.filter(|name| world.env.has(name)) {
        context.ui.warn(format!("{name} is set in this environment and wins over the login"));
        context.ui.hint(format!("unset {name}, and remove it from your shell's rc file"));
    }
}

/// Who sees the new token now, and what is missing for the others.
fn tell_audience(context: &Context, world: &World, saved: &Saved) {
    let ui = context.ui;
    let endpoint = &saved.profile.endpoint;
    let helpers = Git::find(context.env())
        .ok()
        .and_then(|git| git.helpers(endpoint).ok())
        .unwrap_or_default();
    if helpers.first().is_some_and(|value| is_ours(value)) {
        ui.say("git sees it at once");
    } else {
        ui.hint("for git clone and push: hfenv setup git");
    }
    if !world.ours.iter().any(|name| name == vars::HF_TOKEN) {
        ui.hint("for this shell: eval \"$(hfenv)\"; for new ones: hfenv setup shell");
    }
    let python = login::is_for_python(&saved.profile, &world.python_endpoint());
    if saved.is_default && python {
        ui.say("Python and notebooks see it at once, in huggingface_hub's own file");
    } else {
        ui.hint("for Python started elsewhere: hfenv run -- CMD, or hfenv login --store hf");
    }
}
