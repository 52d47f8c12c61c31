//! Tokens that lie in plain text: where they are, taken out of there, or replaced by a new one.
//!
//! What `import` files as profiles, what `rotate` replaces and what `doctor` warns of.

use std::ops::Range;
use std::path::PathBuf;

use crate::token::Token;

/// Which kind of place a token lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// huggingface_hub's active token and its list, and the file of releases before 0.14.
    Hf,
    /// `~/.git-credentials`, a credential helper of git's, and a remote with a token in its URL.
    Git,
    /// `~/.netrc`.
    Netrc,
    /// The files that a shell reads when it starts.
    Shell,
    /// `.env` files of the project.
    DotEnv,
    /// Docker and CI files of the project.
    Ci,
}

/// A token and where it lies.
#[derive(Debug)]
pub struct Found {
    /// The token.
    pub token: Token,
    /// Which kind of place.
    pub kind: Kind,
    /// Where exactly.
    pub place: Place,
}

/// Where a token lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A part of a file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The token's bytes in the file.
        bytes: Range<usize>,
    },
    /// What a credential helper of git's answers for a host.
    Helper {
        /// The helper, as git's configuration names it.
        helper: String,
        /// The host.
        host: String,
    },
}
