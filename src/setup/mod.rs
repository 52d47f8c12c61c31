//! What `hfenv setup` puts into a shell's rc file: which file that is, what stands in it already,
//! and the change. Nothing is asked and nothing is told here.

pub mod edit;
pub mod job;
pub mod lines;
pub mod notice;
pub mod plugin;
pub mod program;
pub mod rc;
pub mod standing;

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::paths::NoHome;
use crate::quote::{CannotCarry, Shell};
use crate::secret_file::FileError;
use crate::text::printable_path;

/// Why a shell can't be set up, or can't be looked at.
#[derive(Debug, Error)]
pub enum SetupError {
    /// No shell of this name.
    #[error("there is no shell {0:?}")]
    Unknown(String),
    /// It reads no file that hfenv could name.
    #[error("hfenv can't set up {} by itself", .0.name())]
    ByHandOnly(Shell),
    /// It can't be told to follow `cd`.
    #[error("{} has no hook to follow cd", .0.name())]
    NoPlugin(Shell),
    /// A new file would hide what the shell takes without it.
    #[error("{}: not there, and a new one would hide {name}'s own", printable_path(file))]
    Hides {
        /// The file.
        file: PathBuf,
        /// The shell.
        name: &'static str,
    },
    /// Our line would be the rest of another one.
    #[error("{}: its last line ends in a backslash and would go on in ours", printable_path(.0))]
    GoesOn(PathBuf),
    /// Somebody else's file where ours should be.
    #[error("{}: a file that hfenv did not make", printable_path(.0))]
    NotOurs(PathBuf),
    /// The path of this program, or of a file, is nothing for the shell's language.
    #[error(transparent)]
    Carry(#[from] CannotCarry),
    /// The path of this program is no text.
    #[error("{}: a path that is not UTF-8 text", printable_path(.0))]
    NotText(PathBuf),
    /// The system does not say where this program is.
    #[error("where hfenv is: {0}")]
    Itself(io::Error),
    /// git's helper does not lie beside this program.
    #[error("{}: not there", printable_path(.0))]
    NoHelper(PathBuf),
    /// No home folder.
    #[error(transparent)]
    NoHome(#[from] NoHome),
    /// A file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}
