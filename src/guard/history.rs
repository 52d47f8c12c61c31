//! Everything that a repository's branches and tags hold: each content once, each message, and the
//! commit that brought a secret in.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::process::Stdio;
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, PoisonError};

use super::input::message;
use super::raw::{self, Change, Entry, New};
use super::repo::{self, Repo};
use super::search::{AT_ONCE, Job, Tell, all_workers};
use super::{Finding, GuardError, Known, Limits, News};

/// Every blob that can be reached, with one of its paths.
const BLOBS: [&str; 6] = [
    "rev-list",
    "--objects",
    "--all",
    "--missing=print",
    "--filter=object:type=blob",
    "--filter-provided-objects",
];

/// Searches all of it.
pub(super) fn search(
    repo: &Repo,
    known: &Known,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let found = Mutex::new(Vec::new());
    let keep = |news| match news {
        News::Found(finding) => found.lock().unwrap_or_else(PoisonError::into_inner).push(finding),
        other => tell(other),
    };
    let job = Job::new(repo, known, limits, &keep);
    job.run(all_workers(), |sender| {
        blobs(repo, sender, tell)?;
        messages(repo, sender)
    })?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    settle(repo, &mut found)?;
    let mut seen = BTreeSet::new();
    for finding in found {
        // A file keeps its secret from version to version.
        if seen.insert((finding.path.clone(), finding.part, finding.fingerprint.clone())) {
            tell(News::Found(finding));
        }
    }
    Ok(())
}

/// Hands out the blobs.
fn blobs(repo: &Repo, sender: &SyncSender<Vec<Change>>, tell: Tell<'_>) -> Result<(), GuardError> {
    let mut list = repo.start(&BLOBS, Stdio::null())?;
    let mut part = Vec::with_capacity(AT_ONCE);
    let mut line = Vec::new();
    while list.output()?.read_until(b'\n', &mut line)? > 0 {
        line.pop_if(|last| *last == b'\n');
        let space = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
        let id = String::from_utf8_lossy(&line[..space]).into_owned();
        if id.starts_with('?') {
            tell(News::Missing);
        } else {
            let path = repo::path(line.get(space + 1..).unwrap_or_default().to_owned());
            part.push(Change { path, old: Vec::new(), new: New::Blob(id), commit: None });
        }
        line.clear();
        if part.len() == AT_ONCE && sender.send(std::mem::take(&mut part)).is_err() {
            return Ok(());
        }
    }
    // A worker that has failed takes nothing and says why.
    let _ = sender.send(part);
    list.end()
}

/// Hands out the messages of commits and tags.
fn messages(repo: &Repo, sender: &SyncSender<Vec<Change>>) -> Result<(), GuardError> {
    let commits = repo.output(&["rev-list", "--all"])?;
    let format = "--format=%(objecttype) %(objectname)";
    let tags = repo.output(&["for-each-ref", format, "refs/tags"])?;
    let (commits, tags) = (String::from_utf8_lossy(&commits), String::from_utf8_lossy(&tags));
    let tags = tags.lines().filter_map(|line| line.strip_prefix("tag "));
    let all: Vec<Change> = commits.lines().chain(tags).map(message).collect();
    for part in all.chunks(AT_ONCE) {
        if sender.send(part.to_vec()).is_err() {
            break;
        }
    }
    Ok(())
}

/// Finds the first commit that has each finding's blob, and its path there.
fn settle(repo: &Repo, found: &mut Vec<Finding>) -> Result<(), GuardError> {
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, finding) in found.iter().enumerate() {
        if let (None, Some(blob)) = (&finding.commit, &finding.blob) {
            open.entry(blob.clone()).or_default().push(index);
        }
    }
    let list = ["rev-list", "--all", "--topo-order", "--reverse"];
    let mut order = 0_usize;
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    if !open.is_empty() {
        let (_, mut diff) = repo.piped(&list, &raw::of_commits())?;
        raw::read(diff.output()?, &mut |entry| {
            let Entry::Change(change) = entry else { return Ok(()) };
            let New::Blob(id) = &change.new else { return Ok(()) };
            for index in open.remove(id).unwrap_or_default() {
                found[index].commit.clone_from(&change.commit);
                found[index].path.clone_from(&change.path);
                places.insert(index, order);
                order += 1;
            }
            Ok(())
        })?;
        diff.end()?;
    }
    // The oldest first: it is the one that counts.
    let old = std::mem::take(found);
    let mut ordered: Vec<(usize, Finding)> = old
        .into_iter()
        .enumerate()
        .map(|(index, finding)| (places.get(&index).copied().unwrap_or(usize::MAX), finding))
        .collect();
    ordered.sort_by_key(|(place, _)| *place);
    found.extend(ordered.into_iter().map(|(_, finding)| finding));
    Ok(())
}
