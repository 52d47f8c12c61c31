//! Which revisions go when the cache is to be smaller: `hfenv cache trim`.

use std::collections::{HashMap, HashSet};

use super::census::{CachedRepo, CachedRevision, Census, sum};
use super::remove::Removal;

/// What is deleted, and what then is left.
#[derive(Debug)]
pub struct Trim {
    /// What is deleted.
    pub removal: Removal,
    /// Bytes before.
    pub size: u64,
    /// Bytes after.
    pub rest: u64,
}

impl Trim {
    /// What has to go so that `limit` bytes are left: what downloads and deletions left, then the
    /// revisions that were not used for the longest time, those that a reference names last.
    #[must_use]
    pub fn to(limit: u64, census: &Census) -> Self {
        let size = census.whole();
        let mut trim = Self { removal: Removal::default(), size, rest: size };
        if size <= limit {
            return trim;
        }
        let busy = census.busy();
        let mut gone = HashSet::new();
        trim.take(census, &busy, false, &gone);
        if trim.rest <= limit {
            return trim;
        }
        // What a download that was broken off left today is worth less than what is whole.
        trim.take(census, &busy, true, &gone);
        let mut counted = Counted::new(census, trim.rest);
        for key in order(census, &busy) {
            if counted.rest <= limit {
                // Now exactly: what has several names was counted as staying.
                trim.take(census, &busy, true, &gone);
                counted.rest = trim.rest;
                if trim.rest <= limit {
                    return trim;
                }
            }
            counted.drop(census, key);
            gone.insert(key);
        }
        trim.take(census, &busy, true, &gone);
        trim
    }

    fn take(
        &mut self,
        census: &Census,
        busy: &HashSet<usize>,
        any_part: bool,
        gone: &HashSet<(usize, &str)>,
    ) {
        self.removal = Removal::with_leftovers(census, busy, any_part, &|repo, revision| {
            gone.contains(&(repo, revision.name.as_str()))
        });
        self.rest = self.size.saturating_sub(self.removal.frees(census));
    }
}

/// What is left, while one revision after the other goes.
struct Counted<'a> {
    rest: u64,
    /// How many revisions link to a blob.
    owners: HashMap<(usize, &'a str), usize>,
    /// How many blobs are links to a content of the shared store.
    shared: HashMap<&'a str, usize>,
}

impl<'a> Counted<'a> {
    fn new(census: &'a Census, rest: u64) -> Self {
        let (mut owners, mut shared) = (HashMap::new(), HashMap::new());
        for (index, repo) in census.repos.iter().enumerate() {
            for link in repo.revisions.iter().flat_map(CachedRevision::distinct) {
                *owners.entry((index, link)).or_default() += 1;
            }
            for hash in repo.blobs.values().filter_map(|blob| blob.lies.shared()) {
                *shared.entry(hash).or_default() += 1;
            }
        }
        Self { rest, owners, shared }
    }

    fn drop(&mut self, census: &'a Census, (index, name): (usize, &str)) {
        let repo = &census.repos[index];
        let Some(revision) = repo.revisions.iter().find(|known| known.name == name) else { return };
        let mut freed = 0;
        for link in revision.distinct() {
            let owners = self.owners.entry((index, link)).or_default();
            *owners = owners.saturating_sub(1);
            let Some(blob) = repo.blobs.get(link).filter(|_| *owners == 0) else { continue };
            let Some(stat) = blob.stat else { continue };
            freed += match blob.lies.shared() {
                None if stat.names > 1 => 0,
                None => stat.size,
                Some(hash) => {
                    let links = self.shared.entry(hash).or_default();
                    *links = links.saturating_sub(1);
                    if *links == 0 { stat.size } else { 0 }
                }
            };
        }
        freed += revision.own().filter(|stat| stat.names == 1).map(|stat| stat.size).sum::<u64>();
        self.rest = self.rest.saturating_sub(freed);
    }
}

impl Census {
    /// All bytes of the cache: contents, also those without a revision, and what was begun.
    #[must_use]
    pub fn whole(&self) -> u64 {
        let stats = self.repos.iter().flat_map(|repo| {
            let blobs = repo.blobs.values().filter_map(|blob| blob.stat);
            let files = repo.revisions.iter().flat_map(|revision| &revision.files);
            blobs.chain(files.filter_map(|file| repo.stat_of(file)))
        });
        sum(stats.chain(self.store.payloads.values().copied())) + self.begun()
    }
}

/// The revisions in the order in which they go; none of a repository that is being downloaded, or
/// that could not be read.
fn order<'a>(census: &'a Census, busy: &HashSet<usize>) -> Vec<(usize, &'a str)> {
    let mut order = Vec::new();
    let all = census.repos.iter().enumerate();
    for (index, repo) in all.filter(|(at, repo)| !busy.contains(at) && repo.blind.is_none()) {
        let mut owners: HashMap<&str, usize> = HashMap::new();
        for link in repo.revisions.iter().flat_map(CachedRevision::distinct) {
            *owners.entry(link).or_default() += 1;
        }
        for revision in &repo.revisions {
            let used = used(repo, revision, &owners);
            order.push((!revision.refs.is_empty(), used, index, revision.name.as_str()));
        }
    }
    order.sort_unstable();
    order.into_iter().map(|(_, _, index, name)| (index, name)).collect()
}

/// When a revision was used last: by the blobs that it has alone, if there are any; what it shares
/// may have been used for another.
fn used(repo: &CachedRepo, revision: &CachedRevision, owners: &HashMap<&str, usize>) -> i64 {
    let alone = revision.links().filter(|link| owners.get(link) == Some(&1));
    let stats = alone.filter_map(|link| repo.blobs.get(link)?.stat);
    let latest = stats.map(|stat| stat.accessed.max(stat.modified)).max();
    latest.unwrap_or_else(|| repo.accessed_of(revision).max(repo.modified_of(revision)))
}
