//! `--fix`: what is going to change is shown, asked about, written down and made.

use std::fmt::Write;

use super::super::args::Doctor;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::super::guard::hooks;
use super::super::prompt;
use super::super::setup::git as setup_git;
use crate::doctor::journal::Journal;
use crate::doctor::mend::{MendError, Mender};
use crate::doctor::public::Public;
use crate::doctor::{Fix, Said, Scene};
use crate::git::config::Git;
use crate::resolve::world::World;
use crate::setup::job;
use crate::text::amount::count;

/// A change that was tried.
pub(super) struct Tried<'a> {
    pub(super) fix: &'a Fix,
    /// Why it was not made.
    pub(super) why: Option<Public>,
}

/// What the findings ask for, each once.
pub(super) fn wanted(said: &[Said]) -> Vec<Fix> {
    let mut all: Vec<Fix> = Vec::new();
    for fix in said.iter().flat_map(Said::fixes) {
        if !all.contains(fix) {
            all.push(fix.clone());
        }
    }
    all
}

/// Says what would be changed.
pub(super) fn show(context: &Context, scene: &Scene<'_>, fixes: &[Fix]) -> Outcome {
    if fixes.is_empty() {
        context.ui.say("nothing is there that --fix could change");
        return Ok(());
    }
    let mut text = String::from("\nchanges\n");
    for fix in fixes {
        let _ = writeln!(text, "  {}", fix.shown(scene));
        for line in details(context, scene, fix).to_string().lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    context.ui.shown(text)
}

/// The lines that come and go where a verb of hfenv's makes the change.
fn details(context: &Context, scene: &Scene<'_>, fix: &Fix) -> Public {
    let world = scene.world;
    let lines = match fix {
        Fix::Mode { .. } | Fix::Ignore { .. } => Ok(String::new()),
        Fix::Git => Git::find(context.env())
            .map_err(Failure::from)
            .and_then(|git| setup_git::additions(&git, world))
            .map(|changes| changes.iter().map(setup_git::told).collect()),
        Fix::Shell(shell) => job::additions(context.env(), &world.paths, *shell)
            .map_err(Failure::from)
            .map(|edits| edits.iter().map(|edit| edit.told(false)).collect()),
        Fix::Guard => hooks::additions(context).map(|(_, plan)| plan.summed()),
    };
    // What is in the way is told when it is tried.
    Public::ours(&lines.unwrap_or_default(), world)
}

/// Asks, unless that was said yes to before.
pub(super) fn confirm(context: &Context, args: &Doctor, number: usize) -> Outcome {
    if args.yes {
        return Ok(());
    }
    if !context.ui.can_ask() {
        return Err(Failure::error("nobody is there to confirm this, so nothing was changed")
            .hint("if you have looked at it: hfenv doctor --fix --yes"));
    }
    let question = if number == 1 { "Make this change?" } else { "Make these changes?" };
    if prompt::yes(question)? { Ok(()) } else { Err(Failure::no("nothing was changed")) }
}

pub(super) fn make<'a>(
    context: &Context,
    world: &World,
    fixes: &'a [Fix],
) -> Result<Vec<Tried<'a>>, Failure> {
    let mut journal = Journal::open(&world.paths)
        .map_err(|why| Failure::error(format!("nothing was changed: {why}")))?;
    let mut mender = Mender { paths: &world.paths, journal: &mut journal };
    let one = |fix| Tried { fix, why: make_one(context, world, &mut mender, fix).err() };
    Ok(fixes.iter().map(one).collect())
}

fn make_one(
    context: &Context,
    world: &World,
    mender: &mut Mender<'_>,
    fix: &Fix,
) -> Result<(), Public> {
    let shown = |error: MendError| error.shown();
    match fix {
        Fix::Mode { path, mode } => mender.mode(path, *mode).map(drop).map_err(shown),
        Fix::Ignore { file, line } => mender.ignore(file, line).map(drop).map_err(shown),
        Fix::Git => {
            let by_hand = |_| Public::text("hfenv setup git says why");
            let git = Git::find(context.env()).map_err(|_| Public::text("git is not there"))?;
            let changes = setup_git::additions(&git, world).map_err(by_hand)?;
            mender.git(context.env(), &git, &changes).map(drop).map_err(shown)
        }
        Fix::Shell(shell) => mender.shell(context.env(), *shell).map(drop).map_err(shown),
        Fix::Guard => {
            let by_hand = |_| Public::text("hfenv guard install says why");
            let (place, plan) = hooks::additions(context).map_err(by_hand)?;
            mender.guard(&place, &plan).map(drop).map_err(shown)
        }
    }
}

/// Says what became of the changes; one that was not made is an error.
pub(super) fn told(context: &Context, tried: &[Tried<'_>], scene: &Scene<'_>) -> Outcome {
    let made = tried.iter().filter(|tried| tried.why.is_none()).count();
    context.ui.say(format!("made {}", count(made, "change")));
    if made > 0 {
        context.ui.hint("to take back what was changed: hfenv doctor --undo");
    }
    let mut left = 0;
    for Tried { fix, why } in tried {
        if let Some(why) = why {
            context.ui.warn(format!("not made: {}: {why}", fix.shown(scene)));
            left += 1;
        }
    }
    if left == 0 {
        Ok(())
    } else {
        Err(Failure::error(format!("{} not made", count(left, "change"))))
    }
}
