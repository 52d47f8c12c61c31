//! When a Hub may be asked again, for all threads at once, and an end to all waiting.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Shared by the threads of a client.
#[derive(Debug, Default)]
pub(super) struct Pace {
    state: Mutex<State>,
    stopped: Condvar,
}

#[derive(Debug, Default)]
struct State {
    until: Option<Instant>,
    stopped: bool,
}

impl Pace {
    /// Nobody is to ask before this much time has passed.
    pub(super) fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.lock();
        state.until = Some(state.until.map_or(until, |known| known.max(until)));
    }

    /// How long nobody is to ask.
    pub(super) fn left(&self) -> Option<Duration> {
        let until = self.lock().until?;
        Some(until.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }

    /// Waits until it is allowed to ask. False: all was stopped.
    pub(super) fn pass(&self) -> bool {
        while let Some(left) = self.left() {
            // Not all at the same moment.
            if !self.sleep(left + jitter(Duration::from_millis(500))) {
                return false;
            }
        }
        !self.lock().stopped
    }

    /// Sleeps. False: all was stopped.
    pub(super) fn sleep(&self, wait: Duration) -> bool {
        let woken = self.stopped.wait_timeout_while(self.lock(), wait, |state| !state.stopped);
        let (state, _) = woken.unwrap_or_else(PoisonError::into_inner);
        !state.stopped
    }

    /// Ends all waiting, now and later.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.stopped.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Some time below `most`, by chance.
pub(super) fn jitter(most: Duration) -> Duration {
    let chance = RandomState::new().hash_one(0_u8) % 1024;
    most.mul_f64(f64::from(u16::try_from(chance).unwrap_or(0)) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_waits_as_long_as_the_longest_answer_said() {
        let pace = Pace::default();
        assert!(pace.left().is_none() && pace.pass());
        pace.hold(Duration::from_millis(60));
        pace.hold(Duration::from_millis(5));
        let begin = Instant::now();
        assert!(pace.left().unwrap() > Duration::from_millis(20));
        assert!(pace.pass());
        assert!(begin.elapsed() >= Duration::from_millis(60) && pace.left().is_none());
    }

    #[test]
    fn a_stop_ends_all_waiting() {
        let pace = Pace::default();
        pace.hold(Duration::from_secs(3600));
        std::thread::scope(|scope| {
            let waiter = scope.spawn(|| pace.pass());
            std::thread::sleep(Duration::from_millis(20));
            pace.stop();
            assert!(!waiter.join().unwrap());
        });
        assert!(!pace.sleep(Duration::from_secs(3600)) && !Pace::pass(&pace));
    }

    #[test]
    fn jitter_stays_below_its_limit() {
        let most = Duration::from_millis(100);
        assert!((0..1000).all(|_| jitter(most) < most));
        assert!((0..1000).map(|_| jitter(most)).any(|time| time > most / 2));
    }
}
