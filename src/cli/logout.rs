//! `hfenv logout`: forget profiles and their tokens.

use super::args::Logout;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome};
use crate::login;

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
        let gone = login::forget(&world.paths, &vault, name)?;
        context.ui.say(format!(
            "forgot profile {} and its token in the {} store",
            gone.name,
            gone.store.name()
        ));
        context.ui.hint(format!(
            "the token itself still works until you revoke it: {}/settings/tokens",
            gone.endpoint
        ));
    }
    let left: Vec<_> =
        context.world()?.profiles()?.iter().map(|profile| profile.name.to_string()).collect();
    if context.world()?.profiles()?.default.is_none() && !left.is_empty() {
        context.ui.hint(format!(
            "no profile is the default now; choose one of {}: hfenv switch NAME",
            left.join(", ")
        ));
    }
    Ok(())
}
