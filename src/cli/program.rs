//! Where this program is.

use std::path::PathBuf;

use super::failure::Failure;

/// The path of the running program.
pub(super) fn own_path() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| Failure::error(format!("where hfenv is: {error}")))
}
