//! What lies in `.locks/`, seen without taking any of them.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::holder;

/// How many files are looked at.
const MANY: usize = 20_000;

/// What was found.
#[derive(Debug, Default)]
pub struct Locks {
    /// Files that a process has locked, with its number, where the system tells.
    pub held: Vec<(PathBuf, u32)>,
    /// Files that stand for a lock where the file system has none, with their time.
    pub markers: Vec<(PathBuf, i64)>,
}

/// Looks at the locks of a cache.
#[must_use]
pub fn look(root: &Path) -> Locks {
    let mut found = Locks::default();
    let folders = root.join(".locks").read_dir().into_iter().flatten().flatten();
    let files = folders.flat_map(|folder| folder.path().read_dir().into_iter().flatten().flatten());
    let lines = holder::lines();
    for file in files.take(MANY) {
        let (path, name) = (file.path(), file.file_name());
        let Ok(meta) = path.symlink_metadata() else { continue };
        if name.to_string_lossy().ends_with(".lock.hfenv") {
            let time = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let time = time.and_then(|time| i64::try_from(time.as_secs()).ok());
            found.markers.extend(time.map(|time| (path, time)));
        } else if let Some(process) = holder::among(&lines, &meta) {
            found.held.push((path, process));
        }
    }
    found.held.sort();
    found.markers.sort();
    found
}
