//! What lies on a Hub: repositories, revisions and files, and the ways people write them down.

pub mod address;
pub mod entry;
pub mod pattern;

use std::fmt;

use thiserror::Error;

use crate::endpoint::Endpoint;

pub use self::address::Address;
pub use self::entry::{Entry, Etag, FilePath};

/// The kinds of repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A model; what is meant where nothing is said.
    Model,
    /// A dataset.
    Dataset,
    /// A space.
    Space,
    /// A kernel.
    Kernel,
}

/// A repository: its kind, and `name` or `namespace/name`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Repo {
    kind: Kind,
    name: String,
}

/// A branch, a tag, a commit or `refs/pr/N`, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Revision(String);

/// A full commit: 40 hexadecimal digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Commit(String);

/// Why text is not what it should be. The text itself is printable where it is in here.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
pub enum RepoError {
    /// Not `name` or `namespace/name` by the Hub's rules (`huggingface_hub`,
    /// `utils/_validators.py`).
    #[error("{0} is not the name of a repository")]
    Name(String),
    /// Neither a name, nor `hf://`, nor an address of the Hub.
    #[error("{0} is neither a repository nor an address of the Hub")]
    Address(String),
    /// An address of somebody else.
    #[error("that is an address of {host}, which is neither {endpoint} nor huggingface.co")]
    Host {
        /// Whose it is.
        host: String,
        /// The endpoint.
        endpoint: Endpoint,
    },
    /// The text and `--type` contradict each other.
    #[error("{text} is a {is}, and a {asked} was asked for")]
    Kind {
        /// The text.
        text: String,
        /// Its kind.
        is: &'static str,
        /// The other one.
        asked: &'static str,
    },
    /// An empty revision, or one with `..`, a control character, a leading `-` or `/`.
    #[error("{0} is not a revision")]
    Revision(String),
    /// Not 40 hexadecimal digits.
    #[error("{0} is not a commit")]
    Commit(String),
    /// A path that leaves its folder or that no file system takes.
    #[error("the file name {0} is refused: {1}")]
    Path(String, &'static str),
    /// Neither a SHA-1 nor a SHA-256 in hexadecimal digits.
    #[error("{0} is not a hash")]
    Hash(String),
    /// A pattern that can't be read.
    #[error("{0} is not a pattern")]
    Pattern(String),
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Model, Self::Dataset, Self::Space, Self::Kernel];

    /// `model`, `dataset`, `space` or `kernel`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Dataset => "dataset",
            Self::Space => "space",
            Self::Kernel => "kernel",
        }
    }

    /// The segment of the API and of the cache's folders: `models` …
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Model => "models",
            Self::Dataset => "datasets",
            Self::Space => "spaces",
            Self::Kernel => "kernels",
        }
    }

    /// The kind that such a segment names.
    #[must_use]
    pub fn from_plural(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plural() == word)
    }

    /// What stands before the name in a web address: nothing for a model, else `datasets/` …
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Model => "",
            Self::Dataset => "datasets/",
            Self::Space => "spaces/",
            Self::Kernel => "kernels/",
        }
    }
}

impl Repo {
    /// A repository by the Hub's rules: ASCII letters, digits, `-`, `_`, `.`; each part at most 96
    /// characters; no `--`, no `..`; neither begins nor ends with `-` or `.`; no `.git` at the end.
    pub fn new(kind: Kind, name: &str) -> Result<Self, RepoError> {
        let part = |part: &str| {
            (1..=96).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
                && !part.starts_with(['-', '.'])
                && !part.ends_with(['-', '.'])
        };
        let whole =
            !name.contains("--") && !name.contains("..") && name.strip_suffix(".git").is_none();
        if whole && name.split('/').count() <= 2 && name.split('/').all(part) {
            return Ok(Self { kind, name: name.to_owned() });
        }
        Err(RepoError::Name(crate::text::printable(name).into_owned()))
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// `name` or `namespace/name`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The namespace, which only a few old models don't have.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        Some(self.name.split_once('/')?.0)
    }

    /// Its folder in the cache: `models--namespace--name`, in the case that was asked for.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("{}--{}", self.kind.plural(), self.name.replace('/', "--"))
    }
}

/// As in a web address: `namespace/name`, `datasets/namespace/name` …
impl fmt::Display for Repo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.prefix(), self.name)
    }
}

impl Revision {
    /// `main`.
    #[must_use]
    pub fn main() -> Self {
        Self("main".to_owned())
    }

    /// A revision as it was typed. It becomes part of an address and, in the cache, of a path.
    pub fn parse(text: &str) -> Result<Self, RepoError> {
        let odd = text.is_empty()
            || text.len() > 255
            || text.starts_with(['-', '/'])
            || text.ends_with('/')
            || text.contains(|c: char| c.is_control() || c == '\\')
            || text.split('/').any(|part| matches!(part, "" | "." | ".."));
        if odd {
            return Err(RepoError::Revision(crate::text::printable(text).into_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it was asked for.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The commit, if a full one was asked for.
    #[must_use]
    pub fn commit(&self) -> Option<Commit> {
        Commit::parse(&self.0).ok()
    }
}

impl Commit {
    /// Reads 40 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, RepoError> {
        if text.len() == 40 && crate::text::is_hex(text.as_bytes()) {
            return Ok(Self(text.to_owned()));
        }
        Err(RepoError::Commit(crate::text::printable(text).into_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Commit> for Revision {
    fn from(commit: &Commit) -> Self {
        Self(commit.0.clone())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
