//! What was looked at: while [`watched`] runs, every file that is read on this thread, or found
//! absent, is noted with the time of the very content that was read.
//!
//! A list kept by hand would be right until somebody reads one more file. The note is made where
//! every reader passes, and from the open file, so that a change in the middle of reading shows.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A path that an answer was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The path as it was asked for.
    pub path: PathBuf,
    /// When its content was last changed; `None` if there was nothing.
    pub modified: Option<SystemTime>,
}

thread_local! {
    static NOTES: RefCell<Option<Vec<Seen>>> = const { RefCell::new(None) };
}

/// Does `work` and lists what it looked at, each path once, in order of first sight.
pub fn watched<T>(work: impl FnOnce() -> T) -> (T, Vec<Seen>) {
    NOTES.set(Some(Vec::new()));
    let done = work();
    (done, NOTES.take().unwrap_or_default())
}

/// Whether something is there, whatever it is. Only its absence is noted: a folder's own time
/// changes with everything that happens in it.
#[must_use]
pub fn exists(path: &Path) -> bool {
    let there = path.exists();
    if !there {
        note(path, || None);
    }
    there
}

/// Notes a file that another program has read for this one.
pub fn was_read(path: &Path) {
    note(path, || std::fs::metadata(path).and_then(|meta| meta.modified()).ok());
}

/// Notes a path; the time is only asked for if somebody wants it.
pub(super) fn note(path: &Path, modified: impl FnOnce() -> Option<SystemTime>) {
    NOTES.with_borrow_mut(|notes| {
        if let Some(notes) = notes
            && !notes.iter().any(|seen| seen.path == path)
        {
            notes.push(Seen { path: path.to_owned(), modified: modified() });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn every_file_is_noted_with_the_time_of_what_was_read() {
        let home = tempfile::tempdir().unwrap();
        let [there, gone] = ["there", "gone"].map(|name| home.path().join(name));
        std::fs::write(&there, "x").unwrap();
        let before = std::fs::metadata(&there).unwrap().modified().unwrap();
        let ((), seen) = watched(|| {
            let _ = read(&there, 9);
            std::fs::write(&there, "later").unwrap();
            let _ = (read(&there, 9), read(&gone, 9), exists(home.path()), exists(&gone));
        });
        assert_eq!(
            seen,
            [
                Seen { path: there, modified: Some(before) },
                Seen { path: gone.clone(), modified: None }
            ]
        );
        let _ = read(&gone, 9);
        assert_eq!(watched(|| ()).1, []);
    }
}
