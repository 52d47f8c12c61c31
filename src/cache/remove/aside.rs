//! Blobs go in two steps, so that a download that wants one at the last moment keeps it.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::held::{Hold, hold};
use super::run::{IN_USE, Run};
use super::{FromRepo, Kept, REMOVED_BLOB};
use crate::cache::census::{CachedRepo, Lies};
use crate::cache::hand::Hand;
use crate::cache::stat::Stat;

impl Run<'_> {
    /// Blobs are put aside under their locks; what a snapshot links to by then comes back.
    pub(super) fn blobs(&mut self, repo: &Hand, path: &Path, from: &FromRepo) {
        if from.blobs.is_empty() {
            return;
        }
        let folder = path.join("blobs");
        let Some(blobs) = self.tried(&folder, repo.below(Path::new("blobs"))) else { return };
        let mut aside: BTreeMap<&str, OsString> = BTreeMap::new();
        let mut shared: Vec<(&str, Stat)> = Vec::new();
        for (name, (stat, lies)) in &from.blobs {
            let _lock = match hold(self.root, from.folder(), name) {
                Ok(Hold::Mine(lock)) => lock,
                Ok(Hold::Busy) => {
                    self.kept.push(Kept { path: folder.join(name), why: IN_USE.to_owned() });
                    continue;
                }
                Err(error) => {
                    self.kept.push(Kept { path: folder.join(name), why: error.to_string() });
                    continue;
                }
            };
            let away = OsString::from(format!("{name}{REMOVED_BLOB}"));
            if blobs.rename(OsStr::new(name), &blobs, &away).is_ok() {
                aside.insert(name, away);
            } else if self.tried(&folder.join(name), blobs.unlink(OsStr::new(name))).is_none() {
                continue;
            } else if let (Lies::Here, Some(stat)) = (lies, stat) {
                self.tally.take(*stat);
            }
            shared.extend(lies.shared().zip(*stat));
        }
        let wanted = CachedRepo::wanted(path);
        for (name, away) in aside {
            if wanted.contains(OsStr::new(name)) {
                let back = blobs.rename(&away, &blobs, OsStr::new(name));
                self.tried(&folder.join(name), back);
                self.kept.push(Kept { path: folder.join(name), why: IN_USE.to_owned() });
            } else if self.tried(&folder.join(name), blobs.unlink(&away)).is_some()
                && let Some((Some(stat), Lies::Here)) = from.blobs.get(name)
            {
                self.tally.take(*stat);
            }
        }
        for (hash, stat) in shared {
            self.sweep(hash, stat);
        }
    }

    /// What a run that was killed had put aside. A blob that somebody wants by now comes back.
    pub(super) fn left(&mut self, repo: &Hand, path: &Path, from: &FromRepo) {
        if from.left.is_empty() {
            return;
        }
        let wanted = CachedRepo::wanted(path);
        for (left, stat) in &from.left {
            let name = left.file_name().and_then(OsStr::to_str).unwrap_or_default();
            let blob = name.strip_suffix(REMOVED_BLOB).map(OsStr::new);
            if let Some(blob) = blob.filter(|blob| wanted.contains(*blob))
                && std::fs::symlink_metadata(left.with_file_name(blob)).is_err()
            {
                let blobs = repo.below(Path::new("blobs"));
                let back = blobs.and_then(|at| at.rename(OsStr::new(name), &at, blob));
                self.tried(left, back);
                continue;
            }
            let below = left.strip_prefix(path).unwrap_or(left);
            if self.remove_below(repo, path, below) {
                self.tally.parts += stat.stored;
            }
        }
    }
}

impl CachedRepo {
    /// The blobs that the snapshots of a repository's folder link to at this moment.
    fn wanted(path: &Path) -> HashSet<OsString> {
        let mut unknown = Vec::new();
        let mut wanted = HashSet::new();
        let mut folders = vec![path.join("snapshots")];
        while let Some(folder) = folders.pop() {
            for (name, kind) in crate::cache::census::entries(&folder, &mut unknown) {
                let path = folder.join(name);
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_symlink()
                    && let Ok(to) = std::fs::read_link(&path)
                {
                    wanted.extend(to.file_name().map(ToOwned::to_owned));
                }
            }
        }
        wanted
    }
}
