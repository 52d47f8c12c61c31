//! `hfenv allow` and `hfenv deny`: whether a project's files count.

use std::path::{Path, PathBuf};

use super::args::{Allow, Deny};
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::prompt;
use super::ui::{Tone, table};
use crate::git::config::Git;
use crate::git::tracked::Standing;
use crate::inject::trust::{self, Decision};
use crate::own::{self, OwnError};
use crate::project::{self, DOTENV, Judged, Verdict};
use crate::resolve::world::World;
use crate::text::printable_path;

pub(super) fn allow(context: &Context, args: &Allow) -> Outcome {
    let world = world_in(context, args.dir.as_deref())?;
    let Judged { project, verdict } = &world.judged;
    for complaint in &project.complaints {
        context.ui.warn(&complaint.text);
    }
    if project.items.is_empty() {
        // Other tools' secrets are worth guarding, too.
        let known = remember(context, &world);
        if known == 0 {
            return Err(nothing_here(&world));
        }
        let known = format!("hfenv guard knows its secrets now: {known}");
        context.ui.say(format!("{DOTENV} sets nothing that hfenv takes; {known}"));
        return Ok(());
    }
    context.ui.shown(table(&rows(context, &world)))?;
    warn_about_git(context, &world);
    if *verdict == Verdict::Approved {
        context.ui.say("this is allowed already");
        remember(context, &world);
        return Ok(());
    }
    if !args.yes {
        if !context.ui.can_ask() {
            return Err(Failure::error("nobody is there to confirm this")
                .hint("if you have looked at it: hfenv allow --yes"));
        }
        if !prompt::yes("Let these count?")? {
            return Err(Failure::no("nothing was allowed"));
        }
    }
    trust::decide(&world.paths, project, Decision::Allow)?;
    context.ui.say("allowed, until one of these values changes");
    remember(context, &world);
    Ok(())
}

pub(super) fn deny(context: &Context, args: &Deny) -> Outcome {
    let world = world_in(context, args.dir.as_deref())?;
    let project = &world.judged.project;
    if project.files.is_empty() {
        return Err(nothing_here(&world));
    }
    trust::decide(&world.paths, project, Decision::Deny)?;
    let files = project.files.iter().map(|file| file.path.as_path());
    if let Err(error) = own::forget_files(&world.paths, files) {
        context.ui.warn(error);
    }
    for file in &project.files {
        context.ui.say(format!("{} is denied, whatever it holds", printable_path(&file.path)));
    }
    Ok(())
}

/// Lets the guard know every value of the `.env` that is a secret by its strength, also those that
/// hfenv does not take; how many they are.
fn remember(context: &Context, world: &World) -> usize {
    let mut all = 0;
    let files = world.judged.project.files.iter();
    for file in files.filter(|file| file.path.ends_with(DOTENV)) {
        let told = project::values(&file.path).map_err(OwnError::from);
        match told.and_then(|values| own::remember_file(&world.paths, &file.path, &values)) {
            Ok(0) => {}
            Ok(count) => {
                all += count;
                let file = printable_path(&file.path);
                context.ui.detail(format!("hfenv guard knows the secrets of {file} now: {count}"));
            }
            Err(error) => context.ui.warn(format!("{error}: hfenv guard does not know its values")),
        }
    }
    all
}

fn world_in(context: &Context, dir: Option<&Path>) -> Result<World, Failure> {
    let Some(dir) = dir else { return context.world() };
    let folder: PathBuf = dir
        .canonicalize()
        .map_err(|error| Failure::error(format!("{}: {error}", printable_path(dir))))?;
    context.world_of(context.env().at(folder))
}

fn nothing_here(world: &World) -> Failure {
    let place = world.folder.as_deref().map(printable_path).unwrap_or_default();
    match world.judged.project.files.first() {
        Some(file) => {
            Failure::no(format!("{} sets nothing that hfenv takes", printable_path(&file.path)))
        }
        None => Failure::no(format!("there is no .env or .hfenv.toml for {place}")),
    }
}

/// What would be set, masked, with a mark at what changed since the last approval.
fn rows(context: &Context, world: &World) -> Vec<Vec<String>> {
    let changed = match &world.judged.verdict {
        Verdict::Changed(keys) => keys.as_slice(),
        _ => &[],
    };
    let items = world.judged.project.items.iter().map(|item| {
        let mark = if changed.contains(&item.key) {
            context.ui.paint(Tone::Warn, " (changed)")
        } else {
            String::new()
        };
        let place = if item.line == 0 {
            printable_path(&item.path)
        } else {
            format!("{}:{}", printable_path(&item.path), item.line)
        };
        vec![item.key.clone(), format!("{}{mark}", item.shown()), place]
    });
    let gone = changed
        .iter()
        .filter(|key| !world.judged.project.items.iter().any(|item| item.key == **key));
    items.chain(gone.map(|key| vec![key.clone(), "(gone)".into(), String::new()])).collect()
}

/// A `.env` that git tracks, or would, is a leak waiting to happen.
fn warn_about_git(context: &Context, world: &World) {
    let file = world.judged.project.files.iter().find(|file| file.path.ends_with(DOTENV));
    let (Some(file), Ok(git)) = (file, Git::find(context.env())) else { return };
    let shown = printable_path(&file.path);
    let standing = git.standing(&file.path);
    if standing == Some(Standing::Tracked) {
        context.ui.warn(format!("{shown} is tracked by git: its values are in every clone"));
        context.ui.hint(format!("git rm --cached {}", shell_words::quote(DOTENV)));
    } else if standing == Some(Standing::Taken) {
        context.ui.warn(format!("{shown} is not ignored by git: the next git add takes it along"));
        context.ui.hint("echo .env >> .gitignore");
    }
}
