//! The Hub as a download needs it: a commit for a revision, the files of a commit, the bytes of a
//! file. It retries what may pass, waits where the Hub asks for it, and gives the token to the
//! endpoint's own origin only, hop by hop.

mod access;
mod hops;
mod list;
mod open;
mod page;

use std::io::Read;
use std::time::Duration;

pub use self::access::{Review, Right};
use self::open::Known;
use super::error::Subject;
use super::http::Wire;
use super::pace::Pace;
use super::url::{Url, encoded_part};
use crate::endpoint::{Endpoint, Origin};
use crate::repo::{Commit, FilePath, Repo, Revision};
use crate::resolve::source::{Grant, Use};
use crate::token::Token;

/// How long the Hub may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For a question about a revision or its files (`HF_HUB_ETAG_TIMEOUT`).
    pub ask: Duration,
    /// Without a byte of a download (`HF_HUB_DOWNLOAD_TIMEOUT`).
    pub stall: Duration,
    /// Most connections at once; that many are kept open between requests.
    pub connections: usize,
}

/// A Hub, asked with the token of a grant or with none. Threads share one.
#[derive(Debug)]
pub struct Client {
    endpoint: Endpoint,
    grant: Option<Grant>,
    wire: Wire,
    pace: Pace,
    storage: Known,
}

/// A file to be downloaded.
#[derive(Debug, Clone, Copy)]
pub struct Remote<'a> {
    /// Its repository.
    pub repo: &'a Repo,
    /// Its commit.
    pub commit: &'a Commit,
    /// Its path.
    pub path: &'a FilePath,
    /// Its length in bytes.
    pub size: u64,
}

/// The bytes of a file, from `start` on.
pub struct Body {
    /// Where the first byte belongs, by the server's words: 0 where it ignores ranges.
    pub start: u64,
    /// The whole file's length in bytes, where the server tells it.
    pub total: Option<u64>,
    /// The bytes. An error of its `read` may be tried again from where it broke off.
    pub reader: Box<dyn Read + Send>,
}

impl Client {
    /// A client of `endpoint`. The grant is asked again for each origin.
    #[must_use]
    pub fn new(endpoint: Endpoint, grant: Option<Grant>, limits: Limits) -> Self {
        let Limits { ask, stall, connections } = limits;
        let wire = Wire::new(&endpoint, ask, stall, connections);
        Self { endpoint, grant, wire, pace: Pace::default(), storage: Known::default() }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// How long all threads wait because the Hub limits the rate of requests.
    #[must_use]
    pub fn pause(&self) -> Option<Duration> {
        self.pace.left()
    }

    /// Breaks off what other threads read or wait for; whatever they ask from now on fails.
    pub fn stop(&self) {
        self.pace.stop();
        self.wire.stop();
    }

    /// A question of the API.
    fn api(&self, repo: &Repo, what: &str, revision: &str) -> Url {
        let (kind, name) = (repo.kind().plural(), repo.name());
        Url::at(&self.endpoint, &format!("/api/{kind}/{name}/{what}/{}", encoded_part(revision)))
    }

    fn subject(&self, repo: &Repo, revision: &Revision, path: Option<&FilePath>) -> Subject {
        Subject {
            endpoint: self.endpoint.clone(),
            repo: repo.clone(),
            revision: revision.clone(),
            path: path.cloned(),
            token: false,
        }
    }

    /// Whether a host speaks for the Hub: the endpoint, or one of the public Hub's names, to which
    /// mirrors send on what they don't keep.
    fn is_home(&self, origin: &Origin) -> bool {
        origin == self.endpoint.origin()
            || Endpoint::hub_names().iter().any(|hub| hub.origin() == origin)
    }

    /// The token for a host.
    fn token(&self, origin: &Origin) -> Option<&Token> {
        let grant = self.grant.as_ref().filter(|_| self.is_home(origin))?;
        grant.for_origin(origin, Use::Http)
    }
}

#[cfg(test)]
mod tests;
