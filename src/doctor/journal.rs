//! The list of what `--fix` has changed, in hfenv's state folder: each change is written down
//! before it is made. There is no secret in it, and no name of the home folder.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::public::Public;
use super::spans::Spans;
use crate::config::{ConfigError, FORMAT, toml_file};
use crate::paths::Paths;
use crate::secret_file::{self, LOCK_WAIT, Lock};

const HEADER: &str = "\
# What hfenv doctor --fix has changed. No secret is in here. hfenv doctor --undo takes it back.

";

/// Stand for the home folder in a text that is kept: as it is named, and with its links resolved.
const HOMES: [&str; 2] = ["\u{1}~\u{1}", "\u{1}~~\u{1}"];

/// A change that was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    number: u64,
    run: u64,
    /// What it is.
    pub change: Change,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// The permission bits of a file or folder.
    Mode {
        /// It.
        path: Kept,
        /// Its bits before.
        before: Bits,
        /// Its bits after.
        after: Bits,
    },
    /// Lines of a text.
    Text(TextChange),
    /// Values of git's configuration, until it is known where they stand in the file.
    Git {
        /// For each key what it got and what it lost.
        keys: Vec<GitKey>,
        /// The files that may have them.
        files: Vec<GitFile>,
    },
    /// The guard came into a repository.
    Guard {
        /// The work tree.
        top: Kept,
    },
}

/// Permission bits, as `chmod` takes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bits(String);

impl From<u32> for Bits {
    fn from(mode: u32) -> Self {
        Self(format!("{mode:03o}"))
    }
}

impl Bits {
    /// The bits; `None` if somebody has changed the list by hand.
    #[must_use]
    pub fn mode(&self) -> Option<u32> {
        u32::from_str_radix(&self.0, 8).ok().filter(|mode| *mode <= 0o7777)
    }
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextChange {
    /// The file.
    pub(super) path: Kept,
    /// Whether there was no file.
    pub(super) made: bool,
    pub(super) spans: Spans,
}

/// A file of git's configuration, before the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitFile {
    /// The file.
    pub path: Kept,
    /// Its length; nothing if it was not there.
    pub former: Option<usize>,
}

/// A key of git's configuration with values of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitKey {
    /// The key.
    pub key: String,
    /// What went.
    pub gone: Vec<String>,
    /// What came.
    pub come: Vec<String>,
}

impl GitKey {
    /// With every value changed.
    pub(super) fn map(mut self, change: impl Fn(&str) -> String) -> Self {
        for value in self.gone.iter_mut().chain(&mut self.come) {
            *value = change(value);
        }
        self
    }
}

/// A path in the list: below the home folder it begins with `~`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept(String);

impl Kept {
    /// `None` where the path is no text, or begins with a `~` of its own.
    #[must_use]
    pub fn of(path: &Path, paths: &Paths) -> Option<Self> {
        let below = [paths.home.clone(), Paths::real(&paths.home)];
        let below = below.iter().find_map(|home| path.strip_prefix(home).ok());
        let text = match below {
            Some(below) => format!("~/{}", below.to_str()?),
            None => path.to_str()?.to_owned(),
        };
        (below.is_some() || path.is_absolute()).then_some(Self(text))
    }

    /// The path here.
    #[must_use]
    pub fn path(&self, paths: &Paths) -> PathBuf {
        paths.expand_home(&self.0)
    }
}

/// The home folder with its marks.
fn homes(paths: &Paths) -> impl Iterator<Item = (String, &'static str)> {
    let homes = [paths.home.clone(), Paths::real(&paths.home)].into_iter().zip(HOMES);
    let named = homes.filter_map(|(home, mark)| Some((home.to_str()?.to_owned(), mark)));
    named.filter(|(home, _)| home.len() > 1)
}

/// A text as it is kept, without the name of the home folder.
pub(super) fn kept_text(text: &str, paths: &Paths) -> String {
    homes(paths).fold(text.to_owned(), |text, (home, mark)| text.replace(&home, mark))
}

/// The text again.
pub(super) fn text_again(text: &str, paths: &Paths) -> String {
    homes(paths).fold(text.to_owned(), |text, (home, mark)| text.replace(mark, &home))
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: Option<u32>,
    #[serde(default)]
    last: u64,
    #[serde(default)]
    made: Vec<Made>,
}

/// Where the list lies.
#[must_use]
pub fn file(paths: &Paths) -> PathBuf {
    paths.state.join("doctor.toml")
}

/// Whether it can be read.
pub fn readable(paths: &Paths) -> Result<(), ConfigError> {
    toml_file::load::<Written>(&file(paths)).map(drop)
}

/// The list, and the lock that keeps a second doctor away.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    written: Written,
    run: u64,
    _lock: Lock,
}

impl Journal {
    /// Opens the list; a missing one is empty.
    pub fn open(paths: &Paths) -> Result<Self, ConfigError> {
        let path = file(paths);
        let lock = secret_file::lock(&paths.state.join("doctor.lock"), LOCK_WAIT)?;
        let written: Written = toml_file::load(&path)?.unwrap_or_default();
        let run = written.made.iter().map(|made| made.run).max().unwrap_or(0) + 1;
        Ok(Self { path, written, run, _lock: lock })
    }

    /// What the last run has changed and what was not taken back, the latest first.
    #[must_use]
    pub fn last_run(&self) -> Vec<Made> {
        let run = self.written.made.iter().map(|made| made.run).max();
        let made = self.written.made.iter().rev().filter(|made| Some(made.run) == run);
        made.cloned().collect()
    }

    /// Writes down what is about to be changed, and gives its number.
    pub fn note(&mut self, change: Change) -> Result<u64, ConfigError> {
        self.written.last += 1;
        let number = self.written.last;
        self.written.made.push(Made { number, run: self.run, change });
        self.save()?;
        Ok(number)
    }

    /// Writes down more exactly what was changed.
    pub fn amend(&mut self, number: u64, change: Change) -> Result<(), ConfigError> {
        if let Some(made) = self.written.made.iter_mut().find(|made| made.number == number) {
            made.change = change;
        }
        self.save()
    }

    /// Takes a change out of the list: it was not made, or was taken back.
    pub fn forget(&mut self, number: u64) -> Result<(), ConfigError> {
        self.written.made.retain(|made| made.number != number);
        self.save()
    }

    fn save(&mut self) -> Result<(), ConfigError> {
        self.written.version = Some(FORMAT);
        toml_file::save(&self.path, HEADER, &self.written)
    }
}

impl Made {
    /// What is taken back, for people.
    #[must_use]
    pub fn shown(&self, paths: &Paths) -> Public {
        let path = |kept: &Kept| Public::path(&kept.path(paths), &paths.home, &[]);
        match &self.change {
            Change::Mode { path: kept, before, .. } => Public::text("chmod ")
                .and(Public::mode(before.mode().unwrap_or_default()))
                .and(" ")
                .and(path(kept).quoted()),
            Change::Text(change) if change.made => Public::text("remove ").and(path(&change.path)),
            Change::Text(change) => path(&change.path).and(": as it was"),
            Change::Git { .. } => Public::text("git's configuration: as it was"),
            Change::Guard { top } => Public::text("the guard of ").and(path(top)).and(": removed"),
        }
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }
}
