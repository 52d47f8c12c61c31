//! What is to be deleted, decided from a census before anything is. [`Removal::run`] then does it
//! so that a process that is killed, or a download that runs meanwhile, loses nothing that is
//! wanted: names go before what they name, and a blob that somebody links to at the last moment
//! stays.

mod aside;
mod held;
mod run;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use self::held::busy;
pub use self::run::{Freed, Kept};
use super::census::store::payload;
use super::census::{CachedRepo, CachedRevision, Census, Lies, Unknown};
use super::stat::{FileId, Stat};
use crate::repo::Repo;

/// How a snapshot is called, in the repository's folder, from when it counts as gone until it is.
pub(super) const REMOVED: &str = ".hfenv-removed-";
/// How a blob's name ends meanwhile; `hf cache prune` would delete such a file, too.
pub(super) const REMOVED_BLOB: &str = ".hfenv-removed.incomplete";

/// What is to be deleted.
#[derive(Debug, Default)]
pub struct Removal {
    /// From repositories.
    pub repos: Vec<FromRepo>,
    /// From huggingface_hub's shared store, by Xet hash: what nobody has a link to.
    pub payloads: Vec<(String, Stat)>,
    /// Repositories that nothing is deleted of, and what could not be read of them.
    pub untouched: Vec<(Repo, Unknown)>,
}

/// What a file of a snapshot was when it was found to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A link to nothing.
    Dangling,
    /// A link to this blob.
    Link(String),
    /// A file of its own.
    Own(Stat),
}

impl Seen {
    fn own(&self) -> Option<Stat> {
        if let Self::Own(stat) = self { Some(*stat) } else { None }
    }
}

/// What is to be deleted of a repository.
#[derive(Debug)]
pub struct FromRepo {
    /// The repository.
    pub repo: Repo,
    /// Whether all of it that is known goes, with its folder.
    pub whole: bool,
    /// Snapshots.
    pub revisions: Vec<String>,
    /// References.
    pub refs: Vec<String>,
    /// Single files of snapshots that stay.
    pub files: BTreeMap<(String, PathBuf), Seen>,
    /// Blobs whose content is wrong, and which go with every link to them.
    pub wrong: BTreeSet<String>,
    /// Blobs: their content, and where it lies.
    pub blobs: BTreeMap<String, (Option<Stat>, Lies)>,
    /// Files that lie in the snapshots themselves.
    pub own: Vec<Stat>,
    /// What was begun, by name.
    pub parts: BTreeMap<String, Stat>,
    /// What a removal left that was broken off.
    pub left: Vec<(PathBuf, Stat)>,
    folder: OsString,
}

impl FromRepo {
    /// Nothing of it yet.
    #[must_use]
    pub fn nothing(cached: &CachedRepo) -> Self {
        Self {
            repo: cached.repo.clone(),
            whole: false,
            revisions: Vec::new(),
            refs: Vec::new(),
            files: BTreeMap::new(),
            wrong: BTreeSet::new(),
            blobs: BTreeMap::new(),
            own: Vec::new(),
            parts: BTreeMap::new(),
            left: Vec::new(),
            folder: cached.folder().to_owned(),
        }
    }

    /// These snapshots with their references, and the blobs that no other snapshot has.
    #[must_use]
    pub fn revisions(cached: &CachedRepo, gone: &dyn Fn(&CachedRevision) -> bool) -> Self {
        let mut from = Self::nothing(cached);
        let (gone, kept): (Vec<_>, Vec<_>) =
            cached.revisions.iter().partition(|revision| gone(revision));
        for revision in &gone {
            from.revisions.push(revision.name.clone());
            from.refs.extend(revision.refs.iter().cloned());
            from.own.extend(revision.own());
        }
        let kept: HashSet<&str> = kept.iter().flat_map(|revision| revision.links()).collect();
        let links = gone.iter().flat_map(|revision| revision.links());
        for name in links.filter(|name| !kept.contains(name)) {
            from.take_blob(cached, name);
        }
        from
    }

