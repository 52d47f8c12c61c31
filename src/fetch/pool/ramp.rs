//! How many connections are of use: one a file at first, and twice as many as long as the network
//! is what takes the time, and more of them bring more.

use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use crate::fetch::blob::Meter;

/// How long one measures, in ticks.
const WINDOW: u32 = 3;
/// How long new connections have to show that they bring more, in ticks.
const PROOF: u32 = 30;
/// When they didn't: how long to leave it at that.
const REST: Duration = Duration::from_secs(30);
/// What more connections have to bring, in percent of what fewer brought.
const MORE: u64 = 115;

/// How many connections are allowed.
#[derive(Debug)]
pub(super) struct Ramp {
    tick: Duration,
    allowed: usize,
    /// Where this measurement began.
    begun: Option<Sample>,
    /// How many connections there were at the last one, and the bytes they brought in a second.
    last: Option<(usize, u64)>,
    rests: Option<Instant>,
}

/// What happened so far. Times are in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    at: Instant,
    bytes: u64,
    reading: u64,
    writing: u64,
    hashing: u64,
    opening: usize,
    working: usize,
    large: usize,
}

impl Sample {
    /// Now, with so many threads at work, and so many large files.
    pub(super) fn now(meter: &Meter, working: usize, large: usize) -> Self {
        Self {
            at: Instant::now(),
            bytes: meter.bytes.load(Relaxed),
            reading: meter.reading.load(Relaxed),
            writing: meter.writing.load(Relaxed),
            hashing: meter.hashing.load(Relaxed),
            opening: meter.opening.load(Relaxed),
            working,
            large,
        }
    }

    /// Whether every connection brings something.
    fn flows(&self) -> bool {
        self.opening == 0 && self.bytes > 0
    }
}

impl Ramp {
    /// Nobody helps yet. One looks about once a tick.
    pub(super) fn new(tick: Duration) -> Self {
        Self { tick, allowed: 0, begun: None, last: None, rests: None }
    }

    /// How many threads may work.
    pub(super) fn allowed(&self) -> usize {
        self.allowed
    }

    /// Looks at what happened since the last time.
    pub(super) fn look(&mut self, now: Sample) {
        let same = |begun: &Sample| now.flows() && begun.working == now.working;
        let Some(begun) = self.begun.filter(same) else {
            self.begun = now.flows().then_some(now);
            return;
        };
        let time = now.at - begun.at;
        if time < self.tick * WINDOW || self.rests.is_some_and(|end| now.at < end) {
            return;
        }
        let rate = per_second(now.bytes - begun.bytes, time);
        let more = self
            .last
            .is_none_or(|(working, last)| working >= now.working || rate * 100 >= last * MORE);
        if !network_limits(&begun, &now) {
            self.begun = Some(now);
        } else if more {
            self.allowed = 2 * now.working;
            (self.last, self.rests, self.begun) = (Some((now.working, rate)), None, Some(now));
        } else if time >= self.tick * PROOF {
            (self.last, self.rests, self.begun) = (None, Some(now.at + REST), None);
        }
    }
}

fn per_second(bytes: u64, time: Duration) -> u64 {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1);
    bytes.saturating_mul(1_000_000) / micros
}

/// Whether more connections could be of use: they spend nearly all their time on reading, and the
/// hashes, one thread a file, wait for bytes most of the time. Where memory is copied from one
/// process to another, reading takes about as long as writing.
fn network_limits(begun: &Sample, now: &Sample) -> bool {
    let time = u64::try_from((now.at - begun.at).as_nanos()).unwrap_or(u64::MAX);
    let (reading, writing) = (now.reading - begun.reading, now.writing - begun.writing);
    let hashing = now.hashing - begun.hashing;
    writing * 4 <= reading && hashing < time / 2 * now.large as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks every 10 ms for a while, at connections that bring so many bytes a millisecond each,
    /// with a limit for all.
    struct Play {
        ramp: Ramp,
        now: Sample,
        each: u64,
        all: u64,
        hash: u64,
    }

    impl Play {
        fn new(each: u64, all: u64) -> Self {
            let now = Sample::now(&Meter::default(), 1, 1);
            let ramp = Ramp::new(Duration::from_millis(10));
            Self { ramp, now, each, all, hash: 0 }
        }

        fn steps(&mut self, steps: usize) -> usize {
            for _ in 0..steps {
                self.now.at += Duration::from_millis(10);
                self.now.bytes += (self.each * self.now.working as u64).min(self.all) * 10;
                self.now.reading += 9_000_000;
                self.now.writing += 1_000_000;
                self.now.hashing += self.hash;
                self.ramp.look(self.now);
                self.now.working = self.ramp.allowed().clamp(self.now.working, 8);
            }
            self.now.working
        }
    }

    #[test]
    fn a_limit_for_each_connection_is_met_with_eight() {
        let mut play = Play::new(20_000, u64::MAX);
        assert_eq!(play.steps(3), 1);
        assert_eq!(play.steps(12), 8, "after 150 ms");
    }

    #[test]
    fn a_limit_for_all_is_left_at_two() {
        let mut play = Play::new(20_000, 20_000);
        assert_eq!(play.steps(100), 2);
        assert_eq!(play.steps(2900), 2);
        assert_eq!(play.steps(500), 4, "it is looked at again after half a minute");
    }

    #[test]
    fn connections_that_are_slow_to_open_are_waited_for() {
        let mut play = Play::new(20_000, u64::MAX);
        play.now.opening = 1;
        assert_eq!(play.steps(100), 1);
        play.now.opening = 0;
        assert_eq!(play.steps(6), 2);
    }

    #[test]
    fn a_hash_or_a_disk_that_is_busy_needs_no_helpers() {
        let mut play = Play::new(20_000, u64::MAX);
        play.hash = 6_000_000;
        assert_eq!(play.steps(100), 1);
        play.hash = 0;
        play.now.writing += 10_000_000_000;
        assert_eq!(play.steps(3), 1);
        assert_eq!(play.steps(6), 2);
    }
}
