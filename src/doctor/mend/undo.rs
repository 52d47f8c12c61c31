//! Takes a change back, unless somebody else has changed the same thing since.

use std::path::Path;

use super::super::journal::{Change, GitKey, Made, TextChange, text_again};
use super::super::spans::Restored;
use super::{MODE, MendError};
use crate::git::config::{self as git_config, Git};
use crate::hooks::LOOKED;
use crate::hooks::folder::{self, Folders};
use crate::hooks::place::Place;
use crate::paths::Paths;
use crate::secret_file::{self, Grip};
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
    /// It was begun and maybe never made, and somebody has changed the same file since.
    Unsure,
}

/// Takes one change back. No link is followed that was not there when it was made.
pub fn undo(made: &Made, paths: &Paths, env: &Env) -> Result<Back, MendError> {
    match &made.change {
        Change::Mode { path, before, after } => {
            mode_back(&path.path(paths), before.mode(), after.mode())
        }
        Change::Text(change) => text_back(change, made.begun, paths),
        Change::Git { keys, files } => {
            let at = files.iter().map(|file| (file.path.path(paths), file.former));
            let at: Vec<_> = at.collect();
            for (path, _) in &at {
                held(path)?;
            }
            let git = Git::find(env).map_err(git_config::GitError::from)?;
            let mut back = Back::Already;
            for key in keys.iter().rev() {
                let key = key.clone().map(|text| text_again(text, paths));
                if key_back(&git, &key)? {
                    back = Back::Done;
                }
            }
            for (path, former) in at {
                without_end(&path, former)?;
            }
            Ok(back)
        }
        Change::Guard { top } => guard_back(&top.path(paths), paths, env),
    }
}

/// Takes hold of a file, where it is one of the person's own and no link leads to it.
fn held(path: &Path) -> Result<Option<Grip>, MendError> {
    Grip::of_file(path).map_err(|refusal| MendError::Refused(path.to_owned(), refusal))
}

/// Its bytes, and its number.
fn read(path: &Path) -> Result<Option<(Vec<u8>, u64)>, MendError> {
    if held(path)?.is_some() { super::read(path) } else { Ok(None) }
}

fn mode_back(path: &Path, before: Option<u32>, after: Option<u32>) -> Result<Back, MendError> {
    let refused = |refusal| MendError::Refused(path.to_owned(), refusal);
    // The path was kept without links: one that stands there now is new.
    let held = Grip::of(path).map_err(refused)?;
    let (Some(grip), Some(before)) = (held, before) else { return Ok(Back::Changed) };
    let now = grip.mode().map_err(refused)?;
    if Some(now) == after {
        grip.set_mode(before).map_err(refused)?;
        Ok(Back::Done)
    } else if now == before {
        Ok(Back::Already)
    } else {
        Ok(Back::Changed)
    }
}

fn text_back(change: &TextChange, begun: bool, paths: &Paths) -> Result<Back, MendError> {
    let path = change.path.path(paths);
    let (bytes, number) = read(&path)?.unzip();
    let text = bytes.as_deref().unwrap_or_default();
    let spans = change.spans.clone().map(|text| text_again(text, paths));
    let restored = if begun { spans.restore_exactly(text) } else { spans.restore(text) };
    // Our way to change a file is to put another one in its place.
    let is_same = number.and_then(|number| i64::try_from(number).ok()) == change.number;
    match restored {
        Restored::Text(_) if begun && number.is_some() && is_same => Ok(Back::Unsure),
        Restored::Changed if begun => Ok(Back::Unsure),
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

fn key_back(git: &Git, key: &GitKey) -> Result<bool, MendError> {
    let before = git.scoped()?.get(&key.key).cloned().unwrap_or_default();
    let after = key.back(&before);
    let changes = before != after;
    git.apply(&git_config::Change { key: key.key.clone(), before, after })?;
    Ok(changes)
}

/// Takes back what git leaves when a value comes and goes: an end of the last line, or a file with
/// nothing in it.
fn without_end(path: &Path, former: Option<usize>) -> Result<(), MendError> {
    let Some((text, _)) = read(path)? else { return Ok(()) };
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
    let refused = |refusal| MendError::Refused(top.to_owned(), refusal);
    let Some(held) = Grip::of(top).map_err(refused)? else { return Ok(Back::Changed) };
    if !held.is_folder().map_err(refused)? {
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
