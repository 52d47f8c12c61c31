//! The lock of a blob: `flock` on `.locks/<repository>/<etag>.lock`, mode 0664, which
//! huggingface_hub's `filelock` takes, too. The kernel lets go of a dead holder's lock, and the
//! file stays. The mode is the one that does not follow the umask, as in huggingface_hub: everyone
//! who may write to a shared cache must be able to open the lock for writing.
//!
//! Where the file system has no `flock`, a file `<etag>.lock.hfenv` stands for it among hfenv's
//! own processes. huggingface_hub needs no lock to be right: each of its downloads has a file of
//! its own.

mod holder;
mod look;
#[cfg(unix)]
mod marker;

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use self::holder::Holder;
pub use self::look::{Locks, look};
use super::{CacheError, disk};

/// A lock, held until it is dropped.
#[derive(Debug)]
pub struct BlobLock(#[expect(dead_code, reason = "held for its drop")] Held);

#[derive(Debug)]
enum Held {
    Flock(#[expect(dead_code, reason = "held for its drop")] File),
    #[cfg(unix)]
    Marker(#[expect(dead_code, reason = "held for its drop")] marker::Marker),
}

/// A mark that a download fills a repository, until it is dropped. Downloads share it; who deletes
/// finds it held, also between two files of a download.
#[derive(Debug)]
pub struct InUse(#[expect(dead_code, reason = "held for its drop")] File);

/// What to do where another process holds the lock.
#[derive(Clone, Copy)]
pub enum Patience<'a> {
    /// Come back later.
    None,
    /// Wait at most that long, and tell who holds it after a second.
    Wait(Duration, &'a dyn Fn(Option<&str>)),
}

/// How an attempt ended.
enum Attempt {
    Held(Held),
    Busy(Holder),
    /// The file was taken away in between.
    Again,
}

/// When a waiting person is told for whom.
const TELL_AFTER: Duration = Duration::from_secs(1);
/// The shortest and the longest pause between two attempts.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(100));
/// A lock file that is taken away that often in a row is a fight, and no lock.
const AGAIN_MAX: u32 = 100;

/// Takes the lock at `path`; `None` if it is held and nobody is to wait.
pub fn take(path: &Path, patience: Patience<'_>) -> Result<Option<BlobLock>, CacheError> {
    let start = Instant::now();
    let (mut pause, mut again, mut told) = (PAUSES.0, 0, false);
    loop {
        let holder = match attempt(path).map_err(|error| wrong(path, error))? {
            Attempt::Held(held) => return Ok(Some(BlobLock(held))),
            Attempt::Again if again < AGAIN_MAX => {
                again += 1;
                continue;
            }
            Attempt::Again => Holder::Unknown,
            Attempt::Busy(holder) => holder,
        };
        let Patience::Wait(limit, tell) = patience else { return Ok(None) };
        let waited = start.elapsed();
        if waited >= limit {
            return Err(CacheError::Locked {
                path: path.to_owned(),
                holder: holder.name(),
                waited,
            });
        }
        if waited >= TELL_AFTER && !told {
            tell(holder.name().as_deref());
            told = true;
        }
        pause = rest(pause, limit.saturating_sub(waited));
    }
}

/// Shares the lock at `path` with whoever downloads, too. `None`: it can't be had, and what is here
/// has the locks of the blobs only. Who deletes looks at it for a moment, which is waited for.
pub(super) fn share(path: &Path) -> Option<InUse> {
    for _ in 0..AGAIN_MAX {
        let Some(file) = open(path).ok()? else { continue };
        match file.try_lock_shared() {
            Ok(()) if has_name(&file) => return Some(InUse(file)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSES.0),
            Err(TryLockError::Error(_)) => return None,
        }
    }
    None
}

/// Waits for a file's lock; says whether it came in time.
pub(super) fn wait_for(file: &File, limit: Duration) -> io::Result<bool> {
    let start = Instant::now();
    let mut pause = PAUSES.0;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if start.elapsed() >= limit => return Ok(false),
            Err(TryLockError::WouldBlock) => pause = rest(pause, limit),
        }
    }
}

/// Sleeps, and says how long to sleep the next time.
fn rest(pause: Duration, most: Duration) -> Duration {
    std::thread::sleep(pause.min(most));
    (pause * 2).min(PAUSES.1)
}

fn attempt(path: &Path) -> io::Result<Attempt> {
    let Some(file) = open(path)? else { return Ok(Attempt::Again) };
    match file.try_lock() {
        Ok(()) if has_name(&file) => Ok(Attempt::Held(Held::Flock(file))),
        Ok(()) => Ok(Attempt::Again),
        Err(TryLockError::WouldBlock) => Ok(Attempt::Busy(Holder::Flock(file))),
        Err(TryLockError::Error(error)) => without_flock(path, file, error),
    }
}

fn without_flock(path: &Path, file: File, error: io::Error) -> io::Result<Attempt> {
    match error.kind() {
        // Some file systems say so where others say "would block".
        io::ErrorKind::PermissionDenied => Ok(Attempt::Busy(Holder::Flock(file))),
        io::ErrorKind::Interrupted => Ok(Attempt::Again),
        #[cfg(unix)]
        _ if marker::is_needed(&error) => marker::attempt(path),
        _ => {
            let _ = path;
            Err(error)
        }
    }
}

/// Opens the lock file, itself and no link; `None` if it went away in between.
fn open(path: &Path) -> io::Result<Option<File>> {
    let mut new = OpenOptions::new();
    new.read(true).write(true).create_new(true);
    match disk::open(path, &mut new) {
        Ok(file) => {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                // Best effort: others may then be unable to wait for this lock.
                let _ = file.set_permissions(std::fs::Permissions::from_mode(0o664));
            }
            return Ok(Some(file));
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        // Another user's file in a folder that keeps each to his own.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && path.exists() => {}
        Err(error) => return Err(error),
    }
    match disk::open(path, OpenOptions::new().read(true).write(true)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // Local file systems lock a file that is only read just as well.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            disk::open(path, OpenOptions::new().read(true)).map(Some)
        }
        Err(error) => Err(error),
    }
}

/// A file that was removed after it was opened locks nothing.
#[cfg(unix)]
fn has_name(file: &File) -> bool {
    file.metadata().is_ok_and(|meta| std::os::unix::fs::MetadataExt::nlink(&meta) > 0)
}

#[cfg(not(unix))]
fn has_name(_file: &File) -> bool {
    true
}

fn wrong(path: &Path, error: io::Error) -> CacheError {
    match std::fs::symlink_metadata(path) {
        Ok(meta) if !meta.is_file() => disk::no_file(path),
        _ => CacheError::write(path, error),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
