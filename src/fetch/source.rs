//! Where bytes come from.

use std::ops::Range;

use crate::hub::client::{Body, Client, Remote};
use crate::hub::error::HubError;
use crate::repo::{Commit, Entry, Repo};

/// Opens the bytes of files. One is shared by all threads of a download.
pub trait Source: Sync {
    /// The bytes of `entry` in `range`; the answer may begin earlier and end earlier.
    fn open(&self, entry: &Entry, range: Range<u64>) -> Result<Body, HubError>;

    /// Breaks off what other threads read or wait for: the run is over.
    fn stop(&self);
}

/// Plain HTTP: the Hub, and the storage host that it names.
#[derive(Debug)]
pub struct Http<'a> {
    /// The Hub.
    pub client: &'a Client,
    /// The repository.
    pub repo: &'a Repo,
    /// The commit.
    pub commit: &'a Commit,
}

impl Source for Http<'_> {
    fn open(&self, entry: &Entry, range: Range<u64>) -> Result<Body, HubError> {
        let (repo, commit) = (self.repo, self.commit);
        let file = Remote { repo, commit, path: &entry.path, size: entry.size };
        self.client.open(file, range)
    }

    fn stop(&self) {
        self.client.stop();
    }
}
