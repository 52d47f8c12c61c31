//! `hfenv doctor --undo`: the changes of the last `--fix`, in reverse order.

use std::fmt::Write;

use super::super::args::Doctor;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::super::prompt;
use crate::doctor::journal::{Journal, Made};
use crate::doctor::mend::{Back, undo};
use crate::doctor::public::Public;
use crate::resolve::world::World;
use crate::text::amount::count;

pub(super) fn run(context: &Context, world: &World, args: &Doctor) -> Outcome {
    if context.global.json {
        return Err(Failure::error("--undo has no --json")
            .hint("what it would take back: hfenv doctor --undo --dry-run"));
    }
    let mut journal = Journal::open(&world.paths)
        .map_err(|why| Failure::error(format!("nothing was changed: {why}")))?;
    let all = journal.last_run();
    if all.is_empty() {
        context.ui.say("nothing is there to be taken back");
        return Ok(());
    }
    if args.dry_run {
        return context.ui.shown(listed(world, &all));
    }
    if !args.yes {
        if !context.ui.can_ask() {
            return Err(Failure::error("nobody is there to confirm this, so nothing was changed")
                .hint("to take the changes back: hfenv doctor --undo --yes"));
        }
        context.ui.shown(listed(world, &all))?;
        if !prompt::yes("Take this back?")? {
            return Err(Failure::no("nothing was changed"));
        }
    }
    let (mut back, mut left, mut stuck) = (0, 0, 0);
    let list = |error| Failure::error(format!("the list of changes: {}", Public::config(&error)));
    for made in &all {
        let shown = made.shown(&world.paths);
        match undo(made, &world.paths, context.env()) {
            Ok(Back::Done | Back::Already) => back += 1,
            Ok(Back::Changed) => {
                context.ui.warn(format!("left as it is: {shown}: it was changed since"));
                left += 1;
            }
            Ok(Back::Unsure) => {
                let why = "it was begun and not finished, and the file was changed since";
                context.ui.warn(format!("left as it is: {shown}: {why}"));
                left += 1;
            }
            Err(error) => {
                context.ui.warn(format!("not taken back: {shown}: {}", error.shown()));
                stuck += 1;
                journal.stuck(made.number()).map_err(list)?;
                continue;
            }
        }
        journal.forget(made.number()).map_err(list)?;
    }
    if stuck > 0 {
        context.ui.hint("what was not taken back is tried again by the next hfenv doctor --undo");
    }
    context.ui.say(format!("took back {} of {}", back, count(all.len(), "change")));
    if left + stuck == 0 { Ok(()) } else { Err(Failure::no("not everything was taken back")) }
}

/// A line for each change, the latest first.
fn listed(world: &World, all: &[Made]) -> String {
    all.iter().fold(String::new(), |mut out, made| {
        let _ = writeln!(out, "  {}", made.shown(&world.paths));
        out
    })
}
