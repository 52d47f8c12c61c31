//! The Hub as a download needs it: a commit for a revision, the files of a commit, the bytes of a
//! file. It retries what may pass, waits where the Hub asks for it, and gives the token to the
//! endpoint's own origin only, hop by hop.

use std::io::Read;
use std::ops::Range;
use std::time::Duration;

use super::error::HubError;
use crate::endpoint::Endpoint;
use crate::repo::{Commit, Entry, FilePath, Repo, Revision};
use crate::resolve::source::Grant;

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
    limits: Limits,
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
}

/// The bytes of a file, from `start` on.
pub struct Body {
    /// Where the first byte belongs: 0 where the server ignores ranges.
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
        Self { endpoint, grant, limits }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The commit that a revision is now: `GET /api/models/ID/revision/REV`.
    pub fn commit(&self, _repo: &Repo, _revision: &Revision) -> Result<Commit, HubError> {
        let _ = (&self.grant, self.limits);
        Err(HubError::NotAHub { endpoint: self.endpoint.clone(), why: "not built" })
    }

    /// Every file of a commit, page by page: `GET /api/models/ID/tree/COMMIT?recursive=true`.
    /// `each` may refuse to go on.
    pub fn tree(
        &self,
        _repo: &Repo,
        _commit: &Commit,
        _each: &mut dyn FnMut(Entry) -> Result<(), HubError>,
    ) -> Result<(), HubError> {
        Err(HubError::NotAHub { endpoint: self.endpoint.clone(), why: "not built" })
    }

    /// Those of the named files that a commit has: `POST /api/models/ID/paths-info/COMMIT`.
    pub fn files(
        &self,
        _repo: &Repo,
        _commit: &Commit,
        _paths: &[FilePath],
    ) -> Result<Vec<Entry>, HubError> {
        Err(HubError::NotAHub { endpoint: self.endpoint.clone(), why: "not built" })
    }

    /// Opens a file's bytes in `range`: `GET /ID/resolve/COMMIT/PATH`, and on to the storage
    /// host that it names, without the token. The storage's address is remembered for the next
    /// range and asked for anew when it has expired.
    pub fn open(&self, _file: Remote<'_>, _range: Range<u64>) -> Result<Body, HubError> {
        Err(HubError::NotAHub { endpoint: self.endpoint.clone(), why: "not built" })
    }
}
