//! The locks of a repository's blobs, from the side of somebody who wants to delete them.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cache::lock::{self, BlobLock, Patience};
use crate::cache::{CacheError, disk};

/// What came of asking for a blob's lock.
pub(super) enum Hold {
    /// It is held by this process; or it does not exist, and there is no room for it.
    Mine(Option<BlobLock>),
    /// Somebody else has it.
    Busy,
}

/// Takes the lock of a blob, without waiting.
pub(super) fn hold(root: &Path, folder: &Path, etag: &str) -> Result<Hold, CacheError> {
    // Best effort: a lock that can't be made is judged below.
    let _ = disk::make_below(&root.join(".locks"), folder);
    let path = locks(root, folder).join(format!("{etag}.lock"));
    match lock::take(&path, Patience::None) {
        Ok(Some(lock)) => Ok(Hold::Mine(Some(lock))),
        Ok(None) => Ok(Hold::Busy),
        Err(_) if is_not_there(&path) => Ok(Hold::Mine(None)),
        Err(error) => Err(error),
    }
}

/// The lock of a repository that another process holds now: a download runs.
#[must_use]
pub fn busy(root: &Path, folder: &Path) -> Option<PathBuf> {
    let locks = std::fs::read_dir(locks(root, folder)).ok()?;
    let files = locks.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let paths = files.map(|entry| entry.path());
    let mut locks = paths.filter(|path| path.extension() == Some(OsStr::new("lock")));
    locks.find(|path| matches!(lock::take(path, Patience::None), Ok(None)))
}

fn locks(root: &Path, folder: &Path) -> PathBuf {
    root.join(".locks").join(folder)
}

/// A lock that is not there is held by nobody. On a full disk it can't be made, and a full disk is
/// where deleting helps.
fn is_not_there(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound)
}
