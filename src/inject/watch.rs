//! The watch list of a shell: what its environment was made from, so that its builtins can tell at
//! every prompt, without a process, whether anything changed.
//!
//! Shells compare files by `-nt` and `-ot`, to the nanosecond, but can't keep a time. So each
//! watched file gets a *twin*, an empty file that carries exactly its time: newer or older than its
//! twin means changed, also where somebody set the time back. Twins lie in a folder of the shell's
//! process, in the runtime folder, and go with it.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::script::has_twins;
use crate::paths::Paths;
use crate::quote::Shell;
use crate::secret_file::{self, Seen};
use crate::vars::{self, Env};

/// How many folders of ended shells one new shell clears away.
const SWEEP: usize = 64;

/// What a shell has to look at.
#[derive(Debug, Default)]
pub struct Watch {
    /// Files that were there, with the time of the content that was read.
    pub there: Vec<(PathBuf, SystemTime)>,
    /// Files that would count if they were there.
    pub absent: Vec<PathBuf>,
    /// The folder of the twins, named by the positions in `there`. Without one, changed files are
    /// seen only after the next `cd`.
    pub twins: Option<PathBuf>,
}

impl Watch {
    /// Sorts what was seen.
    #[must_use]
    pub fn new(seen: Vec<Seen>) -> Self {
        let mut watch = Self::default();
        for Seen { path, modified } in seen {
            match modified {
                Some(time) => watch.there.push((path, time)),
                None => watch.absent.push(path),
            }
        }
        watch
    }

    /// Writes the twins for the shell with this process id. Where that fails, there are none.
    pub fn make_twins(&mut self, env: &Env, paths: &Paths, shell: u32) {
        let base = base_folder(env, paths);
        let folder = base.join(shell.to_string());
        let is_new = !folder.is_dir();
        if secret_file::make_private_folder(&folder).is_err() || !is_own_folder(&base) {
            return;
        }
        if is_new {
            sweep(&base, &folder);
        }
        let twin = |(at, (_, time)): (usize, &(PathBuf, SystemTime))| {
            write_twin(&folder.join(at.to_string()), *time)
        };
        if self.there.iter().enumerate().all(|file| twin(file).is_ok_and(|exact| exact)) {
            self.twins = Some(folder);
        }
    }
}

/// Whether the plugin of the calling shell has been answered yet; `None` where that can't be told.
#[must_use]
pub fn is_followed(env: &Env, paths: &Paths, shell: Shell) -> Option<bool> {
    if !has_twins(shell) || env.has(vars::HFENV_STATE) {
        return None;
    }
    #[cfg(unix)]
    let caller = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let caller = 0;
    Some(base_folder(env, paths).join(caller.to_string()).is_dir())
}

/// In the user's runtime folder, which is in memory and ends with the session; a runtime folder
/// that `su` has left behind belongs to somebody else.
fn base_folder(env: &Env, paths: &Paths) -> PathBuf {
    let runtime = env.absolute(vars::XDG_RUNTIME_DIR).filter(|folder| secret_file::is_mine(folder));
    runtime.map_or_else(|| paths.state.join("shells"), |folder| folder.join("hfenv"))
}

/// Whether this is a folder of this user's, and no link to one: a runtime folder can be a shared
/// one by mistake, and anybody could have put something there.
fn is_own_folder(base: &Path) -> bool {
    base.symlink_metadata().is_ok_and(|meta| meta.is_dir()) && secret_file::is_mine(base)
}

/// Writes one twin; whether the file system keeps the time exactly.
fn write_twin(path: &Path, time: SystemTime) -> io::Result<bool> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.set_modified(time)?;
    Ok(file.metadata()?.modified()? == time)
}

/// Clears away the twins of shells that have ended, and nothing else. Those of a living shell in
/// another pid namespace are made again at its next prompt.
fn sweep(base: &Path, but: &Path) {
    let Ok(entries) = base.read_dir() else { return };
    for entry in entries.flatten().take(SWEEP) {
        let shell = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if shell.is_some_and(has_ended) && entry.path() != but {
            clear(&entry.path());
        }
    }
}

/// Removes a folder of twins. What can't be removed stays; nothing depends on it.
fn clear(folder: &Path) {
    let twins = folder.read_dir().into_iter().flatten().flatten();
    for twin in twins.filter(|file| file.metadata().is_ok_and(|meta| meta.len() == 0)) {
        let _ = std::fs::remove_file(twin.path());
    }
    let _ = std::fs::remove_dir(folder);
}

#[cfg(unix)]
fn has_ended(shell: i32) -> bool {
    let Some(pid) = rustix::process::Pid::from_raw(shell).filter(|pid| pid.as_raw_pid() > 0) else {
        return false;
    };
    rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH)
}

#[cfg(not(unix))]
fn has_ended(_shell: i32) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_twin_has_its_files_time_to_the_nanosecond() {
        let home = tempfile::tempdir().unwrap();
        let env = Env::of(&[("XDG_RUNTIME_DIR", home.path().to_str().unwrap())]);
        let paths = Paths::find(&env);
        let time = SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_789);
        let seen = |name: &str, modified| Seen { path: home.path().join(name), modified };
        let mut watch = Watch::new(vec![seen("a", None), seen("b", Some(time))]);
        let ended = |name: i32| home.path().join("hfenv").join(name.to_string());
        let [ended, precious] = [ended(i32::MAX), ended(i32::MAX - 1)];
        for folder in [&ended, &precious] {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join("0"), "").unwrap();
        }
        std::fs::write(precious.join("1"), "not a twin").unwrap();
        watch.make_twins(&env, &paths, std::process::id());
        let twins = watch.twins.unwrap();
        assert_eq!(twins.join("0").metadata().unwrap().modified().unwrap(), time);
        assert_eq!((watch.absent.len(), watch.there.len()), (1, 1));
        assert!(!ended.exists() && precious.join("1").exists());
    }
}
