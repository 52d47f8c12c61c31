//! Files that matter: bounded reads, atomic private writes, and locks that don't wait for ever.

mod grip;
mod lock;
mod mode;
mod replace;
mod witness;

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub use self::grip::{Grip, Refusal, settled};
pub use self::lock::{LOCK_WAIT, Lock, lock};
pub use self::mode::mode;
pub use self::replace::{remove, rewrite, tidy, try_out, write};
pub use self::witness::{Seen, exists, was_read, watched};
use thiserror::Error;
use zeroize::Zeroizing;

/// How long a change counts as fresh.
const FRESH: Duration = Duration::from_secs(1);

/// What went wrong with a file, always with its path and never with its content.
#[derive(Debug, Error)]
pub enum FileError {
    /// The file can't be opened, read or written.
    #[error("{}: {source}", crate::text::printable_path(path))]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A folder, device, pipe or socket where a file belongs.
    #[error("{}: not a regular file", crate::text::printable_path(.0))]
    NotRegular(PathBuf),
    /// More than the reader allows.
    #[error("{}: larger than {limit} bytes", crate::text::printable_path(path))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes that are read.
        limit: u64,
    },
    /// Another process holds the lock.
    #[error(
        "{}: locked by another process for more than {} s",
        crate::text::printable_path(path),
        waited.as_secs()
    )]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// How long was waited.
        waited: Duration,
    },
    /// Its owner is another user, whom a new version of it can't be given.
    #[error("{}: belongs to another user ({owner})", crate::text::printable_path(path))]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The owner's user id.
        owner: u32,
    },
    /// Other names of the file would keep the old content.
    #[error("{}: one of {names} names (hard links) of a file", crate::text::printable_path(path))]
    Linked {
        /// The file.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
}

impl FileError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// A file's bytes, wiped on drop, and what is known of the file they were read from.
#[derive(Debug)]
pub struct Content {
    /// The bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The owner's user id; `None` where the system has none.
    pub owner: Option<u32>,
    /// The permission bits; `None` where the system has none.
    pub mode: Option<u32>,
    /// When it was last changed, where the system tells.
    pub modified: Option<SystemTime>,
}

impl Content {
    /// Whether the file was changed within the last second, so that its writer may not be done.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        // A time in the future has no age, and counts as fresh.
        self.modified
            .is_none_or(|at| at.elapsed().is_ok_and(|age| age < FRESH) || at.elapsed().is_err())
    }

    /// Whether the file is somebody else's: neither this user's nor root's. Root believes
    /// everybody, since it works in other people's homes.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        #[cfg(unix)]
        {
            let me = rustix::process::geteuid().as_raw();
            me != 0 && self.owner.is_some_and(|owner| owner != me && owner != 0)
        }
        #[cfg(not(unix))]
        false
    }
}

/// A file that is read again after another one took its name.
#[derive(Debug)]
pub struct Open(File, PathBuf);

impl Open {
    /// Opens it; `None` if there is none.
    pub fn of(path: &Path) -> Result<Option<Self>, FileError> {
        match open_without_waiting(path) {
            Ok(file) => Ok(Some(Self(file, path.to_owned()))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(FileError::io(path, error)),
        }
    }

    /// All of it as it is now.
    pub fn bytes(&mut self, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let Self(file, path) = self;
        let mut bytes = Zeroizing::new(Vec::with_capacity(1 << 16));
        let mut read = || {
            file.rewind()?;
            file.take(limit).read_to_end(&mut bytes)
        };
        read().map_err(|source| FileError::io(path, source))?;
        Ok(bytes)
    }
}

/// Reads a regular file of at most `limit` bytes; `Ok(None)` if there is none. Pipes and devices
/// are refused without blocking on them.
pub fn read(path: &Path, limit: u64) -> Result<Option<Content>, FileError> {
    let fail = |source| FileError::io(path, source);
    let file = match open_without_waiting(path) {
        Ok(file) => file,
        Err(error) => {
            // What can't be read may become readable.
            witness::was_read(path);
            return if is_absent(&error) { Ok(None) } else { Err(fail(error)) };
        }
    };
    let meta = file.metadata().map_err(fail)?;
    if !meta.is_file() || is_made_by_the_kernel(&file) {
        // Its time, if any, is that of the moment, and says nothing to whoever watches it.
        return Err(FileError::NotRegular(path.to_owned()));
    }
    witness::note(path, || meta.modified().ok());
    let mut bytes =
        Zeroizing::new(Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or(0) + 1));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit });
    }
    let (owner, mode) = owner_and_mode(&meta);
    Ok(Some(Content { bytes, owner, mode, modified: meta.modified().ok() }))
}

/// Whether this is a file of /proc: a link to one shows another process to each reader.
#[cfg(target_os = "linux")]
fn is_made_by_the_kernel(file: &File) -> bool {
    rustix::fs::fstatfs(file).is_ok_and(|system| system.f_type == rustix::fs::PROC_SUPER_MAGIC)
}

#[cfg(not(target_os = "linux"))]
fn is_made_by_the_kernel(_file: &File) -> bool {
    false
}

/// "Not there" in all its forms: no entry, a parent that is a file, a name longer than the
/// system's.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether a file or folder is this user's own; where the system has no owners, all are.
#[must_use]
pub fn is_mine(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let me = rustix::process::geteuid().as_raw();
        std::fs::metadata(path).is_ok_and(|meta| meta.uid() == me)
    }
    #[cfg(not(unix))]
    path.exists()
}

/// Makes a folder and its parents, 0700 each, and leaves existing ones as they are.
pub fn make_private_folder(folder: &Path) -> Result<(), FileError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|source| FileError::io(folder, source))
}

/// Opens for reading; a pipe without a writer must not block.
fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0),
    );
    options.open(path)
}

/// Owner and permission bits.
#[cfg(unix)]
fn owner_and_mode(meta: &std::fs::Metadata) -> (Option<u32>, Option<u32>) {
    use std::os::unix::fs::MetadataExt;
    (Some(meta.uid()), Some(meta.mode() & 0o7777))
}

#[cfg(not(unix))]
fn owner_and_mode(_meta: &std::fs::Metadata) -> (Option<u32>, Option<u32>) {
    (None, None)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn folders_pipes_and_large_files_are_refused_without_blocking() {
        let home = tempfile::tempdir().unwrap();
        let big = home.path().join("big");
        std::fs::write(&big, "12345").unwrap();
        assert!(matches!(read(&big, 4), Err(FileError::TooLarge { limit: 4, .. })));
        assert_eq!(read(&big, 5).unwrap().unwrap().bytes.as_slice(), b"12345");
        assert!(matches!(read(home.path(), 4), Err(FileError::NotRegular(_))));
        assert!(read(&big.join("below-a-file"), 4).unwrap().is_none());
        let pipe = home.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(read(&pipe, 4), Err(FileError::NotRegular(_))));
    }
}
