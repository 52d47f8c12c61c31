//! Tokens that lie in plain text: where they are, taken out of there, or replaced by a new one.
//!
//! What `import` files as profiles, what `rotate` replaces and what `doctor` warns of. Nothing of
//! another user is read, nothing through a link that leads out of the home folder or the project,
//! and nothing of a size that a person does not write.

mod book;
mod comment;
mod edit;
mod find;
mod form;
mod helper;
mod hf;
mod netrc;
mod project;
mod remotes;
mod remove;
mod replace;
mod shell;
mod undo;
mod url;
mod within;

use std::ops::Range;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::book::{Book, Removed};
pub use self::find::{Finds, find, find_in_files};
pub use self::form::Form;
pub use self::netrc::answers_for;
pub use self::project::within;
pub use self::remove::{Gone, Left, Owner, Taken, is_own, remove};
pub use self::replace::{Replaced, replace};
pub use self::shell::sets_login;
pub use self::undo::{Ask, Kept, Undone, listed, undo};
use crate::config::ConfigError;
use crate::endpoint::{Endpoint, Origin};
use crate::own;
use crate::paths::Paths;
use crate::secret_file::FileError;
use crate::store::StoreError;
use crate::text::printable;
use crate::token::Token;
use crate::vars::Env;

/// Largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// Why plain text can't be read or changed.
#[derive(Debug, Error)]
pub enum PlainError {
    /// A file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The list of what was removed.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// huggingface_hub's files.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which kind of place a token lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// huggingface_hub's active token and its list, and the file of releases before 0.14.
    Hf,
    /// `~/.git-credentials`, a credential helper of git's, and a remote with a token in its URL.
    Git,
    /// `~/.netrc`.
    Netrc,
    /// The files that a shell reads when it starts.
    Shell,
    /// `.env` files of the project.
    DotEnv,
    /// Docker and CI files of the project.
    Ci,
}

impl Kind {
    /// Every kind, in the order in which they are looked through.
    pub const ALL: [Self; 6] =
        [Self::Hf, Self::Git, Self::Netrc, Self::Shell, Self::DotEnv, Self::Ci];

    /// The word used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hf => "hf",
            Self::Git => "git",
            Self::Netrc => "netrc",
            Self::Shell => "shell",
            Self::DotEnv => "dotenv",
            Self::Ci => "ci",
        }
    }
}

/// What a search depends on.
#[derive(Debug)]
pub struct Search<'a> {
    /// The folders.
    pub paths: &'a Paths,
    /// The user's own environment, and the current folder.
    pub env: &'a Env,
    /// The user's endpoints.
    pub endpoints: &'a [Endpoint],
}

impl Search<'_> {
    /// A path for people: `~/.bashrc`.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        own::place(path, self.paths)
    }
}

/// The line of a place in a text, from 1.
fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at].split(|byte| *byte == b'\n').count()
}

/// A token and where it lies.
#[derive(Debug, Clone)]
pub struct Found {
    /// The token.
    pub token: Token,
    /// Which kind of place.
    pub kind: Kind,
    /// Where exactly.
    pub place: Place,
    /// The host that the place has it for; `None` if it names none.
    pub host: Option<Origin>,
    /// What the place calls it: a section, a user name.
    pub label: Option<String>,
    /// What renews it, and when it ends in unix seconds, if it is a browser login.
    pub renewal: Option<(Token, Option<i64>)>,
}

/// Where a token lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A part of a text.
    Text {
        /// The file.
        path: PathBuf,
        /// How it is written.
        form: Form,
        /// The line, from 1.
        line: usize,
        /// The token's bytes in the file.
        bytes: Range<usize>,
    },
    /// A file that holds nothing else.
    File {
        /// The file.
        path: PathBuf,
    },
    /// A section of huggingface_hub's list.
    Section {
        /// The file.
        path: PathBuf,
        /// The section.
        name: String,
    },
    /// What a credential helper of git's answers for a host.
    Helper {
        /// The helper, as git's configuration names it.
        helper: String,
        /// The host.
        endpoint: Endpoint,
        /// The user name it answers with.
        user: String,
    },
}

impl Place {
    /// The file, if it is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Text { path, .. } | Self::File { path } | Self::Section { path, .. } => {
                Some(path)
            }
            Self::Helper { .. } => None,
        }
    }

    /// The line in it, where there are several.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        if let Self::Text { line, .. } = self { Some(*line) } else { None }
    }

    /// The place, for people.
    #[must_use]
    pub fn shown(&self, search: &Search<'_>) -> String {
        match self {
            Self::Text { path, line, .. } => format!("{}:{line}", search.shown(path)),
            Self::File { path } => search.shown(path),
            Self::Section { path, name } => {
                format!("{} ({})", search.shown(path), printable(name))
            }
            Self::Helper { helper, endpoint, .. } => {
                format!("git's helper {} for {endpoint}", helper::name(helper))
            }
        }
    }
}
