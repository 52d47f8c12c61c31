//! `hfenv guard install`, `uninstall` and `hook`: the guard in git's hooks.

use super::super::args::{GuardHook, GuardInstall, GuardUninstall};
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};

pub(super) fn install(_context: &Context, _args: &GuardInstall) -> Outcome {
    Err(Failure::error("not there yet"))
}

pub(super) fn uninstall(_context: &Context, _args: &GuardUninstall) -> Outcome {
    Err(Failure::error("not there yet"))
}

pub(super) fn run(_context: &Context, _args: &GuardHook) -> Outcome {
    Err(Failure::error("not there yet"))
}
