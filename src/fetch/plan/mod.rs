//! What there is to do: the commit, its files, and which of them are here.

mod choice;
mod named;
mod offline;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use self::choice::Choice;
use super::FetchError;
use super::place::Place;
use crate::hub::client::Client;
use crate::hub::error::HubError;
use crate::repo::pattern::Patterns;
use crate::repo::{Commit, Entry, FilePath, Repo, Revision};

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
}

/// Where a file of the plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Here, whole.
    Here,
    /// Its content is here; only its name in this snapshot is missing, or its note.
    Linkable,
    /// The cache has its content, of which a folder gets a copy.
    Cached,
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
    /// A file that somebody changed or made is in its place, and will be no more.
    pub edited: bool,
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
    /// All of them, where they were listed just now and nobody remembers them yet.
    pub listing: Option<Vec<Entry>>,
    /// A snapshot in a cache that is only read which has all of them.
    pub elsewhere: Option<PathBuf>,
}

impl Request {
    /// The file, if exactly one was named: then its path is what is asked for.
    #[must_use]
    pub fn only_file(&self) -> Option<FilePath> {
        let [name] = self.files.as_slice() else { return None };
        let files = Choice::of(self).ok()?.files()?;
        files.into_iter().next().filter(|path| path.as_str() == name)
    }
}

impl Plan {
    /// Asks the Hub: one question for the commit (none if a full one is asked for), one per 1,000
    /// files for the list (none if somebody listed them before, or has the files that are named).
    pub fn online(client: &Client, place: &Place, request: &Request) -> Result<Self, FetchError> {
        let choice = Choice::of(request)?;
        let commit = match request.revision.commit() {
            Some(commit) => commit,
            None => client.commit(&request.repo, &request.revision)?,
        };
        let known = place.listing(&commit);
        let mut plan = Self::empty(request, commit);
        if let Some(entries) = known {
            choice
                .check(&plan.commit, &entries, true)
                .inspect_err(|error| plan.miss(place, error))?;
            plan.of = Some(entries.len());
            plan.stand(place, entries.into_iter().filter(|entry| choice.keeps(&entry.path)))?;
        } else if let Some(files) = choice.files() {
            let entries = match named::here(place, &plan.commit, &files) {
                Some(here) => here,
                None => client.files(&request.repo, &plan.commit, &files)?,
            };
            choice
                .check(&plan.commit, &entries, false)
                .inspect_err(|error| plan.miss(place, error))?;
            plan.stand(place, entries.into_iter().filter(|entry| choice.keeps(&entry.path)))?;
        } else {
            let listed = list(client, &plan, &choice)?;
            choice
                .check(&plan.commit, &listed.entries, true)
                .inspect_err(|error| plan.miss(place, error))?;
            plan.of = Some(listed.count);
            let kept = listed.entries.iter().filter(|entry| choice.keeps(&entry.path)).cloned();
            plan.stand(place, kept)?;
            plan.listing = listed.is_whole().then_some(listed.entries);
        }
        Ok(plan.checked()?.seen_elsewhere(place))
    }

    fn empty(request: &Request, commit: Commit) -> Self {
        Self {
            repo: request.repo.clone(),
            revision: request.revision.clone(),
            commit,
            files: Vec::new(),
            of: None,
            listing: None,
            elsewhere: None,
        }
    }

