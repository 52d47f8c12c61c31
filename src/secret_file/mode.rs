//! Permission bits.

use std::path::Path;

use super::{FileError, is_absent};

/// The permission bits of what a path leads to; `None` if nothing is there, or the system has none.
pub fn mode(path: &Path) -> Result<Option<u32>, FileError> {
    match std::fs::metadata(path) {
        Ok(meta) => Ok(super::owner_and_mode(&meta).1),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(FileError::io(path, error)),
    }
}
