//! The guard in git's hooks: where git looks for them, what is put there, and how it comes out
//! again without a trace.
//!
//! The hooks of others stay what they are, and are run under their own path: many ask for it. So
//! there are two ways in. Where no hook stands in our way, or only those of tools which do not ask,
//! our file stands in the repository's own folder of hooks ([`files`]): other tools refuse to work
//! where `core.hooksPath` is set. Anywhere else git is led to a folder of ours ([`folder`]), in the
//! repository's git folder or for all of them, whose hooks go on to those of the folder that git
//! would use without it, and of which nothing is touched.

pub mod files;
pub mod folder;
mod inside;
pub mod place;
pub mod plan;
pub mod reach;
mod script;

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::secret_file::FileError;

/// The hooks in which the guard looks.
pub const LOOKED: [&str; 4] = ["pre-commit", "pre-merge-commit", "commit-msg", "pre-push"];

/// Why the guard can't be put in or taken out.
#[derive(Debug, Error)]
pub enum HookError {
    /// git can't be started.
    #[error("git can't be run: {0}")]
    Run(#[from] io::Error),
    /// git said no.
    #[error("git {command} failed: {said}")]
    Refused {
        /// Its command.
        command: String,
        /// Its words.
        said: String,
    },
    /// Not a place in which anybody commits.
    #[error("{}: a bare repository, in which nobody commits", crate::text::printable_path(.0))]
    Bare(PathBuf),
    /// `core.hooksPath` stands where it can't be changed for good.
    #[error("core.hooksPath comes from {origin}, where hfenv does not change it")]
    Elsewhere {
        /// Where it comes from, in git's words.
        origin: String,
    },
    /// Our own hook has been edited.
    #[error("{}: changed since hfenv put it in", crate::text::printable_path(.0))]
    Changed(PathBuf),
    /// Two hooks want to be the one that comes after ours.
    #[error(
        "{}: another hook than the one that was kept as {}",
        crate::text::printable_path(hook),
        crate::text::printable_path(kept)
    )]
    Taken {
        /// What stands there now.
        hook: PathBuf,
        /// What was kept when ours was put in.
        kept: PathBuf,
    },
    /// A path that a script or git's configuration can't hold.
    #[error("{}: a path that a hook can't hold", crate::text::printable_path(.0))]
    Path(PathBuf),
    /// A file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file can't be moved, or a folder made.
    #[error("{}: {source}", crate::text::printable_path(path))]
    Io {
        /// It.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}
