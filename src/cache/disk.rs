//! Small steps on the disk that two processes may take at once, and that no planted link, pipe or
//! folder leads astray. Modes are those that the umask gives.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::CacheError;

/// How the names of files begin and end that are about to be renamed.
const TEMPORARY: (&str, &str) = (".hfenv-", ".tmp");
/// Older ones were left behind by a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// The bytes that are free for this user where `path` lies or will lie.
#[must_use]
pub fn free(path: &Path) -> Option<u64> {
    let there = path.ancestors().find(|folder| folder.exists())?;
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(there).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = there;
        None
    }
}

/// A name that no other process and no other call takes at the same time.
pub(super) fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A place for a temporary file in `folder`.
pub(super) fn temporary_in(folder: &Path) -> PathBuf {
    folder.join(format!("{}{}{}", TEMPORARY.0, unique(), TEMPORARY.1))
}

/// Whether a name is one of those.
pub(super) fn is_temporary(name: &std::ffi::OsStr) -> bool {
    let rest = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY.0));
    rest.is_some_and(|rest| rest.ends_with(TEMPORARY.1))
}

/// Removes the temporary files in `folder` that killed processes left.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if is_temporary(&name) && age().is_some_and(|age| age > LEFT_BEHIND) {
            // Best effort: the next run tries it again.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Makes a folder and those above it; links to folders on the way are followed.
pub(super) fn make(folder: &Path) -> Result<(), CacheError> {
    // The usual case, several times a file.
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => no_folder(folder),
        _ => CacheError::write(folder, error),
    })
}

/// Makes the folders `below`, each a real one: what is written there must not end up elsewhere.
pub fn make_below(base: &Path, below: &Path) -> Result<PathBuf, CacheError> {
    make(base)?;
    let mut at = base.to_owned();
    for part in below.components() {
        let Component::Normal(part) = part else { return Err(no_folder(&at.join(part))) };
        at.push(part);
        make_one(&at)?;
    }
    Ok(at)
}

fn make_one(folder: &Path) -> Result<(), CacheError> {
    let is_folder =
        |meta: std::fs::Metadata| if meta.is_dir() { Ok(()) } else { Err(no_folder(folder)) };
    if let Ok(meta) = std::fs::symlink_metadata(folder) {
        return is_folder(meta);
    }
    match std::fs::create_dir(folder) {
        Ok(()) => Ok(()),
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            is_folder(std::fs::symlink_metadata(folder).map_err(|e| CacheError::io(folder, e))?)
        }
        Err(error) => Err(CacheError::write(folder, error)),
    }
}

fn no_folder(path: &Path) -> CacheError {
    let what = "there is a link or a file where a folder of the cache belongs";
    CacheError::Odd { path: path.to_owned(), what }
}

/// That something is no regular file.
pub(super) fn no_file(path: &Path) -> CacheError {
    let what = "there is a link, a folder or a device where a file of the cache belongs";
    CacheError::Odd { path: path.to_owned(), what }
}

/// Opens a regular file: itself, no link to it, and no pipe to wait at. What others may have put
/// where a file of ours belongs is opened by this alone.
pub fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
}

/// The content of a small file; `None` if there is none, or something else, or more of it.
pub(super) fn read(path: &Path, limit: u64) -> Option<Vec<u8>> {
    let file = open(path, OpenOptions::new().read(true)).ok()?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= limit).then_some(bytes)
}

/// Puts `bytes` at `path` in one step, by way of a temporary file in `by`.
pub fn replace(path: &Path, bytes: &[u8], by: &Path) -> Result<(), CacheError> {
    let temporary = temporary_in(by);
    let fill = || create(&temporary)?.write_all(bytes);
    settle(fill(), &temporary, path)
}

/// A new file of our own.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Puts a symbolic link at `path` in one step: what is there is replaced and not followed.
pub(super) fn point(path: &Path, target: &Path, by: &Path) -> Result<(), CacheError> {
    let temporary = temporary_in(by);
    settle(symlink(target, &temporary), &temporary, path)
}

/// Renames a temporary file that was made, or takes it away again.
pub(super) fn settle(made: io::Result<()>, from: &Path, to: &Path) -> Result<(), CacheError> {
    let made = made.map_err(|error| CacheError::write(to, error));
    made.and_then(|()| rename(from, to)).inspect_err(|_| {
        // Best effort: the error that matters is the one being returned.
        let _ = std::fs::remove_file(from);
    })
}

/// Renames a file; what is there under the new name is replaced.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), CacheError> {
    std::fs::rename(from, to).map_err(|error| match error.kind() {
        io::ErrorKind::IsADirectory => no_file(to),
        _ => CacheError::write(to, error),
    })
}

