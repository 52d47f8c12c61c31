//! `hfenv cache`: what is in the Hub cache, and what to do with it.

mod bar;
mod filter;
mod list;
mod measure;
mod place;
mod prune;
mod removal;
mod remove;
mod target;
mod trim;
mod verify;

use super::args::{CacheArgs, CacheVerb};
use super::context::Context;
use super::failure::{Failure, Outcome};
use crate::cache::census::Census;
use crate::cache::{Cache, CacheError};
use crate::endpoint::Endpoint;
use crate::resolve::world::World;

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
        _ => Err(Failure::error("not built")),
    }
}

/// The cache that is meant.
struct Here<'a> {
    world: &'a World,
    cache: Cache,
    /// Whether the command line named it.
    named: bool,
}

impl<'a> Here<'a> {
    fn new(context: &Context, world: &'a World, args: &CacheArgs) -> Self {
        let cache = Cache::find(&world.paths, &world.env);
        match &args.cache_dir {
            Some(folder) => {
                let folder = context.env().cwd().map_or(folder.clone(), |cwd| cwd.join(folder));
                Self { world, cache: cache.at(folder), named: true }
            }
            None => Self { world, cache, named: false },
        }
    }

    /// The Hub whose addresses are understood.
    fn endpoint(&self) -> Endpoint {
        self.world.endpoint.clone().unwrap_or_else(Endpoint::hub)
    }

    fn census(&self) -> Result<Census, Failure> {
        Census::take(&self.cache).map_err(failed)
    }
}

fn failed(error: CacheError) -> Failure {
    Failure::error(error.to_string())
}
