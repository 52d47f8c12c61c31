//! Takes a change back, unless somebody else has changed the same thing since.

use std::path::Path;

use super::super::journal::{Change, GitKey, Made, TextChange, text_again};
use super::super::spans::Restored;
use super::{LIMIT, MODE, MendError};
use crate::git::config::{self as git_config, Git};
use crate::hooks::LOOKED;
use crate::hooks::folder::{self, Folders};
use crate::hooks::place::Place;
use crate::paths::Paths;
use crate::secret_file;
use crate::vars::Env;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// It was taken back.
    Done,
    /// It was not there any more, or never made.
    Already,
    /// Somebody has changed it since, so it was left as it is.
    Changed,
}

/// Takes one change back.
pub fn undo(made: &Made, paths: &Paths, env: &Env) -> Result<Back, MendError> {
    match &made.change {
        Change::Mode { path, before, after } => {
            mode_back(&path.path(paths), before.mode(), after.mode())
        }
        Change::Text(change) => text_back(change, paths),
        Change::Git { keys, files } => {
            let git = Git::find(env).map_err(git_config::GitError::from)?;
            let mut back = Back::Already;
            for key in keys.iter().rev() {
                let key = key.clone().map(|text| text_again(text, paths));
                if key_back(&git, &key)? {
                    back = Back::Done;
                }
            }
            for file in files {
                without_end(&file.path.path(paths), file.former)?;
            }
            Ok(back)
        }
        Change::Guard { top } => guard_back(&top.path(paths), paths, env),
    }
}

fn mode_back(path: &Path, before: Option<u32>, after: Option<u32>) -> Result<Back, MendError> {
    match (secret_file::mode(path)?, before) {
        (Some(now), Some(before)) if Some(now) == after => {
            secret_file::set_mode(path, before)?;
            Ok(Back::Done)
        }
        (Some(now), _) if Some(now) == before => Ok(Back::Already),
        _ => Ok(Back::Changed),
    }
}

fn text_back(change: &TextChange, paths: &Paths) -> Result<Back, MendError> {
    let path = change.path.path(paths);
    let content = secret_file::read(&path, LIMIT)?;
    let text = content.as_ref().map_or(&[][..], |content| &content.bytes);
    let spans = change.spans.clone().map(|text| text_again(text, paths));
    match spans.restore(text) {
        Restored::Already => {
            // A writer that was killed may have left something.
            secret_file::tidy(&path)?;
            Ok(Back::Already)
        }
        Restored::Changed => Ok(Back::Changed),
        Restored::Text(text) if text.is_empty() && change.made => {
            secret_file::remove(&path)?;
            Ok(Back::Done)
        }
        Restored::Text(text) => {
            secret_file::rewrite(&path, &text, MODE)?;
            Ok(Back::Done)
        }
    }
}

/// What came goes, and what went comes back at the end, where ours stands.
fn key_back(git: &Git, key: &GitKey) -> Result<bool, MendError> {
    let before = git.scoped()?.get(&key.key).cloned().unwrap_or_default();
    let mut after = before.clone();
    for value in &key.come {
        match after.iter().rposition(|one| one == value) {
            Some(at) => drop(after.remove(at)),
            None => return Ok(false),
        }
    }
    after.extend(key.gone.iter().cloned());
    git.apply(&git_config::Change { key: key.key.clone(), before, after })?;
    Ok(true)
}

/// Takes back what git leaves when a value comes and goes: an end of the last line, or a file with
/// nothing in it.
fn without_end(path: &Path, former: Option<usize>) -> Result<(), MendError> {
    let Some(content) = secret_file::read(path, LIMIT)? else { return Ok(()) };
    let text = &content.bytes;
    match former {
        None if text.is_empty() => drop(secret_file::remove(path)?),
        Some(former) if text.len() == former + 1 && text.ends_with(b"\n") => {
            secret_file::rewrite(path, &text[..former], MODE)?;
        }
        _ => {}
    }
    Ok(())
}

fn guard_back(top: &Path, paths: &Paths, env: &Env) -> Result<Back, MendError> {
    if !top.is_dir() {
        return Ok(Back::Changed);
    }
    let git = Git::find(env).map_err(git_config::GitError::from)?;
    let place = Place::at(git, top.to_owned());
    let plan = folder::uninstall(&place, &Folders::below(&paths.data))?;
    for name in LOOKED {
        // A writer that was killed may have left something.
        secret_file::tidy(&place.common()?.join("hooks").join(name))?;
    }
    if !plan.changes_something() {
        return Ok(Back::Already);
    }
    plan.make(&place)?;
    Ok(if plan.left.is_empty() { Back::Done } else { Back::Changed })
}
