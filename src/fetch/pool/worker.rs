//! One of the threads: takes what is next, and brings it to its end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Store;
use super::desk::{Desk, Task};
use super::other::Other;
use super::queue::Job;
use crate::fetch::FetchError;
use crate::fetch::blob::large::Large;
use crate::fetch::blob::part::Part;
use crate::fetch::blob::ranges::Ranges;
use crate::fetch::blob::stream::Pull;
use crate::fetch::blob::{Buffer, Failure, Run, small};
use crate::fetch::plan::{Plan, Standing};

/// What the threads of a download share.
pub(super) struct Pool<'a, S> {
    plan: &'a Plan,
    place: &'a S,
    run: &'a Run<'a>,
    desk: Mutex<Desk<'a>>,
    bell: Condvar,
    came: AtomicUsize,
}

impl<'a, S: Store> Pool<'a, S> {
    pub(super) fn new(plan: &'a Plan, place: &'a S, run: &'a Run<'a>) -> Self {
        let (desk, bell) = (Mutex::new(Desk::new(plan, &run.measures)), Condvar::new());
        Self { plan, place, run, desk, bell, came: AtomicUsize::new(0) }
    }

    /// How many threads there is work for.
    pub(super) fn hands(&self) -> usize {
        self.desk().queue.hands()
    }

    /// Files that came.
    pub(super) fn came(&self) -> usize {
        self.came.load(Ordering::Relaxed)
    }

    /// Works until there is nothing left to do.
    pub(super) fn work(&self) {
        let mut buffer = self.run.buffer();
        while let Some(task) = self.next() {
            match task {
                Task::Help(large, number, range) => large.help(number, range, &mut buffer),
                Task::Bring(mut job) => match self.job(&mut job, &mut buffer) {
                    Ok(true) => self.desk().queue.finish(),
                    Ok(false) => self.desk().queue.postpone(job),
                    Err(failure) => self.run.fail(failure),
                },
            }
            self.desk().done();
        }
        self.bell.notify_all();
    }

    /// What is next. Of those who find nothing one watches the others' progress until there is.
    fn next(&self) -> Option<Task<'a>> {
        let mut desk = self.desk();
        while !self.run.stopped() && desk.queue.left() > 0 {
            if let Some(task) = desk.task(Instant::now()) {
                // Perhaps the one who watched.
                self.bell.notify_one();
                return Some(task);
            }
            if desk.watched {
                desk = self.bell.wait(desk).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            desk.watched = true;
            let tick = self.bell.wait_timeout(desk, self.run.measures.tick);
            desk = tick.unwrap_or_else(PoisonError::into_inner).0;
            desk.watched = false;
            desk.look(&self.run.meter);
        }
        None
    }

    fn desk(&self) -> MutexGuard<'_, Desk<'a>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings files with one content, one after another. False: another process has it.
    fn job(&self, job: &mut Job, buffer: &mut Buffer) -> Result<bool, Failure> {
        loop {
            self.run.check()?;
            if !self.file(job, buffer)? {
                self.look(job);
                return Ok(false);
            }
            match job.twins.pop() {
                Some(file) => {
                    *job = Job { file, twins: std::mem::take(&mut job.twins), other: None }
                }
                None => return Ok(true),
            }
        }
    }

    /// Looks at what the other process does.
    fn look(&self, job: &mut Job) {
        if job.other.is_none() {
            self.run.progress.waits(job.file, "another process downloads it", None);
        }
        let entry = &self.plan.files[job.file].entry;
        let (part, etag) = (self.place.slot(entry).part, entry.etag().as_str());
        job.other = Some(Other::look(job.other, &part, etag, self.run.measures.poll));
    }

    fn file(&self, job: &Job, buffer: &mut Buffer) -> Result<bool, Failure> {
        let pull = Pull { run: self.run, file: job.file, entry: &self.plan.files[job.file].entry };
        let (commit, progress) = (&self.plan.commit, self.run.progress);
        let last = job.other.is_some_and(|other| other.sleeps(self.run.measures.locked));
        let Some(_lock) = self.place.lock(pull.entry, last)? else { return Ok(false) };
        // While nobody held it, or somebody else did, the file may have come.
        match self.place.standing(commit, pull.entry)? {
            Standing::Here => progress.begin(job.file, pull.entry, pull.entry.size),
            Standing::Linkable | Standing::Cached => {
                progress.begin(job.file, pull.entry, pull.entry.size);
                self.place.settle(commit, pull.entry)?;
            }
            Standing::Begun(_) | Standing::Missing => {
                self.bring(&pull, buffer)?;
                self.place.settle(commit, pull.entry)?;
                self.came.fetch_add(1, Ordering::Relaxed);
            }
        }
        progress.end(job.file);
        Ok(true)
    }

    /// Puts a file's part together until it is right. What was wrong is thrown away, and gets one
    /// more chance.
    fn bring(&self, pull: &Pull<'a>, buffer: &mut Buffer) -> Result<(), Failure> {
        let slot = self.place.slot(pull.entry);
        for first in [true, false] {
            let (part, safe) = Part::open(slot.clone(), pull.entry.size)?;
            if first {
                self.run.progress.begin(pull.file, pull.entry, safe.total());
            } else {
                self.run.progress.restart(pull.file);
            }
            let error = match self.pull(pull, part, safe, buffer) {
                Ok(true) => return Ok(()),
                Ok(false) => FetchError::Hash { path: pull.entry.path.clone() },
                Err(Failure::NoRange(error)) => error,
                Err(failure) => return Err(failure),
            };
            Part::discard(&slot)?;
            if !first {
                return Err(error.into());
            }
        }
        Ok(())
    }

    fn pull(
        &self,
        pull: &Pull<'a>,
        part: Part,
        safe: Ranges,
        buffer: &mut Buffer,
    ) -> Result<bool, Failure> {
        if pull.entry.size < self.run.measures.small {
            return small::pull(pull, &part, &safe, buffer);
        }
        let large = Arc::new(Large::new(*pull, part, safe));
        self.desk().enlist(large.clone());
        let right = large.lead(buffer);
        self.desk().dismiss(&large);
        right
    }
}
