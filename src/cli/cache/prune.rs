//! `hfenv cache prune`: deletes what nobody refers to.

use super::{Here, removal};
use crate::cache::remove::Removal;
use crate::cli::args::cache::CachePrune;
use crate::cli::context::Context;
use crate::cli::failure::Outcome;

pub(super) fn run(context: &Context, here: &Here<'_>, args: &CachePrune) -> Outcome {
    let census = here.census()?;
    let removal = Removal::pruned(&census, &here.cache);
    removal::run(context, &census, &removal, args.manner)
}
