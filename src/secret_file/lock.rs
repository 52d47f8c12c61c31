//! Locks between processes that are not waited for without end.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::{FileError, make_private_folder};

/// How long a lock is waited for.
pub const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Pause between two tries for a lock.
const LOCK_POLL: Duration = Duration::from_millis(10);

/// An exclusive flock(2) on `path`, which is made if missing; released on drop. huggingface_hub's
/// `filelock` takes the same kind of lock.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its drop")] File);

/// Takes the lock at `path`, waiting at most `wait`.
pub fn lock(path: &Path, wait: Duration) -> Result<Lock, FileError> {
    let fail = |source| FileError::io(path, source);
    make_private_folder(path.parent().unwrap_or(Path::new("/")))?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe in its place must not block, nor a link make a file elsewhere.
        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
        options.mode(0o600).custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    let file = options.open(path).map_err(fail)?;
    if !file.metadata().map_err(fail)?.is_file() {
        return Err(FileError::NotRegular(path.to_owned()));
    }
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::Error(error)) => return Err(fail(error)),
            Err(TryLockError::WouldBlock) if start.elapsed() >= wait => {
                return Err(FileError::Locked { path: path.to_owned(), waited: wait });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_POLL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_lock_is_waited_for_and_then_named() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("lock");
        let held = lock(&path, LOCK_WAIT).unwrap();
        let refused = lock(&path, Duration::from_millis(30));
        assert!(matches!(refused, Err(FileError::Locked { .. })));
        drop(held);
        assert!(lock(&path, Duration::from_millis(30)).is_ok());
    }
}
