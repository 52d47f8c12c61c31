//! `hfenv guard install` and `uninstall`: the guard in git's hooks.

use std::path::Path;

use serde_json::{Value, json};

use super::super::args::{GuardInstall, GuardUninstall};
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use crate::hooks::files;
use crate::hooks::folder::{self, Folders, Way};
use crate::hooks::place::{KEY, Place};
use crate::hooks::plan::{Plan, Step};
use crate::hooks::reach;
use crate::paths::Paths;
use crate::program::Git;
use crate::setup::program;
use crate::text::printable_path;

/// For everybody who works on a project, by its tool: where a line goes, and the line. Each is YAML
/// also where a terminal has broken it. Where there is no hfenv it says so, and git goes on; the
/// framework shows what a hook says that passed only if it is told to.
const LINES: [(&str, &str, &str); 3] = [
    (
        ".pre-commit-config.yaml",
        "below repos:",
        "- {repo: local, hooks: [{id: hfenv, name: hfenv guard, language: system, \
         entry: \"sh -c 'if command -v hfenv >/dev/null; \
         then hfenv guard hook pre-commit \\\"$@\\\"; else \
         echo no hfenv here, nobody looked for secrets >&2; fi' sh\", \
         always_run: true, require_serial: true, verbose: true}]}",
    ),
    (
        "lefthook.yml",
        "below pre-commit: jobs:",
        "- {name: hfenv guard, run: \"if command -v hfenv >/dev/null; then hfenv guard hook \
         pre-commit; else echo no hfenv here, nobody looked for secrets >&2; fi\"}",
    ),
    (
        ".husky/pre-commit",
        "as a line of its own:",
        "if command -v hfenv >/dev/null; then hfenv guard hook pre-commit \"$@\"; \
         else echo no hfenv here, nobody looked for secrets >&2; fi",
    ),
];

pub(super) fn install(context: &Context, args: &GuardInstall) -> Outcome {
    let (place, folders) = (place(context)?, folders(context)?);
    let program = program::for_a_line(context.env())?;
    if args.global {
        let plan = folder::install_global(&place, &folders, &program)?;
        let done = carry_out(context, &place, &plan, (true, args.dry_run))?;
        context.ui.say(match done {
            Done::Nothing => "guard: it looks in every repository already",
            Done::Shown => "guard: nothing was changed (--dry-run)",
            Done::Made => "guard: git asks it before your commits and pushes now",
        });
        replaced(context, &plan);
        return limits_of_global(context, &place);
    }
    let (plan, way) = folder::install(&place, &folders, &program)?;
    let done = carry_out(context, &place, &plan, (false, args.dry_run))?;
    context.ui.say(match (done, &way) {
        (_, Way::Global) => "guard: it looks here already, as in every repository",
        (Done::Nothing, _) => "guard: it looks here already",
        (Done::Shown, _) => "guard: nothing was changed (--dry-run)",
        (Done::Made, _) => "guard: git asks it before commits and pushes here now",
    });
    if let Way::Path(theirs) = &way {
        let former = printable_path(theirs);
        context.ui.say(format!("guard: the hooks in {former} run after it, unchanged"));
    }
    replaced(context, &plan);
    let hooks = place.common()?.join("hooks");
    let top = place.top()?;
    for tool in files::tools(&place, &hooks)? {
        if tool == "pre-commit" && matches!(way, Way::Path(_)) {
            refused_by_pre_commit(
                context,
                "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0= \
                 pre-commit install",
            );
        }
        about(context, &top, tool);
    }
    about_submodules(context, &place);
    Ok(())
}

/// What would put the guard into the repository around the current folder.
pub(in super::super) fn additions(context: &Context) -> Result<(Place, Plan), Failure> {
    let place = place(context)?;
    let (plan, _) =
        folder::install(&place, &folders(context)?, &program::for_a_line(context.env())?)?;
    Ok((place, plan))
}

pub(super) fn uninstall(context: &Context, args: &GuardUninstall) -> Outcome {
    let (place, folders) = (place(context)?, folders(context)?);
    let plan = if args.global {
        folder::uninstall_global(&place, &folders)?
    } else {
        folder::uninstall(&place, &folders)?
    };
    let done = carry_out(context, &place, &plan, (args.global, args.dry_run))?;
    context.ui.say(match (done, args.global) {
        (Done::Nothing, true) => "guard: it was not in git's global configuration",
        (Done::Nothing, false) => "guard: it was not in this repository's hooks",
        (Done::Shown, _) => "guard: nothing was changed (--dry-run)",
        (Done::Made, _) => "guard: it was taken out",
    });
    if !args.global && folder::way(&place, &folders)? == Way::Global {
        context.ui.hint("it still looks in every repository; to end that, too: --global");
    }
    for file in &plan.others {
        let file = printable_path(file);
        context.ui.say(format!("guard: left alone, for it is not of hfenv: {file}"));
    }
    if plan.lfs {
        context.ui.hint("where a repository uses git-lfs: git lfs install --force");
    }
    let mut left = plan.left.into_iter().map(Failure::from);
    let Some(first) = left.next() else { return Ok(()) };
    for failure in left {
        context.ui.failure(&failure);
    }
    Err(first)
}

