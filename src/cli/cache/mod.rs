//! `hfenv cache`: what is in the Hub cache, and what to do with it.

use super::args::{CacheArgs, CacheVerb};
use super::context::Context;
use super::failure::Outcome;
use crate::cache::Cache;
use crate::text::printable_path;

pub(super) fn run(context: &Context, args: &CacheArgs) -> Outcome {
    let world = context.world()?;
    let mut cache = Cache::find(&world.paths, &world.env);
    if let Some(folder) = &args.cache_dir {
        cache = cache.at(folder.clone());
    }
    match args.verb {
        CacheVerb::Where => context.ui.line(printable_path(cache.root())),
    }
}
