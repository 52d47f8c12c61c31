//! The list of what was removed, in hfenv's state folder: where it stood, and the profile that has
//! it. There is no secret in it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::PlainError;
use crate::config::{ConfigError, FORMAT, toml_file};
use crate::paths::Paths;
use crate::secret_file::{self, LOCK_WAIT, Lock};

const HEADER: &str = "\
# What hfenv import took out of plain text. No secret is in here: \"hfenv:NAME\" stands for the
# token of a profile. hfenv import --undo puts everything back.

";

/// One removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[serde(deny_unknown_fields)]
pub enum Removed {
    /// Lines of a text.
    Lines {
        /// Its number.
        number: u64,
        /// The file.
        path: String,
        /// The first line, from 1.
        line: usize,
        /// What stood there: every second piece is a token's mark.
        before: Vec<String>,
        /// What stands there now.
        after: String,
    },
    /// A whole file.
    File {
        /// Its number.
        number: u64,
        /// The file.
        path: String,
        /// The profile that has the token.
        profile: String,
    },
    /// A section of huggingface_hub's list.
    Section {
        /// Its number.
        number: u64,
        /// The file.
        path: String,
        /// The section.
        name: String,
        /// The profile that has the token.
        profile: String,
    },
    /// What a helper of git's knew.
    Helper {
        /// Its number.
        number: u64,
        /// The helper's first word, for people.
        helper: String,
        /// The host.
        host: String,
        /// The user name.
        user: String,
        /// The profile that has the token.
        profile: String,
    },
}

impl Removed {
    /// Its number.
    #[must_use]
    pub fn number(&self) -> u64 {
        match self {
            Self::Lines { number, .. }
            | Self::File { number, .. }
            | Self::Section { number, .. }
            | Self::Helper { number, .. } => *number,
        }
    }

    fn number_mut(&mut self) -> &mut u64 {
        match self {
            Self::Lines { number, .. }
            | Self::File { number, .. }
            | Self::Section { number, .. }
            | Self::Helper { number, .. } => number,
        }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: Option<u32>,
    #[serde(default)]
    last: u64,
    #[serde(default)]
    removed: Vec<Removed>,
}

/// The list, and the lock that keeps a second import away.
#[derive(Debug)]
pub struct Book {
    path: PathBuf,
    written: Written,
    _lock: Lock,
}

impl Book {
    /// Where the list lies.
    #[must_use]
    pub fn file(paths: &Paths) -> PathBuf {
        paths.state.join("import.toml")
    }

    /// Whether it can be read.
    pub fn readable(paths: &Paths) -> Result<(), ConfigError> {
        toml_file::load::<Written>(&Self::file(paths)).map(drop)
    }

    /// Opens the list; a missing one is empty.
    pub fn open(paths: &Paths) -> Result<Self, PlainError> {
        let path = Self::file(paths);
        let lock = secret_file::lock(&paths.state.join("import.lock"), LOCK_WAIT)?;
        let written = toml_file::load(&path)?.unwrap_or_default();
        Ok(Self { path, written, _lock: lock })
    }

    /// What was removed and not put back, in order.
    #[must_use]
    pub fn removed(&self) -> &[Removed] {
        &self.written.removed
    }

    /// The number of the next removal.
    pub(super) fn next(&mut self) -> u64 {
        self.written.last += 1;
        self.written.last
    }

    /// Writes removals down. One that is there already was interrupted, and is replaced.
    pub(super) fn add(&mut self, removed: Vec<Removed>) -> Result<(), PlainError> {
        let same = |one: &Removed, other: &Removed| {
            let (mut one, mut other) = (one.clone(), other.clone());
            for removed in [&mut one, &mut other] {
                *removed.number_mut() = 0;
                if let Removed::Lines { after, line, .. } = removed {
                    // The number stands in a comment, and lines may have come before it.
                    (*after, *line) = (String::new(), 0);
                }
            }
            one == other
        };
        self.written.removed.retain(|old| !removed.iter().any(|new| same(old, new)));
        self.written.removed.extend(removed);
        self.save()
    }

    /// Takes one out of the list: it was put back.
    pub(super) fn forget(&mut self, number: u64) -> Result<(), PlainError> {
        self.written.removed.retain(|removed| removed.number() != number);
        self.save()
    }

    fn save(&mut self) -> Result<(), PlainError> {
        self.written.version = Some(FORMAT);
        Ok(toml_file::save(&self.path, HEADER, &self.written)?)
    }
}
