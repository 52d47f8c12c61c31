//! `hfenv setup shell`: what is to change in which file, shown, and then done.

use super::caller;
use crate::cli::args::Setup;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::quote::Shell;
use crate::resolve::world::World;
use crate::setup::job::{Job, Wanted};
use crate::setup::lines::MARK;
use crate::setup::rc::{self, Places, Rc, Way};
use crate::setup::{SetupError, notice};
use crate::text::printable_path;

pub(super) fn run(context: &Context, world: &World, args: &Setup) -> Outcome {
    let home = &world.paths.home;
    let called = args.shell.clone().or_else(caller::shell_at_the_prompt).ok_or_else(no_shell)?;
    let rc = rc::find(&called, &Places::of(context.env(), home)?)?;
    let wanted = if args.undo { None } else { Some(Wanted::of(context.env(), &rc)?) };
    let job = Job { rc, wanted };
    let with_hint = |error: SetupError| Failure::from(error).hints(by_hand(&job));
    if let Some(line) = job.line_of_theirs().map_err(with_hint)? {
        let file = printable_path(&job.rc.file);
        context.ui.say(format!("{}: {file} has a line of yours for it: line {line}", job.rc.name));
        return Ok(());
    }
    let edits = job.edits().map_err(with_hint)?;
    for edit in &edits {
        context.ui.shown(edit.told(args.dry_run))?;
    }
    if !edits.is_empty() && !args.dry_run {
        job.carry_out(&world.paths).map_err(with_hint)?;
    }
    context.ui.say(said(&job, edits.is_empty(), args.dry_run));
    if let Some(wanted) = &job.wanted {
        if let Some(notice) = notice::about(context.env(), &job.rc, home) {
            context.ui.hint(notice);
        }
        if !args.dry_run {
            context.ui.hint(format!("for this shell, now: {}", wanted.typed));
        }
    }
    Ok(())
}

fn no_shell() -> Failure {
    Failure::error("hfenv was not called from the prompt of a shell that it knows")
        .hint("name yours: hfenv setup shell --shell SHELL")
}

/// What a person can do where hfenv can't.
fn by_hand(job: &Job) -> Option<String> {
    match (&job.wanted, job.rc.way) {
        (_, Way::File) => None,
        (None, _) => Some(format!("by hand: take out the line that ends in {MARK}")),
        (Some(wanted), _) => Some(format!("by hand: add {}", wanted.typed)),
    }
}

fn said(job: &Job, unchanged: bool, dry_run: bool) -> String {
    let Rc { name, file, .. } = &job.rc;
    let file = printable_path(file);
    match (&job.wanted, job.rc.way) {
        (None, _) if unchanged => format!("{name}: {file} has nothing of hfenv's"),
        _ if unchanged => format!("{name}: {file} has it already"),
        _ if dry_run => format!("{name}: nothing was changed (--dry-run)"),
        (None, _) => format!("{name}: new shells get no token from hfenv"),
        (_, Way::Once) if job.rc.shell == Shell::Sh && name == &"sh" => {
            format!("{name}: new login shells have the token of the folder they start in")
        }
        (_, Way::Once) => {
            format!("{name}: new shells have the token of the folder they start in")
        }
        _ => format!("{name}: new shells have the token of the folder they are in"),
    }
}
