//! `hfenv guard`: look for secrets, and keep them out of commits.

use super::args::{Guard, GuardInstall, GuardUninstall, GuardVerb};
use super::context::Context;
use super::failure::Outcome;

mod allow;
mod anew;
mod hook;
pub(super) mod hooks;
mod json;
pub(super) mod known;
mod report;
mod rules;
mod sarif;
mod scan;
mod status;
mod verify;
mod way;
pub(super) mod words;

pub(super) fn run(context: &Context, args: &Guard) -> Outcome {
    match &args.verb {
        GuardVerb::Scan(args) => scan::run(context, args),
        GuardVerb::Install(args) => hooks::install(context, args),
        GuardVerb::Uninstall(args) => hooks::uninstall(context, args),
        GuardVerb::Status => status::run(context),
        GuardVerb::Allow(args) => allow::run(context, args),
        GuardVerb::Rules => rules::run(context),
        GuardVerb::Hook(args) => hook::run(context, args),
    }
}

/// `hfenv setup guard`: the guard in every repository.
pub(super) fn setup(context: &Context, undo: bool, dry_run: bool) -> Outcome {
    if undo {
        return hooks::uninstall(context, &GuardUninstall { global: true, dry_run });
    }
    hooks::install(context, &GuardInstall { global: true, dry_run })
}
