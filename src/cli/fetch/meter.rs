//! What came so far, counted by many threads and read by the one that shows it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::screen::Screen;
use crate::fetch::plan::{Plan, Standing, Wanted, total};
use crate::fetch::progress::Progress;
use crate::repo::Entry;
use crate::text::amount::{count, size, time};

/// Over how long a rate is measured, and for how long there is none yet.
const WINDOW: Duration = Duration::from_secs(8);
const FIRST: Duration = Duration::from_millis(800);
/// For how long nothing is foretold from it: connections begin slowly.
const STEADY: Duration = Duration::from_secs(3);

/// A wait that is worth a line.
const LONG: Duration = Duration::from_secs(3);

/// The counters.
pub(super) struct Meter {
    screen: Arc<Screen>,
    /// Bytes of each file of the plan that are safe or have come; `None` where it is here.
    files: Vec<Option<AtomicU64>>,
    running: Mutex<Vec<Running>>,
    position: AtomicU64,
    came: AtomicU64,
    ended: AtomicUsize,
    /// Bytes and files that are not here.
    total: u64,
    count: usize,
}

/// A file that comes now.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) file: usize,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) since: Instant,
}

/// What there is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    pub(super) position: u64,
    pub(super) total: u64,
    pub(super) ended: usize,
    pub(super) count: usize,
    /// Bytes a second.
    pub(super) rate: u64,
    /// The rate was measured for long enough to say how long it will take.
    pub(super) steady: bool,
    /// How long the Hub asks to wait, as it limits the rate of requests.
    pub(super) pause: Option<Duration>,
}

/// A part of it that a narrow terminal does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Rate,
    Left,
    Files,
}

/// The rate of the last seconds.
pub(super) struct Pace(VecDeque<(Instant, u64)>);

impl Meter {
    pub(super) fn new(plan: &Plan, screen: Arc<Screen>) -> Self {
        let to_come = plan.files.iter().filter(|file| !file.is_here());
        let begun = |file: &Wanted| match file.standing {
            Standing::Here | Standing::Linkable | Standing::Cached => None,
            Standing::Begun(here) => Some(AtomicU64::new(here)),
            Standing::Missing => Some(AtomicU64::new(0)),
        };
        Self {
            screen,
            files: plan.files.iter().map(begun).collect(),
            position: AtomicU64::new(plan.begun()),
            running: Mutex::default(),
            came: AtomicU64::new(0),
            ended: AtomicUsize::new(0),
            total: total(to_come.clone().map(|file| file.entry.size)),
            count: to_come.count(),
        }
    }

    fn counter(&self, file: usize) -> Option<&AtomicU64> {
        self.files.get(file)?.as_ref()
    }

    fn set(&self, file: usize, bytes: u64) {
        let Some(counter) = self.counter(file) else { return };
        let old = counter.swap(bytes, Relaxed);
        self.position.fetch_add(bytes.wrapping_sub(old), Relaxed);
    }

    fn running(&self) -> MutexGuard<'_, Vec<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files that come now, those that began first in front.
    pub(super) fn files(&self) -> Vec<(Running, u64)> {
        let bytes = |running: &Running| {
            self.counter(running.file).map_or(0, |bytes| bytes.load(Relaxed).min(running.size))
        };
        self.running().iter().map(|running| (running.clone(), bytes(running))).collect()
    }

    /// What there is to show now.
    pub(super) fn view(&self, pace: &mut Pace, pause: Option<Duration>) -> View {
        View {
            position: self.position.load(Relaxed).min(self.total),
            total: self.total,
            ended: self.ended.load(Relaxed),
            count: self.count,
            rate: pace.rate(Instant::now(), self.came.load(Relaxed)),
            steady: pace.span() >= STEADY,
            pause,
        }
    }
}

impl Progress for Meter {
    fn begin(&self, file: usize, entry: &Entry, here: u64) {
        if self.counter(file).is_none() {
            return;
        }
        self.set(file, here);
        let (name, size) = (entry.path.to_string(), entry.size);
        self.running().push(Running { file, name, size, since: Instant::now() });
    }

    fn bytes(&self, file: usize, count: u64) {
        let Some(counter) = self.counter(file) else { return };
        counter.fetch_add(count, Relaxed);
        self.position.fetch_add(count, Relaxed);
        self.came.fetch_add(count, Relaxed);
    }

    fn restart(&self, file: usize) {
        self.set(file, 0);
    }

