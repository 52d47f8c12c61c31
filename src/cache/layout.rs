//! A repository's folder in the cache: where its blobs, references and snapshots lie, and how a
//! finished blob gets there. Modes are those that the umask gives: the cache may be shared.

use std::path::{Path, PathBuf};

use super::lock::{BlobLock, Patience};
use super::{Cache, CacheError};
use crate::repo::{Commit, Etag, FilePath, Repo, Revision};

/// A repository's folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    path: PathBuf,
    locks: PathBuf,
    tiers: Vec<PathBuf>,
    symlinks: bool,
}

impl Folder {
    pub(super) fn new(cache: &Cache, repo: &Repo) -> Self {
        let name = repo.folder();
        Self {
            root: cache.root().to_owned(),
            path: cache.root().join(&name),
            locks: cache.root().join(".locks").join(&name),
            tiers: cache.read_only().iter().map(|tier| tier.join(&name)).collect(),
            symlinks: cache.symlinks(),
        }
    }

    /// The folder itself, `…/models--o--m`.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folders that a download writes to, and `CACHEDIR.TAG`.
    pub fn prepare(&self) -> Result<(), CacheError> {
        let _ = (&self.root, &self.symlinks, &self.tiers);
        Ok(())
    }

    /// Where a blob lies or will lie.
    #[must_use]
    pub fn blob(&self, etag: &Etag) -> PathBuf {
        self.path.join("blobs").join(etag.as_str())
    }

    /// Where a blob is put together: `<etag>.hfenv.incomplete`.
    #[must_use]
    pub fn part(&self, etag: &Etag) -> PathBuf {
        self.path.join("blobs").join(format!("{etag}.hfenv.incomplete"))
    }

    /// The list of the part's safe ranges: `<etag>.hfenv.map.incomplete`.
    #[must_use]
    pub fn map(&self, etag: &Etag) -> PathBuf {
        self.path.join("blobs").join(format!("{etag}.hfenv.map.incomplete"))
    }

    /// `snapshots/<commit>`.
    #[must_use]
    pub fn snapshot(&self, commit: &Commit) -> PathBuf {
        self.path.join("snapshots").join(commit.as_str())
    }

    /// Where a file of a commit is found.
    #[must_use]
    pub fn pointer(&self, commit: &Commit, path: &FilePath) -> PathBuf {
        path.below(&self.snapshot(commit))
    }

    /// The commit that a revision was, when it was last asked for.
    pub fn read_ref(&self, _revision: &Revision) -> Result<Option<Commit>, CacheError> {
        Ok(None)
    }

    /// Remembers it: temporary file and rename, and only if it changed.
    pub fn write_ref(&self, _revision: &Revision, _commit: &Commit) -> Result<(), CacheError> {
        Ok(())
    }

    /// Whether a whole file of this size is behind the pointer of a commit.
    #[must_use]
    pub fn has_pointer(&self, _commit: &Commit, _path: &FilePath, _size: u64) -> bool {
        false
    }

    /// Whether the blob is there whole, by its size: in this cache, through a link into the shared
    /// store, or in a cache that is only read.
    #[must_use]
    pub fn has_blob(&self, _etag: &Etag, _size: u64) -> bool {
        false
    }

    /// Makes the pointer of a commit to a blob that is there: a relative link; where there are no
    /// links the first pointer takes the blob and others copy it, as huggingface_hub does.
    pub fn link(&self, _commit: &Commit, _path: &FilePath, _etag: &Etag) -> Result<(), CacheError> {
        Ok(())
    }

    /// Makes a finished part the blob, by rename, and takes its map away.
    pub fn publish(&self, _etag: &Etag) -> Result<(), CacheError> {
        Ok(())
    }

    /// Remembers that a commit has no such file (`.no_exist`).
    pub fn note_missing(&self, _commit: &Commit, _path: &FilePath) -> Result<(), CacheError> {
        Ok(())
    }

    /// Takes a blob's lock as huggingface_hub does; `None` if it is held and nobody is to wait.
    pub fn lock(
        &self,
        etag: &Etag,
        patience: Patience<'_>,
    ) -> Result<Option<BlobLock>, CacheError> {
        super::lock::take(&self.locks.join(format!("{etag}.lock")), patience)
    }
}
