//! Shares the files of a plan, and the ranges of its large ones, among a number of connections.

mod desk;
mod other;
mod queue;
mod ramp;
mod store;
mod worker;

use std::sync::atomic::Ordering;

pub use self::store::Store;
use self::worker::Pool;
use super::FetchError;
use super::blob::{Measures, Run};
use super::plan::Plan;
use super::progress::Progress;
use super::source::Source;

/// What came of a download.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Files that came.
    pub files: usize,
    /// Bytes that came over the network, those that were thrown away included.
    pub bytes: u64,
}

/// Downloads what is missing of `plan` with at most `connections` at once. On an error nothing new
/// is begun, what runs is broken off, and what is safe stays.
pub fn run(
    plan: &Plan,
    place: &impl Store,
    source: &dyn Source,
    progress: &dyn Progress,
    connections: usize,
) -> Result<Done, FetchError> {
    run_with(plan, place, Run::new(source, progress, Measures::default()), connections)
}

fn run_with(
    plan: &Plan,
    place: &impl Store,
    run: Run<'_>,
    connections: usize,
) -> Result<Done, FetchError> {
    let pool = Pool::new(plan, place, &run);
    std::thread::scope(|scope| {
        for _ in 0..pool.hands().min(connections.max(1)) {
            scope.spawn(|| pool.work());
        }
    });
    let done = Done { files: pool.came(), bytes: run.meter.bytes.load(Ordering::Relaxed) };
    run.result().map(|()| done)
}

#[cfg(test)]
mod tests;
