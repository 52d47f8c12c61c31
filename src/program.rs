//! Programs that are run by their absolute path, under a deadline where they could hang; above all
//! git, with its own words only.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::vars::Env;

/// How this program is called in `PATH`.
pub const HFENV: &str = if cfg!(windows) { "hfenv.exe" } else { "hfenv" };

/// Finds a program in the absolute folders of `PATH`: one of the current folder is never run.
#[must_use]
pub fn find(env: &Env, name: &str) -> Option<PathBuf> {
    let folders = env.raw("PATH").map(OsStr::to_owned).unwrap_or_default();
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Most bytes that are taken from a program.
const LIMIT: u64 = 4 << 20;

/// Longest pause between two looks at whether a program has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// How long what it wrote may take to arrive once it has ended: a daemon that it started may keep
/// its end of the pipe open.
const REST: Duration = Duration::from_secs(1);

/// What a program did.
#[derive(Debug)]
pub struct Said {
    /// Whether its status says so.
    pub success: bool,
    /// Its status, unless a signal has ended it.
    pub code: Option<i32>,
    /// What it wrote to its standard output.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Runs a command that may take this long, and ends it then. It can read `input`, a few kilobytes
/// at most, and nothing where that is empty; its words to people are dropped.
///
/// git itself can wait for ever: a pipe among the files that a repository's configuration includes
/// is enough.
pub fn said_within(mut command: Command, input: &[u8], limit: Duration) -> io::Result<Said> {
    let begun = Instant::now();
    command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // Whoever does not read has ended, which its status tells.
        let _ = stdin.write_all(input);
    }
    let answer = listen(child.stdout.take());
    let mut bytes = None;
    let mut pause = PAUSE / 64;
    loop {
        if bytes.is_none() {
            bytes = match answer.recv_timeout(PAUSE) {
                Err(RecvTimeoutError::Timeout) => None,
                said => Some(said.unwrap_or_default()),
            };
        } else {
            // It writes nothing more, so its end is near.
            std::thread::sleep(pause);
            pause = (pause * 2).min(PAUSE);
        }
        if let Some(status) = child.try_wait()? {
            let rest = || answer.recv_timeout(REST).unwrap_or_default();
            let bytes = bytes.unwrap_or_else(rest);
            return Ok(Said { success: status.success(), code: status.code(), bytes });
        }
        if begun.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
    }
}

/// Reads what a child writes, while somebody else looks at the clock.
fn listen(stdout: Option<ChildStdout>) -> Receiver<Zeroizing<Vec<u8>>> {
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::with_capacity(16 << 10));
        // What can't be read is not there, and nobody may be left to hear it.
        let _ = stdout.map(|stdout| stdout.take(LIMIT).read_to_end(&mut bytes));
        let _ = sender.send(bytes);
    });
    receiver
}

/// Folders in which git did not answer in time.
static STUCK: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// git is nowhere to be found.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error("git is not in any absolute folder of PATH")]
pub struct NoGit;

/// The program git, by its absolute path.
#[derive(Debug, Clone)]
pub struct Git(PathBuf);

impl Git {
    /// Finds git.
    pub fn find(env: &Env) -> Result<Self, NoGit> {
        find(env, if cfg!(windows) { "git.exe" } else { "git" }).map(Self).ok_or(NoGit)
    }

    /// A command without the one program that a repository's configuration could make git run for
    /// looking at the work tree.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.0);
        command.args(["-c", "core.fsmonitor=false"]).stdin(Stdio::null());
        command
    }

    /// What a command of git's says within that time. Where it has not answered once, it is not
    /// asked again, nor below: each of many questions would take all of its time.
    pub fn said(command: Command, limit: Duration) -> io::Result<Said> {
        let folder = command.get_current_dir().map(ToOwned::to_owned).unwrap_or_default();
        let stuck = |all: &Vec<PathBuf>| all.iter().any(|known| folder.starts_with(known));
        if STUCK.lock().is_ok_and(|all| stuck(&all)) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let said = said_within(command, &[], limit);
        if said.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::TimedOut)
            && let Ok(mut all) = STUCK.lock()
        {
            all.push(folder);
        }
        said
    }

    /// git for a folder that may be somebody else's: what only looks like a repository is none.
    #[must_use]
    pub fn wary(&self) -> Command {
        let mut command = self.command();
        command.args(["-c", "safe.bareRepository=explicit"]);
        command
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, input: &str, limit: Duration) -> io::Result<Said> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        said_within(command, input.as_bytes(), limit)
    }

    #[test]
    fn what_is_said_comes_with_the_status() {
        let long = Duration::from_secs(60);
        let said = sh("cat; echo there; exit 3", "in and ", long).unwrap();
        assert_eq!((said.success, said.bytes.as_slice()), (false, &b"in and there\n"[..]));
        // Whoever closes the pipe before the end is waited for.
        assert!(sh("exec >&-; sleep 0.1", "", long).unwrap().success);
        assert!(said_within(Command::new("/nowhere/program"), b"", long).is_err());
    }

    #[test]
    fn nobody_is_waited_for_too_long() {
        let begun = Instant::now();
        let said = sh("sleep 600", "", Duration::from_millis(50));
        assert_eq!(said.unwrap_err().kind(), io::ErrorKind::TimedOut);
        // A daemon keeps the pipe.
        assert!(sh("sleep 600 & echo there", "", Duration::from_secs(60)).unwrap().success);
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
}