/// What becomes of the hooks that git-lfs has put over ours.
fn replaced(context: &Context, plan: &Plan) {
    if plan.lfs {
        context.ui.hint(
            "git-lfs had replaced it; it still uploads, but for a repository with a pre-push of \
             its own, which needs the line: git lfs pre-push \"$@\"",
        );
    }
}

/// What became of a plan.
enum Done {
    Nothing,
    Shown,
    Made,
}

/// Makes a plan, or only tells it; for every repository or for this one.
fn carry_out(
    context: &Context,
    place: &Place,
    plan: &Plan,
    (global, dry_run): (bool, bool),
) -> Result<Done, Failure> {
    let changes = plan.changes_something();
    if context.global.json {
        if changes && !dry_run {
            plan.make(place)?;
        }
        let left: Vec<String> = plan.left.iter().map(ToString::to_string).collect();
        let steps: Vec<Value> = plan.steps.iter().filter_map(as_json).collect();
        context.ui.line(format!(
            "{:#}",
            json!({
                "changed": changes && !dry_run,
                "changes": steps,
                "dry_run": dry_run,
                "global": global,
                "left": left,
                "version": 1,
            })
        ))?;
    }
    if !changes {
        return Ok(Done::Nothing);
    }
    if !context.global.json {
        let whole = dry_run || context.global.verbose;
        context.ui.shown(if whole { plan.told() } else { plan.summed() })?;
    }
    if dry_run {
        return Ok(Done::Shown);
    }
    if !context.global.json {
        plan.make(place)?;
    }
    Ok(Done::Made)
}

/// A step for programs; none of what only tidies up.
fn as_json(step: &Step) -> Option<Value> {
    let shown = |path: &Path| path.display().to_string();
    Some(match step {
        Step::Folder(path) => json!({"change": "make_folder", "path": shown(path)}),
        Step::Write(path, _) | Step::Note(path, _) => {
            json!({"change": "write", "path": shown(path)})
        }
        Step::Move(from, to) => json!({"change": "move", "path": shown(from), "to": shown(to)}),
        Step::Remove(path) => json!({"change": "remove", "path": shown(path)}),
        Step::Tidy(_) => return None,
        Step::Config { scope, key, before, after } => json!({
            "after": after,
            "before": before,
            "change": "config",
            "key": key,
            "scope": scope.trim_start_matches('-'),
        }),
        Step::Include { scope, file, there } => json!({
            "change": if *there { "include" } else { "exclude" },
            "path": file,
            "scope": scope.trim_start_matches('-'),
        }),
    })
}

/// What a person should know about the tool whose hooks or configuration are here.
fn about(context: &Context, top: &Path, tool: &str) {
    let moves = || {
        let text = format!("{tool} install moves it away; run hfenv guard install after it");
        context.ui.hint(text);
    };
    match tool {
        "pre-commit" => {
            for_everybody(context, top, &LINES[0]);
            context.ui.hint(
                "pre-commit itself hands over only the first reference of a push; git's own hook, \
                 as it is now, all of them",
            );
        }
        "prek" => moves(),
        "lefthook" => {
            moves();
            for_everybody(context, top, &LINES[1]);
        }
        "husky" => for_everybody(context, top, &LINES[2]),
        _ => {}
    }
}

/// Says where the hooks of this repository do not reach.
pub(super) fn about_submodules(context: &Context, place: &Place) {
    if place.top().is_ok_and(|top| top.join(".gitmodules").exists()) {
        context.ui.hint(
            "a submodule is a repository of its own: hfenv guard install inside, or --global",
        );
    }
}

/// The line for a tool's file, unless something like it is there.
fn for_everybody(context: &Context, top: &Path, (file, place, line): &(&str, &str, &str)) {
    if !reach::in_file(&top.join(file), "pre-commit") {
        context.ui.hint(format!("for everybody who works on this, in {file} {place}"));
        context.ui.say(line);
    }
}

/// Where the global folder does not reach, and what does not work beside it.
fn limits_of_global(context: &Context, place: &Place) -> Outcome {
    if place.is_repository()
        && let Some(own) = place.settings()?.last()
        && ["local", "worktree"].contains(&own.scope.as_str())
    {
        context.ui.warn(format!("this repository has its own {KEY}, and is not guarded by that"));
        context.ui.hint("here, too: hfenv guard install");
    } else {
        context.ui.hint(format!(
            "a repository with its own {KEY}, as husky sets it, needs hfenv guard install there"
        ));
    }
    refused_by_pre_commit(context, "GIT_CONFIG_GLOBAL=/dev/null pre-commit install");
    Ok(())
}

fn refused_by_pre_commit(context: &Context, this: &str) {
    let text = format!("pre-commit install does not work where {KEY} is set; this does: {this}");
    context.ui.hint(text);
}

pub(super) fn place(context: &Context) -> Result<Place, Failure> {
    Ok(Place::new(Git::find(context.env())?))
}

pub(super) fn folders(context: &Context) -> Result<Folders, Failure> {
    let paths = Paths::find(context.env());
    Paths::check_home(&paths.data)?;
    Ok(Folders::below(&paths.data))
}
