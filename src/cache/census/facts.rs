//! What follows from a census: sizes, times, and which blob belongs to whom.

use std::collections::HashSet;
use std::ffi::OsStr;

use super::{Blob, CachedFile, CachedRef, CachedRepo, CachedRevision, Content};
use crate::cache::stat::{FileId, Stat};

impl CachedRepo {
    /// Its folder's name.
    #[must_use]
    pub fn folder(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    /// The contents of its snapshots, each once.
    pub(super) fn used(&self) -> impl Iterator<Item = Stat> {
        let mut seen = HashSet::new();
        let all = self.revisions.iter().flat_map(|revision| self.contents(revision));
        all.filter(move |stat| seen.insert(stat.id))
    }

    /// The contents of a snapshot's files, with repetitions.
    fn contents<'a>(&'a self, revision: &'a CachedRevision) -> impl Iterator<Item = Stat> + 'a {
        revision.files.iter().filter_map(|file| self.stat_of(file))
    }

    /// A file's content, if it is here.
    #[must_use]
    pub fn stat_of(&self, file: &CachedFile) -> Option<Stat> {
        match &file.content {
            Content::Blob(name) => self.blobs.get(name)?.stat,
            Content::Own(stat) => Some(*stat),
            Content::Dangling(_) | Content::Elsewhere(_) => None,
        }
    }

    /// Bytes of the contents of its snapshots, each once.
    #[must_use]
    pub fn size(&self) -> u64 {
        sum(self.used())
    }

    /// How many contents its snapshots have.
    #[must_use]
    pub fn count(&self) -> usize {
        self.used().count()
    }

    /// Bytes of a snapshot's contents, each once.
    #[must_use]
    pub fn size_of(&self, revision: &CachedRevision) -> u64 {
        sum(self.contents(revision))
    }

    /// When one of its contents was read last.
    #[must_use]
    pub fn accessed(&self) -> i64 {
        self.used().map(|stat| stat.accessed).max().unwrap_or(self.stat.accessed)
    }

    /// When one of its contents was written last.
    #[must_use]
    pub fn modified(&self) -> i64 {
        self.used().map(|stat| stat.modified).max().unwrap_or(self.stat.modified)
    }

    /// The same of one snapshot.
    #[must_use]
    pub fn accessed_of(&self, revision: &CachedRevision) -> i64 {
        self.contents(revision).map(|stat| stat.accessed).max().unwrap_or(revision.stat.accessed)
    }

    /// The same of one snapshot.
    #[must_use]
    pub fn modified_of(&self, revision: &CachedRevision) -> i64 {
        self.contents(revision).map(|stat| stat.modified).max().unwrap_or(revision.stat.modified)
    }

    /// Blobs that no snapshot has a link to.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &Blob)> {
        let used: HashSet<&str> = self.links().collect();
        let blobs = self.blobs.iter().map(|(name, blob)| (name.as_str(), blob));
        blobs.filter(move |(name, _)| !used.contains(name))
    }

    /// The names of the blobs that snapshots link to.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.revisions.iter().flat_map(CachedRevision::links)
    }
}

impl CachedRef {
    /// Whether the commit has no snapshot.
    #[must_use]
    pub fn is_to_nothing(&self, repo: &CachedRepo) -> bool {
        !repo.revisions.iter().any(|revision| revision.name == self.commit)
    }
}

impl CachedRevision {
    /// The same, each once.
    #[must_use]
    pub fn distinct(&self) -> HashSet<&str> {
        self.links().collect()
    }

    /// The contents that lie in the snapshot itself.
    pub fn own(&self) -> impl Iterator<Item = Stat> {
        self.files.iter().filter_map(|file| match file.content {
            Content::Own(stat) => Some(stat),
            _ => None,
        })
    }

    /// The names of the blobs that it links to.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(|file| match &file.content {
            Content::Blob(name) | Content::Dangling(name) => Some(name.as_str()),
            Content::Own(_) | Content::Elsewhere(_) => None,
        })
    }
}

/// Bytes, each file on disk counted once.
pub fn sum(stats: impl Iterator<Item = Stat>) -> u64 {
    let mut seen: HashSet<FileId> = HashSet::new();
    stats.filter(|stat| seen.insert(stat.id)).map(|stat| stat.size).sum()
}
