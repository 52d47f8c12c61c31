//! What nobody refers to: the part of a census that `hfenv cache prune` deletes.

use std::collections::{HashMap, HashSet};

use super::Cache;
use super::census::{CachedFile, CachedRepo, CachedRevision, Census, Content, Lies};
use super::remove::{FromRepo, Removal, Seen, busy};
use crate::repo::Commit;
use crate::text::unix_now;

/// What was written to within these seconds may be what a download goes on with.
const YOUNG: i64 = 24 * 60 * 60;

impl Removal {
    /// All that nobody refers to.
    #[must_use]
    pub fn pruned(census: &Census, cache: &Cache) -> Self {
        Self::with_leftovers(census, &census.busy(), false, &|repo, revision| {
            is_detached(cache, &census.repos[repo], revision)
        })
    }

    /// The revisions that are `gone`, and all that is left besides revisions. Repositories that
    /// are being downloaded keep theirs: such a download names its commit at the end. What was
    /// begun today stays, unless `any_part` goes.
    pub(super) fn with_leftovers(
        census: &Census,
        busy: &HashSet<usize>,
        any_part: bool,
        gone: &dyn Fn(usize, &CachedRevision) -> bool,
    ) -> Self {
        let mut removal = Self::default();
        for (index, repo) in census.repos.iter().enumerate() {
            if removal.leaves(repo) {
                continue;
            }
            let from = if busy.contains(&index) {
                leftovers(repo, false)
            } else {
                with_leftovers(repo, any_part, &|revision| gone(index, revision))
            };
            removal.repos.extend((!from.is_nothing()).then_some(from));
        }
        let free = census.unshared().into_iter();
        removal.payloads = free.map(|(hash, stat)| (hash.to_owned(), stat)).collect();
        removal
    }
}

impl Census {
    /// The repositories that are being downloaded.
    pub(super) fn busy(&self) -> HashSet<usize> {
        let all = self.repos.iter().enumerate();
        all.filter(|(_, repo)| busy(&self.root, repo.folder().as_ref()).is_some())
            .map(|(index, _)| index)
            .collect()
    }
}

fn with_leftovers(
    repo: &CachedRepo,
    any_part: bool,
    gone: &dyn Fn(&CachedRevision) -> bool,
) -> FromRepo {
    let leftovers = leftovers(repo, any_part);
    // One with nothing in it may have been made for a download that is about to begin.
    let is_new = repo.revisions.is_empty() && is_young(repo.stat.modified) && !any_part;
    let young = is_new
        || repo.parts.len() > leftovers.parts.len()
        || repo.unused().any(|(_, blob)| is_recent(blob.stat))
        || repo.refs.iter().any(|named| named.is_to_nothing(repo) && is_young(named.modified));
    if repo.revisions.iter().all(gone) && !young {
        return FromRepo::all(repo);
    }
    let mut from = FromRepo::revisions(repo, gone);
    from.files = leftovers.files;
    from.files.retain(|(revision, _), _| !from.revisions.contains(revision));
    from.blobs.extend(leftovers.blobs);
    from.parts = leftovers.parts;
    from.left = leftovers.left;
    from.refs.extend(leftovers.refs);
    from
}

/// What is left besides snapshots.
fn leftovers(repo: &CachedRepo, any_part: bool) -> FromRepo {
    let mut from = FromRepo::nothing(repo);
    from.left.clone_from(&repo.left);
    let mut newest: HashMap<&str, i64> = HashMap::new();
    for part in &repo.parts {
        let time = newest.entry(part.etag()).or_default();
        *time = (*time).max(part.stat.modified);
    }
    let old = repo.parts.iter().filter(|part| any_part || !is_young(newest[part.etag()]));
    from.parts = old.map(|part| (part.name.clone(), part.stat)).collect();
    for revision in &repo.revisions {
        let dangling =
            revision.files.iter().filter(|file| matches!(file.content, Content::Dangling(_)));
        let key = |file: &CachedFile| (revision.name.clone(), file.path.clone());
        from.files.extend(dangling.map(|file| (key(file), Seen::Dangling)));
    }
    let unused: Vec<&str> =
        repo.unused().filter(|(_, blob)| !is_recent(blob.stat)).map(|(name, _)| name).collect();
    for name in unused {
        from.take_blob(repo, name);
    }
    let lost = repo.blobs.iter().filter(|(_, blob)| blob.lies == Lies::Nowhere);
    for (name, _) in lost {
        from.take_blob(repo, name);
    }
    let idle =
        repo.refs.iter().filter(|named| named.is_to_nothing(repo) && !is_young(named.modified));
    from.refs = idle.map(|named| named.name.clone()).collect();
    from
}

/// Whether no reference names a snapshot, and no download seems to be filling it: one that has
/// less than its commit, and got something today, is kept.
fn is_detached(cache: &Cache, repo: &CachedRepo, revision: &CachedRevision) -> bool {
    let Ok(commit) = Commit::parse(&revision.name) else { return false };
    if !revision.refs.is_empty() {
        return false;
    }
    let times = [repo.modified_of(revision), revision.stat.modified];
    if !times.into_iter().any(is_young) {
        return true;
    }
    let listed = cache.folder(&repo.repo).read_tree(&commit);
    listed.is_none_or(|entries| entries.len() <= revision.files.len())
}

fn is_recent(stat: Option<super::stat::Stat>) -> bool {
    stat.is_some_and(|stat| is_young(stat.modified))
}

fn is_young(time: i64) -> bool {
    unix_now().saturating_sub(time) < YOUNG
}
