//! Where files go: into the cache, or into a folder of their own with huggingface_hub's metadata
//! beside them (`--local-dir`), so that both programs know what is there.

use std::path::PathBuf;

use super::FetchError;
use super::plan::Standing;
use crate::cache::{BlobLock, Cache, Folder};
use crate::repo::{Commit, Entry, Repo, Revision};

/// Where the files of one repository go.
#[derive(Debug)]
pub struct Place {
    folder: Folder,
    local: Option<PathBuf>,
}

/// Where one file is put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The bytes so far.
    pub part: PathBuf,
    /// The list of its safe ranges.
    pub map: PathBuf,
}

impl Place {
    /// The cache.
    #[must_use]
    pub fn cache(cache: &Cache, repo: &Repo) -> Self {
        Self { folder: cache.folder(repo), local: None }
    }

    /// A folder. The cache is looked into first and not written to.
    #[must_use]
    pub fn local(cache: &Cache, repo: &Repo, folder: PathBuf) -> Self {
        Self { folder: cache.folder(repo), local: Some(folder) }
    }

    /// The repository's folder in the cache.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Where a file stands.
    pub fn standing(&self, _commit: &Commit, _entry: &Entry) -> Result<Standing, FetchError> {
        Ok(Standing::Missing)
    }

    /// Where a file is put together.
    #[must_use]
    pub fn slot(&self, entry: &Entry) -> Slot {
        Slot { part: self.folder.part(entry.etag()), map: self.folder.map(entry.etag()) }
    }

    /// The lock under which that happens; `None` if another process has it and `wait` is false.
    pub fn lock(&self, _entry: &Entry, _wait: bool) -> Result<Option<BlobLock>, FetchError> {
        Ok(None)
    }

    /// Puts a finished, verified part (or a blob that is here) where it is found.
    pub fn settle(&self, _commit: &Commit, _entry: &Entry) -> Result<(), FetchError> {
        Ok(())
    }

    /// Before the first file: folders, the list of files.
    pub fn begin(&self, _commit: &Commit, _all: Option<&[Entry]>) -> Result<(), FetchError> {
        Ok(())
    }

    /// After the last one: the reference.
    pub fn end(&self, _revision: &Revision, _commit: &Commit) -> Result<(), FetchError> {
        Ok(())
    }

    /// What is printed: the snapshot's folder, or the folder.
    #[must_use]
    pub fn path(&self, commit: &Commit) -> PathBuf {
        self.local.clone().unwrap_or_else(|| self.folder.snapshot(commit))
    }
}
