//! A place for files in a temporary folder, and whoever watches the progress.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::cache::CacheError;
use crate::fetch::FetchError;
use crate::fetch::place::Slot;
use crate::fetch::plan::Standing;
use crate::fetch::pool::Store;
use crate::fetch::progress::Progress;
use crate::repo::{Commit, Entry};

/// Blobs, parts and files in one folder.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    folder: Arc<tempfile::TempDir>,
    held: Arc<Mutex<HashSet<String>>>,
    /// How often a lock was asked for.
    pub(super) asked: Arc<AtomicUsize>,
}

pub(super) struct Held(Shelf, String);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.held.lock().unwrap().remove(&self.1);
    }
}

impl Shelf {
    pub(super) fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self { folder, held: Arc::default(), asked: Arc::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn blob(&self, entry: &Entry) -> PathBuf {
        self.path(entry.etag().as_str())
    }

    /// Where a file is found in the end.
    pub(super) fn file(&self, entry: &Entry) -> PathBuf {
        self.path(entry.path.as_str())
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Takes a lock as another process would.
    pub(super) fn hold(&self, entry: &Entry) -> Held {
        let etag = entry.etag().as_str().to_owned();
        assert!(self.held.lock().unwrap().insert(etag.clone()));
        Held(self.clone(), etag)
    }
}

impl Store for Shelf {
    type Lock = Held;

    fn standing(&self, _commit: &Commit, entry: &Entry) -> Result<Standing, FetchError> {
        let whole = |path: PathBuf| path.metadata().is_ok_and(|found| found.len() == entry.size);
        let blob = if whole(self.blob(entry)) { Standing::Linkable } else { Standing::Missing };
        Ok(if whole(self.file(entry)) { Standing::Here } else { blob })
    }

    fn slot(&self, entry: &Entry) -> Slot {
        let etag = entry.etag();
        Slot { part: self.path(&format!("{etag}.part")), map: self.path(&format!("{etag}.map")) }
    }

    fn lock(&self, entry: &Entry, last: bool) -> Result<Option<Held>, FetchError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let etag = entry.etag().as_str().to_owned();
        if self.held.lock().unwrap().insert(etag.clone()) {
            return Ok(Some(Held(self.clone(), etag)));
        }
        let (path, waited) = (self.path("lock"), Duration::from_secs(600));
        let locked = CacheError::Locked { path, holder: Some("python (7)".to_owned()), waited };
        if last { Err(locked.into()) } else { Ok(None) }
    }

    fn settle(&self, _commit: &Commit, entry: &Entry) -> Result<(), FetchError> {
        let (slot, blob) = (self.slot(entry), self.blob(entry));
        if slot.part.exists() {
            std::fs::rename(slot.part, &blob).unwrap();
            let _ = std::fs::remove_file(slot.map);
        }
        std::fs::hard_link(blob, self.file(entry)).unwrap();
        Ok(())
    }
}

/// Sums up what is shown.
#[derive(Debug, Default)]
pub(super) struct Screen {
    pub(super) begun: AtomicUsize,
    pub(super) ended: AtomicUsize,
    pub(super) restarts: AtomicUsize,
    /// Bytes that were here, and bytes that came.
    pub(super) here: AtomicU64,
    pub(super) came: AtomicU64,
    pub(super) waits: Mutex<Vec<(String, Option<Duration>)>>,
}

impl Progress for Screen {
    fn begin(&self, _file: usize, _entry: &Entry, here: u64) {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.here.fetch_add(here, Ordering::SeqCst);
    }

    fn bytes(&self, _file: usize, count: u64) {
        self.came.fetch_add(count, Ordering::SeqCst);
    }

    fn restart(&self, _file: usize) {
        self.restarts.fetch_add(1, Ordering::SeqCst);
        self.here.store(0, Ordering::SeqCst);
        self.came.store(0, Ordering::SeqCst);
    }

    fn end(&self, _file: usize) {
        self.ended.fetch_add(1, Ordering::SeqCst);
    }

    fn waits(&self, _file: usize, why: &str, about: Option<Duration>) {
        self.waits.lock().unwrap().push((why.to_owned(), about));
    }
}