/// Whether a whole file of this size that can be read is at `path`, behind links or not.
pub(super) fn is_whole(path: &Path, size: u64) -> bool {
    let whole = |meta: std::fs::Metadata| meta.is_file() && meta.len() == size;
    std::fs::metadata(path).is_ok_and(whole) && is_readable(path)
}

#[cfg(unix)]
fn is_readable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
}

#[cfg(not(unix))]
fn is_readable(_path: &Path) -> bool {
    true
}

/// Makes a symbolic link to a file.
pub(super) fn symlink(target: &Path, at: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(target, at);
    #[cfg(windows)]
    return std::os::windows::fs::symlink_file(target, at);
}

/// Whether links can be made in a cache; `None` where nothing can be made. It is tried where
/// huggingface_hub does not look for repositories.
pub(super) fn can_link(root: &Path) -> Option<bool> {
    let locks = root.join(".locks");
    std::fs::create_dir_all(&locks).ok()?;
    let folder = temporary_in(&locks);
    std::fs::create_dir(&folder).ok()?;
    let link = folder.join("link");
    let made = symlink(Path::new("nowhere"), &link).is_ok();
    // Best effort: an empty folder is in nobody's way.
    let _ = std::fs::remove_file(&link);
    let _ = std::fs::remove_dir(&folder);
    Some(made)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn folders_are_real_ones_below_a_base_that_may_be_a_link() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::create_dir(at("big")).unwrap();
        symlink(&at("big"), &at("base")).unwrap();
        let made = make_below(&at("base"), Path::new("a/b")).unwrap();
        assert_eq!(made, at("base/a/b"));
        assert!(at("big/a/b").is_dir());
        symlink(home.path(), &at("big/a/out")).unwrap();
        let refused = make_below(&at("base"), Path::new("a/out/x"));
        assert!(matches!(refused, Err(CacheError::Odd { .. })), "{refused:?}");
        assert!(!at("x").exists());
        assert!(make_below(&at("base"), Path::new("../x")).is_err());
        std::fs::write(at("file"), "").unwrap();
        assert!(matches!(make(&at("file/a")), Err(CacheError::Odd { .. })));
    }

    #[test]
    fn what_is_no_small_file_is_not_read() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::write(at("f"), "12345").unwrap();
        symlink(&at("f"), &at("link")).unwrap();
        symlink(&at("loop"), &at("loop")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        assert_eq!(read(&at("f"), 5).unwrap(), b"12345");
        assert_eq!(read(&at("f"), 4), None);
        for odd in ["link", "loop", "pipe", ".", "none"] {
            assert_eq!(read(&at(odd), 5), None, "{odd}");
        }
        assert!(is_whole(&at("f"), 5) && is_whole(&at("link"), 5) && !is_whole(&at("f"), 4));
        assert!(!is_whole(&at("loop"), 0) && !is_whole(&at("pipe"), 0) && !is_whole(&at("."), 0));
    }

    #[test]
    fn a_link_is_replaced_and_not_written_through() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::write(at("precious"), "p").unwrap();
        symlink(&at("precious"), &at("f")).unwrap();
        replace(&at("f"), b"new", home.path()).unwrap();
        assert_eq!(std::fs::read(at("precious")).unwrap(), b"p");
        point(&at("f"), Path::new("precious"), home.path()).unwrap();
        assert_eq!(std::fs::read_link(at("f")).unwrap(), Path::new("precious"));
        std::fs::create_dir(at("folder")).unwrap();
        let refused = point(&at("folder"), Path::new("precious"), home.path());
        assert!(matches!(refused, Err(CacheError::Odd { .. })), "{refused:?}");
        let names = std::fs::read_dir(home.path()).unwrap();
        assert_eq!(names.count(), 3, "no temporary file is left");
    }

    #[test]
    fn what_a_killed_process_left_goes_after_a_day() {
        let home = tempfile::tempdir().unwrap();
        let [old, new] = [0, 1].map(|_| temporary_in(home.path()));
        let file = create(&old).unwrap();
        let long_ago = std::time::SystemTime::now() - 2 * LEFT_BEHIND;
        file.set_modified(long_ago).unwrap();
        create(&new).unwrap();
        create(&home.path().join("other")).unwrap().set_modified(long_ago).unwrap();
        sweep(home.path());
        assert!(!old.exists() && new.exists() && home.path().join("other").exists());
    }

    #[test]
    fn free_space_is_known_before_the_folder_is_there() {
        let home = tempfile::tempdir().unwrap();
        assert!(free(&home.path().join("a/b")).is_some_and(|free| free > 0));
    }
}
