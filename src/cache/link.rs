//! From a commit's file to its blob: links, and what stands for them where there are none.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::{CacheError, Folder, again, disk, shared};
use crate::repo::{Commit, Entry};

/// Where a blob was found.
enum Found {
    /// In this repository's `blobs`: itself, or a link that leads to it.
    Own,
    /// In huggingface_hub's store of what repositories share.
    Shared(PathBuf),
    /// In a cache that is only read.
    Tier(PathBuf),
}

impl Found {
    fn file<'a>(&'a self, own: &'a Path) -> &'a Path {
        match self {
            Self::Own => own,
            Self::Shared(file) | Self::Tier(file) => file,
        }
    }
}

impl Folder {
    /// Whether a file's content is there whole, by its size: in this cache, in its shared store,
    /// or in a cache that is only read. A link that leads nowhere counts as absent.
    #[must_use]
    pub fn has_blob(&self, entry: &Entry) -> bool {
        self.find(entry).is_some()
    }

    /// Where that content can be read.
    #[must_use]
    pub fn content(&self, entry: &Entry) -> Option<PathBuf> {
        let found = self.find(entry)?;
        Some(found.file(&self.blob(entry.etag())).to_owned())
    }

    /// Makes the pointer of a commit to a blob that is there: a relative link. Where there are no
    /// links the pointer is the file itself, as in huggingface_hub: a blob that was just published
    /// is moved, one from before is copied.
    pub fn link(&self, commit: &Commit, entry: &Entry) -> Result<(), CacheError> {
        let Some(found) = self.find(entry) else {
            let absent = io::Error::from(io::ErrorKind::NotFound);
            return Err(CacheError::io(&self.blob(entry.etag()), absent));
        };
        again(|| self.link_to(&found, commit, entry))
    }

    fn link_to(&self, found: &Found, commit: &Commit, entry: &Entry) -> Result<(), CacheError> {
        let below = entry.path.below(&Path::new("snapshots").join(commit.as_str()));
        disk::make_below(&self.path, below.parent().unwrap_or(&below))?;
        let pointer = self.path.join(below);
        if !self.links.work_in(&self.root) {
            return self.put(found, entry, &pointer);
        }
        self.bring(found, entry)?;
        let mut target: PathBuf = std::iter::repeat_n("..", entry.path.depth() + 2).collect();
        target.extend(["blobs", entry.etag().as_str()]);
        if std::fs::read_link(&pointer).is_ok_and(|there| there == target) {
            return Ok(());
        }
        disk::point(&pointer, &target, &self.path)
    }

    fn find(&self, entry: &Entry) -> Option<Found> {
        if disk::is_whole(&self.blob(entry.etag()), entry.size) {
            return Some(Found::Own);
        }
        let shared = entry.xet.as_deref().filter(|_| self.shared && self.links.asked);
        let shared = shared.and_then(|xet| shared::find(&self.root, xet, entry.size));
        shared.map(Found::Shared).or_else(|| {
            let blob = |tier: &PathBuf| tier.join("blobs").join(entry.etag().as_str());
            let mut blobs = self.tiers.iter().map(blob);
            blobs.find(|blob| disk::is_whole(blob, entry.size)).map(Found::Tier)
        })
    }

    /// Makes `blobs/<etag>` of what lies elsewhere, by a link.
    fn bring(&self, found: &Found, entry: &Entry) -> Result<(), CacheError> {
        let blob = self.blob(entry.etag());
        match found {
            Found::Own => Ok(()),
            Found::Tier(file) => {
                disk::make(&self.path.join("blobs"))?;
                let temporary = self.beside(entry);
                disk::settle(disk::symlink(file, &temporary), &temporary, &blob)
            }
            Found::Shared(payload) => {
                disk::make(&self.path.join("blobs"))?;
                let reference = format!("{}/blobs/{}", self.name, entry.etag());
                if shared::adopt(payload, &reference, &self.beside(entry), &blob) {
                    return Ok(());
                }
                copy(payload, &self.beside(entry), &blob, entry.size)
            }
        }
    }

    /// Makes the file itself the pointer.
    fn put(&self, found: &Found, entry: &Entry, pointer: &Path) -> Result<(), CacheError> {
        let blob = self.blob(entry.etag());
        let source = found.file(&blob);
        let fresh = self.fresh().remove(entry.etag()) && !blob.is_symlink();
        // `blobs` may lie on another disk; then it is copied, too.
        if fresh && std::fs::rename(&blob, pointer).is_ok() {
            return Ok(());
        }
        let copied = copy(source, &disk::temporary_in(&self.path), pointer, entry.size);
        if fresh && copied.is_ok() {
            // Best effort: as a blob it would only take room.
            let _ = std::fs::remove_file(&blob);
        }
        copied
    }

    /// A temporary name in `blobs` that `hf cache prune` knows how to clean up.
    fn beside(&self, entry: &Entry) -> PathBuf {
        let name = format!("{}.hfenv-{}.incomplete", entry.etag(), disk::unique());
        self.path.join("blobs").join(name)
    }
}

/// Copies a blob by way of a temporary file.
fn copy(from: &Path, by: &Path, to: &Path, size: u64) -> Result<(), CacheError> {
    let fill = || {
        let copied = io::copy(&mut File::open(from)?, &mut disk::create(by)?)?;
        if copied == size {
            Ok(())
        } else {
            Err(io::Error::other("it changed while it was copied"))
        }
    };
    disk::settle(fill(), by, to)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
