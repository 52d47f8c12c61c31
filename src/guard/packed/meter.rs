//! What looking into packed contents may cost, and why it ended.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io;
use std::time::Instant;

use thiserror::Error;

/// So much may come out of any content.
const FREE: u64 = 128 << 20;

/// And so many times what goes in, up to [`MOST`].
const RATIO: u64 = 100;
const MOST: u64 = 4 << 30;

/// How many bytes come out between two looks at the clock.
const TICK: u64 = 1 << 20;

/// Something of a packed content that was not searched as it is meant to be read.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// More comes out than anybody packs.
    #[error("it unpacks to too much, and not all of that was searched")]
    Large,
    /// It goes on and on.
    #[error("it is packed too often, and the innermost was not unpacked")]
    Deep,
    /// Whoever unpacks it has to keep too much in memory.
    #[error("it takes more than 8 MiB of memory to unpack, and was not")]
    Window,
    /// Nobody can read it without a password.
    #[error("what is encrypted in it was not searched")]
    Locked,
    /// It is packed in a way of its own.
    #[error("a part of it is packed in an unknown way, and was not unpacked")]
    Unknown,
    /// It ends too early, or is something else.
    #[error("it is damaged, and was unpacked as far as it could be read")]
    Damaged,
}

impl Gap {
    /// Whether it is worth a word wherever it is met: the rest is for whoever asks.
    #[must_use]
    pub fn is_loud(self) -> bool {
        matches!(self, Self::Large | Self::Deep | Self::Window)
    }
}

/// Why nothing more comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// More than one content may cost.
    Large,
    /// More than the check may read.
    Room,
    /// It is late.
    Time,
    /// Nobody wants more findings.
    Enough,
}

/// Counts for all that lies in one content.
pub(super) struct Meter {
    room: u64,
    deadline: Instant,
    taken: Cell<u64>,
    unpacked: Cell<u64>,
    cost: Cell<u64>,
    tick: Cell<u64>,
    stop: Cell<Option<Stop>>,
    gaps: RefCell<BTreeSet<Gap>>,
    error: RefCell<Option<io::Error>>,
}

impl Meter {
    pub(super) fn new(room: u64, deadline: Instant) -> Self {
        Self {
            room,
            deadline,
            taken: Cell::new(0),
            unpacked: Cell::new(0),
            cost: Cell::new(0),
            tick: Cell::new(0),
            stop: Cell::new(None),
            gaps: RefCell::default(),
            error: RefCell::default(),
        }
    }

    /// Counts bytes of the content itself.
    pub(super) fn taken(&self, bytes: usize) {
        self.taken.set(self.taken.get() + bytes as u64);
    }

    /// Counts bytes that came out.
    pub(super) fn unpacked(&self, bytes: usize) {
        self.unpacked.set(self.unpacked.get() + bytes as u64);
        if self.unpacked.get() > self.room {
            self.end(Stop::Room);
        }
        self.charge(bytes as u64);
    }

    /// Counts work that takes as long as so many bytes.
    pub(super) fn charge(&self, bytes: u64) {
        let cost = self.cost.get() + bytes;
        self.cost.set(cost);
        if cost > MOST.min(FREE.max(RATIO * self.taken.get())) {
            self.end(Stop::Large);
        }
        if cost >= self.tick.get() {
            self.tick.set(cost + TICK);
            if Instant::now() >= self.deadline {
                self.end(Stop::Time);
            }
        }
    }

    /// Ends it, for the first reason that there is.
    pub(super) fn end(&self, stop: Stop) {
        if !self.is_over() {
            self.stop.set(Some(stop));
            if stop == Stop::Large {
                self.note(Gap::Large);
            }
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.stop.get().is_some()
    }

    pub(super) fn stop(&self) -> Option<Stop> {
        self.stop.get()
    }

    /// Keeps in mind what was not searched.
    pub(super) fn note(&self, gap: Gap) {
        self.gaps.borrow_mut().insert(gap);
    }

    /// Ends it because the content itself can't be read.
    pub(super) fn fail(&self, error: io::Error) {
        self.error.borrow_mut().get_or_insert(error);
    }

    /// How much came out and what was left out, if the content could be read.
    pub(super) fn into_parts(self) -> io::Result<(u64, BTreeSet<Gap>)> {
        match self.error.into_inner() {
            Some(error) => Err(error),
            None => Ok((self.unpacked.get(), self.gaps.into_inner())),
        }
    }
}
