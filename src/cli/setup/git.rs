//! `hfenv setup git`: hfenv as the credential helper in git's global configuration.

use crate::cli::args::Setup;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::git::config::{self, Change, Git};
use crate::git::{helper, setup};
use crate::resolve::world::World;
use crate::setup::program;

pub(super) fn run(context: &Context, world: &World, args: &Setup) -> Outcome {
    let git = Git::find(context.env())?;
    let changes = if args.undo { setup::removals(&git)? } else { additions(&git, world)? };
    for change in &changes {
        context.ui.shown(told(change))?;
        if !args.dry_run {
            git.apply(change)?;
        }
    }
    context.ui.say(match (changes.is_empty(), args.dry_run, args.undo) {
        (true, _, true) => "git: hfenv was not in the configuration",
        (true, _, false) => "git: hfenv is the credential helper already",
        (false, true, _) => "git: nothing was changed (--dry-run)",
        (false, false, true) => "git: hfenv was taken out of the configuration",
        (false, false, false) => "git: hfenv is the credential helper for these addresses now",
    });
    Ok(())
}

/// What puts hfenv in for every endpoint that is known.
pub(in crate::cli) fn additions(git: &Git, world: &World) -> Result<Vec<Change>, Failure> {
    let helper = config::helper_value(&program::helper()?)?;
    let wants_paths = world.config()?.looks_at_repositories();
    Ok(setup::additions(git, &helper::endpoints(world)?, wants_paths, &helper)?)
}

/// The values that go and that come.
pub(in crate::cli) fn told(change: &Change) -> String {
    let Change { key, before, after } = change;
    let line = |sign: &str, value: &String| format!("{sign} {key} = {value}\n");
    let kept = |value: &String, there: &[String]| there.contains(value);
    let removed = before.iter().filter(|value| !kept(value, after)).map(|value| line("-", value));
    let added = after.iter().filter(|value| !kept(value, before)).map(|value| line("+", value));
    removed.chain(added).collect()
}
