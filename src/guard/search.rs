//! Reads what is to be looked through, by as many workers as there is work for, and tells what is a
//! secret and new.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use super::answer::size;
use super::child::Started;
use super::input::{Gone, Taken};
use super::raw::{Change, New};
use super::repo::Repo;
use super::worker::Worker;
use super::{Early, GuardError, Known, Limits, News};

/// From so many pieces on, another worker pays for its start.
const PIECES: usize = 32;

/// The most pieces that a worker takes at once. git answers them one after the other; what is asked
/// at once must fit into a pipe.
pub(super) const AT_ONCE: usize = 128;

/// So many contents are told of at once: who counts them sleeps.
const TOLD: usize = 64;

/// Where news go.
pub(super) type Tell<'a> = &'a (dyn Fn(News) + Sync);

/// What the workers share.
pub(super) struct Job<'a> {
    pub(super) repo: &'a Repo,
    pub(super) known: &'a Known,
    pub(super) limits: Limits,
    /// The work tree's top, where files of it are read.
    pub(super) top: PathBuf,
    /// The folder, from the top, from which paths are written.
    pub(super) prefix: PathBuf,
    /// The objects of deleted paths.
    pub(super) gone: Gone,
    pub(super) tell: Tell<'a>,
    /// A `git cat-file` that was started while git still made the list.
    ready: Mutex<Option<Started>>,
    bytes: AtomicU64,
    findings: AtomicUsize,
    over: AtomicBool,
    /// What was searched and not told.
    untold: Mutex<(usize, u64)>,
}

impl<'a> Job<'a> {
    pub(super) fn new(repo: &'a Repo, known: &'a Known, limits: Limits, tell: Tell<'a>) -> Self {
        Self {
            repo,
            known,
            limits,
            top: PathBuf::new(),
            prefix: PathBuf::new(),
            gone: Gone::new(),
            tell,
            ready: Mutex::default(),
            bytes: AtomicU64::new(0),
            findings: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            untold: Mutex::default(),
        }
    }

