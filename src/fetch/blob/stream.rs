//! Pulls a range of a file over one connection, and over the next one when it breaks off.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Read};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::part::LINE_EVERY;
use super::{Buffer, Failure, Run, add};
use crate::fetch::FetchError;
use crate::hub::client::Body;
use crate::hub::error::HubError;
use crate::repo::Entry;

/// Tries that bring nothing to speak of, after the first one.
const RETRIES: u32 = 5;
/// The first wait between them; each is twice the one before.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A server that asks for a longer wait is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// What was read is written at least this often, full buffer or not.
const WRITE_EVERY: Duration = Duration::from_millis(100);
/// Bytes a second that are too few.
const SLOW: u64 = 1024;

/// Takes a number of bytes from a buffer, which it may exchange, to their place, and says where
/// the range ends by now.
pub type Sink<'s> = dyn FnMut(u64, &mut Buffer, usize) -> Result<u64, Failure> + 's;

/// Pulls ranges of one file.
#[derive(Clone, Copy)]
pub struct Pull<'a> {
    /// The run.
    pub run: &'a Run<'a>,
    /// Its number in the plan.
    pub file: usize,
    /// The file.
    pub entry: &'a Entry,
}

impl Pull<'_> {
    /// Pulls `todo`, with as many connections as it takes, one after another. It gives up when
    /// several in a row bring nothing.
    pub fn insist(
        &self,
        todo: &mut Range<u64>,
        buffer: &mut Buffer,
        sink: &mut Sink<'_>,
    ) -> Result<(), Failure> {
        let mut fruitless = 0;
        while !todo.is_empty() {
            let before = todo.start;
            let (error, asked) = match self.once(todo, true, buffer, sink) {
                Ok(()) => continue,
                Err(Failure::Passing(error, asked)) => (error, asked.unwrap_or_default()),
                Err(failure) => return Err(failure),
            };
            let came = todo.start - before;
            if came >= self.run.measures.worth {
                fruitless = 0;
            }
            if fruitless == RETRIES || asked > LONGEST_WAIT {
                return Err(Failure::Fatal(error));
            }
            if came >= LINE_EVERY && asked.is_zero() {
                // Whoever brings that much and breaks off is worth another try at once.
                continue;
            }
            let wait = asked + jitter(FIRST_WAIT * (1 << fruitless));
            fruitless += 1;
            self.run.progress.waits(self.file, &error.to_string(), Some(wait));
            self.run.pause(wait)?;
        }
        Ok(())
    }

    /// Pulls `todo` over one connection. What came is gone from it, also after a failure. A server
    /// that sends the whole file is borne with if `skip` says so.
    pub fn once(
        &self,
        todo: &mut Range<u64>,
        skip: bool,
        buffer: &mut Buffer,
        sink: &mut Sink<'_>,
    ) -> Result<(), Failure> {
        let asked = todo.clone();
        let mut opening = Some(Counted::new(&self.run.meter.opening));
        let mut body = self.open(&asked)?;
        let mut needless = asked.start - body.start;
        if needless > 0 && !skip {
            return Err(Failure::Whole);
        }
        let mut pace = Pace::new(self.run.measures.patience);
        while todo.start < todo.end.min(asked.end) {
            self.run.check()?;
            let wanted = if needless > 0 { needless } else { todo.end.min(asked.end) - todo.start };
            let room = usize::try_from(wanted).unwrap_or(usize::MAX).min(buffer.len());
            let (count, broken) = self.fill(&mut *body.reader, &mut buffer[..room], &mut opening);
            if needless > 0 {
                needless -= count as u64;
            } else if count > 0 {
                todo.end = sink(todo.start, buffer, count)?;
                todo.start += count as u64;
            }
            match broken {
                Some(error) => return Err(self.broken(error, todo.start)),
                None => pace.count(count).map_err(|error| self.broken(error, todo.start))?,
            }
        }
        self.end(body, &asked, todo)
    }

    fn open(&self, asked: &Range<u64>) -> Result<Body, Failure> {
        let body = self.run.source.open(self.entry, asked.clone()).map_err(refused)?;
        match body.total {
            Some(total) if total != self.entry.size => Err(Failure::Fatal(self.size(total))),
            _ if body.start > asked.start => {
                let words = format!("byte {} came where {} was asked", body.start, asked.start);
                Err(self.broken(io::Error::other(words), asked.start))
            }
            _ => Ok(body),
        }
    }

    /// Reads until the room is full, or for as long as a screen is patient.
    fn fill(
        &self,
        reader: &mut dyn Read,
        room: &mut [u8],
        opening: &mut Option<Counted<'_>>,
    ) -> (usize, Option<io::Error>) {
        let (begun, meter) = (Instant::now(), &self.run.meter);
        let mut count = 0;
        let broken = loop {
            match reader.read(&mut room[count..]) {
                Ok(0) => break Some(io::ErrorKind::UnexpectedEof.into()),
                Ok(more) => {
                    opening.take();
                    meter.bytes.fetch_add(more as u64, Ordering::Relaxed);
                    count += more.min(room.len() - count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Some(error),
            }
            if count == room.len() || begun.elapsed() >= WRITE_EVERY || self.run.stopped() {
                break None;
            }
        };
        add(&meter.reading, begun.elapsed());
        (count, broken)
    }

    /// Looks behind the last byte. A body that is read to its end leaves its connection for the
    /// next one; a file that goes on is not the one that was listed.
    fn end(&self, mut body: Body, asked: &Range<u64>, todo: &Range<u64>) -> Result<(), Failure> {
        let whole = todo.start == asked.end;
        if whole && matches!(body.reader.read(&mut [0]), Ok(1)) && asked.end == self.entry.size {
            return Err(Failure::Fatal(self.size(self.entry.size + 1)));
        }
        Ok(())
    }

    fn broken(&self, error: io::Error, at: u64) -> Failure {
        let short = error.kind() == io::ErrorKind::UnexpectedEof;
        let path = self.entry.path.clone();
        let error = if short { self.size(at) } else { FetchError::Broken { path, error } };
        Failure::Passing(error, None)
    }

    fn size(&self, got: u64) -> FetchError {
        FetchError::Size { path: self.entry.path.clone(), size: self.entry.size, got }
    }
}

/// Whether a request that the Hub refused may go well later.
fn refused(error: HubError) -> Failure {
    match (&error, error.again()) {
        (HubError::Range(_) | HubError::Status { status: 416, .. }, _) => {
            Failure::NoRange(error.into())
        }
        (_, Some(wait)) => Failure::Passing(error.into(), Some(wait)),
        (_, None) => Failure::Fatal(error.into()),
    }
}

/// Between three and five quarters of a time, so that connections that broke off together don't
/// come back together.
fn jitter(time: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 512;
    time * (768 + u32::try_from(random).unwrap_or_default()) / 1024
}

/// Finds a connection that still gives bytes, but too few to wait for.
struct Pace {
    patience: Duration,
    since: Instant,
    bytes: u64,
}

impl Pace {
    fn new(patience: Duration) -> Self {
        Self { patience, since: Instant::now(), bytes: 0 }
    }

    fn count(&mut self, bytes: usize) -> io::Result<()> {
        self.bytes += bytes as u64;
        if self.since.elapsed() < self.patience {
            return Ok(());
        }
        if self.bytes < SLOW * self.patience.as_secs() {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "less than 1 KiB/s came"));
        }
        *self = Self::new(self.patience);
        Ok(())
    }
}

/// One more, until it is dropped.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
