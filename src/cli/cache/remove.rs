//! `hfenv cache rm`: deletes repositories and revisions.

use super::target::{self, Target};
use super::{Here, removal};
use crate::cache::census::CachedRepo;
use crate::cache::remove::{FromRepo, Removal};
use crate::cli::args::cache::CacheRm;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};

pub(super) fn run(context: &Context, here: &Here<'_>, args: &CacheRm) -> Outcome {
    let census = here.census()?;
    let endpoint = here.endpoint();
    // All or nothing: a name with a slip in it stops the whole before anything is gone.
    let targets: Vec<Target<'_>> = args
        .targets
        .iter()
        .map(|text| target::find(&census, &endpoint, text))
        .collect::<Result<_, Failure>>()?;
    let chosen = census.repos.iter().filter_map(|repo| from(repo, &targets));
    let removal = Removal { repos: chosen.collect(), payloads: Vec::new() };
    removal::run(context, &census, &removal, args.manner)
}

fn from(repo: &CachedRepo, targets: &[Target<'_>]) -> Option<FromRepo> {
    let own: Vec<&Target<'_>> = targets.iter().filter(|t| t.repo.repo == repo.repo).collect();
    let gone: Vec<&str> = own.iter().filter_map(|t| Some(t.revision?.name.as_str())).collect();
    let all = own.iter().any(|target| target.revision.is_none())
        || repo.revisions.iter().all(|revision| gone.contains(&revision.name.as_str()));
    match own.is_empty() {
        true => None,
        false if all => Some(FromRepo::all(repo)),
        false => Some(FromRepo::revisions(repo, &|rev| gone.contains(&rev.name.as_str()))),
    }
}
