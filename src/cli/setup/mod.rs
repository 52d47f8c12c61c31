//! `hfenv setup`: the lines in git's configuration and in the shell's rc file, and by its name the
//! guard, put in or taken out.

pub(super) mod caller;
pub(super) mod git;
mod refused;
mod shell;

use super::args::{Setup, SetupPart};
use super::context::Context;
use super::failure::Outcome;
use super::guard;

pub(super) fn run(context: &Context, args: &Setup) -> Outcome {
    if args.part == Some(SetupPart::Guard) {
        return guard::setup(context, args.undo, args.dry_run);
    }
    let world = context.world()?;
    if args.part != Some(SetupPart::Shell) {
        git::run(context, &world, args)?;
    }
    if args.part != Some(SetupPart::Git) {
        shell::run(context, &world, args)?;
    }
    if args.part.is_none() && !args.undo {
        context.ui.hint("to keep secrets out of commits, too: hfenv setup guard");
    }
    Ok(())
}
