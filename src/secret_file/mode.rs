//! Permission bits.

use std::io;
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

/// Gives what a path leads to other permission bits.
pub fn set_mode(path: &Path, mode: u32) -> Result<(), FileError> {
    set(path, mode).map_err(|source| FileError::io(path, source))
}

#[cfg(unix)]
fn set(path: &Path, mode: u32) -> io::Result<()> {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set(_path: &Path, _mode: u32) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
