//! `hfenv setup git`: hfenv as the credential helper in git's global configuration.

use std::path::PathBuf;

use crate::cli::args::Setup;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::program;
use crate::git::config::{self, Change, Git, HELPER};
use crate::git::helper;
use crate::resolve::world::World;
use crate::text::printable_path;

pub(super) fn run(context: &Context, world: &World, args: &Setup) -> Outcome {
    let git = Git::find(context.env())?;
    let helper = config::helper_value(&helper_path()?)?;
    let changes = if args.undo { removals(&git)? } else { additions(&git, world, &helper)? };
    for change in &changes {
        tell_change(context, change)?;
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
fn additions(git: &Git, world: &World, helper: &str) -> Result<Vec<Change>, Failure> {
    let scoped = git.scoped()?;
    let values = |key: &String| scoped.get(key).cloned().unwrap_or_default();
    let wants_paths = world.config()?.looks_at_repositories();
    let mut changes = Vec::new();
    for endpoint in helper::endpoints(world)? {
        let [first, second] = config::keys(&endpoint);
        let before = [values(&first), values(&second)];
        let after = config::placed(&before, helper);
        for ((key, before), after) in [first, second].into_iter().zip(before).zip(after) {
            changes.push(Change { key, before, after });
        }
        // Whoever has said no, or yes, keeps what they said.
        let origin = endpoint.origin().to_string();
        if wants_paths && git.sends_path(&origin, true)?.is_none() {
            let key = config::path_key(&origin);
            changes.push(Change { key, before: Vec::new(), after: vec!["true".to_owned()] });
        }
    }
    changes.retain(|change| change.before != change.after);
    Ok(changes)
}

/// What takes hfenv out wherever it stands, also for an endpoint whose profile is gone.
fn removals(git: &Git) -> Result<Vec<Change>, Failure> {
    let scoped = git.scoped()?;
    let is_ours = |key: &String| {
        scoped.get(key).is_some_and(|values| values.iter().any(|value| config::is_ours(value)))
    };
    let mut changes = Vec::new();
    for (key, before) in &scoped {
        let mut after = config::without_helper(before);
        if let Some(scope) = key.strip_suffix("usehttppath") {
            let beside = format!("{}.helper", scope.trim_end_matches(['/', '.']));
            let slash = format!("{scope}helper");
            // What stands without our helper is the person's.
            if scope.ends_with("/.") && (is_ours(&beside) || is_ours(&slash)) {
                after.retain(|value| value != "true");
            }
        }
        changes.push(Change { key: key.clone(), before: before.clone(), after });
    }
    changes.retain(|change| change.before != change.after);
    Ok(changes)
}

fn tell_change(context: &Context, change: &Change) -> Outcome {
    let Change { key, before, after } = change;
    let line = |sign: &str, value: &String| format!("{sign} {key} = {value}\n");
    let kept = |value: &String, there: &[String]| there.contains(value);
    let removed = before.iter().filter(|value| !kept(value, after)).map(|value| line("-", value));
    let added = after.iter().filter(|value| !kept(value, before)).map(|value| line("+", value));
    context.ui.shown(removed.chain(added).collect::<String>())
}

/// The helper beside this program.
fn helper_path() -> Result<PathBuf, Failure> {
    let helper =
        program::itself()?.with_file_name(HELPER).with_extension(std::env::consts::EXE_EXTENSION);
    if helper.is_file() {
        return Ok(helper);
    }
    Err(Failure::error(format!("{}: not there", printable_path(&helper)))
        .hint(format!("install it beside hfenv; a link to hfenv named {HELPER} will do")))
}
