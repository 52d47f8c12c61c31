//! What there is to do: files in the plan's order, one after another where they share a content,
//! and those that another process has at the moment.

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use super::other::Other;
use crate::fetch::blob::Measures;
use crate::fetch::plan::{Plan, Standing};

/// Files with one content. Only the first of them is downloaded.
#[derive(Debug)]
pub(super) struct Job {
    /// The file that is next, by its number in the plan.
    pub(super) file: usize,
    /// Those after it.
    pub(super) twins: Vec<usize>,
    /// Another process, which has the lock.
    pub(super) other: Option<Other>,
}

/// What there is to do.
#[derive(Debug)]
pub(super) struct Queue {
    fresh: std::vec::IntoIter<Job>,
    busy: VecDeque<Job>,
    /// Jobs that are not at their end, those at work included.
    left: usize,
    /// How many threads all of them could use.
    hands: usize,
}

impl Queue {
    /// All that a plan is missing.
    pub(super) fn new(plan: &Plan, measures: &Measures) -> Self {
        let mut jobs: Vec<Job> = Vec::new();
        let mut known = HashMap::new();
        let missing = plan.files.iter().enumerate();
        for (file, wanted) in missing.filter(|(_, wanted)| wanted.standing != Standing::Here) {
            let job = *known.entry(wanted.entry.etag()).or_insert(jobs.len());
            match jobs.get_mut(job) {
                Some(job) => job.twins.push(file),
                None => jobs.push(Job { file, twins: Vec::new(), other: None }),
            }
        }
        // They are taken from the end.
        for job in &mut jobs {
            job.twins.reverse();
        }
        let large = |job: &&Job| plan.files[job.file].entry.size >= measures.small;
        let hands = jobs.len() + jobs.iter().filter(large).count() * (measures.per_file - 1);
        Self { left: jobs.len(), fresh: jobs.into_iter(), busy: VecDeque::new(), hands }
    }

    /// How many threads there is work for.
    pub(super) fn hands(&self) -> usize {
        self.hands
    }

    /// Jobs that are not at their end.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// The next job: one that nobody has begun, else one that was busy a while ago.
    pub(super) fn next(&mut self, now: Instant) -> Option<Job> {
        self.fresh.next().or_else(|| {
            let due = |job: &Job| job.other.is_none_or(|other| other.is_due(now));
            self.busy.iter().position(due).and_then(|at| self.busy.remove(at))
        })
    }

    /// Takes a job back that another process has.
    pub(super) fn postpone(&mut self, job: Job) {
        self.busy.push_back(job);
    }

    /// A job came to its end.
    pub(super) fn finish(&mut self) {
        self.left -= 1;
    }
}
