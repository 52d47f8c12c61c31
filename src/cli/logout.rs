//! `hfenv logout`: forget profiles and their tokens.

use super::args::Logout;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome};
use crate::config::profiles::Profiles;
use crate::login::{self, LoginError};
use crate::own;
use crate::resolve::world::World;
use crate::store::{named, refresh};

pub(super) fn run(context: &Context, args: &Logout) -> Outcome {
    let world = context.world()?;
    let profiles = world.profiles()?;
    let chosen = args.name.clone().or_else(|| context.global.profile.clone());
    let names: Vec<String> = match (args.all, chosen) {
        (true, _) => profiles.iter().map(|profile| profile.name.to_string()).collect(),
        (false, Some(name)) => vec![name],
        (false, None) => profiles.default.iter().map(ToString::to_string).collect(),
    };
    if names.is_empty() {
        return Err(Failure::no("there is no profile to log out of")
            .hint("saved logins of huggingface_hub: hf auth logout"));
    }
    let vault = world.vault(context.manner(Wish::Patient));
    for name in &names {
        let (gone, left) = login::forget(&world.paths, &vault, name, args.force)
            .map_err(|error| stuck(error, name, &world))?;
        // It works until it is revoked, so the guard goes on looking for it.
        for entry in [gone.name.to_string(), refresh::entry(&gone.name)] {
            if let Err(error) = own::retire(&world.paths, &entry) {
                context.ui.warn(error);
            }
        }
        let store = gone.store.name();
        match left {
            None => {
                context.ui.say(format!("forgot profile {name} and its token in the {store} store"));
            }
            Some(error) => {
                context
                    .ui
                    .warn(format!("forgot profile {name}; its token stays in {store}: {error}"));
            }
        }
        let page = login::end_page(&gone.endpoint, gone.renewable);
        context.ui.hint(format!("it still works until you revoke it: {page}"));
    }
    let left = Profiles::load(&world.paths)?;
    if left.default.is_none() && !left.is_empty() {
        let names: Vec<_> = left.iter().map(|profile| profile.name.as_str()).collect();
        let names = names.join(", ");
        context.ui.hint(format!("no profile is the default now: hfenv switch NAME ({names})"));
    }
    Ok(())
}

/// A profile whose store can't be reached can still be forgotten.
fn stuck(error: LoginError, name: &str, world: &World) -> Failure {
    let store = matches!(error, LoginError::Store { .. });
    let failure = saved_by_hf(error.into(), name, world);
    if store {
        failure.hint(format!("leave the token there: hfenv logout {name} --force"))
    } else {
        failure
    }
}

/// A name that `list` shows, but that is huggingface_hub's to manage.
pub(super) fn saved_by_hf(failure: Failure, name: &str, world: &World) -> Failure {
    let stored = named::load(&world.paths.stored_tokens).unwrap_or_default();
    if world.profiles().is_ok_and(|profiles| profiles.get(name).is_some())
        || !stored.names().any(|saved| saved == name)
    {
        return failure;
    }
    failure.hint("it is a login of huggingface_hub: use it with -p, or hf auth switch and logout")
}