    fn end(&self, file: usize) {
        let mut running = self.running();
        let Some(at) = running.iter().position(|running| running.file == file) else { return };
        let ended = running.remove(at);
        self.set(file, ended.size);
        self.ended.fetch_add(1, Relaxed);
    }

    fn waits(&self, file: usize, why: &str, about: Option<Duration>) {
        // Who has a file that another process brings is told by the place, which knows the name.
        let Some(about) = about else { return };
        let running = self.running();
        let name = running.iter().find(|running| running.file == file);
        let name = name.map(|running| format!("{}: ", running.name)).unwrap_or_default();
        drop(running);
        if about < LONG {
            self.screen.detail(&format!("{name}{why}"));
        } else {
            self.screen.once(&format!("{name}{why}; going on in {}", time(about)));
        }
    }
}

impl Pace {
    pub(super) fn new() -> Self {
        Self(VecDeque::from([(Instant::now(), 0)]))
    }

    /// Over how long it is measured now.
    fn span(&self) -> Duration {
        match (self.0.front(), self.0.back()) {
            (Some((first, _)), Some((last, _))) => *last - *first,
            _ => Duration::ZERO,
        }
    }

    fn rate(&mut self, now: Instant, came: u64) -> u64 {
        if came == 0 {
            // Asking, and reading back what is here, is not the network's pace.
            self.0.clear();
        }
        self.0.push_back((now, came));
        while self.0.len() > 2 && self.0.get(1).is_some_and(|(at, _)| now - *at >= WINDOW) {
            self.0.pop_front();
        }
        match self.0.front() {
            Some((then, before)) if now - *then >= FIRST => per_second(came - before, now - *then),
            _ => 0,
        }
    }
}

/// Bytes a second.
pub(super) fn per_second(bytes: u64, time: Duration) -> u64 {
    let millis = time.as_millis().max(1);
    u64::try_from(u128::from(bytes) * 1000 / millis).unwrap_or(u64::MAX)
}

impl View {
    /// `1.2 GB of 4.5 GB, 45.2 MB/s, 1 min 12 s left, 3 of 12 files`.
    pub(super) fn words(&self) -> String {
        self.fields(|_| true).join(", ")
    }

    /// Some of its parts.
    pub(super) fn fields(&self, keep: impl Fn(Field) -> bool) -> Vec<String> {
        let mut fields = vec![format!("{} of {}", size(self.position), size(self.total))];
        if let Some(pause) = self.pause.filter(|_| self.rate == 0) {
            fields.push(format!("the Hub asks to wait {}", whole(pause.as_secs())));
        }
        if self.rate > 0 && keep(Field::Rate) {
            fields.push(format!("{}/s", size(self.rate)));
        }
        let left = (self.total - self.position).checked_div(self.rate).unwrap_or(0);
        if (1..=LONGEST).contains(&left) && self.steady && keep(Field::Left) {
            fields.push(format!("{} left", whole(left)));
        }
        if keep(Field::Files) {
            fields.push(format!("{} of {}", self.ended, count(self.count, "file")));
        }
        fields
    }
}

/// Seconds left that are worth telling: a thousand hours.
const LONGEST: u64 = 3_600_000;

/// A time left, without the tenths that nobody can know.
fn whole(seconds: u64) -> String {
    if seconds < 10 { format!("{seconds} s") } else { time(Duration::from_secs(seconds)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let begin = Instant::now();
        let mut pace = Pace(VecDeque::from([(begin, 0)]));
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(pace.rate(at(1), 1_000), 1_000);
        assert_eq!(pace.rate(at(4), 4_000), 1_000);
        // A stall.
        assert_eq!(pace.rate(at(8), 4_000), 500);
        assert_eq!(pace.rate(at(20), 4_000), 0);
    }

    #[test]
    fn words_fit_beside_a_bar() {
        let big = 999_949_999_999;
        let view = View {
            position: big,
            total: big + big,
            ended: 999,
            count: 1000,
            rate: 1 << 20,
            steady: true,
            pause: None,
        };
        assert_eq!(
            view.words(),
            "999.9 GB of 2.0 TB, 1.0 MB/s, 264 h 53 min left, 999 of 1000 files"
        );
        let view =
            View { position: 0, total: 10, ended: 0, count: 1, rate: 0, steady: true, pause: None };
        assert_eq!(view.words(), "0 B of 10 B, 0 of 1 file");
    }
}
