//! `hfenv cache`: what is in the Hub cache, and what to do with it.

mod bar;
mod filter;
mod list;
mod measure;
mod place;
mod prune;
mod relocate;
mod removal;
mod remove;
mod target;
mod trim;
mod verify;

use super::args::cache::{CacheArgs, CacheVerb};
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::fetch::asked;
use super::settings;
use crate::cache::census::Census;
use crate::cache::{Cache, CacheError};
use crate::endpoint::Endpoint;
use crate::profile::Profile;
use crate::resolve::resolve;
use crate::resolve::source::Grant;
use crate::resolve::world::World;
use crate::vars::{Env, HF_HOME, HF_HUB_CACHE};

pub(super) fn run(context: &Context, args: &CacheArgs) -> Outcome {
    let world = context.world()?;
    let here = Here::new(context, &world, args);
    match &args.verb {
        CacheVerb::Ls(args) => list::run(context, &here, args),
        CacheVerb::Rm(args) => remove::run(context, &here, args),
        CacheVerb::Prune(args) => prune::run(context, &here, args),
        CacheVerb::Trim(args) => trim::run(context, &here, args),
        CacheVerb::Verify(args) => verify::run(context, &here, args),
        CacheVerb::Where => place::run(context, &here),
        CacheVerb::Move(args) => relocate::run(context, &here, args),
    }
}

/// The cache that is meant.
struct Here<'a> {
    world: &'a World,
    /// The settings in force, with those of the project and of the profile.
    env: Env,
    cache: Cache,
    /// Whether the command line named it.
    named: bool,
}

impl<'a> Here<'a> {
    fn new(context: &Context, world: &'a World, args: &CacheArgs) -> Self {
        let env = settings::in_force(world, grant(context, world).as_ref());
        let cache = settings::cache(&env);
        match &args.cache_dir {
            Some(folder) => {
                let cache = cache.at(asked::absolute(&env, folder));
                Self { world, env, cache, named: true }
            }
            None => Self { world, env, cache, named: false },
        }
    }

    /// The Hub whose addresses are understood.
    fn endpoint(&self) -> Endpoint {
        self.world.endpoint.clone().unwrap_or_else(Endpoint::hub)
    }

    fn census(&self) -> Result<Census, Failure> {
        Census::take(&self.cache).map_err(|error| failed(&error))
    }
}

/// The token's profile may say where the cache is. If none does, no store is asked.
fn grant(context: &Context, world: &World) -> Option<Grant> {
    let says = |profile: &Profile| {
        [HF_HUB_CACHE, HF_HOME].iter().any(|name| profile.settings.contains_key(*name))
    };
    if !world.profiles().is_ok_and(|profiles| profiles.iter().any(says)) {
        return None;
    }
    let question = asked::question(context).ok()?;
    resolve(world, &question).ok()?.grant
}

fn failed(error: &CacheError) -> Failure {
    Failure::error(error.to_string())
}
