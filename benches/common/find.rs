//! The programs that are timed.

use std::path::PathBuf;

use crate::sandbox::search_path;

/// A program among the tools or in PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = search_path();
    let mut folders =
        tools().map(|tools| tools.join("bin")).into_iter().chain(std::env::split_paths(&path));
    folders.find_map(|folder| Some(folder.join(program)).filter(|file| file.is_file()))
}

/// Where `tests/run --peers` installs to.
fn tools() -> Option<PathBuf> {
    let named = std::env::var_os("HFENV_TEST_TOOLS").map(PathBuf::from);
    named.or_else(|| {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
        Some(cache.or_else(home)?.join("hfenv-build/tools"))
    })
}
