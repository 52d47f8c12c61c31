//! What every source said, in order: the reason behind an answer, for `why`, `-v` and the hints of
//! errors.

use super::source::Source;
use crate::store::Unavailable;

/// The rows of the resolver, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A flag, or `HFENV_PROFILE`.
    Explicit,
    /// OIDC exchange.
    Oidc,
    /// `HF_TOKEN` and its other names.
    Environment,
    /// Files named by the environment.
    EnvironmentFile,
    /// The project's `.env`.
    DotEnv,
    /// The project's profile, or the user's rule.
    Project,
    /// The default profile.
    Default,
    /// huggingface_hub's saved token.
    Saved,
}

impl Row {
    /// The row's name in tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Oidc => "oidc",
            Self::Environment => "environment",
            Self::EnvironmentFile => "environment-file",
            Self::DotEnv => "dotenv",
            Self::Project => "project-profile",
            Self::Default => "default-profile",
            Self::Saved => "saved-login",
        }
    }
}

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its token is the answer.
    Used,
    /// It has a token, but an earlier row won.
    Shadowed,
    /// It has nothing.
    Absent,
    /// It has something that the user has not allowed.
    HeldBack,
    /// It may have something that can't be reached or must not be used now.
    Unavailable,
    /// It is damaged.
    Broken,
    /// It was not asked.
    Skipped,
}

impl Outcome {
    /// The outcome's name in tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Shadowed => "shadowed",
            Self::Absent => "absent",
            Self::HeldBack => "held-back",
            Self::Unavailable => "unavailable",
            Self::Broken => "broken",
            Self::Skipped => "skipped",
        }
    }
}

/// What one row said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The row.
    pub row: Row,
    /// How it ended.
    pub outcome: Outcome,
    /// What was found, masked, or why nothing was.
    pub detail: String,
    /// The next step for the user, if there is one.
    pub hint: Option<String>,
    /// Where its token is from, if it has one.
    pub source: Option<Source>,
    /// Whether its token is another than the one that is used.
    pub differs: bool,
}

/// All steps, in order.
pub type Trace = Vec<Step>;

/// What to do about a store that can't be reached, for the profile of this name.
#[must_use]
pub fn advice(why: &Unavailable, name: &str) -> String {
    match why {
        Unavailable::Locked => {
            "unlock it: log in to the desktop, or run gnome-keyring-daemon --unlock".into()
        }
        Unavailable::TimedOut(_) => {
            "restart the keyring, or allow more time: HFENV_KEYRING_TIMEOUT=5".into()
        }
        Unavailable::NoBus
        | Unavailable::NoService
        | Unavailable::NoCollection
        | Unavailable::Unsupported(_) => {
            format!("without a keyring, keep it elsewhere: hfenv login -p {name} --store file")
        }
        Unavailable::Replaced => format!("if that was you: hfenv login -p {name}"),
        Unavailable::Denied | Unavailable::Other(_) => {
            format!("check the store, or keep it elsewhere: hfenv login -p {name} --store file")
        }
    }
}
