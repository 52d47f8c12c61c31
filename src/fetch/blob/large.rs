//! A large file: its leader and any number of helpers pull ranges, each over one connection, and
//! a thread hashes what they bring (`follow`).
//!
//! Only the leader is stubborn. A helper whose connection breaks off gives its range back and
//! leaves, so one that the server doesn't like does no harm. Nobody touches the part on disk after
//! [`Large::lead`] returned.

use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::board::{Board, Number};
use super::follow::Pipe;
use super::part::{LINE_EVERY, Part, Trail};
use super::ranges::Ranges;
use super::stream::Pull;
use super::{Buffer, Failure, add};

/// For how long the first helper that fails keeps others away; the next one, twice as long.
const HELP_AGAIN: Duration = Duration::from_millis(500);
/// How often one who waits for another looks whether the run goes on.
const GLANCE: Duration = Duration::from_millis(50);

/// A large file at work. Threads share one.
pub struct Large<'a> {
    pub(super) pull: Pull<'a>,
    pub(super) part: Part,
    state: Mutex<State>,
    news: Condvar,
}

/// What its threads share.
pub(super) struct State {
    pub(super) board: Board,
    pub(super) pipe: Pipe,
    /// It was given up.
    over: bool,
    /// The server sends ranges.
    ranges: bool,
    /// No helpers before that, after so many that failed.
    keeps_away: Option<(Instant, u32)>,
}

impl<'a> Large<'a> {
    /// A file of which some ranges are safe.
    #[must_use]
    pub fn new(pull: Pull<'a>, part: Part, safe: Ranges) -> Self {
        let measures = &pull.run.measures;
        let board = Board::new(pull.entry.size, safe, measures.share);
        let pipe = Pipe::new(measures.buffer);
        let state = State { board, pipe, over: false, ranges: true, keeps_away: None };
        Self { pull, part, state: Mutex::new(state), news: Condvar::new() }
    }

    /// Pulls what is not safe yet, alone or with others. Tells whether all of it is the content
    /// that was listed.
    pub fn lead(&self, buffer: &mut Buffer) -> Result<bool, Failure> {
        std::thread::scope(|scope| {
            let hash = scope.spawn(|| self.follow());
            let led = self.pull_all(buffer);
            if led.is_err() {
                self.state().over = true;
                self.news.notify_all();
            }
            self.see_off();
            let right = hash.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            led.and(right)
        })
    }

    /// How many bytes a helper could take.
    #[must_use]
    pub fn offer(&self, now: Instant) -> u64 {
        let state = self.state();
        if self.welcomes(&state, now) { state.board.offer() } else { 0 }
    }

    /// Takes a range for a helper, who has to [`Large::help`] with it.
    #[must_use]
    pub fn claim(&self, now: Instant) -> Option<(Number, Range<u64>)> {
        let mut state = self.state();
        if self.welcomes(&state, now) { state.board.claim() } else { None }
    }

    /// Pulls a range as far as one connection goes.
    pub fn help(&self, number: Number, mut range: Range<u64>, buffer: &mut Buffer) {
        let start = range.start;
        let brought = self.bring(number, &mut range, buffer, false);
        let mut state = self.state();
        match brought {
            Ok(()) => state.keeps_away = None,
            Err(Failure::Stopped) => {}
            Err(Failure::Whole) => state.ranges = false,
            Err(Failure::Passing(..) | Failure::NoRange(_)) => {
                let known = state.keeps_away.filter(|_| range.start - start < LINE_EVERY);
                let failed = known.map_or(0, |(_, failed)| failed + 1).min(6);
                state.keeps_away = Some((Instant::now() + HELP_AGAIN * (1 << failed), failed));
            }
            Err(failure) => self.pull.run.fail(failure),
        }
        state.board.release(number);
        self.news.notify_all();
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the state gives what is asked for, or all is over.
    pub(super) fn wait<T>(
        &self,
        mut ask: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<T, Failure> {
        let mut state = self.state();
        loop {
            self.pull.run.check()?;
            if state.over {
                return Err(Failure::Stopped);
            }
            if let Some(given) = ask(&mut state) {
                drop(state);
                self.news.notify_all();
                return Ok(given);
            }
            state = self.rest(state);
        }
    }

    /// Waits until no helper is left.
    fn see_off(&self) {
        let mut state = self.state();
        while state.board.pulled() > 0 {
            state = self.rest(state);
        }
    }

    fn rest<'s>(&self, state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        self.news.wait_timeout(state, GLANCE).unwrap_or_else(PoisonError::into_inner).0
    }

    fn welcomes(&self, state: &State, now: Instant) -> bool {
        let room = state.board.pulled() < self.pull.run.measures.per_file;
        room && !state.over && state.ranges && state.keeps_away.is_none_or(|(end, _)| end <= now)
    }

    fn pull_all(&self, buffer: &mut Buffer) -> Result<(), Failure> {
        // Where nothing is left to take, a helper may still leave something.
        let next = |state: &mut State| match state.board.claim() {
            None if !state.board.whole() => None,
            claim => Some(claim),
        };
        while let Some((number, mut range)) = self.wait(next)? {
            let brought = self.bring(number, &mut range, buffer, true);
            self.state().board.release(number);
            brought?;
        }
        Ok(())
    }

    fn bring(
        &self,
        number: Number,
        range: &mut Range<u64>,
        buffer: &mut Buffer,
        leads: bool,
    ) -> Result<(), Failure> {
        let mut trail = Trail::new(&self.part, range.start);
        let mut sink = |at: u64, buffer: &mut Buffer, count: usize| {
            let end = self.land(number, at, buffer, count)?;
            trail.reach(at + count as u64)?;
            Ok(end)
        };
        let brought = if leads {
            self.pull.insist(range, buffer, &mut sink)
        } else {
            self.pull.once(range, false, buffer, &mut sink)
        };
        brought.and(trail.flush())
    }

    /// Puts bytes where they belong, and passes them on to the hash if it is there already. It is
    /// waited for then: no use in being far ahead of it, and in reading back what was at hand.
    fn land(
        &self,
        number: Number,
        at: u64,
        buffer: &mut Buffer,
        count: usize,
    ) -> Result<u64, Failure> {
        let begun = Instant::now();
        self.part.write(at, &buffer[..count])?;
        add(&self.pull.run.meter.writing, begun.elapsed());
        let end = self.wait(|state| {
            state.pipe.pass(at, buffer, count)?;
            Some(state.board.land(number, at + count as u64))
        })?;
        self.pull.run.progress.bytes(self.pull.file, count as u64);
        Ok(end)
    }
}
