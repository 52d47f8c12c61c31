//! `hfenv fetch`: a repository's files, downloaded, verified, and where Python looks for them.

use super::args::Fetch;
use super::context::Context;
use super::failure::{Failure, Outcome};

pub(super) fn run(_context: &Context, args: &Fetch) -> Outcome {
    Err(Failure::error(format!("{}: fetch is not built", args.repo)))
}