    /// All of it that is known.
    #[must_use]
    pub fn all(cached: &CachedRepo) -> Self {
        let mut from = Self::revisions(cached, &|_| true);
        from.whole = true;
        from.refs = cached.refs.iter().map(|reference| reference.name.clone()).collect();
        cached.blobs.keys().for_each(|name| from.take_blob(cached, name));
        from.parts = cached.parts.iter().map(|part| (part.name.clone(), part.stat)).collect();
        from.left.clone_from(&cached.left);
        from
    }

    /// One more blob.
    pub fn take_blob(&mut self, cached: &CachedRepo, name: &str) {
        if let Some(blob) = cached.blobs.get(name) {
            self.blobs.insert(name.to_owned(), (blob.stat, blob.lies.clone()));
        }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        !self.whole
            && self.revisions.is_empty()
            && self.refs.is_empty()
            && self.files.is_empty()
            && self.blobs.is_empty()
            && self.parts.is_empty()
            && self.left.is_empty()
    }

    /// The bytes that the disk gets back for it.
    #[must_use]
    pub fn frees(&self, census: &Census) -> u64 {
        frees(std::slice::from_ref(self), std::iter::empty(), census)
    }

    /// Its folder's name.
    #[must_use]
    pub fn folder(&self) -> &Path {
        Path::new(&self.folder)
    }
}

impl Removal {
    /// Notes a repository that is left alone; says whether this is one.
    pub fn leaves(&mut self, cached: &CachedRepo) -> bool {
        let unread = cached.blind.iter().cloned();
        self.untouched.extend(unread.map(|unread| (cached.repo.clone(), unread)));
        cached.blind.is_some()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.repos.iter().all(FromRepo::is_nothing) && self.payloads.is_empty()
    }

    /// The bytes that the disk gets back.
    #[must_use]
    pub fn frees(&self, census: &Census) -> u64 {
        let payloads = self.payloads.iter().map(|(_, stat)| *stat);
        frees(&self.repos, payloads, census)
    }
}

fn frees(repos: &[FromRepo], payloads: impl Iterator<Item = Stat>, census: &Census) -> u64 {
    let mut tally = Tally::default();
    let mut links: BTreeSet<&str> = BTreeSet::new();
    for from in repos {
        for (stat, lies) in from.blobs.values() {
            match lies.shared() {
                Some(hash) => drop(links.insert(hash)),
                None => stat.iter().for_each(|stat| tally.take(*stat)),
            }
        }
        from.own.iter().for_each(|stat| tally.take(*stat));
        from.files.values().filter_map(Seen::own).for_each(|stat| tally.take(stat));
        tally.parts += from.parts.values().map(|stat| stat.stored).sum::<u64>();
        tally.parts += from.left.iter().map(|(_, stat)| stat.stored).sum::<u64>();
    }
    let stays = |hash: &str| {
        census.repos.iter().any(|cached| {
            let from = repos.iter().find(|from| from.repo == cached.repo);
            cached.blobs.iter().any(|(name, blob)| {
                blob.lies.shared() == Some(hash)
                    && from.is_none_or(|from| !from.blobs.contains_key(name))
            })
        })
    };
    // Without its list of references a content of the shared store is never deleted.
    let listed = |hash: &str| payload(&census.root, hash).with_extension("refs").is_file();
    for hash in links.into_iter().filter(|hash| listed(hash) && !stays(hash)) {
        census.store.payloads.get(hash).into_iter().for_each(|stat| tally.take(*stat));
    }
    payloads.for_each(|stat| tally.take(stat));
    tally.bytes()
}

/// Counts what is freed: a file with several names is when all of them are gone.
#[derive(Debug, Default)]
struct Tally {
    files: HashMap<FileId, (Stat, u64)>,
    parts: u64,
}

impl Tally {
    fn take(&mut self, stat: Stat) {
        self.files.entry(stat.id).or_insert((stat, 0)).1 += 1;
    }

    fn bytes(&self) -> u64 {
        let gone = self.files.values().filter(|(stat, gone)| *gone >= stat.names);
        gone.map(|(stat, _)| stat.size).sum::<u64>() + self.parts
    }
}

#[cfg(test)]
mod tests;
