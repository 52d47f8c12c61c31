//! What happens during a download, for whoever shows it. Called by many threads at once.

use std::time::Duration;

use crate::repo::Entry;

/// Somebody who shows it.
pub trait Progress: Sync {
    /// A file begins; `here` of its bytes are safe from before.
    fn begin(&self, _file: usize, _entry: &Entry, _here: u64) {}
    /// Bytes of a file came and are written.
    fn bytes(&self, _file: usize, _count: u64) {}
    /// A file's bytes were thrown away; it starts over.
    fn restart(&self, _file: usize) {}
    /// A file is in its place.
    fn end(&self, _file: usize) {}
    /// Something has to be waited for: the words say what, such as another process.
    fn waits(&self, _file: usize, _why: &str, _about: Option<Duration>) {}
}

/// Nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {}
