//! What the Hub said of a token a moment ago: asking again and again costs nothing, and a Hub that
//! limits the rate is left alone for as long as it asks.
//!
//! Kept are whoami's answer, the endpoint and the token's keyed hash. It is a help and no more:
//! whatever goes wrong with the file, the Hub is asked.

use serde::{Deserialize, Serialize};

use super::error::HubError;
use super::whoami::{self, Who};
use crate::key::Key;
use crate::paths::Paths;
use crate::resolve::source::{Grant, Source};
use crate::secret_file;
use crate::text::unix_now;

/// How long an answer is as good as a new one, in seconds.
const FRESH: i64 = 60;
/// How long it stands in while the Hub limits the rate.
const KEPT: i64 = 600;
/// The longest time for which a Hub is left alone, and the one if it does not say.
const WAIT_MOST: u64 = 3600;
const WAIT_USUAL: u64 = 30;
/// How many tokens are remembered.
const MOST: usize = 16;
const LIMIT: u64 = 1 << 20;
const FORMAT: u32 = 1;

/// An answer, and its age.
#[derive(Debug)]
pub struct Known {
    /// Whose the token is.
    pub who: Who,
    /// How old the answer is, in seconds.
    pub age: i64,
    /// Seconds for which the Hub wants to be left alone; then the answer may be an older one.
    pub limited: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct Book {
    version: u32,
    entries: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    token: String,
    endpoint: String,
    /// When the answer came.
    at: i64,
    who: Option<Who>,
    /// When the Hub may be asked again.
    until: i64,
}

/// Asks who a grant's token is, unless that was answered within the last minute. `anew` asks in any
/// case, but not against the Hub's wish.
pub fn who(paths: &Paths, grant: &Grant, anew: bool) -> Result<Known, HubError> {
    let Some(mut book) = Pages::open(paths, grant) else {
        return whoami::of_grant(grant).map(|who| Known { who, age: 0, limited: None });
    };
    let now = unix_now();
    let entry = book.entry();
    let had = entry.is_some();
    let left = entry.as_ref().map_or(0, |entry| entry.until - now);
    let left = u64::try_from(left).ok().filter(|left| (1..=WAIT_MOST).contains(left));
    let known = entry.and_then(|entry| {
        let (age, who) = (now - entry.at, entry.who?);
        (0..KEPT).contains(&age).then_some(Known { who, age, limited: None })
    });
    let is_fresh = |known: &Known| known.age < FRESH && !anew;
    if let Some(known) = known.as_ref().filter(|known| is_fresh(known)) {
        return Ok(Known { who: known.who.clone(), ..*known });
    }
    let asked = match left {
        Some(left) => Err(limited(grant, Some(left))),
        None => whoami::of_grant(grant),
    };
    match asked {
        Ok(who) => {
            book.put(Some(&who), now, now);
            Ok(Known { who, age: 0, limited: None })
        }
        Err(HubError::RateLimited { endpoint, after }) => {
            let wait = after.unwrap_or(WAIT_USUAL).min(WAIT_MOST);
            if left.is_none() {
                let at = known.as_ref().map_or(0, |known| now - known.age);
                let until = now.saturating_add_unsigned(wait);
                book.put(known.as_ref().map(|known| &known.who), at, until);
            }
            match known {
                Some(known) => Ok(Known { limited: Some(wait), ..known }),
                None => Err(HubError::RateLimited { endpoint, after }),
            }
        }
        Err(error @ HubError::InvalidToken(_)) if had => {
            // It was taken out above.
            book.write();
            Err(error)
        }
        Err(error) => Err(error),
    }
}

fn limited(grant: &Grant, after: Option<u64>) -> HubError {
    HubError::RateLimited { endpoint: grant.endpoint.clone(), after }
}

/// The file, opened at a token's page.
struct Pages<'a> {
    paths: &'a Paths,
    book: Book,
    token: String,
    endpoint: String,
}

impl<'a> Pages<'a> {
    /// `None` where nothing is kept: without a key nobody could tell whose page it is, and of a
    /// token that was exchanged nothing is written to disk.
    fn open(paths: &'a Paths, grant: &Grant) -> Option<Self> {
        if matches!(grant.source, Source::Oidc(_)) {
            return None;
        }
        let key = Key::load(paths).ok()??;
        let token = key.fingerprint(grant.local());
        let empty = Book { version: FORMAT, entries: Vec::new() };
        let book = match secret_file::read(&file(paths), LIMIT).ok()? {
            Some(content) if content.is_foreign() => return None,
            Some(content) => serde_json::from_slice(&content.bytes).unwrap_or(empty),
            None => empty,
        };
        let endpoint = grant.endpoint.to_string();
        // A newer version's file is left as it is.
        (book.version == FORMAT).then_some(Self { paths, book, token, endpoint })
    }

    fn is_mine(&self, entry: &Entry) -> bool {
        entry.token == self.token && entry.endpoint == self.endpoint
    }

    fn entry(&mut self) -> Option<Entry> {
        let at = self.book.entries.iter().position(|entry| self.is_mine(entry))?;
        Some(self.book.entries.remove(at))
    }

    fn put(&mut self, who: Option<&Who>, at: i64, until: i64) {
        let (token, endpoint, who) = (self.token.clone(), self.endpoint.clone(), who.cloned());
        self.book.entries.push(Entry { token, endpoint, at, who, until });
        self.write();
    }

    /// What is over goes. Of two writers one loses what it noted, which costs a question.
    fn write(&mut self) {
        let now = unix_now();
        self.book
            .entries
            .retain(|entry| (0..KEPT).contains(&(now - entry.at)) || entry.until > now);
        let surplus = self.book.entries.len().saturating_sub(MOST);
        self.book.entries.drain(..surplus);
        if let Ok(text) = serde_json::to_vec(&self.book) {
            // Nothing depends on it.
            let _ = secret_file::write(&file(self.paths), &text, None);
        }
    }
}

fn file(paths: &Paths) -> std::path::PathBuf {
    paths.state.join("whoami.json")
}
