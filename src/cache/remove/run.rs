//! Deletes what was decided.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::held::{Hold, busy, hold};
use super::{FromRepo, REMOVED, Removal, Tally};
use crate::cache::CacheError;
use crate::cache::census::store::{self, payload};
use crate::cache::hand::Hand;
use crate::cache::stat::Stat;

/// What came of it.
#[derive(Debug, Default)]
pub struct Freed {
    /// Bytes that the disk got back.
    pub bytes: u64,
    /// What stayed.
    pub kept: Vec<Kept>,
}

/// Something that stayed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file or folder.
    pub path: PathBuf,
    /// The reason.
    pub why: String,
}

pub(super) const IN_USE: &str = "a download is using it";

/// One run.
pub(super) struct Run<'a> {
    pub(super) root: &'a Path,
    hand: Hand,
    pub(super) tally: Tally,
    pub(super) kept: Vec<Kept>,
}

impl Removal {
    /// Deletes it. `root` is the folder of the census that this was decided from.
    pub fn run(&self, root: &Path) -> Result<Freed, CacheError> {
        let hand = Hand::root(root).map_err(|error| CacheError::io(root, error))?;
        let mut run = Run { root, hand, tally: Tally::default(), kept: Vec::new() };
        for from in self.repos.iter().filter(|from| !from.is_nothing()) {
            run.repo(from);
        }
        for (hash, stat) in &self.payloads {
            run.sweep(hash, *stat);
        }
        Ok(Freed { bytes: run.tally.bytes(), kept: run.kept })
    }
}

