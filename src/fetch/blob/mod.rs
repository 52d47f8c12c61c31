//! One file: pulled over one connection or several, written where it belongs, remembered as safe,
//! and hashed on the way.
//!
//! | part | does |
//! | --- | --- |
//! | [`ranges`] | which bytes are safe |
//! | [`part`] | the file on disk, and the list of its safe ranges |
//! | [`stream`] | pulls a range over one connection, and again when it breaks off |
//! | [`small`] | a small file: one thread does all |
//! | [`large`] | a large file: a leader, and helpers |
//! | [`board`] | who of them pulls what |
//! | `follow` | the hash of a large file, on its own thread |

pub mod board;
mod disk;
mod follow;
pub mod large;
pub mod part;
pub mod ranges;
pub mod small;
pub mod stream;

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::FetchError;
use super::progress::Progress;
use super::source::Source;

/// What a connection reads into.
pub type Buffer = Box<[u8]>;

/// Sizes and times; the tests have their own.
#[derive(Debug, Clone, Copy)]
pub struct Measures {
    /// A file below this is pulled by one thread, which hashes it, too.
    pub small: u64,
    /// Bytes of a buffer.
    pub buffer: usize,
    /// A range is shared with a helper as long as this much of it is to come.
    pub share: u64,
    /// Most connections for one file.
    pub per_file: usize,
    /// How often one looks whether helpers are of use.
    pub tick: Duration,
    /// A connection that brought less, and not all that was left either, brought nothing.
    pub worth: u64,
    /// Bytes must come at 1 KiB/s over this time.
    pub patience: Duration,
    /// How soon a lock of another process is looked at again.
    pub poll: Duration,
    /// How long another process may hold a lock and write nothing.
    pub locked: Duration,
    /// Sleeps.
    pub sleep: fn(Duration),
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            small: 16 << 20,
            buffer: 256 << 10,
            share: 4 << 20,
            per_file: 8,
            tick: Duration::from_millis(10),
            worth: 64 << 10,
            patience: Duration::from_secs(60),
            poll: Duration::from_millis(20),
            locked: Duration::from_secs(600),
            sleep: std::thread::sleep,
        }
    }
}

/// What all threads of a download share.
pub struct Run<'a> {
    /// Where bytes come from.
    pub source: &'a dyn Source,
    /// Who shows them.
    pub progress: &'a dyn Progress,
    /// Sizes and times.
    pub measures: Measures,
    /// What happens.
    pub meter: Meter,
    stop: AtomicBool,
    first: Mutex<Option<FetchError>>,
}

/// Counts what happens on all connections; times are in nanoseconds.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes that came.
    pub bytes: AtomicU64,
    /// Time spent waiting for them.
    pub reading: AtomicU64,
    /// Time spent writing them.
    pub writing: AtomicU64,
    /// Time spent hashing them on threads of their own.
    pub hashing: AtomicU64,
    /// Connections that have not given a byte yet.
    pub opening: AtomicUsize,
}

/// Why a range, or a file, was not pulled to its end.
#[derive(Debug)]
pub enum Failure {
    /// Something else ended the run.
    Stopped,
    /// It would fail again.
    Fatal(FetchError),
    /// It may pass, perhaps after the time that the server names.
    Passing(FetchError, Option<Duration>),
    /// The server has no such range (416).
    NoRange(FetchError),
    /// The server ignores ranges and sends the whole file.
    Whole,
}

impl<'a> Run<'a> {
    /// A run that has not begun.
    pub fn new(source: &'a dyn Source, progress: &'a dyn Progress, measures: Measures) -> Self {
        let (meter, stop, first) = (Meter::default(), AtomicBool::new(false), Mutex::new(None));
        Self { source, progress, measures, meter, stop, first }
    }

    /// A buffer.
    pub fn buffer(&self) -> Buffer {
        vec![0; self.measures.buffer].into_boxed_slice()
    }

    /// Ends the run, connections that stand still included. The first error is the one that counts.
    pub fn fail(&self, failure: Failure) {
        let (Failure::Fatal(error) | Failure::Passing(error, _) | Failure::NoRange(error)) =
            failure
        else {
            return;
        };
        self.first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.stop.store(true, Ordering::Release);
        self.source.stop();
    }

    /// Whether it was ended.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Nothing, as long as it goes on.
    pub fn check(&self) -> Result<(), Failure> {
        if self.stopped() { Err(Failure::Stopped) } else { Ok(()) }
    }

    /// What ended it.
    pub fn result(self) -> Result<(), FetchError> {
        let first = self.first.into_inner().unwrap_or_else(PoisonError::into_inner);
        first.map_or(Ok(()), Err)
    }

    /// Sleeps, in slices, until the time is over or the run is.
    pub fn pause(&self, mut time: Duration) -> Result<(), Failure> {
        while !time.is_zero() {
            self.check()?;
            let slice = time.min(Duration::from_millis(50));
            (self.measures.sleep)(slice);
            time -= slice;
        }
        self.check()
    }
}

/// Adds a duration to a counter.
pub fn add(counter: &AtomicU64, time: Duration) {
    let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    counter.fetch_add(nanos, Ordering::Relaxed);
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self::Fatal(error)
    }
}
