//! The places where a profile's token may lie, and the words they share.
//!
//! A store that has no token, a store that can't be asked and a store that holds rubbish are three
//! different things: the first two let the resolver go on, the third stops it. A store never
//! prints; what the user ought to hear comes back as a [`Note`].

pub mod active;
pub mod dotenv;
pub mod file;
pub mod kernel;
pub mod keyring;
pub mod named;
pub mod refresh;
pub mod vault;

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::secret_file::FileError;
use crate::text::printable_path;
use crate::token::{Token, TokenError};
use crate::vars::{Env, HFENV_KEYRING_TIMEOUT};

/// How long a keyring may take unless the user says otherwise.
pub const DEADLINE: Duration = Duration::from_secs(1);

/// How long anything may take while a prompt may be on the screen.
pub const PROMPT_DEADLINE: Duration = Duration::from_secs(60);

/// How a store may behave towards the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// The most time that one call may take, as long as no prompt is shown.
    pub deadline: Duration,
    /// Whether a prompt may unlock the store, and a missing daemon may be started.
    pub interactive: bool,
}

impl Manner {
    /// For hooks, git and scripts: one deadline, no prompt, nothing started.
    #[must_use]
    pub fn quiet(env: &Env) -> Self {
        Self { deadline: deadline(env), interactive: false }
    }

    /// For a person at a terminal: a locked store may ask, for at most [`PROMPT_DEADLINE`].
    #[must_use]
    pub fn interactive(env: &Env) -> Self {
        Self { deadline: deadline(env), interactive: true }
    }
}

/// What [`HFENV_KEYRING_TIMEOUT`] asks for, if it is a number of seconds from 0.1 to 60.
fn deadline(env: &Env) -> Duration {
    let text = env.text(HFENV_KEYRING_TIMEOUT).ok().flatten();
    text.and_then(|text| text.trim().parse().ok())
        .filter(|seconds: &f64| (0.1..=60.0).contains(seconds))
        .map_or(DEADLINE, Duration::from_secs_f64)
}

/// A token, and what its store has to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    /// The token.
    pub token: Token,
    /// Something that the user ought to hear.
    pub note: Option<Note>,
}

/// Something that the user ought to hear about a token that was found.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Note {
    /// Several entries answer to the same name.
    #[error("the keyring has {0} entries of this name; took the one changed last")]
    Newest(usize),
    /// Others than the owner may read the file.
    #[error("{} can be read by others (mode {mode:04o}): chmod 600", printable_path(path))]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

/// Why a store gave no answer. A token that is not there is no error.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The store can't be asked now; another source may be.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The store answered, and the answer is no good.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// Why a store can't be asked: one variant for each thing that the user would have to do about it.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Unavailable {
    /// No session bus, as in cron, a container or a bare ssh session.
    #[error("there is no session bus")]
    NoBus,
    /// A bus, but no keyring daemon on it.
    #[error("no keyring service is running")]
    NoService,
    /// A daemon without a keyring to write to.
    #[error("the keyring service has no default keyring yet")]
    NoCollection,
    /// The keyring must be unlocked first.
    #[error("the keyring is locked")]
    Locked,
    /// The system or the user refused.
    #[error("access was refused")]
    Denied,
    /// No answer in time.
    #[error("no answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// This build or this machine can't do it.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
    /// Somebody else replaced the value: it is not the token that was logged in with.
    #[error("its token was replaced by another program")]
    Replaced,
    /// Anything else, in words that carry no secret.
    #[error("{0}")]
    Other(String),
}

/// What is wrong with an answer.
#[derive(Debug, Error)]
pub enum Broken {
    /// The stored value is no token.
    #[error("{place}: {source}")]
    Token {
        /// The store and entry, or the file.
        place: String,
        /// Why not; never with the value.
        source: TokenError,
    },
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// huggingface_hub's `stored_tokens` can't be used.
    #[error(transparent)]
    Named(#[from] named::NamedError),
    /// huggingface_hub's `token` can't be used.
    #[error(transparent)]
    Active(#[from] active::ActiveError),
}

impl From<named::NamedError> for StoreError {
    fn from(error: named::NamedError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<active::ActiveError> for StoreError {
    fn from(error: active::ActiveError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<FileError> for StoreError {
    fn from(error: FileError) -> Self {
        Self::Broken(error.into())
    }
}

/// Stored bytes as a token; nothing but blanks counts as no token.
fn cleaned(place: impl FnOnce() -> String, bytes: &[u8]) -> Result<Option<Token>, StoreError> {
    Token::clean_bytes(bytes)
        .map_err(|source| StoreError::Broken(Broken::Token { place: place(), source }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_is_taken_within_its_bounds_only() {
        let of = |text| Manner::quiet(&Env::of(&[(HFENV_KEYRING_TIMEOUT, text)])).deadline;
        assert_eq!(of("0.25"), Duration::from_millis(250));
        assert_eq!(of(" 60 "), PROMPT_DEADLINE);
        for odd in ["", "0", "0.05", "61", "-1", "NaN", "inf", "soon"] {
            assert_eq!(of(odd), DEADLINE, "{odd:?}");
        }
        assert!(Manner::interactive(&Env::default()).interactive);
    }
}
