//! Gives each thread what to do: a file that nobody has begun, else a range of a large one.

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use super::queue::{Job, Queue};
use super::ramp::{Ramp, Sample};
use crate::fetch::blob::board::Number;
use crate::fetch::blob::large::Large;
use crate::fetch::blob::{Measures, Meter};
use crate::fetch::plan::Plan;

/// What a thread has to do.
pub(super) enum Task<'a> {
    /// Bring files.
    Bring(Job),
    /// Help with one.
    Help(Arc<Large<'a>>, Number, Range<u64>),
}

/// What there is to do, and who does something.
pub(super) struct Desk<'a> {
    pub(super) queue: Queue,
    /// Large files at work.
    large: Vec<Arc<Large<'a>>>,
    ramp: Ramp,
    working: usize,
    /// Somebody who has nothing to do watches the others.
    pub(super) watched: bool,
}

impl<'a> Desk<'a> {
    pub(super) fn new(plan: &Plan, measures: &Measures) -> Self {
        let (queue, ramp) = (Queue::new(plan, measures), Ramp::new(measures.tick));
        Self { queue, large: Vec::new(), ramp, working: 0, watched: false }
    }

    /// What is next, if there is anything.
    pub(super) fn task(&mut self, now: Instant) -> Option<Task<'a>> {
        let job = self.queue.next(now).map(Task::Bring);
        let task = job.or_else(|| self.help(now))?;
        self.working += 1;
        Some(task)
    }

    /// Somebody is done with a task.
    pub(super) fn done(&mut self) {
        self.working -= 1;
    }

    /// Looks whether helpers are of use.
    pub(super) fn look(&mut self, meter: &Meter) {
        self.ramp.look(Sample::now(meter, self.working, self.large.len()));
    }

    /// Helpers may come.
    pub(super) fn enlist(&mut self, large: Arc<Large<'a>>) {
        self.large.push(large);
    }

    /// They may not any longer.
    pub(super) fn dismiss(&mut self, large: &Arc<Large<'a>>) {
        self.large.retain(|known| !Arc::ptr_eq(known, large));
    }

    fn help(&self, now: Instant) -> Option<Task<'a>> {
        if self.working >= self.ramp.allowed() {
            return None;
        }
        let large = self.large.iter().max_by_key(|large| large.offer(now))?;
        let (number, range) = large.claim(now)?;
        Some(Task::Help(large.clone(), number, range))
    }
}
