//! A repository's folder in the cache: where its blobs, references and snapshots lie, and how a
//! finished blob gets there. Modes are those that the umask gives: the cache may be shared.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::lock::{BlobLock, InUse, Patience};
use super::{Cache, CacheError, Links, again, disk};
use crate::repo::{Commit, Etag, FilePath, Repo, Revision};

/// A repository's folder.
#[derive(Debug, Clone)]
pub struct Folder {
    pub(super) root: PathBuf,
    pub(super) path: PathBuf,
    /// `models--o--m`.
    pub(super) name: String,
    pub(super) tiers: Vec<PathBuf>,
    pub(super) links: Links,
    /// Whether huggingface_hub's shared store may be looked into.
    pub(super) shared: bool,
    /// Blobs that no snapshot has yet, where there are no links.
    fresh: Arc<Mutex<HashSet<Etag>>>,
}

/// What backup programs know a cache by, as huggingface_hub writes it.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
# This file is a cache directory tag created by huggingface_hub.\n\
# For information about cache directory tags, see:\n\
#\thttps://bford.info/cachedir/\n";

/// A commit is 40 bytes; what is longer is none.
const REF_MAX: u64 = 64;

/// The lock that marks a repository that is being filled.
const IN_USE: &str = "fetch.lock";

impl Folder {
    pub(super) fn new(cache: &Cache, repo: &Repo) -> Self {
        let name = repo.folder();
        Self {
            root: cache.root().to_owned(),
            path: cache.root().join(&name),
            tiers: cache.read_only().iter().map(|tier| tier.join(&name)).collect(),
            name,
            links: cache.links.clone(),
            shared: cache.shared,
            fresh: Arc::default(),
        }
    }

    /// The folder itself, `…/models--o--m`.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the folders that a download writes to, and `CACHEDIR.TAG`.
    pub fn prepare(&self) -> Result<(), CacheError> {
        again(|| {
            disk::make(&self.path.join("blobs"))?;
            disk::make_below(&self.path, Path::new("snapshots"))
        })?;
        self.make_locks()?;
        let tag = self.root.join("CACHEDIR.TAG");
        if std::fs::symlink_metadata(&tag).is_err() {
            // Best effort, as in huggingface_hub: backups would only be larger.
            let _ = disk::create(&tag)
                .and_then(|mut file| io::Write::write_all(&mut file, TAG.as_bytes()));
        }
        disk::sweep(&self.path);
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

    /// The same in the caches that are only read, first one first.
    pub fn snapshots_elsewhere(&self, commit: &Commit) -> impl Iterator<Item = PathBuf> {
        self.tiers.iter().map(|tier| tier.join("snapshots").join(commit.as_str()))
    }

    /// Where a file of a commit is found.
    #[must_use]
    pub fn pointer(&self, commit: &Commit, path: &FilePath) -> PathBuf {
        path.below(&self.snapshot(commit))
    }

    /// The commit that a revision was, when it was last asked for: here, else in a cache that is
    /// only read. A reference that holds anything but a commit counts as absent.
    #[must_use]
    pub fn read_ref(&self, revision: &Revision) -> Option<Commit> {
        self.places().find_map(|place| read_ref(place, revision))
    }

    /// Remembers it, only if it changed. A commit needs no reference.
    pub fn write_ref(&self, revision: &Revision, commit: &Commit) -> Result<(), CacheError> {
        let is_commit = revision.as_str() == commit.as_str();
        if is_commit || read_ref(&self.path, revision).as_ref() == Some(commit) {
            return Ok(());
        }
        let below = ref_below(revision);
        again(|| {
            disk::make_below(&self.path, below.parent().unwrap_or(&below))?;
            disk::replace(&self.path.join(&below), commit.as_str().as_bytes(), &self.path)
        })
    }

    /// Whether a whole file of this size is behind the pointer of a commit, in this cache.
    #[must_use]
    pub fn has_pointer(&self, commit: &Commit, path: &FilePath, size: u64) -> bool {
        disk::is_whole(&self.pointer(commit, path), size)
    }

    /// Makes a finished part the blob, by rename, and takes its map away. A blob that is a link is
    /// replaced; what it leads to is shared and stays as it is.
    pub fn publish(&self, etag: &Etag) -> Result<(), CacheError> {
        let (part, blob) = (self.part(etag), self.blob(etag));
        let found = std::fs::symlink_metadata(&part).map_err(|e| CacheError::io(&part, e))?;
        if !found.is_file() {
            return Err(disk::no_file(&part));
        }
        disk::rename(&part, &blob)?;
        if !self.links.work_in(&self.root) {
            self.fresh().insert(etag.clone());
        }
        // Best effort: without a part it says nothing.
        let _ = std::fs::remove_file(self.map(etag));
        Ok(())
    }

    /// Remembers that a commit has no such file (`.no_exist`).
    pub fn note_missing(&self, commit: &Commit, path: &FilePath) -> Result<(), CacheError> {
        let below = path.below(&Path::new(".no_exist").join(commit.as_str()));
        let note = self.path.join(&below);
        if note.exists() {
            return Ok(());
        }
        again(|| {
            disk::make_below(&self.path, below.parent().unwrap_or(&below))?;
            match disk::create(&note) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    Err(CacheError::write(&note, error))
                }
                _ => Ok(()),
            }
        })
    }

    /// Takes a blob's lock as huggingface_hub does; `None` if it is held and nobody is to wait.
    /// While it is held, nobody takes the folder of blobs away, which is there then.
    pub fn lock(
        &self,
        etag: &Etag,
        patience: Patience<'_>,
    ) -> Result<Option<BlobLock>, CacheError> {
        let name = format!("{etag}.lock");
        let lock = again(|| super::lock::take(&self.make_locks()?.join(&name), patience))?;
        if lock.is_some() {
            again(|| disk::make(&self.path.join("blobs")))?;
        }
        Ok(lock)
    }

    /// Marks that the repository is being filled.
    #[must_use]
    pub fn in_use(&self) -> Option<InUse> {
        super::lock::share(&self.make_locks().ok()?.join(IN_USE))
    }

    fn make_locks(&self) -> Result<PathBuf, CacheError> {
        disk::make_below(&self.root.join(".locks"), Path::new(&self.name))
    }

    /// This folder, then those of the same repository that are only read.
    pub(super) fn places(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(&self.path).chain(&self.tiers).map(PathBuf::as_path)
    }

    /// Blobs that were published and that no snapshot took yet; empty where there are links.
    pub(super) fn fresh(&self) -> std::sync::MutexGuard<'_, HashSet<Etag>> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ref_below(revision: &Revision) -> PathBuf {
    let mut below = PathBuf::from("refs");
    below.extend(revision.as_str().split('/'));
    below
}

fn read_ref(folder: &Path, revision: &Revision) -> Option<Commit> {
    let bytes = disk::read(&folder.join(ref_below(revision)), REF_MAX)?;
    Commit::parse(std::str::from_utf8(&bytes).ok()?).ok()
}

#[cfg(test)]
#[cfg(unix)]
pub(super) mod tests;
