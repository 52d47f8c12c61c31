//! What is asked of a file once: its size, its times, and which file it is.

use std::fs::Metadata;

/// The facts about one file on disk. A link is not followed for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Its length in bytes.
    pub size: u64,
    /// The bytes that are on the disk for it: fewer where it has holes.
    pub stored: u64,
    /// When it was read last, in seconds since 1970.
    pub accessed: i64,
    /// When it was written last.
    pub modified: i64,
    /// Which file it is, by whatever name.
    pub id: FileId,
    /// How many names it has.
    pub names: u64,
}

/// A file by whatever name: its file system, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u64, u64);

impl Stat {
    /// Whether a file is still the one that it was: neither replaced nor written to.
    #[must_use]
    pub fn is_still(&self, then: &Self) -> bool {
        (self.id, self.size, self.modified) == (then.id, then.size, then.modified)
    }

    /// From what the system said.
    #[cfg(unix)]
    #[must_use]
    pub fn of(meta: &Metadata, _path: &std::path::Path) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            size: meta.len(),
            stored: meta.len().min(meta.blocks().saturating_mul(512)),
            accessed: meta.atime(),
            modified: meta.mtime(),
            id: FileId(meta.dev(), meta.ino()),
            names: meta.nlink(),
        }
    }

    /// From what the system said; without numbers of files a path is one.
    #[cfg(not(unix))]
    #[must_use]
    pub fn of(meta: &Metadata, path: &std::path::Path) -> Self {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let seconds = |time: std::io::Result<std::time::SystemTime>| {
            let age = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            age.map_or(0, |age| i64::try_from(age.as_secs()).unwrap_or(i64::MAX))
        };
        let mut hash = DefaultHasher::new();
        path.hash(&mut hash);
        Self {
            size: meta.len(),
            stored: meta.len(),
            accessed: seconds(meta.accessed()),
            modified: seconds(meta.modified()),
            id: FileId(0, hash.finish()),
            names: 1,
        }
    }
}

/// Whether files can be made in a folder.
#[cfg(unix)]
#[must_use]
pub fn is_writable(folder: &std::path::Path) -> bool {
    use rustix::fs::Access;
    rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// Whether files can be made in a folder.
#[cfg(not(unix))]
#[must_use]
pub fn is_writable(folder: &std::path::Path) -> bool {
    folder.metadata().is_ok_and(|meta| !meta.permissions().readonly())
}
