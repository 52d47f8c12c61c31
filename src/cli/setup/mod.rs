//! `hfenv setup`: the lines in git's configuration and in the shell's rc file, put in or taken out.

mod caller;
mod edit;
mod git;
mod lines;
mod notice;
mod rc;
mod shell;

use super::args::{Setup, SetupPart};
use super::context::Context;
use super::failure::Outcome;

pub(super) fn run(context: &Context, args: &Setup) -> Outcome {
    let world = context.world()?;
    if args.part != Some(SetupPart::Shell) {
        git::run(context, &world, args)?;
    }
    if args.part != Some(SetupPart::Git) {
        shell::run(context, &world, args)?;
    }
    Ok(())
}
