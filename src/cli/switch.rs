//! `hfenv switch`: make a profile the default.

use super::args::Switch;
use super::context::{Context, Wish};
use super::failure::Outcome;
use super::login::tell_shadows;
use super::logout::saved_by_hf;
use crate::login;
use crate::profile::StoreKind;
use crate::store::active;

pub(super) fn run(context: &Context, args: &Switch) -> Outcome {
    let world = context.world()?;
    let vault = world.vault(context.manner(Wish::Patient));
    let python = world.python_endpoint();
    let profile = login::switch(&world.paths, &vault, &args.name, &python)
        .map_err(|error| saved_by_hf(error.into(), &args.name, &world))?;
    tell_shadows(context, &world);
    context.ui.say(format!("profile {} is the default now", profile.name));
    // Whether huggingface_hub has a token of its own only decides about a hint.
    let python_has_one = active::read(&world.paths.hf_token).is_ok_and(|token| token.is_some());
    if profile.store != StoreKind::Hf && python_has_one {
        context.ui.hint("Python elsewhere keeps the login saved by hf: hfenv why --for python");
    }
    Ok(())
}
