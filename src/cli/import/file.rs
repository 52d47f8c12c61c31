//! Files tokens as profiles.

use super::super::args::Import;
use super::super::context::{Context, Wish};
use super::super::failure::Failure;
use super::super::login as cli;
use super::judge::{Item, State, free};
use crate::config::profiles::Profiles;
use crate::key::Key;
use crate::login::{self, Login, Renewal};
use crate::plaintext::{self, Owner, Place, Search};
use crate::profile::{Profile, StoreKind};
use crate::resolve::world::World;
use crate::token::Token;
use crate::vars;

/// Files every token that can be, and says which profile has which token now.
pub(super) fn all(
    context: &Context,
    world: &World,
    search: &Search<'_>,
    items: &[Item],
    store: Option<StoreKind>,
    args: &Import,
) -> Result<Vec<Owner>, Failure> {
    let mut owners = Vec::new();
    for item in in_order(search, items) {
        let profile = match &item.state {
            State::Saved(name) => Profiles::load(&world.paths)?.get(name).cloned(),
            State::New { .. } => store.map(|store| one(context, world, item, store)).transpose()?,
            _ => None,
        };
        owners.extend(profile.map(|profile| (item.token.clone(), profile)));
    }
    tell_default(context, world, search, items, &owners)?;
    if args.remove {
        owners.retain(|(token, profile)| keeps(context, world, token, profile));
    }
    Ok(owners)
}

/// Whether a profile has a token for good, so that it need not lie anywhere else.
fn keeps(context: &Context, world: &World, token: &Token, profile: &Profile) -> bool {
    let name = &profile.name;
    let why = match world.vault(context.manner(Wish::Patient)).get(profile) {
        Ok(Some(got)) if got.token == *token && profile.store != StoreKind::Kernel => return true,
        Ok(Some(got)) if got.token == *token => "keeps it until the next reboot only".to_owned(),
        Ok(_) => "has lost it".to_owned(),
        Err(error) => format!("can't be asked: {error}"),
    };
    let store = profile.store.name();
    context.ui.warn(format!("the {store} store of {name} {why}, so nothing was taken out"));
    context.ui.hint(format!("log in again: hfenv login -p {name} --store keyring"));
    false
}

/// Where new profiles are put. Whoever has no such place is told before anything is asked.
pub(super) fn store(context: &Context, world: &World, args: &Import) -> Result<StoreKind, Failure> {
    let vault = world.vault(context.manner(Wish::Patient));
    let Some(named) = &args.store else { return cli::propose_store(&vault) };
    let store = cli::store_named(named)?;
    cli::is_there(&vault, store)?;
    Ok(store)
}

/// The items by how near they are to what shells had so far. The first becomes the default where
/// there is none.
fn in_order<'i>(search: &Search<'_>, items: &'i [Item]) -> Vec<&'i Item> {
    let mut order: Vec<&Item> = items.iter().collect();
    order.sort_by_cached_key(|item| nearness(search, item));
    order
}

/// Who had a token so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// This shell.
    Environment,
    /// Shells that are started.
    RcFile,
    /// Python where it has no variable.
    Active,
    /// Nobody who has not looked for it.
    Other,
}

fn nearness(search: &Search<'_>, item: &Item) -> Nearness {
    let set = vars::TOKEN_NAMES.iter().find_map(|name| search.env.text(name).ok().flatten());
    let set = set.and_then(|text| Token::clean(text).ok().flatten());
    let active = Place::File { path: search.paths.hf_token.clone() };
    if set.as_ref() == Some(&item.token) {
        Nearness::Environment
    } else if item.found.iter().any(|found| plaintext::sets_login(search, found)) {
        Nearness::RcFile
    } else if item.found.iter().any(|found| found.place == active) {
        Nearness::Active
    } else {
        Nearness::Other
    }
}

/// Shells that had another token than the default's are told how to keep it.
fn tell_default(
    context: &Context,
    world: &World,
    search: &Search<'_>,
    items: &[Item],
    owners: &[Owner],
) -> Result<(), Failure> {
    let profiles = Profiles::load(&world.paths)?;
    let of_shells = in_order(search, items).into_iter();
    let of_shells = of_shells.filter(|item| nearness(search, item) <= Nearness::RcFile);
    let mut had = of_shells.filter_map(|item| {
        owners.iter().find(|(token, _)| *token == item.token).map(|(_, profile)| &profile.name)
    });
    let (Some(name), Some(default)) = (had.next(), &profiles.default) else { return Ok(()) };
    if name != default {
        context.ui.say(format!("shells had the token of {name}, and the default is {default}"));
        context.ui.hint(format!("to make it the default: hfenv switch {name}"));
    }
    Ok(())
}

fn one(
    context: &Context,
    world: &World,
    item: &Item,
    store: StoreKind,
) -> Result<Profile, Failure> {
    // Another import may have been first.
    let profiles = Profiles::load(&world.paths)?;
    let key = Key::load_or_make(&world.paths)?;
    let fingerprint = Some(key.fingerprint(&item.token));
    if let Some(profile) = profiles.iter().find(|profile| profile.fingerprint == fingerprint) {
        return Ok(profile.clone());
    }
    let State::New { endpoint, who } = &item.state else {
        return Err(Failure::error("a token has no endpoint"));
    };
    let base = item.profile().unwrap_or("imported");
    let name = free(base, |name| profiles.get(name).is_some());
    let renewal = item.renewal();
    let login = Login {
        token: &item.token,
        name: login::profile_name(Some(&name), None)?,
        endpoint: endpoint.clone(),
        store,
        who: who.as_deref(),
        take_default: false,
        python: world.python_endpoint(),
        renewal: renewal.map(|(token, expires)| Renewal { token, expires_at: *expires }),
    };
    let vault = world.vault(context.manner(Wish::Patient));
    let saved = login::save(&world.paths, &vault, &login)?;
    if let Some(error) = &saved.unguarded {
        context.ui.warn(format!("{error}: hfenv guard does not know this token as yours"));
    }
    let default = if saved.is_default { ", the default now" } else { "" };
    let profile = saved.profile;
    let of = profile.user.as_deref().map(|user| format!(" ({user})")).unwrap_or_default();
    context.ui.say(format!(
        "saved profile {}{of} for {}, store {}{default}",
        profile.name,
        profile.endpoint,
        store.name()
    ));
    Ok(profile)
}
