//! Where a link leads, by its text alone.

use std::ffi::OsString;
use std::fs::FileType;
use std::path::{Component, Path, PathBuf};

use super::Unknown;

/// The cache's folder by its two names, of which links may use either.
pub(in crate::cache) struct Place {
    /// With its links resolved.
    pub(super) root: PathBuf,
    spelled: PathBuf,
}

impl Place {
    pub(in crate::cache) fn new(root: PathBuf, spelled: &Path) -> Self {
        Self { root, spelled: spelled.to_owned() }
    }

    /// Where a link with this text, in this folder, leads below the cache; `None` if it leads out
    /// of it.
    pub(in crate::cache) fn inside(&self, folder: &Path, text: &Path) -> Option<PathBuf> {
        let whole = plain(&folder.join(text))?;
        let below = whole.strip_prefix(&self.root).or_else(|_| whole.strip_prefix(&self.spelled));
        below.ok().map(Path::to_owned)
    }
}

/// The path without `.` and `..`, by its text alone.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop().then_some(())?;
            }
            other => out.push(other),
        }
    }
    Some(out)
}

/// What is in a folder. One that is not there has nothing; one that can't be read is noted.
pub(in crate::cache) fn entries(
    folder: &Path,
    unknown: &mut Vec<Unknown>,
) -> Vec<(OsString, FileType)> {
    let read = std::fs::read_dir(folder).and_then(|list| {
        list.map(|entry| entry.and_then(|e| Ok((e.file_name(), e.file_type()?)))).collect()
    });
    match read {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            unknown.push(Unknown { path: folder.to_owned(), why: error.to_string() });
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_by_their_text() {
        let place = Place::new("/data/hub".into(), Path::new("/home/u/hub"));
        let folder = Path::new("/data/hub/models--o--m/snapshots/c");
        let blob = PathBuf::from("models--o--m/blobs/x");
        assert_eq!(place.inside(folder, Path::new("../../blobs/x")), Some(blob.clone()));
        let spelled = Path::new("/home/u/hub/models--o--m/./blobs/x");
        assert_eq!(place.inside(folder, spelled), Some(blob));
        for out in ["/etc/passwd", "../../../../x", "/data/hub/../hubs/x"] {
            assert_eq!(place.inside(folder, Path::new(out)), None, "{out}");
        }
    }
}
