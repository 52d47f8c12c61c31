//! The bytes of a file, and where they lie.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::error::HubError;
use super::super::url::{Url, encoded_path};
use super::hops::{Arrival, Ask};
use super::{Body, Client, Remote};
use crate::repo::Revision;

/// Most addresses that are remembered.
const KNOWN_MAX: usize = 128;
/// Files from this size on are asked for more than once.
const KNOWN_FROM: u64 = 8 << 20;

/// Where files lie: the Hub's address of a file, and the storage's.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<VecDeque<(Url, Url)>>);

impl Known {
    fn get(&self, file: &Url) -> Option<Url> {
        self.lock().iter().find(|(known, _)| known == file).map(|(_, storage)| storage.clone())
    }

    fn set(&self, file: &Url, storage: &Url) {
        let mut known = self.lock();
        known.retain(|(known, _)| known != file);
        if known.len() >= KNOWN_MAX {
            known.pop_front();
        }
        known.push_back((file.clone(), storage.clone()));
    }

    fn forget(&self, file: &Url, storage: &Url) {
        // Another thread may know a newer one.
        self.lock().retain(|pair| (&pair.0, &pair.1) != (file, storage));
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Url, Url)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// Opens a file's bytes in `range`: `GET /ID/resolve/COMMIT/PATH`, and on to the storage
    /// host that it names, without the token. The storage's address is remembered for the next
    /// range and asked for anew when it has expired.
    ///
    /// This is tried once: whether another try is worth it depends on what came before, and the
    /// caller knows that. [`HubError::again`] says whether it makes sense. While the Hub limits the
    /// rate, for whichever thread, it is not asked at all.
    pub fn open(&self, file: Remote<'_>, range: Range<u64>) -> Result<Body, HubError> {
        let range = &range;
        let home = self.address(file);
        // An empty file has no range, and whoever wants all need not name one.
        let part = Some(range).filter(|range| !range.is_empty() && **range != (0..file.size));
        let ask = Ask { form: None, range: part, bytes: true, waits: false };
        let mut known = self.storage.get(&home);
        let mut anew = false;
        loop {
            let arrival = match &known {
                Some(storage) => self.follow_storage(storage, ask)?,
                None => self.follow(&home, ask)?,
            };
            let expired = matches!(arrival.reply.status, 400 | 401 | 403 | 404 | 410);
            if !arrival.home && expired && !anew {
                self.storage.forget(&home, known.as_ref().unwrap_or(&arrival.url));
                arrival.reply.drain();
                (known, anew) = (None, true);
                continue;
            }
            return self.body(file, &home, range, arrival);
        }
    }

    fn body(
        &self,
        file: Remote<'_>,
        home: &Url,
        range: &Range<u64>,
        arrival: Arrival,
    ) -> Result<Body, HubError> {
        if !matches!(arrival.reply.status, 200 | 206) {
            let revision = Revision::from(file.commit);
            return Err(self.refused(self.subject(file.repo, &revision, Some(file.path)), arrival));
        }
        let Arrival { url, reply, home: at_home, .. } = arrival;
        if reply.header("content-encoding").is_some_and(|encoding| encoding != "identity") {
            return Err(self.odd("the file came in an encoding that was not asked for"));
        }
        let (start, total) = match reply.status {
            206 => reply
                .header("content-range")
                .and_then(content_range)
                .ok_or_else(|| self.without_range())?,
            _ => (0, reply.length()),
        };
        if !at_home && (file.size >= KNOWN_FROM || *range != (0..file.size)) {
            self.storage.set(home, &url);
        }
        Ok(Body { start, total, reader: reply.into_reader() })
    }

    fn without_range(&self) -> HubError {
        let why = "it does not tell which part of the file it is".to_owned();
        HubError::BrokenOff { endpoint: self.endpoint.clone(), why }
    }

    fn address(&self, file: Remote<'_>) -> Url {
        let Remote { repo, commit, path, .. } = file;
        Url::at(
            &self.endpoint,
            &format!("/{repo}/resolve/{commit}/{}", encoded_path(path.as_str())),
        )
    }
}

/// `bytes 5-9/10`: the first byte, and the whole length unless it is `*`.
fn content_range(header: &str) -> Option<(u64, Option<u64>)> {
    let (span, total) = header.strip_prefix("bytes ")?.trim().split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let total = if total == "*" { None } else { Some(total.parse().ok()?) };
    (first <= last).then_some((first, total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Endpoint;

    #[test]
    fn a_content_range_is_read_and_nonsense_refused() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 0-0/*"), Some((0, None)));
        for odd in ["bytes */10", "bytes 9-5/10", "5-9/10", "bytes -5/10", ""] {
            assert_eq!(content_range(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_latest_addresses_are_remembered() {
        let url = |path: &str| Url::at(&Endpoint::hub(), path);
        let known = Known::default();
        for number in 0..=KNOWN_MAX {
            known.set(&url(&format!("/{number}")), &url("/a"));
        }
        assert!(known.get(&url("/0")).is_none() && known.get(&url("/1")).is_some());
        known.set(&url("/1"), &url("/b"));
        known.forget(&url("/1"), &url("/a"));
        assert_eq!(known.get(&url("/1")), Some(url("/b")));
        known.forget(&url("/1"), &url("/b"));
        assert_eq!(known.get(&url("/1")), None);
    }
}
