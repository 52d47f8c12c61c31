//! Moves a whole cache to another folder: `hfenv cache move`.
//!
//! On one file system it is a rename. Otherwise everything is copied, each file under a temporary
//! name, read again, and given its name; references come last. Only when all of it is there the
//! old files go, each if it is still the one that was copied. Broken off at any moment, nothing is
//! lost, and the same command goes on.

mod clear;
mod copy;
mod walk;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use self::copy::Copier;
use self::walk::{Item, walk};
use super::census::Census;
use super::lock::{self, Patience};
use super::remove::busy;
use super::{CacheError, disk};
use crate::text::printable_path;

/// A move that can be made.
#[derive(Debug)]
pub struct Move {
    /// From where, with its links resolved.
    pub from: PathBuf,
    /// To where.
    pub to: PathBuf,
    /// Bytes of regular files.
    pub bytes: u64,
    is_new: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Moved {
    /// Whether bytes were copied; else it was a rename.
    pub copied: bool,
    /// What stayed in the old place, and why.
    pub left: Vec<(PathBuf, String)>,
}

/// Why a cache can't be moved. Nothing was lost.
#[derive(Debug, Error)]
pub enum MoveError {
    /// The cache, or the disk.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// There is no cache.
    #[error("{}: there is no cache", printable_path(.0))]
    Nothing(PathBuf),
    /// It is there already.
    #[error("{}: the cache is there already", printable_path(.0))]
    Same(PathBuf),
    /// One of the two folders would be in the other.
    #[error("{} and {}: one is in the other", printable_path(.0), printable_path(.1))]
    Inside(PathBuf, PathBuf),
    /// Something else is there.
    #[error("{}: it is not empty, and no cache", printable_path(.0))]
    Taken(PathBuf),
    /// A download runs.
    #[error("a download is running: {} is locked", printable_path(.0))]
    Busy(PathBuf),
    /// Not enough room.
    #[error("{}: {needed} bytes are needed and {free} are free", printable_path(path))]
    NoSpace {
        /// The new folder.
        path: PathBuf,
        /// Bytes that are still to be written.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// A copy is not what was copied.
    #[error("{}: the copy differs from the file; is the disk in order?", printable_path(.0))]
    Differs(PathBuf),
}

impl Move {
    /// Looks whether a cache can be moved, and changes nothing.
    pub fn plan(census: &Census, to: &Path) -> Result<Self, MoveError> {
        let from = census.root.clone();
        if !from.is_dir() {
            return Err(MoveError::Nothing(from));
        }
        let to = real(to).map_err(|error| CacheError::io(to, error))?;
        if to == from {
            return Err(MoveError::Same(to));
        }
        if to.starts_with(&from) || from.starts_with(&to) {
            return Err(MoveError::Inside(from, to));
        }
        let is_new = match std::fs::read_dir(&to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => return Err(CacheError::io(&to, error).into()),
            Ok(mut entries) => entries.next().is_none(),
        };
        if !is_new && !is_cache(&to) {
            return Err(MoveError::Taken(to));
        }
        let items = walk(&from)?;
        let bytes = items.iter().map(Item::bytes).sum();
        quiet(&from, &items)?;
        Ok(Self { from, to, bytes, is_new })
    }

    /// Moves it; `progress` hears of bytes.
    pub fn run(&self, progress: &dyn Fn(u64)) -> Result<Moved, MoveError> {
        walk::untie(&self.from)?;
        if self.is_new && self.rename()? {
            return Ok(Moved::default());
        }
        disk::make(&self.to)?;
        let _one = self.alone()?;
        let mut copier = Copier::new(&self.from, &self.to, progress);
        copier.sweep();
        let mut items = walk(&self.from)?;
        self.check_room(&copier, &items)?;
        // What a download adds meanwhile is copied in another round.
        while copier.copy_all(&items)? > 0 {
            items = walk(&self.from)?;
        }
        copier.finish(&items)?;
        quiet(&self.from, &items)?;
        Ok(Moved { copied: true, left: clear::clear(&self.from, &copier.done, &copier.kept)? })
    }

    /// Whether one rename was enough.
    fn rename(&self) -> Result<bool, MoveError> {
        if let Some(parent) = self.to.parent() {
            disk::make(parent)?;
        }
        match std::fs::rename(&self.from, &self.to) {
            Ok(()) => Ok(true),
            // Another disk; or the folder is where a disk is mounted.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy
                ) =>
            {
                Ok(false)
            }
            // The folder above must not be written to, the cache may.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(CacheError::io(&self.from, error).into()),
        }
    }

    /// Keeps a second move to the same place away.
    fn alone(&self) -> Result<lock::BlobLock, MoveError> {
        let folder = disk::make_below(&self.to, Path::new(".locks"))?;
        let path = folder.join(".hfenv-move.lock");
        lock::take(&path, Patience::None)?.ok_or(MoveError::Busy(path))
    }

    fn check_room(&self, copier: &Copier<'_>, items: &[Item]) -> Result<(), MoveError> {
        let needed = copier.needed(items);
        match disk::free(&self.to) {
            Some(free) if free < needed => {
                Err(MoveError::NoSpace { path: self.to.clone(), needed, free })
            }
            _ => Ok(()),
        }
    }
}

/// A path with the links in what is there of it resolved.
fn real(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => return other,
    }
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    if path.is_symlink() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "a link to nothing"));
    }
    Ok(real(parent)?.join(name))
}

/// Whether a folder has nothing but what a cache has.
fn is_cache(folder: &Path) -> bool {
    let cache = super::Cache::bare(folder);
    Census::take(&cache).is_ok_and(|census| census.unknown.is_empty())
}

/// Whether no download runs in a cache.
fn quiet(root: &Path, items: &[Item]) -> Result<(), MoveError> {
    let locks = Path::new(".locks");
    let folders = items.iter().filter(|item| item.is_folder());
    let folders = folders.filter_map(|item| item.path.strip_prefix(locks).ok());
    match folders.filter(|folder| folder.components().count() == 1).find_map(|f| busy(root, f)) {
        Some(lock) => Err(MoveError::Busy(lock)),
        None => Ok(()),
    }
}