    /// A running `git cat-file --batch`.
    pub(super) fn cat_file(&self) -> Result<Started, GuardError> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner).take();
        ready.map_or_else(|| cat_file(self.repo), Ok)
    }

    /// How many more bytes may be read.
    pub(super) fn room(&self) -> u64 {
        self.limits.bytes.saturating_sub(self.bytes.load(Ordering::Relaxed))
    }

    /// How many more findings there may be.
    pub(super) fn most(&self) -> usize {
        self.limits.findings.saturating_sub(self.findings.load(Ordering::Relaxed))
    }

    /// Counts what was read and found in it; whether there is room for more.
    pub(super) fn spend(&self, bytes: u64, findings: usize) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        let findings = findings + self.findings.fetch_add(findings, Ordering::Relaxed);
        let mut untold = self.untold.lock().unwrap_or_else(PoisonError::into_inner);
        *untold = (untold.0 + 1, untold.1 + bytes);
        if untold.0 == TOLD {
            self.tell_searched(&mut untold);
        }
        drop(untold);
        if findings >= self.limits.findings {
            self.end(Early::Count);
        } else if Instant::now() >= self.limits.deadline {
            self.end(Early::Time);
        }
    }

    fn tell_searched(&self, untold: &mut (usize, u64)) {
        let (contents, bytes) = std::mem::take(untold);
        (self.tell)(News::Searched(contents, bytes));
    }

    /// Ends the search before everything was looked through.
    pub(super) fn end(&self, early: Early) {
        (self.tell)(News::Early(early));
        self.stop();
    }

    /// Ends the search because it has failed.
    pub(super) fn stop(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Runs so many workers over what `produce` hands out.
    pub(super) fn run(
        &self,
        workers: usize,
        produce: impl FnOnce(&SyncSender<Vec<Change>>) -> Result<(), GuardError>,
    ) -> Result<(), GuardError> {
        let (sender, receiver) = sync_channel(2 * workers);
        let receiver = Mutex::new(receiver);
        std::thread::scope(|scope| {
            let start = |_| scope.spawn(|| self.work(&receiver));
            let workers: Vec<_> = (0..workers).map(start).collect();
            let produced = produce(&sender);
            drop(sender);
            ended(workers).and(produced)
        })
    }

    fn work(&self, receiver: &Mutex<Receiver<Vec<Change>>>) -> Result<(), GuardError> {
        let mut worker = Worker::new(self);
        let mut result = Ok(());
        loop {
            let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(changes) = next else { return result };
            // Whoever hands out must not wait for ever.
            if result.is_ok() && !self.is_over() {
                result = worker.read(&changes);
                if result.is_err() {
                    self.stop();
                }
            }
        }
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        let mut untold =
            std::mem::take(self.untold.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.tell_searched(&mut untold);
    }
}

/// Searches everything within the limits.
pub(super) fn search(
    repo: &Repo,
    known: &Known,
    mut taken: Taken,
    ready: Option<Started>,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let mut job = Job::new(repo, known, limits, tell);
    job.ready = Mutex::new(ready);
    if taken.changes.iter().any(|change| change.new == New::File) {
        job.top = repo.top()?;
    }
    job.gone = std::mem::take(&mut taken.gone);
    let mut changes = taken.changes;
    if limits.bytes < u64::MAX {
        // A token in a notebook is not to be missed because of the model beside it.
        changes = smallest_first(repo, changes, &job.top)?;
    }
    let workers = workers(changes.len());
    let share = changes.len().div_ceil(4 * workers).clamp(1, AT_ONCE);
    job.run(workers, |sender| {
        let mut changes = changes.into_iter();
        loop {
            let part: Vec<Change> = changes.by_ref().take(share).collect();
            // Nobody takes any more where a worker has failed, which says why.
            if part.is_empty() || sender.send(part).is_err() {
                return Ok(());
            }
        }
    })
}

/// How workers end: all of them are waited for, also behind one that failed.
pub(super) fn ended(
    workers: Vec<ScopedJoinHandle<'_, Result<(), GuardError>>>,
) -> Result<(), GuardError> {
    let end = |worker: ScopedJoinHandle<'_, Result<(), GuardError>>| {
        worker.join().unwrap_or(Err(GuardError::Unexpected("worker")))
    };
    workers.into_iter().map(end).collect::<Vec<_>>().into_iter().collect()
}

/// Starts a `git cat-file --batch`.
pub(super) fn cat_file(repo: &Repo) -> Result<Started, GuardError> {
    repo.talk(&["cat-file", "--batch"])
}

/// How many workers so many pieces are worth.
fn workers(pieces: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    (pieces / PIECES + 1).min(cores)
}

/// As many workers as there are cores.
pub(super) fn all_workers() -> usize {
    workers(usize::MAX)
}

/// In the order of their sizes; what is not there is left out. One blob alone needs none.
fn smallest_first(
    repo: &Repo,
    changes: Vec<Change>,
    top: &Path,
) -> Result<Vec<Change>, GuardError> {
    let blobs = changes.iter().filter(|change| matches!(change.new, New::Blob(_))).count();
    let mut talk = if blobs > 1 { Some(repo.talk(&["cat-file", "--batch-check"])?) } else { None };
    let mut sized = Vec::with_capacity(changes.len());
    for change in changes {
        let known = match (&change.new, &mut talk) {
            (New::Blob(id), Some(talk)) => {
                talk.ask(format!("{id}\n").as_bytes())?;
                size(&talk.raw_line()?)
            }
            (New::File, _) => top.join(&change.path).symlink_metadata().ok().map(|m| m.len()),
            _ => Some(0),
        };
        sized.extend(known.map(|size| (size, change)));
    }
    sized.sort_by_key(|(size, _)| *size);
    Ok(sized.into_iter().map(|(_, change)| change).collect())
}
