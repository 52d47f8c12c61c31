//! `hfenv guard rules`: what is looked for.

use super::super::context::Context;
use super::super::failure::{Failure, Outcome};

pub(super) fn run(_context: &Context) -> Outcome {
    Err(Failure::error("not there yet"))
}
