//! A profile: a name for one identity, and everything about it but the secret.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::endpoint::{Endpoint, Origin};
use crate::text::redact;

/// Longest profile name, in bytes.
pub const MAX_NAME: usize = 64;

/// User names that git or its callers fill in by habit; they select no profile.
pub const NEUTRAL_USERNAMES: [&str; 5] = ["hf_user", "user", "oauth2", "__token__", "git"];

/// A profile's name: 1 to [`MAX_NAME`] bytes of ASCII letters, digits, `.`, `_`, `-`, `+` and `@`,
/// starting with a letter or digit, so that it is safe as a file name, an argument and a git user
/// name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileName(String);

/// Why text is not a profile name.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum NameError {
    /// Empty or longer than [`MAX_NAME`].
    #[error("a profile name has 1 to {MAX_NAME} characters")]
    Length,
    /// Characters outside the allowed set.
    #[error("a profile name has letters, digits and ._-+@, and starts with a letter or digit")]
    Characters,
    /// One of [`NEUTRAL_USERNAMES`].
    #[error("this name is what tools send when they mean nobody in particular; choose another")]
    Neutral,
    /// A token in the place of a name.
    #[error("this looks like a token, and a name is shown and written down")]
    Token,
}

impl ProfileName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProfileName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.is_empty() || text.len() > MAX_NAME {
            return Err(NameError::Length);
        }
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-+@".contains(&b);
        if !starts_well || !text.bytes().all(plain) {
            return Err(NameError::Characters);
        }
        if NEUTRAL_USERNAMES.iter().any(|neutral| text.eq_ignore_ascii_case(neutral)) {
            return Err(NameError::Neutral);
        }
        if redact(text) != text {
            return Err(NameError::Token);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a profile's secret lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    /// Secret Service, macOS Keychain or Windows Credential Manager.
    Keyring,
    /// The Linux kernel's keyring: gone at reboot.
    Kernel,
    /// A file of mode 0600 in hfenv's data folder.
    File,
    /// huggingface_hub's `token` and `stored_tokens`.
    Hf,
}

impl StoreKind {
    /// Every kind, in the order in which they are proposed.
    pub const ALL: [Self; 4] = [Self::Keyring, Self::Kernel, Self::File, Self::Hf];

    /// The word used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Kernel => "kernel",
            Self::File => "file",
            Self::Hf => "hf",
        }
    }

    /// The kind that `word` names.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// What is known about one identity, as `profiles.toml` holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// The Hub that issued the token.
    pub endpoint: Endpoint,
    /// Other addresses of the same Hub, written by the user only.
    pub mirrors: Vec<Endpoint>,
    /// Where the secret lies.
    pub store: StoreKind,
    /// The account, if whoami was asked.
    pub user: Option<String>,
    /// `read`, `write`, `fineGrained` …, as the Hub names it.
    pub role: Option<String>,
    /// When the token ends, as the Hub writes it (RFC 3339).
    pub expires: Option<String>,
    /// The section of `stored_tokens` that holds it, for [`StoreKind::Hf`].
    pub saved_as: Option<String>,
    /// Keyed hash of the token: tells whose token an environment variable holds without reading a
    /// store.
    pub fingerprint: Option<String>,
    /// The same of a token that a login is about to store here. After a kill in between it tells
    /// the new token of the same Hub from a foreign one.
    pub incoming: Option<String>,
    /// Whether a refresh token lies beside the token, so that the login can be renewed.
    pub renewable: bool,
    /// Variables to export with the token, from the allowlist in [`crate::vars`].
    pub settings: BTreeMap<String, String>,
}

impl Profile {
    /// The section of `stored_tokens` that holds the token, for [`StoreKind::Hf`].
    #[must_use]
    pub fn section(&self) -> &str {
        self.saved_as.as_deref().unwrap_or(self.name.as_str())
    }

    /// When the token ends, in unix seconds; `None` if it doesn't, or if the Hub's date is odd.
    #[must_use]
    pub fn expires_at(&self) -> Option<i64> {
        self.expires.as_deref().and_then(crate::text::unix_seconds)
    }

    /// The endpoint and its mirrors.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        std::iter::once(&self.endpoint).chain(&self.mirrors)
    }

    /// Whether the token may be shown to `origin`. A profile of the Hub serves both of its names.
    #[must_use]
    pub fn serves(&self, origin: &Origin) -> bool {
        self.endpoints().any(|endpoint| endpoint.origin() == origin)
            || (self.endpoint.is_hub()
                && Endpoint::hub_names().iter().any(|name| name.origin() == origin))
    }

    /// Whether `username`, from a URL, means this profile: its name or its account.
    #[must_use]
    pub fn answers_to(&self, username: &str) -> bool {
        self.name.as_str() == username
            || self.user.as_deref().is_some_and(|user| user.eq_ignore_ascii_case(username))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_as_files_arguments_and_user_names() {
        for good in ["work", "a", "me@corp", "2.0", "x".repeat(MAX_NAME).as_str()] {
            assert!(good.parse::<ProfileName>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "-p",
            ".",
            "..",
            "a/b",
            "a b",
            "ü",
            "a\n",
            "HF_user",
            format!("hf_{}", "x".repeat(34)).as_str(),
            "x".repeat(MAX_NAME + 1).as_str(),
        ] {
            assert!(bad.parse::<ProfileName>().is_err(), "{bad:?}");
        }
    }
}
