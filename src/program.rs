//! Programs that are run by their absolute path; above all git, with its own words only.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use thiserror::Error;

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

    /// git for a folder that may be somebody else's: what only looks like a repository is none.
    #[must_use]
    pub fn wary(&self) -> Command {
        let mut command = self.command();
        command.args(["-c", "safe.bareRepository=explicit"]);
        command
    }
}
