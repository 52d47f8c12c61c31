//! Replacing and removing a file in one step, with nothing of its content left elsewhere.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{FileError, is_absent, make_private_folder};

/// Replaces `path` by `bytes` in one step: temporary file in the same folder, fsync, rename. The
/// file ends with mode 0600 unless `mode` says otherwise, a symbolic link is followed and kept, and
/// folders made on the way are 0700. After a failure or a kill the old content is still there.
pub fn write(path: &Path, bytes: &[u8], mode: Option<u32>) -> Result<(), FileError> {
    let rights = Rights { mode: mode.unwrap_or(0o600), owners: None };
    replace(&regular_target(path)?, bytes, &rights)
}

/// The same for a file of the person's with no secret in it: mode, owner and group stay, and a new
/// file gets `mode`. Refused where the old file would live on under another name, or would change
/// hands.
pub fn rewrite(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileError> {
    let target = regular_target(path)?;
    let rights = Rights::of(&target)?.unwrap_or(Rights { mode, owners: None });
    replace(&target, bytes, &rights)
}

/// Who may do what with a file.
struct Rights {
    mode: u32,
    /// Owner and group; `None` for those of any new file.
    owners: Option<(u32, u32)>,
}

impl Rights {
    /// Those of a file that is there, if a new version can have them.
    #[cfg(unix)]
    fn of(target: &Path) -> Result<Option<Self>, FileError> {
        use std::os::unix::fs::MetadataExt;
        let Ok(meta) = std::fs::metadata(target) else { return Ok(None) };
        let me = rustix::process::geteuid().as_raw();
        if me != 0 && meta.uid() != me {
            return Err(FileError::Foreign { path: target.to_owned(), owner: meta.uid() });
        }
        if meta.nlink() > 1 {
            return Err(FileError::Linked { path: target.to_owned(), names: meta.nlink() });
        }
        Ok(Some(Self { mode: meta.mode() & 0o7777, owners: Some((meta.uid(), meta.gid())) }))
    }

    #[cfg(not(unix))]
    fn of(_target: &Path) -> Result<Option<Self>, FileError> {
        Ok(None)
    }

    /// Gives them to a new file. The owners come first: changing them clears some bits of the mode.
    #[cfg(unix)]
    fn give(&self, file: &File) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt;
        let now = file.metadata()?;
        if let Some((owner, group)) = self.owners
            && (now.uid(), now.gid()) != (owner, group)
        {
            std::os::unix::fs::fchown(file, Some(owner), Some(group))?;
        }
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(self.mode))
    }

    #[cfg(not(unix))]
    fn give(&self, _file: &File) -> io::Result<()> {
        Ok(())
    }
}

fn replace(target: &Path, bytes: &[u8], rights: &Rights) -> Result<(), FileError> {
    let folder = target.parent().unwrap_or(Path::new("/"));
    make_private_folder(folder)?;
    sweep(target);
    let temporary = temporary_beside(target);
    let result = fill(&temporary, bytes, rights)
        .and_then(|()| std::fs::rename(&temporary, target))
        .map_err(|source| FileError::io(target, source));
    if result.is_err() {
        // Best effort: the error that matters is the one being returned.
        let _ = std::fs::remove_file(&temporary);
    }
    result?;
    sync_folder(folder);
    Ok(())
}

/// Finds out whether `path` could be replaced by a file of `length` bytes now: the folder takes
/// one, and there is room. Nothing is left of it.
pub fn try_out(path: &Path, length: usize) -> Result<(), FileError> {
    let target = regular_target(path)?;
    make_private_folder(target.parent().unwrap_or(Path::new("/")))?;
    let temporary = temporary_beside(&target);
    let rights = Rights { mode: 0o600, owners: None };
    let result = fill(&temporary, &vec![b'\n'; length], &rights);
    let removed = std::fs::remove_file(&temporary);
    result.and(removed).map_err(|source| FileError::io(path, source))
}

/// Removes what a killed writer of this file left behind, where there is nothing to write.
pub fn tidy(path: &Path) -> Result<(), FileError> {
    sweep(&follow_links(path)?);
    Ok(())
}

/// Removes a file; one that is not there counts as removed. Says whether there was one. Of a
/// symbolic link the file behind it goes, which is where the secret is.
pub fn remove(path: &Path) -> Result<bool, FileError> {
    let target = regular_target(path)?;
    sweep(&target);
    match std::fs::remove_file(&target) {
        Ok(()) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(FileError::io(path, error)),
    }
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

/// [`follow_links`], unless something other than a file is there: a link to `/dev/null` must not
/// make root replace the device.
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

fn fill(path: &Path, bytes: &[u8], rights: &Rights) -> io::Result<()> {
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
    rights.give(&file)?;
    file.sync_all()
}

/// Makes the rename durable; a file system that can't sync a folder still has the rename.
fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        let _ = handle.sync_all();
    }
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
    fn a_file_that_can_be_replaced_is_found_out_without_touching_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("f");
        std::fs::write(&path, "x").unwrap();
        try_out(&path, 4096).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
        assert!(matches!(try_out(&path.join("below"), 1), Err(FileError::Io { .. })));
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
}
