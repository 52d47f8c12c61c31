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
//! models--o--m/.hfenv-<process>-<n>.tmp   what is about to be renamed to one of these
//! blobs/                                  huggingface_hub's shared store; only its `.refs` and
//!                                         `.lock` files are written to
//! ```
//!
//! `layout`, `link`, `shared`, `lock` and `tree` write what a download needs; `census` reads the
//! whole, and what changes it (`remove`, `prune`, `trim`, `check`, `relocate`) starts from a
//! census. What is not known is never touched.
//!
//! The cache's folder, a repository's folder, its `blobs` and `.locks` may be links to folders:
//! people move what is big to another disk. Nothing below them is written through a link.

pub mod census;
pub mod check;
pub mod content;
mod disk;
mod hand;
pub mod layout;
mod link;
pub mod lock;
pub mod prune;
pub mod relocate;
pub mod remove;
mod shared;
pub mod stat;
pub mod tree;
pub mod trim;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use thiserror::Error;

pub use self::disk::{free, make_below, open, replace};
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
    shared: bool,
    links: Links,
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
    #[error("{}: the cache is read-only here", crate::text::printable_path(.0))]
    ReadOnly(PathBuf),
    /// Something else lies where a file or a folder of the cache belongs.
    #[error("{}: {what}", crate::text::printable_path(path))]
    Odd {
        /// The place.
        path: PathBuf,
        /// What is wrong there.
        what: &'static str,
    },
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
    /// An error of the system at `path`.
    #[must_use]
    pub fn io(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path.to_owned()),
            _ => Self::Io { path: path.to_owned(), error },
        }
    }

    /// The same where it was to be written: "not allowed" means that the cache is only read here.
    #[must_use]
    pub fn write(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::ReadOnly(path.to_owned()),
            _ => Self::io(path, error),
        }
    }
}

/// Does what makes its own folders, and does it once more where they are gone: `hfenv cache prune`
/// or `hf cache` took them away while they were empty.
fn again<T>(step: impl Fn() -> Result<T, CacheError>) -> Result<T, CacheError> {
    match step() {
        Err(CacheError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => step(),
        other => other,
    }
}

impl Cache {
    /// The cache that huggingface_hub would use (`constants.py`): `HF_HUB_CACHE`,
    /// `HUGGINGFACE_HUB_CACHE`, `HF_HOME/hub`, `~/.cache/huggingface/hub`; and the folders of
    /// `HFENV_READ_CACHES`, separated like `PATH`, which are read and never written.
    #[must_use]
    pub fn find(paths: &Paths, env: &Env) -> Self {
        let listed = env.raw(vars::HFENV_READ_CACHES).unwrap_or_default();
        let tiers = std::env::split_paths(listed).filter(|tier| tier.is_absolute());
        Self {
            root: paths.hub_cache.clone(),
            read_only: tiers.collect(),
            shared: !env.flag(vars::HF_HUB_DISABLE_SHARED_BLOBS),
            links: Links::new(!env.flag(vars::HF_HUB_DISABLE_SYMLINKS)),
        }
    }

    /// The cache in a folder, and nothing besides.
    pub(in crate::cache) fn bare(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            read_only: Vec::new(),
            shared: false,
            links: Links::new(true),
        }
    }

    /// The cache in another folder (`--cache-dir`).
    #[must_use]
    pub fn at(mut self, root: PathBuf) -> Self {
        self.root = root;
        self.links = Links::new(self.links.asked);
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

    /// Whether snapshots are made of links: as asked, and as the file system can. The latter is
    /// tried once, in the cache's folder.
    #[must_use]
    pub fn symlinks(&self) -> bool {
        self.links.work_in(&self.root)
    }

    /// A repository's folder. Nothing is made.
    #[must_use]
    pub fn folder(&self, repo: &Repo) -> Folder {
        Folder::new(self, repo)
    }
}

/// Whether symbolic links may be made, and, once it was tried, whether they can.
#[derive(Debug, Clone)]
struct Links {
    asked: bool,
    tried: Arc<OnceLock<bool>>,
}

impl Links {
    fn new(asked: bool) -> Self {
        Self { asked, tried: Arc::default() }
    }

    fn work_in(&self, root: &Path) -> bool {
        if !self.asked {
            return false;
        }
        if let Some(tried) = self.tried.get() {
            return *tried;
        }
        match disk::can_link(root) {
            Some(found) => *self.tried.get_or_init(|| found),
            // Nothing can be made there at all.
            None => cfg!(unix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(vars: &[(&str, &str)]) -> Cache {
        let env = Env::of(vars);
        Cache::find(&Paths::find(&env), &env)
    }

    #[test]
    #[cfg(unix)]
    fn only_absolute_folders_are_read_besides() {
        let cache = find(&[("HF_HUB_CACHE", "/c"), ("HFENV_READ_CACHES", "/a:b:./c::/d e")]);
        assert_eq!(cache.root(), Path::new("/c"));
        assert_eq!(cache.read_only(), [Path::new("/a"), Path::new("/d e")]);
        assert_eq!(cache.at("/x".into()).root(), Path::new("/x"));
        assert!(find(&[]).read_only().is_empty());
    }

    #[test]
    fn links_are_tried_once_and_leave_nothing() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("hub");
        let cache = find(&[]).at(root.clone());
        assert_eq!(cache.symlinks(), cfg!(unix));
        assert_eq!(std::fs::read_dir(root.join(".locks")).unwrap().count(), 0);
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(cache.symlinks(), cfg!(unix));
        assert!(!root.exists(), "it was remembered");
        let off = find(&[("HF_HUB_DISABLE_SYMLINKS", "yes")]).at(root.clone());
        assert!(!off.symlinks() && !root.exists());
    }

    #[test]
    fn what_is_only_read_is_told_apart() {
        let error = |kind: io::ErrorKind| io::Error::from(kind);
        let path = Path::new("/c");
        let denied = io::ErrorKind::PermissionDenied;
        assert!(matches!(CacheError::io(path, error(denied)), CacheError::Io { .. }));
        assert!(matches!(CacheError::write(path, error(denied)), CacheError::ReadOnly(_)));
        let read_only = CacheError::io(path, error(io::ErrorKind::ReadOnlyFilesystem));
        assert!(matches!(read_only, CacheError::ReadOnly(_)));
    }
}