impl Run<'_> {
    fn repo(&mut self, from: &FromRepo) {
        let path = self.root.join(from.folder());
        // A snapshot that is being filled must not lose what it has already.
        if let Some(lock) = busy(self.root, from.folder())
            && (from.whole || !from.revisions.is_empty())
        {
            let why = format!("{IN_USE} ({})", crate::text::printable_path(&lock));
            self.kept.push(Kept { path, why });
            return;
        }
        let Some(repo) = self.tried(&path, self.hand.below(from.folder())) else { return };
        for name in &from.refs {
            self.unlink_below(&repo, &path, &Path::new("refs").join(name), 1);
        }
        let kept = self.kept.len();
        for name in &from.revisions {
            self.snapshot(&repo, &path, name);
        }
        for (revision, file) in &from.files {
            let file = Path::new("snapshots").join(revision).join(file);
            self.unlink_below(&repo, &path, &file, 2);
        }
        if self.kept.len() == kept {
            from.own.iter().for_each(|stat| self.tally.take(*stat));
        }
        self.blobs(&repo, &path, from);
        self.parts(&repo, &path, from);
        self.left(&repo, &path, from);
        if from.whole {
            self.folder(&repo, &path, from);
        }
    }

    /// A snapshot is gone with one rename; what is left of it is nobody's.
    fn snapshot(&mut self, repo: &Hand, path: &Path, name: &str) {
        let gone = OsString::from(format!("{REMOVED}{name}"));
        let whole = path.join("snapshots").join(name);
        let Some(snapshots) = self.tried(&whole, repo.below(Path::new("snapshots"))) else {
            return;
        };
        // What an earlier run left; if it can't be deleted, neither can this, and that is told.
        let _ = repo.remove(&gone);
        let done = snapshots
            .rename(OsStr::new(name), repo, &gone)
            .and_then(|()| repo.remove(&gone))
            // A full disk may have no room for the new name.
            .or_else(|_| snapshots.remove(OsStr::new(name)));
        self.tried(&whole, done);
        for below in [format!(".no_exist/{name}"), format!("trees/{name}.json")] {
            self.remove_below(repo, path, Path::new(&below));
        }
    }

    fn parts(&mut self, repo: &Hand, path: &Path, from: &FromRepo) {
        let folder = path.join("blobs");
        if from.parts.is_empty() {
            return;
        }
        let Some(blobs) = self.tried(&folder, repo.below(Path::new("blobs"))) else { return };
        for (name, stat) in &from.parts {
            let etag = name.split('.').next().unwrap_or_default();
            match hold(self.root, from.folder(), etag) {
                Ok(Hold::Mine(_lock)) => {
                    if self.tried(&folder.join(name), blobs.unlink(OsStr::new(name))).is_some() {
                        self.tally.parts += stat.stored;
                    }
                }
                Ok(Hold::Busy) => {
                    self.kept.push(Kept { path: folder.join(name), why: IN_USE.to_owned() });
                }
                Err(error) => {
                    self.kept.push(Kept { path: folder.join(name), why: error.to_string() });
                }
            }
        }
    }

    /// The folders themselves, if nothing that is not known is in them.
    fn folder(&mut self, repo: &Hand, path: &Path, from: &FromRepo) {
        for beside in [".no_exist", "trees"] {
            self.remove_below(repo, path, Path::new(beside));
        }
        for folder in ["refs", "snapshots", "blobs"] {
            if let Ok(inside) = repo.below(Path::new(folder)) {
                sweep_litter(&inside);
            }
            // Not empty: what is in it is told below.
            let _ = repo.rmdir(OsStr::new(folder));
        }
        sweep_litter(repo);
        if self.hand.rmdir(from.folder().as_os_str()).is_err() {
            let why = "something in it is not known or in use".to_owned();
            if !self.kept.iter().any(|kept| kept.path.starts_with(path)) {
                self.kept.push(Kept { path: path.to_owned(), why });
            }
        }
    }

    /// Deletes a content of the shared store, if no reference to it holds.
    pub(super) fn sweep(&mut self, hash: &str, stat: Stat) {
        let target = payload(self.root, hash);
        let prefix = Path::new(store::NAME).join(hash.get(..2).unwrap_or_default());
        let lock = crate::cache::lock::take(
            &target.with_extension("lock"),
            crate::cache::lock::Patience::None,
        );
        // Held or not to be had: it stays for the next time.
        let Ok(Some(_lock)) = lock else { return };
        if !store::is_free(self.root, hash) {
            return;
        }
        let Some(folder) = self.tried(&target, self.hand.below(&prefix)) else { return };
        if self.tried(&target, folder.unlink(OsStr::new(hash))).is_some() {
            self.tally.take(stat);
            let _ = folder.unlink(OsStr::new(&format!("{hash}.refs")));
        }
    }

    /// Deletes a file, and the folders above it that are empty then, but for the first ones.
    fn unlink_below(&mut self, repo: &Hand, path: &Path, below: &Path, keep: usize) {
        let (Some(parent), Some(name)) = (below.parent(), below.file_name()) else { return };
        let done = repo.below(parent).and_then(|folder| folder.unlink(name));
        self.tried(&path.join(below), done);
        let mut empty = parent;
        while let (Some(above), Some(name)) = (empty.parent(), empty.file_name())
            && empty.components().count() > keep
            && repo.below(above).and_then(|folder| folder.rmdir(name)).is_ok()
        {
            empty = above;
        }
    }

    pub(super) fn remove_below(&mut self, repo: &Hand, path: &Path, below: &Path) -> bool {
        let (Some(parent), Some(name)) = (below.parent(), below.file_name()) else { return false };
        let done = if parent.as_os_str().is_empty() {
            repo.remove(name)
        } else {
            repo.below(parent).and_then(|folder| folder.remove(name))
        };
        self.tried(&path.join(below), done).is_some()
    }

    /// Notes a failure. What is gone already is no failure.
    pub(super) fn tried<T>(&mut self, path: &Path, result: io::Result<T>) -> Option<T> {
        match result {
            Ok(done) => Some(done),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                self.kept.push(Kept { path: path.to_owned(), why: error.to_string() });
                None
            }
        }
    }
}

fn sweep_litter(folder: &Hand) {
    let litter = crate::cache::census::LITTER;
    let names = folder.names().unwrap_or_default();
    for (name, _) in names.iter().filter(|(name, _)| litter.iter().any(|litter| name == *litter)) {
        // It is in nobody's way if it stays.
        let _ = folder.unlink(name);
    }
}
