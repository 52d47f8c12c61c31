//! Programs that are run by their absolute path; above all git, with its own words only.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::vars::Env;

/// Finds a program in the absolute folders of `PATH`: one of the current folder is never run.
#[must_use]
pub fn find(env: &Env, name: &str) -> Option<PathBuf> {
    let folders = env.raw("PATH").map(OsStr::to_owned).unwrap_or_default();
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

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

    /// What a command says within that time; nothing is left of it then. A repository can make
    /// git wait for ever: a pipe among the files that its configuration includes is enough.
    pub fn said_within(mut command: Command, limit: Duration) -> io::Result<Zeroizing<Vec<u8>>> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (sender, receiver) = sync_channel(1);
        let out = child.stdout.take();
        std::thread::spawn(move || {
            let mut bytes = Zeroizing::new(Vec::new());
            let read = out.map_or(Ok(0), |mut out| out.read_to_end(&mut bytes));
            // Nobody listens any more once the time is up.
            let _ = sender.send(read.map(|_| bytes));
        });
        let said = receiver.recv_timeout(limit);
        if said.is_err() {
            child.kill()?;
        }
        child.wait()?;
        said.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// git for a folder that may be somebody else's: what only looks like a repository is none.
    #[must_use]
    pub fn wary(&self) -> Command {
        let mut command = self.command();
        command.args(["-c", "safe.bareRepository=explicit"]);
        command
    }
}
