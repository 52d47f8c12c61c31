//! From the command line to a plan: the world, the question, and what an `--env-file` adds to both.

use std::path::Path;

use super::context::{Context, Wish};
use super::failure::Failure;
use super::read::{self, EnvFile};
use crate::endpoint::Endpoint;
use crate::inject::plan::{Plan, Scope, Value};
use crate::login::renew;
use crate::resolve::bind::serving;
use crate::resolve::source::{Chosen, Source};
use crate::resolve::world::World;
use crate::resolve::{Explicit, Question};
use crate::text::printable_path;

/// What a plan is made from.
pub(super) struct Prepared {
    pub(super) world: World,
    pub(super) question: Question,
    pub(super) file: Option<EnvFile>,
}

/// Opens the world and puts an `--env-file` into it, which ranks with the explicit sources.
pub(super) fn prepare(
    context: &Context,
    env_file: Option<&Path>,
    wish: Wish,
) -> Result<Prepared, Failure> {
    let mut world = context.world()?;
    let mut question = context.question(wish)?;
    let Some(path) = env_file else { return Ok(Prepared { world, question, file: None }) };
    let file = read::env_file(path)?;
    if let Some(token) = &file.token {
        if question.explicit.is_some() {
            return Err(Failure::error(
                "--env-file has a token, and another one is named beside it",
            ));
        }
        question.explicit =
            Some(Explicit::Token(token.clone(), Source::GivenFile(path.to_owned())));
    }
    if let Some(text) = &file.endpoint {
        let endpoint = endpoint_of_file(context, path, text)?;
        // The Hub is where a token without a profile belongs; any other address wants its own.
        if file.token.is_some() || endpoint.is_hub() {
            world.endpoint = Some(endpoint);
        } else {
            let name = profile_of_file(&world, path, &endpoint, question.explicit.as_ref())?;
            question.explicit = Some(Explicit::Profile(name, Chosen::Project(path.to_owned())));
        }
    }
    Ok(Prepared { world, question, file: Some(file) })
}

fn endpoint_of_file(context: &Context, path: &Path, text: &str) -> Result<Endpoint, Failure> {
    let shown = printable_path(path);
    if context.global.endpoint.is_some() {
        return Err(Failure::error(format!("{shown} has an HF_ENDPOINT, and so has --endpoint")));
    }
    Endpoint::parse(text).map_err(|error| Failure::error(format!("{shown}: HF_ENDPOINT: {error}")))
}

/// The profile that the endpoint of an `--env-file` without a token means. The user named the file,
/// but may not have written it: no other token goes to an address that stands in it.
fn profile_of_file(
    world: &World,
    path: &Path,
    endpoint: &Endpoint,
    explicit: Option<&Explicit>,
) -> Result<String, Failure> {
    let profiles = world.profiles()?;
    let strange = || {
        let shown = printable_path(path);
        Failure::error(format!("{shown}: its HF_ENDPOINT belongs to no profile of yours"))
            .hint("log in to it first: hfenv login --endpoint URL")
    };
    match explicit {
        None => serving(profiles, endpoint).ok_or_else(strange),
        Some(Explicit::Profile(name, _)) => {
            let fits = profiles.get(name).is_some_and(|p| p.serves(endpoint.origin()));
            if fits { Ok(name.clone()) } else { Err(strange()) }
        }
        Some(Explicit::Token(..)) => Err(strange()),
    }
}

/// Resolves and plans, telling what the user should know.
pub(super) fn planned(
    context: &Context,
    world: &World,
    question: &Question,
    scope: Scope,
) -> Result<Plan, Failure> {
    // What nobody asked for in so many words, such as an rc file, has no time for the network.
    let resolution = if question.implicit {
        let resolution = context.resolve(world, question)?;
        if let Some((_, words)) = resolution.grant.as_ref().and_then(renew::due) {
            context.ui.warn(words);
        }
        resolution
    } else {
        context.resolve_renewed(world, question)?
    };
    context.tell_obstacles(world, &resolution);
    let plan = Plan::new(world, resolution.grant.as_ref(), scope);
    for note in &plan.notes {
        context.ui.warn(note);
    }
    Ok(plan)
}

/// Adds the settings of an `--env-file`; for a shell, only where the user has none.
pub(super) fn overlay(plan: &mut Plan, file: Option<EnvFile>, polite: Option<&World>) {
    let Some(file) = file else { return };
    for (name, value) in file.settings {
        if polite.is_none_or(|world| world.env.raw(&name).is_none()) {
            plan.unset.remove(&name);
            plan.set.insert(name, Value::Plain(value));
        }
    }
}
