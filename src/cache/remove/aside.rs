//! Blobs go in two steps, so that a download that wants one at the last moment keeps it.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use super::held::{Hold, hold};
use super::run::{CHANGED, IN_USE, Run, is_lost, is_still};
use super::{FromRepo, REMOVED_BLOB, Seen};
use crate::cache::census::store::payload;
use crate::cache::census::{self, CachedFile, CachedRepo, Content, Lies, Unknown};
use crate::cache::hand::Hand;
use crate::cache::stat::Stat;
use crate::text::printable_path;

impl Run<'_> {
    /// Blobs are put aside under their locks; what a snapshot links to by then comes back. Wrong
    /// ones go at once, and under the same lock their links: nobody can put a right one there.
    pub(super) fn blobs(&mut self, repo: &Hand, path: &Path, from: &FromRepo, now: &CachedRepo) {
        if from.blobs.is_empty() {
            return;
        }
        let folder = path.join("blobs");
        let Some(blobs) = self.tried(&folder, repo.below(Path::new("blobs"))) else { return };
        let mut aside: BTreeMap<&str, OsString> = BTreeMap::new();
        let mut shared: Vec<(&str, Stat)> = Vec::new();
        for (name, (stat, lies)) in &from.blobs {
            let file = folder.join(name);
            let _lock = match hold(self.root, from.folder(), name) {
                Ok(Hold::Mine(lock)) => lock,
                Ok(Hold::Busy) => {
                    self.keep(&file, IN_USE);
                    continue;
                }
                Err(error) => {
                    self.keep(&file, error.to_string());
                    continue;
                }
            };
            if !is_there(&file) {
                continue;
            }
            if !is_same(self.root, &file, *stat, lies) {
                self.keep(&file, CHANGED);
                continue;
            }
            let away = OsString::from(format!("{name}{REMOVED_BLOB}"));
            let is_wrong = from.wrong.contains(name);
            if !is_wrong && blobs.rename(OsStr::new(name), &blobs, &away).is_ok() {
                aside.insert(name, away);
            } else {
                // A full disk may have no room for the new name.
                if !is_wrong && is_wanted(path, OsStr::new(name)) {
                    self.keep(&file, IN_USE);
                    continue;
                }
                if self.tried(&file, blobs.unlink(OsStr::new(name))).is_none() {
                    continue;
                }
                if let (Lies::Here, Some(stat)) = (lies, stat) {
                    self.tally.take(*stat);
                }
                if is_wrong {
                    self.links(repo, path, now, name);
                }
            }
            shared.extend(lies.shared().zip(*stat));
        }
        self.end(path, &blobs, from, &aside);
        for (hash, stat) in shared {
            self.sweep(hash, stat);
        }
    }

    /// What is aside goes, or comes back.
    fn end(
        &mut self,
        path: &Path,
        blobs: &Hand,
        from: &FromRepo,
        aside: &BTreeMap<&str, OsString>,
    ) {
        let wanted = wanted(path);
        for (name, away) in aside {
            let file = path.join("blobs").join(name);
            let why = match &wanted {
                Ok(wanted) if !wanted.contains(OsStr::new(name)) => {
                    if self.tried(&file, blobs.unlink(away)).is_some()
                        && let Some((Some(stat), Lies::Here)) = from.blobs.get(*name)
                    {
                        self.tally.take(*stat);
                    }
                    continue;
                }
                Ok(_) => IN_USE.to_owned(),
                Err(unread) => format!("{} ({})", unread.why, printable_path(&unread.path)),
            };
            // What somebody put there meanwhile is the same content.
            let back = if is_there(&file) {
                blobs.unlink(away)
            } else {
                blobs.rename(away, blobs, OsStr::new(name))
            };
            self.tried(&file, back);
            self.keep(&file, why);
        }
    }

    /// The links to a blob that is gone.
    fn links(&mut self, repo: &Hand, path: &Path, now: &CachedRepo, blob: &str) {
        for revision in &now.revisions {
            let to = |file: &&CachedFile| matches!(&file.content, Content::Blob(b) if b == blob);
            for file in revision.files.iter().filter(to) {
                let below = Path::new("snapshots").join(&revision.name).join(&file.path);
                self.file(repo, path, &below, &Seen::Dangling);
            }
        }
    }

    /// What a run that was killed had put aside. A blob that somebody wants by now comes back.
    pub(super) fn left(&mut self, repo: &Hand, path: &Path, from: &FromRepo) {
        if from.left.is_empty() {
            return;
        }
        let wanted = match wanted(path) {
            Ok(wanted) => wanted,
            Err(unread) => {
                self.keep(&unread.path, unread.why);
                return;
            }
        };
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

/// The blobs that the snapshots of a repository's folder link to at this moment.
fn wanted(path: &Path) -> Result<HashSet<OsString>, Unknown> {
    let mut wanted = HashSet::new();
    let mut folders = vec![path.join("snapshots")];
    while let Some(folder) = folders.pop() {
        let mut unknown = Vec::new();
        let entries = census::entries(&folder, &mut unknown);
        if let Some(unread) = unknown.pop() {
            return Err(unread);
        }
        for (name, kind) in entries {
            let path = folder.join(name);
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                match std::fs::read_link(&path) {
                    Ok(to) => wanted.extend(to.file_name().map(ToOwned::to_owned)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(Unknown { path, why: error.to_string() }),
                }
            }
        }
    }
    Ok(wanted)
}

fn is_there(path: &Path) -> bool {
    !std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Whether a blob is what it was when it was decided to delete it.
fn is_same(root: &Path, blob: &Path, stat: Option<Stat>, lies: &Lies) -> bool {
    let text = || std::fs::read_link(blob).ok();
    match (lies, stat) {
        (Lies::Here, Some(stat)) => is_still(blob, &stat),
        (Lies::Shared(hash), Some(stat)) => {
            text().is_some_and(|text| text.ends_with(hash)) && is_still(&payload(root, hash), &stat)
        }
        (Lies::Elsewhere(then), _) => text().as_ref() == Some(then),
        (Lies::Nowhere, _) => is_lost(blob),
        _ => false,
    }
}

/// Whether a snapshot links to a blob, or may.
fn is_wanted(path: &Path, blob: &OsStr) -> bool {
    wanted(path).map_or(true, |wanted| wanted.contains(blob))
}
