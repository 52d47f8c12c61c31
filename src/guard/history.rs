//! Everything that a repository's branches and tags hold: each content once, each message, and the
//! commit that brought a secret in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};

use super::lanes;
use super::raw::{self, Entry, New};
use super::repo::Repo;
use super::search::{Job, Tell};
use super::{Finding, GuardError, Known, Limits, News, Part};

/// Every object that can be reached, with one of its paths; what is not here has a question mark.
const OBJECTS: [&str; 4] = ["rev-list", "--objects", "--all", "--missing=print"];

/// Searches all of it.
pub(super) fn search(
    repo: &Repo,
    known: &Known,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let found = Mutex::new(Vec::new());
    let keep = |news| match news {
        News::Found(finding) => found.lock().unwrap_or_else(PoisonError::into_inner).push(*finding),
        other => tell(other),
    };
    let job = Job::new(repo, known, limits, &keep);
    let mut list = repo.start(&OBJECTS, Stdio::null())?;
    lanes::read(&job, &mut list)?;
    if !job.is_over() {
        list.end()?;
    }
    drop(job);
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    settle(repo, &mut found)?;
    let mut seen = BTreeSet::new();
    for finding in found {
        // A file keeps its secret from version to version.
        if seen.insert((finding.path.clone(), finding.part, finding.fingerprint.clone())) {
            tell(News::Found(Box::new(finding)));
        }
    }
    Ok(())
}

/// Where each finding was brought in.
#[derive(Default)]
struct Open {
    blobs: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<PathBuf, Vec<usize>>,
}

/// Finds the first commit that has each finding's content or name, and puts the oldest first.
fn settle(repo: &Repo, found: &mut Vec<Finding>) -> Result<(), GuardError> {
    let mut open = Open::default();
    for (index, finding) in found.iter().enumerate() {
        match (&finding.blob, finding.part) {
            (Some(blob), _) => open.blobs.entry(blob.clone()).or_default().push(index),
            (None, Part::Name) => open.names.entry(finding.path.clone()).or_default().push(index),
            _ => {}
        }
    }
    if open.blobs.is_empty() && open.names.is_empty() {
        return Ok(());
    }
    let list = ["rev-list", "--all", "--topo-order", "--reverse"];
    let (writer, mut diff) = repo.piped(&list, &raw::of_commits())?;
    let mut order = Vec::new();
    raw::read(diff.output()?, &mut |entry| {
        let Entry::Change(change) = entry else { return Ok(()) };
        let New::Blob(id) = &change.new else { return Ok(()) };
        for index in open.blobs.remove(id).unwrap_or_default() {
            found[index].commit.clone_from(&change.commit);
            found[index].path.clone_from(&change.path);
            order.push(index);
        }
        for index in open.names.remove(&change.path).unwrap_or_default() {
            found[index].commit.clone_from(&change.commit);
            order.push(index);
        }
        Ok(())
    })?;
    diff.end()?;
    writer.end()?;
    let mut all: Vec<Option<Finding>> = std::mem::take(found).into_iter().map(Some).collect();
    found.extend(order.into_iter().filter_map(|index| all.get_mut(index)?.take()));
    found.extend(all.into_iter().flatten());
    Ok(())
}
