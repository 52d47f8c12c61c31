//! Shares the files of a plan, and the ranges of its large ones, among a number of connections.

use super::FetchError;
use super::place::Place;
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
    _plan: &Plan,
    _place: &Place,
    _source: &dyn Source,
    _progress: &dyn Progress,
    _connections: usize,
) -> Result<Done, FetchError> {
    Ok(Done::default())
}
