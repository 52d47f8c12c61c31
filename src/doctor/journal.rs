//! The list of what `--fix` has changed, in hfenv's state folder: each change is written down
//! before it is made, and again once it was. There is no secret in it, and no name of the home
//! folder. Only a list of the user's own is believed: it says what is written where.

mod change;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use self::change::{Bits, Change, GitFile, GitKey, Kept, TextChange};
pub(super) use self::change::{kept_text, text_again};
use super::public::Public;
use crate::config::{ConfigError, FORMAT, toml_file};
use crate::paths::Paths;
use crate::secret_file::{self, FileError, Grip, LOCK_WAIT, Lock, Refusal, settled};

const HEADER: &str = "\
# What hfenv doctor --fix has changed. No secret is in here. hfenv doctor --undo takes it back.

";

/// Largest list that is read.
const LIMIT: u64 = 1 << 20;

/// More changes than these are counted by nobody.
const MANY: u64 = 1 << 40;

/// The rights of others to write.
const OTHERS_WRITE: u32 = 0o022;

/// A change that was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    number: u64,
    run: u64,
    /// Whether it was only begun: nobody knows whether it was made.
    #[serde(default)]
    pub begun: bool,
    /// Whether it could not be taken back.
    #[serde(default)]
    stuck: bool,
    /// What it is.
    pub change: Change,
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

/// Whether it can be read, and is believed.
pub fn readable(paths: &Paths) -> Result<(), ConfigError> {
    read(&file(paths)).map(drop)
}

fn read(path: &Path) -> Result<Written, ConfigError> {
    let not = |what: &str| ConfigError::Value { path: path.to_owned(), what: what.to_owned() };
    if path.is_symlink() {
        return Err(ConfigError::File(FileError::NotRegular(path.to_owned())));
    }
    let grip = match Grip::of_file(&settled(path)) {
        Ok(None) => return Ok(Written::default()),
        Ok(Some(grip)) => grip,
        Err(Refusal::Foreign) => return Err(foreign(path)),
        Err(Refusal::Io(source)) => {
            return Err(FileError::Io { path: path.to_owned(), source }.into());
        }
        Err(_) => return Err(ConfigError::File(FileError::NotRegular(path.to_owned()))),
    };
    if grip.mode().map_or(true, |mode| mode & OTHERS_WRITE != 0) {
        return Err(foreign(path));
    }
    let bytes = grip.bytes(LIMIT).map_err(|_| not("can't be read"))?;
    let written: Written = toml_file::parse(path, &bytes)?;
    let few = |number: u64| number <= MANY;
    let is_sound = |made: &Made| few(made.number) && few(made.run) && made.change.is_sound();
    if few(written.last) && written.made.iter().all(is_sound) {
        Ok(written)
    } else {
        Err(not("has something that hfenv never writes there"))
    }
}

/// Somebody else has written it, or could have.
fn foreign(path: &Path) -> ConfigError {
    let owner = secret_file::read(path, LIMIT).ok().flatten().and_then(|content| content.owner);
    FileError::Foreign { path: path.to_owned(), owner: owner.unwrap_or_default() }.into()
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
    /// Opens the list; a missing one is empty. An error says what to do.
    pub fn open(paths: &Paths) -> Result<Self, Public> {
        let path = file(paths);
        let shown = || Public::path(&path, &paths.home, &[]);
        let list = || Public::text("the list of changes, ").and(shown()).and(": ");
        let lock = secret_file::lock(&paths.state.join("doctor.lock"), LOCK_WAIT)
            .map_err(|error| list().and(Public::file(&error)))?;
        let written = read(&path).map_err(|error| {
            let why = match &error {
                ConfigError::File(FileError::Foreign { .. }) => {
                    Public::text("others own it or can write to it, so it is not believed")
                }
                error => Public::config(error),
            };
            list().and(why).and("; look at it, and move it away")
        })?;
        let run = written.made.iter().map(|made| made.run).max().unwrap_or(0) + 1;
        Ok(Self { path, written, run, _lock: lock })
    }

    /// What the last run has changed, the latest first, and what of later ones could not be taken
    /// back: that is tried again, and keeps nobody from the rest.
    #[must_use]
    pub fn last_run(&self) -> Vec<Made> {
        let all = &self.written.made;
        let run = all.iter().filter(|made| !made.stuck).map(|made| made.run).max();
        let made = all.iter().rev().filter(|made| made.stuck || Some(made.run) == run);
        made.cloned().collect()
    }

    /// Writes down what is about to be changed, and gives its number.
    pub fn note(&mut self, change: Change) -> Result<u64, ConfigError> {
        self.written.last += 1;
        let number = self.written.last;
        self.written.made.push(Made { number, run: self.run, begun: true, stuck: false, change });
        self.save()?;
        Ok(number)
    }

    /// Writes down that a change was made, and more exactly if that is known.
    pub fn made(&mut self, number: u64, change: Option<Change>) -> Result<(), ConfigError> {
        if let Some(made) = self.written.made.iter_mut().find(|made| made.number == number) {
            made.begun = false;
            made.change = change.unwrap_or_else(|| made.change.clone());
        }
        self.save()
    }

    /// Writes down that a change could not be taken back.
    pub fn stuck(&mut self, number: u64) -> Result<(), ConfigError> {
        if let Some(made) = self.written.made.iter_mut().find(|made| made.number == number) {
            made.stuck = true;
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
