//! A change, found without touching anything, told, and made step by step.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{content, is_run};
use super::place::{INCLUDE, Place};
use super::{HookError, LOOKED};
use crate::secret_file;
use crate::text::printable_path;

/// A hook is run, and has no secret.
const MODE: u32 = 0o755;

/// Whoever may use the repository reads it.
const NOTE_MODE: u32 = 0o644;

/// What is going to happen.
#[derive(Debug, Default)]
pub struct Plan {
    /// In this order.
    pub steps: Vec<Step>,
    /// What is left alone, and why.
    pub left: Vec<HookError>,
    /// Files of others in a folder of ours.
    pub others: Vec<PathBuf>,
    /// Whether git-lfs had put its hooks over ours.
    pub lfs: bool,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A folder and those above it are made.
    Folder(PathBuf),
    /// A hook of ours is written.
    Write(PathBuf, String),
    /// A file of ours that git's configuration includes is written.
    Note(PathBuf, String),
    /// A file gets another name.
    Move(PathBuf, PathBuf),
    /// A file goes.
    Remove(PathBuf),
    /// A folder goes if nothing is left in it.
    Tidy(PathBuf),
    /// A key of git's configuration changes.
    Config {
        /// `--local` or `--global`.
        scope: &'static str,
        /// It.
        key: &'static str,
        /// Its value before.
        before: Option<String>,
        /// Its value after.
        after: Option<String>,
    },
    /// A file of ours comes into git's configuration, or goes.
    Include {
        /// `--local` or `--global`.
        scope: &'static str,
        /// It.
        file: String,
        /// Whether it comes.
        there: bool,
    },
}

impl Plan {
    /// A hook of ours, where it is not as it should be.
    pub(super) fn hook(&mut self, file: PathBuf, text: String) -> Result<(), HookError> {
        if content(&file)?.as_deref() != Some(text.as_bytes()) || !is_run(&file) {
            self.steps.push(Step::Write(file, text));
        }
        Ok(())
    }

    /// Whether something is to be done.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step, Step::Tidy(_)))
    }

    /// Whether a key of git's configuration gets its older value back.
    pub(super) fn sets_back(&self, wanted: &str) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Config { key, .. } if *key == wanted))
    }

    /// What goes and what comes, a line each.
    #[must_use]
    pub fn told(&self) -> String {
        self.steps.iter().map(Step::told).collect()
    }

    /// The same, with the many files of a folder in one line.
    #[must_use]
    pub fn summed(&self) -> String {
        let file = |step: &Step| match step {
            Step::Write(path, _) => Some(('+', path.parent()?.to_owned())),
            Step::Remove(path) => Some(('-', path.parent()?.to_owned())),
            _ => None,
        };
        let parts = self.steps.chunk_by(|one, next| file(one).is_some() && file(one) == file(next));
        let told = |part: &[Step]| match file(&part[0]).filter(|_| part.len() > LOOKED.len()) {
            Some((sign, folder)) => {
                format!("{sign} {} hooks in {}\n", part.len(), printable_path(&folder))
            }
            None => part.iter().map(Step::told).collect(),
        };
        parts.map(told).collect()
    }

    /// Makes the change. What was moved goes back if a later step fails.
    pub fn make(&self, place: &Place) -> Result<(), HookError> {
        for (at, step) in self.steps.iter().enumerate() {
            if let Err(error) = step.make(place) {
                for done in self.steps[..at].iter().rev() {
                    if let Step::Move(from, to) = done {
                        // Best effort: the error that matters is the one being returned.
                        let _ = rename(to, from);
                    }
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Step {
    fn told(&self) -> String {
        match self {
            Self::Folder(path) | Self::Write(path, _) | Self::Note(path, _) => {
                format!("+ {}\n", printable_path(path))
            }
            Self::Move(from, to) => {
                format!("- {}\n+ {}\n", printable_path(from), printable_path(to))
            }
            Self::Remove(path) => format!("- {}\n", printable_path(path)),
            Self::Tidy(_) => String::new(),
            Self::Config { scope, key, before, after } => {
                let scope = scope.trim_start_matches('-');
                let line = |sign: &str, value: &Option<String>| {
                    value.as_ref().map(|value| format!("{sign} {key} = {value} ({scope})\n"))
                };
                [line("-", before), line("+", after)].into_iter().flatten().collect()
            }
            Self::Include { scope, file, there } => {
                let (sign, scope) = (if *there { '+' } else { '-' }, scope.trim_start_matches('-'));
                format!("{sign} {INCLUDE} = {file} ({scope})\n")
            }
        }
    }

    fn make(&self, place: &Place) -> Result<(), HookError> {
        match self {
            Self::Folder(path) => io_at(path, fs::create_dir_all(path)),
            Self::Write(path, text) => Ok(secret_file::write(path, text.as_bytes(), Some(MODE))?),
            Self::Move(from, to) => rename(from, to),
            Self::Remove(path) => io_at(path, fs::remove_file(path)),
            Self::Tidy(path) => match fs::remove_dir(path) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
                done => io_at(path, done),
            },
            Self::Note(path, text) => {
                Ok(secret_file::write(path, text.as_bytes(), Some(NOTE_MODE))?)
            }
            Self::Include { scope, file, there } => place.include(scope, file, *there),
            Self::Config { scope, key, after, .. } => place.set(scope, key, after.as_deref()),
        }
    }
}

fn io_at(path: &Path, done: io::Result<()>) -> Result<(), HookError> {
    done.map_err(|source| HookError::Io { path: path.to_owned(), source })
}

/// Renames; a relative link goes on to lead to the same file from one folder further down, or up.
fn rename(from: &Path, to: &Path) -> Result<(), HookError> {
    #[cfg(unix)]
    if let Ok(target) = fs::read_link(from)
        && target.is_relative()
        && from.parent() != to.parent()
    {
        let down = from.parent() == to.parent().and_then(Path::parent);
        let target = if down {
            Path::new("..").join(&target)
        } else {
            target.strip_prefix("..").map(Path::to_owned).unwrap_or(target)
        };
        io_at(to, std::os::unix::fs::symlink(target, to))?;
        return io_at(from, fs::remove_file(from));
    }
    io_at(from, fs::rename(from, to))
}
