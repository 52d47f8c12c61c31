//! `hfenv fetch`: plans a download, streams it, verifies it, and puts it where Python finds it.
//!
//! | part | does |
//! | --- | --- |
//! | [`plan`] | asks what there is, and what of it is missing here |
//! | [`pool`] | shares files and ranges among connections |
//! | [`blob`] | one file: its part on disk, the ranges that are safe, the hash that follows |
//! | [`place`] | where a file goes: the cache, or a folder with huggingface_hub's metadata |
//! | [`source`] | where bytes come from: HTTP now, others behind the same trait |
//! | [`progress`] | what happens, for whoever shows it |

pub mod blob;
mod local;
pub mod place;
pub mod plan;
pub mod pool;
pub mod progress;
pub mod source;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::cache::CacheError;
use crate::hub::error::HubError;
use crate::repo::{Commit, FilePath, Repo, RepoError, Revision};

/// Why a download did not come to its end. What is safe stays for the next run.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The Hub.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The cache.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// A name.
    #[error(transparent)]
    Name(#[from] RepoError),
    /// The disk.
    #[error("{}: {error}", crate::text::printable_path(path))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The bytes of a file break off or stand still, again and again.
    #[error("{path}: the download breaks off: {error}")]
    Broken {
        /// The file.
        path: FilePath,
        /// What the connection said.
        error: io::Error,
    },
    /// The content is not what the Hub lists, twice.
    #[error("{path}: the content does not match its hash; nothing of it was kept")]
    Hash {
        /// The file.
        path: FilePath,
    },
    /// The server sent less or more than the Hub lists.
    #[error("{path}: {got} bytes came where {size} are listed")]
    Size {
        /// The file.
        path: FilePath,
        /// What is listed.
        size: u64,
        /// What came.
        got: u64,
    },
    /// Not enough room.
    #[error("{}: {needed} bytes are needed and {free} are free", crate::text::printable_path(path))]
    NoSpace {
        /// The folder.
        path: PathBuf,
        /// Bytes still to be written.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// A named file that the commit does not have.
    #[error("{repo} has no file {path} at {commit}")]
    NoFile {
        /// The repository.
        repo: Repo,
        /// The file.
        path: String,
        /// The commit.
        commit: Commit,
        /// Names that it may have been meant to be, where all are known.
        near: Vec<String>,
    },
    /// Nothing matches.
    #[error("no file of {0} matches")]
    Nothing(Repo),
    /// More files than a plan holds.
    #[error("{repo} lists more than {limit} files")]
    TooMany {
        /// The repository.
        repo: Repo,
        /// The limit.
        limit: usize,
    },
    /// Offline, and not all of it is here.
    #[error("offline, and {what} not here")]
    Offline {
        /// What is missing, with its verb.
        what: String,
    },
    /// Offline, and this revision was never fetched.
    #[error("offline, and {repo} at {revision} was never fetched")]
    Unknown {
        /// The repository.
        repo: Repo,
        /// The revision.
        revision: Revision,
    },
}

impl FetchError {
    /// An error of the system at `path`.
    #[must_use]
    pub fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), error }
    }
}
