//! What every server here has: a memory of what it was sent and of what it sent itself, faults to
//! commit, a pace, and an end.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::fault::Fault;
use super::http::Request;
use super::reply::Reply;

/// How much of a body is remembered.
const KEPT_BODY: usize = 64 * 1024;

/// The bytes of a file that were sent in answer to one request.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The request's path, decoded.
    pub path: String,
    /// What was asked for and promised.
    pub promised: Range<u64>,
    /// What went into the socket. The client may have taken less.
    pub range: Range<u64>,
}

/// A fault in waiting.
struct Planned {
    part: String,
    fault: Fault,
    times: usize,
}

/// What a server remembers and how it behaves.
#[derive(Default)]
pub(super) struct Desk {
    seen: Mutex<Vec<Request>>,
    sent: Mutex<Vec<Sent>>,
    faults: Mutex<Vec<Planned>>,
    connections: AtomicUsize,
    keeps: AtomicBool,
    rate: AtomicU64,
    delay: AtomicU64,
    stopped: Mutex<bool>,
    stop_rings: Condvar,
}

/// A thread that failed must not take the others with it, so a poisoned lock is opened anyway.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// # What came
impl Desk {
    pub(super) fn record(&self, request: &Request) {
        let kept = request.body.len().min(KEPT_BODY);
        lock(&self.seen).push(Request {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body_len: request.body_len,
            body: request.body[..kept].to_vec(),
        });
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        lock(&self.seen).clone()
    }

    pub(super) fn count_connection(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(super) fn clear(&self) {
        lock(&self.seen).clear();
        lock(&self.sent).clear();
        self.connections.store(0, Ordering::Relaxed);
    }
}

/// # What went
impl Desk {
    /// Opens an entry of the ledger, to be added to while the bytes go.
    pub(super) fn begin_sending(&self, path: String, promised: Range<u64>) -> usize {
        let mut sent = lock(&self.sent);
        let range = promised.start..promised.start;
        sent.push(Sent { path, promised, range });
        sent.len() - 1
    }

    pub(super) fn add_sent(&self, entry: usize, count: u64) {
        // Cleared meanwhile: those bytes are forgotten as well.
        if let Some(sent) = lock(&self.sent).get_mut(entry) {
            sent.range.end += count;
        }
    }

    pub(super) fn sent(&self, part: &str) -> Vec<Sent> {
        lock(&self.sent).iter().filter(|sent| sent.path.contains(part)).cloned().collect()
    }
}

/// # How it behaves
impl Desk {
    pub(super) fn keep_connections(&self) {
        self.keeps.store(true, Ordering::Relaxed);
    }

    pub(super) fn keeps_connections(&self) -> bool {
        self.keeps.load(Ordering::Relaxed)
    }

    /// Bytes in a second on one connection; 0 for no limit.
    pub(super) fn set_rate(&self, rate: u64) {
        self.rate.store(rate, Ordering::Relaxed);
    }

    pub(super) fn rate(&self) -> u64 {
        self.rate.load(Ordering::Relaxed)
    }

    pub(super) fn set_delay(&self, delay: Duration) {
        let nanos = u64::try_from(delay.as_nanos()).expect("a delay of less than 500 years");
        self.delay.store(nanos, Ordering::Relaxed);
    }

    pub(super) fn delay(&self) -> Duration {
        Duration::from_nanos(self.delay.load(Ordering::Relaxed))
    }

    pub(super) fn plan_fault(&self, part: &str, fault: Fault, times: usize) {
        lock(&self.faults).push(Planned { part: part.to_owned(), fault, times });
    }

    /// The reply as it is after the oldest fault that concerns it.
    pub(super) fn spoil(&self, request: &Request, reply: Reply) -> Reply {
        let path = request.decoded_path();
        let mut faults = lock(&self.faults);
        let mut planned = faults.iter_mut().filter(|planned| planned.times > 0);
        let found = planned.find(|planned| {
            path.contains(&planned.part) && planned.fault.concerns(request, &reply)
        });
        let Some(planned) = found else { return reply };
        planned.times -= 1;
        let fault = planned.fault.clone();
        drop(faults);
        fault.spoil(request, reply)
    }

    /// How often planned faults are still to come.
    pub(super) fn faults_left(&self) -> usize {
        lock(&self.faults).iter().fold(0, |sum, planned| sum.saturating_add(planned.times))
    }

    pub(super) fn clear_faults(&self) {
        lock(&self.faults).clear();
    }
}

/// # The end
impl Desk {
    pub(super) fn stop(&self) {
        *lock(&self.stopped) = true;
        self.stop_rings.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        *lock(&self.stopped)
    }

    /// Waits for `delay`, or until the server ends: a stalling reply must not stall the test's end.
    pub(super) fn wait(&self, delay: Duration) {
        if !delay.is_zero() {
            let stopped = lock(&self.stopped);
            let _unused = self.stop_rings.wait_timeout_while(stopped, delay, |stopped| !*stopped);
        }
    }
}
