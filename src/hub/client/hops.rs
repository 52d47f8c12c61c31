//! One request, and on where its answers lead; and the same again where that makes sense.

use std::ops::Range;
use std::time::Duration;

use super::super::error::{HubError, Pair, Subject};
use super::super::http::{Broken, Reply, Request};
use super::super::pace::jitter;
use super::super::url::Url;
use super::super::verdict::judge;
use super::Client;
use crate::endpoint::{Origin, Scheme};

/// Most redirects of one request, as in huggingface_hub.
const HOPS_MAX: usize = 20;
/// The pauses before another try.
const PAUSES: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 8.0];
/// How many of them where nobody answers at all.
const PAUSES_UNREACHABLE: usize = 2;
/// The longest pause that a Hub may ask for.
const PAUSE_MAX: u64 = 600;

/// A request before its first hop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    /// Fields to be posted.
    pub(super) form: Option<&'a str>,
    /// Which bytes.
    pub(super) range: Option<&'a Range<u64>>,
    /// Whether it is for the bytes of a file, which may lie anywhere. All else only a Hub knows.
    pub(super) bytes: bool,
    /// Whether it waits while the Hub limits the rate, instead of giving up at once.
    pub(super) waits: bool,
}

/// Where the hops led.
pub(super) struct Arrival {
    /// The last address.
    pub(super) url: Url,
    /// What it answered.
    pub(super) reply: Reply,
    /// Whether all of them were addresses of the Hub.
    pub(super) home: bool,
    /// Whether the last one was shown the token.
    pub(super) token: bool,
}

impl Client {
    /// Asks, and goes on where the answers lead. The token goes along as long as it is all the
    /// Hub; whoever sends on from elsewhere gets none, even back to the Hub.
    pub(super) fn follow(&self, start: &Url, ask: Ask<'_>) -> Result<Arrival, HubError> {
        self.follow_on(start, true, ask)
    }

    /// The same from an address that a storage host may have chosen: no token, even if it is the
    /// Hub's own.
    pub(super) fn follow_storage(&self, start: &Url, ask: Ask<'_>) -> Result<Arrival, HubError> {
        self.follow_on(start, false, ask)
    }

    fn follow_on(&self, start: &Url, home: bool, ask: Ask<'_>) -> Result<Arrival, HubError> {
        let (mut url, mut home) = (start.clone(), home);
        let mut seen = Vec::new();
        loop {
            home = home && self.is_home(url.origin());
            if home {
                self.may_ask(ask)?;
            }
            let token = self.token(url.origin()).filter(|_| home);
            let Ask { form, range, bytes, .. } = ask;
            let sent = self.wire.send(Request { url: &url, form, range, bytes, token });
            let reply = sent.map_err(|broken| self.broken(broken, url.origin()))?;
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(Arrival { url, reply, home, token: token.is_some() });
            }
            let next = reply.location().and_then(|location| url.join(&location));
            reply.drain();
            let next = next.ok_or_else(|| self.odd("a redirect that leads nowhere"))?;
            let why = self.refusal(&url, &next, ask);
            seen.push(url);
            let why = why.or_else(|| too_far(&seen, &next));
            if let Some(why) = why {
                return Err(HubError::Redirect { pair: Box::new(self.with(next.origin())), why });
            }
            url = next;
        }
    }

    /// Waits while the Hub limits the rate. Whoever downloads learns of it and waits there, where
    /// it can be shown and broken off; whoever wants to know only does not wait.
    fn may_ask(&self, ask: Ask<'_>) -> Result<(), HubError> {
        if let Some(left) = self.pace.left().filter(|_| !ask.waits) {
            let after = Some(left.as_secs() + 1);
            return Err(HubError::RateLimited { endpoint: self.endpoint.clone(), after });
        }
        if self.pace.pass() { Ok(()) } else { Err(HubError::Stopped) }
    }

    /// Why a hop is not made.
    pub(super) fn refusal(&self, from: &Url, to: &Url, ask: Ask<'_>) -> Option<&'static str> {
        let is = |url: &Url, scheme| url.origin().scheme() == scheme;
        let inside = from.origin().is_loopback() && to.origin().is_loopback();
        if is(from, Scheme::Https) && is(to, Scheme::Http) && !inside {
            return Some("where the connection would not be secret any more");
        }
        (!ask.bytes && !self.is_home(to.origin())).then_some("which is another host")
    }

    /// The error of a host that gave no answer.
    pub(super) fn broken(&self, broken: Broken, origin: &Origin) -> HubError {
        if self.is_home(origin) {
            return broken.at(&self.endpoint);
        }
        let Broken { why, lasting, .. } = broken;
        HubError::StorageUnreachable { pair: Box::new(self.with(origin)), why, lasting }
    }

    /// The Hub, and a host that it named.
    pub(super) fn with(&self, host: &Origin) -> Pair {
        Pair { endpoint: self.endpoint.clone(), host: host.clone() }
    }

    /// The error behind an answer that is not the wanted one. After 429 all threads wait.
    pub(super) fn refused(&self, mut subject: Subject, arrival: Arrival) -> HubError {
        let Arrival { url, reply, home, token } = arrival;
        let shown = self.token(url.origin()).filter(|_| token);
        let said = reply.said(shown);
        if !home {
            let (status, after) = (said.status, said.after);
            let pair = Box::new(self.with(url.origin()));
            return match status {
                416 => judge(subject, said),
                _ => HubError::StorageStatus { pair, status, after },
            };
        }
        subject.token = token;
        let error = judge(subject, said);
        if let HubError::RateLimited { after: Some(after), .. } = &error {
            // Whoever has to wait longer gives up.
            self.pace.hold(Duration::from_secs(if *after > PAUSE_MAX { 0 } else { *after }));
        }
        error
    }

    pub(super) fn odd(&self, why: &'static str) -> HubError {
        HubError::NotAHub { endpoint: self.endpoint.clone(), why }
    }

    /// Tries until it works or no further try makes sense.
    pub(super) fn patiently<T>(
        &self,
        mut attempt: impl FnMut() -> Result<T, HubError>,
    ) -> Result<T, HubError> {
        let mut tries = 0;
        loop {
            let error = match attempt() {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let Some(wait) = pause(&error, tries) else { return Err(error) };
            tries += 1;
            if !self.pace.sleep(wait) {
                return Err(HubError::Stopped);
            }
        }
    }
}

fn too_far(seen: &[Url], next: &Url) -> Option<&'static str> {
    if seen.contains(next) {
        return Some("in a circle");
    }
    (seen.len() > HOPS_MAX).then_some("after too many redirects before")
}

/// How long to wait before a try; `None`: it makes no sense, or was tried often enough.
fn pause(error: &HubError, tries: usize) -> Option<Duration> {
    let asked = error.again().filter(|asked| asked.as_secs() <= PAUSE_MAX)?;
    let most = match error {
        HubError::Unreachable { .. } => PAUSES_UNREACHABLE,
        _ => PAUSES.len(),
    };
    let pause =
        PAUSES.get(tries).filter(|_| tries < most).map(|pause| Duration::from_secs_f64(*pause))?;
    Some(asked.max(pause + jitter(pause / 4)))
}
