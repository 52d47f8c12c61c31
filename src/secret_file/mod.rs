//! Files that matter: bounded reads, atomic private writes, and locks that don't wait for ever.

mod lock;

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use self::lock::{LOCK_WAIT, Lock, lock};
use thiserror::Error;
use zeroize::Zeroizing;

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
}

/// Reads a regular file of at most `limit` bytes; `Ok(None)` if there is none. Pipes and devices
/// are refused without blocking on them.
pub fn read(path: &Path, limit: u64) -> Result<Option<Content>, FileError> {
    let fail = |source| FileError::io(path, source);
    let file = match open_without_waiting(path) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(fail(error)),
    };
    let meta = file.metadata().map_err(fail)?;
    if !meta.is_file() {
        return Err(FileError::NotRegular(path.to_owned()));
    }
    let mut bytes =
        Zeroizing::new(Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or(0) + 1));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit });
    }
    let (owner, mode) = owner_and_mode(&meta);
    Ok(Some(Content { bytes, owner, mode }))
}

/// "Not there" in all its forms: no entry, a parent that is a file, a name longer than the
/// system's.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Replaces `path` by `bytes` in one step: temporary file in the same folder, fsync, rename. The
/// file ends with mode 0600 unless `mode` says otherwise, a symbolic link is followed and kept, and
/// folders made on the way are 0700. After a failure or a kill the old content is still there.
pub fn write(path: &Path, bytes: &[u8], mode: Option<u32>) -> Result<(), FileError> {
    let target = regular_target(path)?;
    let folder = target.parent().unwrap_or(Path::new("/"));
    make_private_folder(folder)?;
    sweep(&target);
    let temporary = temporary_beside(&target);
    let result = fill(&temporary, bytes, mode.unwrap_or(0o600))
        .and_then(|()| std::fs::rename(&temporary, &target))
        .map_err(|source| FileError::io(&target, source));
    if result.is_err() {
        // Best effort: the error that matters is the one being returned.
        let _ = std::fs::remove_file(&temporary);
    }
    result?;
    sync_folder(folder);
    Ok(())
}

/// Removes a file; one that is not there counts as removed. Says whether there was one. Of a symbolic
/// link the file behind it goes, which is where the secret is.
pub fn remove(path: &Path) -> Result<bool, FileError> {
    let target = regular_target(path)?;
    sweep(&target);
    match std::fs::remove_file(&target) {
        Ok(()) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(FileError::io(path, error)),
    }
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

/// The file that `path` means after its symbolic links, whether or not it exists yet. Dotfile
/// managers keep links, and a rename onto one would replace it.
fn follow_links(path: &Path) -> Result<PathBuf, FileError> {
    let mut target = path.to_owned();
    for _ in 0..40 {
        match std::fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new("/")).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(FileError::io(path, io::Error::other("too many symbolic links")))
}

/// [`follow_links`], unless something other than a file is there: a link to `/dev/null` must not make
/// root replace the device.
fn regular_target(path: &Path) -> Result<PathBuf, FileError> {
    let target = follow_links(path)?;
    match std::fs::symlink_metadata(&target) {
        Ok(meta) if !meta.is_file() => Err(FileError::NotRegular(path.to_owned())),
        _ => Ok(target),
    }
}

fn temporary_prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.hfenv-")
}

fn temporary_beside(target: &Path) -> PathBuf {
    target.with_file_name(format!("{}{}", temporary_prefix(target), std::process::id()))
}

/// Removes what a killed writer of the same file left behind: our temporary files whose process is
/// gone, so that no second copy of a secret stays on disk.
fn sweep(target: &Path) {
    let prefix = temporary_prefix(target);
    let Some(Ok(entries)) = target.parent().map(std::fs::read_dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(&prefix));
        if pid.and_then(|pid| pid.parse().ok()).is_some_and(|pid| !is_running(pid)) {
            // Best effort: it is tried again at the next write.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
fn is_running(pid: i32) -> bool {
    rustix::process::Pid::from_raw(pid)
        .is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_running(_pid: i32) -> bool {
    true
}

fn fill(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    // Two threads of one process, or a left-over of a process with our number.
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    set_mode(&file, mode)?;
    file.sync_all()
}

/// Makes the rename durable; a file system that can't sync a folder still has the rename.
fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        let _ = handle.sync_all();
    }
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
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
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_write_is_private_follows_links_and_leaves_no_temporary_file() {
        let home = tempfile::tempdir().unwrap();
        let real = home.path().join("real");
        let link = home.path().join("link");
        std::fs::write(&real, "old").unwrap();
        std::fs::set_permissions(&real, PermissionsExt::from_mode(0o644)).unwrap();
        symlink("real", &link).unwrap();
        write(&link, b"new", None).unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&real).unwrap(), b"new");
        assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_file_is_neither_replaced_nor_removed() {
        let home = tempfile::tempdir().unwrap();
        let pipe = home.path().join("pipe");
        let link = home.path().join("link");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink("pipe", &link).unwrap();
        for path in [&pipe, &link] {
            assert!(matches!(write(path, b"new", None), Err(FileError::NotRegular(_))));
            assert!(matches!(remove(path), Err(FileError::NotRegular(_))));
        }
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_removal_takes_the_file_behind_a_link_and_what_killed_writers_left() {
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join("link");
        symlink("real", &link).unwrap();
        std::fs::write(home.path().join("real"), "x").unwrap();
        std::fs::write(home.path().join(".real.hfenv-999999999"), "x").unwrap();
        assert!(remove(&link).unwrap() && !remove(&link).unwrap());
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn leftovers_of_dead_writers_go_and_those_of_live_ones_stay() {
        let home = tempfile::tempdir().unwrap();
        let dead = home.path().join(".f.hfenv-999999999");
        let live = home.path().join(".f.hfenv-1");
        std::fs::write(&dead, "x").unwrap();
        std::fs::write(&live, "x").unwrap();
        write(&home.path().join("f"), b"y", None).unwrap();
        assert!(!dead.exists() && live.exists());
    }

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
