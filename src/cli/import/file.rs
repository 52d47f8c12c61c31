//! Files tokens as profiles.

use super::super::args::Import;
use super::super::context::{Context, Wish};
use super::super::failure::{Failure, STORES};
use super::judge::{Item, State, free};
use crate::config::profiles::Profiles;
use crate::key::Key;
use crate::login::{self, Login, Renewal};
use crate::plaintext::Owner;
use crate::profile::{Profile, StoreKind};
use crate::resolve::world::World;
use crate::token::Token;

/// Files every token that can be, and says which profile has which token now.
pub(super) fn all(
    context: &Context,
    world: &World,
    items: &[Item],
    args: &Import,
) -> Result<Vec<Owner>, Failure> {
    let mut owners = Vec::new();
    let mut store = None;
    for item in items {
        let profile = match &item.state {
            State::Saved(name) => Profiles::load(&world.paths)?.get(name).cloned(),
            State::New { .. } => {
                let store = match store {
                    Some(store) => store,
                    None => *store.insert(chosen(context, world, args)?),
                };
                Some(one(context, world, item, store)?)
            }
            _ => None,
        };
        owners.extend(profile.map(|profile| (item.token.clone(), profile)));
    }
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

fn chosen(context: &Context, world: &World, args: &Import) -> Result<StoreKind, Failure> {
    if let Some(word) = &args.store {
        return StoreKind::from_name(word).ok_or_else(|| {
            Failure::error(format!("there is no store {word:?}"))
                .hint("keyring, kernel, file or hf")
        });
    }
    let vault = world.vault(context.manner(Wish::Patient));
    login::propose_store(&vault).map_err(|why| {
        Failure::error(format!("there is no keyring to put the tokens into: {why}")).hint(STORES)
    })
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
