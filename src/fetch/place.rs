//! Where files go: into the cache, or into a folder of their own with huggingface_hub's metadata
//! beside them (`--local-dir`), so that both programs know what is there.

mod busy;

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Instant, SystemTime};

use super::FetchError;
use super::blob::part::Part;
use super::local::{LocalDir, is_content};
use super::plan::Standing;
use crate::cache::lock::InUse;
use crate::cache::{Cache, Folder};
use crate::repo::{Commit, Entry, FilePath, Repo, Revision};

/// Where the files of one repository go.
#[derive(Debug)]
pub struct Place {
    folder: Folder,
    local: Option<LocalDir>,
    force: bool,
    /// Local files whose content was found to be right, and when.
    right: Mutex<HashMap<FilePath, SystemTime>>,
    /// Since when other processes were seen to have a file.
    busy: Mutex<HashMap<FilePath, Instant>>,
    waiting: Waiting,
    /// Keeps others from deleting what is here by now.
    used: OnceLock<Option<InUse>>,
}

/// Who is told that a file waits for another process, and for which.
struct Waiting(Box<Told>);

/// Hears of a file and of the process that has it.
pub type Told = dyn Fn(&FilePath, Option<&str>) + Send + Sync;

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
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
        Self {
            folder: cache.folder(repo),
            local: None,
            force: false,
            right: Mutex::default(),
            busy: Mutex::default(),
            waiting: Waiting(Box::new(|_, _| ())),
            used: OnceLock::new(),
        }
    }

    /// A folder. The cache is looked into first and not written to.
    #[must_use]
    pub fn local(cache: &Cache, repo: &Repo, folder: PathBuf) -> Self {
        Self { local: Some(LocalDir::new(folder)), ..Self::cache(cache, repo) }
    }

    /// The same, where what is here counts for nothing.
    #[must_use]
    pub fn forced(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// The same, telling whom a file waits for, as often as it is looked at.
    #[must_use]
    pub fn telling(mut self, told: Box<Told>) -> Self {
        self.waiting = Waiting(told);
        self
    }

    /// The repository's folder in the cache.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Where bytes are written: `blobs`, which may lie on another disk, or the folder.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        let blobs = || self.folder.path().join("blobs");
        self.local.as_ref().map_or_else(blobs, |local| local.root().to_owned())
    }

    /// The folder, where the files do not go into the cache.
    pub(super) fn local_dir(&self) -> Option<&LocalDir> {
        self.local.as_ref()
    }

    /// Whether what is put here is a copy, also of what the cache has.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local.is_some()
    }

    /// Whether a snapshot that is whole in some cache is what is wanted.
    #[must_use]
    pub fn takes_what_is_here(&self) -> bool {
        self.local.is_none() && !self.force
    }

    /// The files of a commit, where somebody listed them before.
    #[must_use]
    pub fn listing(&self, commit: &Commit) -> Option<Vec<Entry>> {
        let own = self.local.as_ref().and_then(|local| local.listing(commit));
        own.or_else(|| self.folder.read_tree(commit))
    }

    /// The commit that a revision was when somebody last asked. Nobody asked for a folder's
    /// files by way of the cache; it may have one list, and then that is what it is.
    #[must_use]
    pub fn last_commit(&self, revision: &Revision) -> Option<Commit> {
        let known = self.folder.read_ref(revision);
        known.or_else(|| self.local.as_ref().and_then(LocalDir::only_commit))
    }

    /// Whether what is here counts for nothing.
    pub(super) fn is_forced(&self) -> bool {
        self.force
    }

    /// Where a file stands.
    pub fn standing(&self, commit: &Commit, entry: &Entry) -> Result<Standing, FetchError> {
        let here = match (&self.local, self.force) {
            (_, true) => None,
            (Some(local), _) => self.standing_in(local, commit, entry)?,
            (None, _) if self.folder.has_pointer(commit, &entry.path, entry.size) => {
                Some(Standing::Here)
            }
            (None, _) => None,
        };
        if let Some(here) = here {
            return Ok(here);
        }
        if self.content(commit, entry).is_some() {
            return Ok(if self.is_local() { Standing::Cached } else { Standing::Linkable });
        }
        Ok(match Part::safe(&self.slot(entry), entry.size) {
            0 => Standing::Missing,
            here => Standing::Begun(here),
        })
    }

    /// Where a file's content lies in the caches, if that counts.
    fn content(&self, commit: &Commit, entry: &Entry) -> Option<PathBuf> {
        if self.force {
            return None;
        }
        self.folder.content(entry).or_else(|| {
            // Without links it is in the snapshot alone.
            let whole = self.folder.has_pointer(commit, &entry.path, entry.size);
            whole.then(|| self.folder.pointer(commit, &entry.path))
        })
    }

    fn standing_in(
        &self,
        local: &LocalDir,
        commit: &Commit,
        entry: &Entry,
    ) -> Result<Option<Standing>, FetchError> {
        let path = local.file(&entry.path)?;
        let whole = |meta: fs::Metadata| meta.is_file() && meta.len() == entry.size;
        if !fs::metadata(&path).is_ok_and(whole) {
            return Ok(None);
        }
        match local.note(&entry.path) {
            Some(note) if !note.is_of(entry.etag()) => return Ok(None),
            Some(note) if note.is_at(commit) => return Ok(Some(Standing::Here)),
            Some(_) => {}
            // Nothing says what it is, so it says so itself.
            None => {
                let now = SystemTime::now();
                if !is_content(&path, entry).map_err(|error| FetchError::io(&path, error))? {
                    return Ok(None);
                }
                let mut right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
                right.insert(entry.path.clone(), now);
            }
        }
        Ok(Some(Standing::Linkable))
    }

    /// Whether something is replaced that neither program put there, or that was changed since.
    pub fn is_edited(&self, entry: &Entry, standing: Standing) -> Result<bool, FetchError> {
        let Some(local) = &self.local else { return Ok(false) };
        if matches!(standing, Standing::Here | Standing::Linkable) {
            return Ok(false);
        }
        let path = local.file(&entry.path)?;
        let Ok(there) = fs::metadata(&path).as_ref().map(fs::Metadata::len) else {
            return Ok(false);
        };
        // Another version, as it came; a note about this one is wrong, or it would stand.
        if local.note(&entry.path).is_some_and(|note| !note.is_of(entry.etag())) {
            return Ok(false);
        }
        let same = there == entry.size && is_content(&path, entry).unwrap_or(false);
        Ok(!same)
    }

    /// Where a file is put together.
    #[must_use]
    pub fn slot(&self, entry: &Entry) -> Slot {
        match &self.local {
            Some(local) => local.slot(entry),
            None => {
                Slot { part: self.folder.part(entry.etag()), map: self.folder.map(entry.etag()) }
            }
        }
    }

    /// Puts a finished, verified part (or a blob that is here) where it is found. The lock is held.
    pub fn settle(&self, commit: &Commit, entry: &Entry) -> Result<(), FetchError> {
        let Some(local) = &self.local else {
            if self.force || !self.folder.has_blob(entry) {
                self.folder.publish(entry.etag())?;
            }
            return Ok(self.folder.link(commit, entry)?);
        };
        let here = if self.force { None } else { self.standing_noted(local, entry) };
        let mut now = SystemTime::now();
        let slot = local.slot(entry);
        if let Some(at) = here {
            now = at;
        } else if let Some(content) = self.content(commit, entry) {
            local.copy(&content, entry)?;
        } else {
            local.adopt(&slot.part, &entry.path)?;
        }
        local.write_note(commit, entry, now)?;
        for left in [slot.part, slot.map] {
            // Whatever is left of it is of no more use, and in nobody's way.
            let _ = fs::remove_file(left);
        }
        Ok(())
    }

    /// Since when a local file is known to be what it should.
    fn standing_noted(&self, local: &LocalDir, entry: &Entry) -> Option<SystemTime> {
        let right = self.right.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = right.get(&entry.path) {
            return Some(*at);
        }
        let whole = |meta: fs::Metadata| meta.is_file() && meta.len() == entry.size;
        let there = fs::metadata(local.file(&entry.path).ok()?).is_ok_and(whole);
        let noted = local.note(&entry.path).is_some_and(|note| note.is_of(entry.etag()));
        (there && noted).then(SystemTime::now)
    }

    /// Before the first file: folders, the list of files.
    pub fn begin(&self, commit: &Commit, all: Option<&[Entry]>) -> Result<(), FetchError> {
        if let Some(local) = &self.local {
            local.prepare()?;
            return all.map_or(Ok(()), |all| local.write_listing(commit, all));
        }
        self.folder.prepare()?;
        self.used.get_or_init(|| self.folder.in_use());
        all.map_or(Ok(()), |all| Ok(self.folder.write_tree(commit, all)?))
    }

    /// After the last one: the reference.
    pub fn end(&self, revision: &Revision, commit: &Commit) -> Result<(), FetchError> {
        if self.local.is_some() || revision.commit().is_some() {
            return Ok(());
        }
        Ok(self.folder.write_ref(revision, commit)?)
    }

    /// What is printed: the snapshot's folder, or the folder.
    #[must_use]
    pub fn path(&self, commit: &Commit) -> PathBuf {
        match &self.local {
            Some(local) => local.root().to_owned(),
            None => self.folder.snapshot(commit),
        }
    }
}
