//! A file that stands for a lock where the file system has no `flock`: made by one process only,
//! with its number and the boot it lives in, and removed at the end. One whose process is gone
//! counts for nothing; one of another machine has to be waited for, and in the end removed by hand.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use super::super::disk;
use super::holder::Holder;
use super::{Attempt, Held};

/// The file, removed when it is dropped.
#[derive(Debug)]
pub(super) struct Marker(PathBuf);

impl Drop for Marker {
    fn drop(&mut self) {
        // Best effort: it dies with its process.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Whether `flock` said that there is no such thing here.
pub(super) fn is_needed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
        || error.raw_os_error() == Some(Errno::NOLCK.raw_os_error())
}

/// Tries to make the file beside `lock`.
pub(super) fn attempt(lock: &Path) -> io::Result<Attempt> {
    let mut path = lock.as_os_str().to_owned();
    path.push(".hfenv");
    let path = PathBuf::from(path);
    match disk::create(&path) {
        Ok(mut file) => {
            let marker = Marker(path);
            file.write_all(format!("{} {}\n", std::process::id(), boot()).as_bytes())?;
            Ok(Attempt::Held(Held::Marker(marker)))
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => look_at(&path),
        Err(error) => Err(error),
    }
}

fn look_at(path: &Path) -> io::Result<Attempt> {
    let Some(text) = disk::read(path, 256) else {
        return if path.exists() { Ok(Attempt::Busy(Holder::Unknown)) } else { Ok(Attempt::Again) };
    };
    let words = String::from_utf8_lossy(&text).into_owned();
    let Some((process, place)) = words.trim_end().split_once(' ') else {
        return Ok(Attempt::Busy(Holder::Unknown));
    };
    let process: Option<i32> = process.parse().ok().filter(|process| *process > 0);
    let Some(pid) = process.and_then(Pid::from_raw).filter(|_| place == boot()) else {
        return Ok(Attempt::Busy(Holder::Unknown));
    };
    if test_kill_process(pid) == Err(Errno::SRCH) {
        return clear(path, &text);
    }
    Ok(Attempt::Busy(Holder::Process(pid.as_raw_pid().unsigned_abs())))
}

/// Takes a dead process's file away: by a rename, so that of two who see it dead one succeeds, and
/// what turns out to be somebody else's by then is put back.
fn clear(path: &Path, dead: &[u8]) -> io::Result<Attempt> {
    let aside = path.with_extension(format!("hfenv-{}", disk::unique()));
    match std::fs::rename(path, &aside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Attempt::Again),
        other => other?,
    }
    if disk::read(&aside, 256).is_some_and(|there| there == dead) {
        std::fs::remove_file(&aside)?;
    } else {
        std::fs::rename(&aside, path)?;
    }
    Ok(Attempt::Again)
}

/// What this machine's current boot is called, where it has a name: process numbers mean something
/// within it.
fn boot() -> String {
    let id = disk::read(Path::new("/proc/sys/kernel/random/boot_id"), 64).unwrap_or_default();
    String::from_utf8_lossy(&id).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(lock: &Path) -> Option<Attempt> {
        (0..10).map(|_| attempt(lock).unwrap()).find(|found| !matches!(found, Attempt::Again))
    }

    #[test]
    fn one_process_has_it_until_it_lets_go_or_dies() {
        let home = tempfile::tempdir().unwrap();
        let lock = home.path().join("a.lock");
        let file = home.path().join("a.lock.hfenv");
        let first = held(&lock);
        assert!(matches!(first, Some(Attempt::Held(_))));
        let Some(Attempt::Busy(holder)) = held(&lock) else { panic!() };
        let me = std::process::id().to_string();
        assert!(holder.name().is_none_or(|name| name.starts_with(&me)));
        drop(first);
        assert!(!file.exists());
        std::fs::write(&file, format!("999999999 {}\n", boot())).unwrap();
        assert!(matches!(held(&lock), Some(Attempt::Held(_))));
        for other in ["999999999 another-boot\n", "", "rubbish\n", "-1 \n"] {
            std::fs::write(&file, other).unwrap();
            assert!(matches!(held(&lock), Some(Attempt::Busy(Holder::Unknown))), "{other:?}");
        }
    }

    #[test]
    fn it_is_for_file_systems_without_flock_only() {
        let error = |errno: Errno| io::Error::from_raw_os_error(errno.raw_os_error());
        assert!([Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOLCK].map(error).iter().all(is_needed));
        assert!(![Errno::IO, Errno::BADF, Errno::ACCESS].map(error).iter().any(is_needed));
    }
}
