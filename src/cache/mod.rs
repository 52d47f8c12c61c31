//! The Hub cache on disk, which Python's `huggingface_hub` reads and writes at the same time.
//!
//! ```text
//! CACHEDIR.TAG
//! .locks/models--o--m/<etag>.lock         flock, never deleted
//! models--o--m/blobs/<etag>               content; a link where it lies in a shared store
//! models--o--m/blobs/<etag>.hfenv.incomplete, <etag>.hfenv.map.incomplete
//! models--o--m/refs/<revision>            a commit, 40 bytes
//! models--o--m/snapshots/<commit>/<path>  a relative link to the blob, or the file itself
//! models--o--m/.no_exist/<commit>/<path>  empty: the Hub said that there is no such file
//! models--o--m/trees/<commit>.json        what the commit has
//! blobs/                                  huggingface_hub's shared store; never written to
//! ```
//!
//! `layout`, `lock`, `link` and `tree` write what a download needs; `census` reads the whole, and
//! what changes it (`remove`, `prune`, `trim`, `check`, `relocate`) starts from a census. What is
//! not known is never touched.

pub mod content;
pub mod layout;
pub mod lock;
pub mod tree;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

pub use self::layout::Folder;
pub use self::lock::BlobLock;
use crate::paths::Paths;
use crate::repo::{Repo, RepoError};
use crate::vars::{self, Env};

/// A cache: the folder that is written to, and perhaps others that are only read.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
    read_only: Vec<PathBuf>,
    symlinks: bool,
}

/// Why the cache could not be used.
#[derive(Debug, Error)]
pub enum CacheError {
    /// A call of the system.
    #[error("{}: {error}", crate::text::printable_path(path))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The cache's folder can't be written to.
    #[error("{}: the cache can't be written to", crate::text::printable_path(.0))]
    ReadOnly(PathBuf),
    /// Another process holds a blob's lock for too long.
    #[error(
        "{}: another process{} has held this lock for {} s",
        crate::text::printable_path(path),
        holder.as_deref().map(|holder| format!(" ({holder})")).unwrap_or_default(),
        waited.as_secs()
    )]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Its holder, where the system tells it: number and name.
        holder: Option<String>,
        /// How long it was waited for.
        waited: Duration,
    },
    /// A name that can't be in the cache.
    #[error(transparent)]
    Name(#[from] RepoError),
}

impl CacheError {
    /// An error of the system at `path`; where that is "read-only" or "not allowed", the fact.
    #[must_use]
    pub fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), error }
    }
}

impl Cache {
    /// The cache that huggingface_hub would use (`constants.py`): `HF_HUB_CACHE`,
    /// `HUGGINGFACE_HUB_CACHE`, `HF_HOME/hub`, `~/.cache/huggingface/hub`; and the folders of
    /// `HFENV_READ_CACHES`, separated like `PATH`, which are read and never written.
    #[must_use]
    pub fn find(paths: &Paths, env: &Env) -> Self {
        Self {
            root: paths.hub_cache.clone(),
            read_only: Vec::new(),
            symlinks: !env.flag(vars::HF_HUB_DISABLE_SYMLINKS),
        }
    }

    /// The cache in another folder (`--cache-dir`).
    #[must_use]
    pub fn at(mut self, root: PathBuf) -> Self {
        self.root = root;
        self
    }

    /// The folder that is written to.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folders that are only read, first one first.
    #[must_use]
    pub fn read_only(&self) -> &[PathBuf] {
        &self.read_only
    }

    /// Whether snapshots are made of links: as asked, and as the file system can.
    #[must_use]
    pub fn symlinks(&self) -> bool {
        self.symlinks
    }

    /// A repository's folder. Nothing is made.
    #[must_use]
    pub fn folder(&self, repo: &Repo) -> Folder {
        Folder::new(self, repo)
    }
}