    fn stand(
        &mut self,
        place: &Place,
        entries: impl Iterator<Item = Entry>,
    ) -> Result<(), FetchError> {
        for entry in entries {
            let standing = place.standing(&self.commit, &entry)?;
            let edited = place.is_edited(&entry, standing)?;
            self.files.push(Wanted { entry, standing, edited });
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, FetchError> {
        if self.files.is_empty() {
            return Err(FetchError::Nothing(self.repo));
        }
        Ok(self)
    }

    /// Looks for a snapshot with all of it in the caches that are only read.
    fn seen_elsewhere(mut self, place: &Place) -> Self {
        if self.elsewhere.is_none() && !self.is_done() && place.takes_what_is_here() {
            let whole = |root: &PathBuf| {
                self.files.iter().all(|file| {
                    let there = fs::metadata(file.entry.path.below(root));
                    there.is_ok_and(|meta| meta.is_file() && meta.len() == file.entry.size)
                })
            };
            self.elsewhere = place.folder().snapshots_elsewhere(&self.commit).find(whole);
        }
        self
    }

    /// Remembers that the commit has no such file, as huggingface_hub does. It is a kindness to
    /// Python, and no reason to fail.
    fn miss(&self, place: &Place, error: &FetchError) {
        let FetchError::NoFile { path, .. } = error else { return };
        if let (Ok(path), false) = (FilePath::parse(path), place.is_local()) {
            let _ = place.folder().note_missing(&self.commit, &path);
        }
    }

    /// Bytes that have to come.
    #[must_use]
    pub fn missing(&self) -> u64 {
        total(self.files.iter().map(Wanted::missing))
    }

    /// How many of them have to come, of several with one content the first.
    #[must_use]
    pub fn contents(&self) -> usize {
        let missing = self.files.iter().filter(|file| !file.is_here());
        missing.map(|file| file.entry.etag()).collect::<HashSet<_>>().len()
    }

    /// How many are copied from the cache.
    #[must_use]
    pub fn cached(&self) -> usize {
        self.files.iter().filter(|file| file.standing == Standing::Cached).count()
    }

    /// Bytes that are here of files that have to come.
    #[must_use]
    pub fn begun(&self) -> u64 {
        let begun = |file: &Wanted| match file.standing {
            Standing::Begun(here) => here.min(file.entry.size),
            _ => 0,
        };
        total(self.files.iter().map(begun))
    }

    /// Bytes of what is not in its place, and takes room there.
    #[must_use]
    pub fn unsettled(&self) -> u64 {
        let there = |file: &&Wanted| matches!(file.standing, Standing::Here | Standing::Linkable);
        let unsettled = self.files.iter().filter(|file| !there(file));
        total(unsettled.map(|file| file.entry.size))
    }

    /// Bytes of all the files that are wanted.
    #[must_use]
    pub fn size(&self) -> u64 {
        total(self.files.iter().map(|file| file.entry.size))
    }

    /// Whether all of it is in its place.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.files.iter().all(|file| file.standing == Standing::Here)
    }
}

/// A sum of lengths that somebody lists, who may list any.
pub fn total(lengths: impl Iterator<Item = u64>) -> u64 {
    lengths.fold(0, u64::saturating_add)
}

/// What a commit has, as far as it is held.
struct Listed {
    entries: Vec<Entry>,
    count: usize,
}

impl Listed {
    fn is_whole(&self) -> bool {
        self.entries.len() == self.count
    }
}

/// Lists a commit. Above the limit only what is wanted is kept, and not without a limit either.
fn list(client: &Client, plan: &Plan, choice: &Choice<'_>) -> Result<Listed, FetchError> {
    let mut listed = Listed { entries: Vec::new(), count: 0 };
    let mut too_many = false;
    let result = client.tree(&plan.repo, &plan.commit, &mut |entry| {
        if listed.count == FILES_MAX {
            listed.entries.retain(|entry| choice.keeps(&entry.path));
        }
        let full = listed.count >= FILES_MAX;
        listed.count += 1;
        if full && !choice.keeps(&entry.path) {
            return Ok(());
        }
        if listed.entries.len() >= FILES_MAX {
            too_many = true;
            let endpoint = client.endpoint().clone();
            return Err(HubError::NotAHub { endpoint, why: "it lists too many files" });
        }
        listed.entries.push(entry);
        Ok(())
    });
    match result {
        _ if too_many => Err(FetchError::TooMany { repo: plan.repo.clone(), limit: FILES_MAX }),
        Ok(()) => Ok(listed),
        Err(error) => Err(error.into()),
    }
}

impl Wanted {
    /// Whether its bytes are all here.
    #[must_use]
    pub fn is_here(&self) -> bool {
        matches!(self.standing, Standing::Here | Standing::Linkable | Standing::Cached)
    }

    /// Bytes that have to come.
    #[must_use]
    pub fn missing(&self) -> u64 {
        match self.standing {
            Standing::Here | Standing::Linkable | Standing::Cached => 0,
            Standing::Begun(here) => self.entry.size.saturating_sub(here),
            Standing::Missing => self.entry.size,
        }
    }
}
