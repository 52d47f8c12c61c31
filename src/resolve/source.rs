//! Where a token came from, and where it may go.

use std::fmt;
use std::path::PathBuf;

use super::rules::RuleFor;
use crate::endpoint::{Endpoint, Origin};
use crate::profile::{Profile, ProfileName};
use crate::text::printable_path;
use crate::token::Token;

/// What it costs to ask a source. Each caller has a ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// Nothing: it is in memory.
    Free,
    /// A few small files.
    Disk,
    /// A question over the session bus.
    Bus,
    /// A question over the network.
    Net,
}

/// Where a token came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `--token-stdin`.
    Stdin,
    /// `--token-file`, or a variable that is set in the file of `--env-file`.
    GivenFile(PathBuf),
    /// A profile's store.
    Profile(ProfileName, Chosen),
    /// A section of huggingface_hub's `stored_tokens`, named explicitly.
    SavedName(String, Chosen),
    /// An id token that was exchanged for a token for this resource.
    Oidc(String),
    /// A variable of the environment.
    Variable(&'static str),
    /// A file that the environment names.
    EnvironmentFile(PathBuf),
    /// A variable in an approved project's `.env`.
    DotEnv {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The variable.
        key: String,
    },
    /// huggingface_hub's active token, and the name it was saved under.
    Saved(PathBuf, Option<String>),
}

/// What chose a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// `--profile`.
    Flag,
    /// `HFENV_PROFILE`.
    Variable,
    /// The user name in a git URL.
    GitUsername,
    /// It is the only one for the host that git asks about.
    Host,
    /// A project's `.hfenv.toml`, or a bound endpoint in its `.env`.
    Project(PathBuf),
    /// A rule of `config.toml` for this place.
    Rule(RuleFor),
    /// It is the default.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::GivenFile(path) | Self::EnvironmentFile(path) => {
                f.write_str(&printable_path(path))
            }
            Self::Profile(name, chosen) => write!(f, "profile {name} ({chosen})"),
            Self::SavedName(name, chosen) => {
                write!(f, "saved login {} ({chosen})", crate::text::printable(name))
            }
            Self::Oidc(resource) => {
                write!(f, "an OIDC exchange for {}", crate::text::printable(resource))
            }
            Self::Variable(name) => write!(f, "{name} in the environment"),
            Self::DotEnv { path, line, key } => {
                write!(f, "{key} in {}:{line}", printable_path(path))
            }
            Self::Saved(path, None) => f.write_str(&printable_path(path)),
            Self::Saved(path, Some(name)) => {
                write!(f, "{} (saved login {})", printable_path(path), crate::text::printable(name))
            }
        }
    }
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--profile"),
            Self::Variable => f.write_str("HFENV_PROFILE"),
            Self::GitUsername => f.write_str("user name in the URL"),
            Self::Host => f.write_str("the only one for this host"),
            Self::Project(path) => f.write_str(&printable_path(path)),
            Self::Rule(rule) => rule.fmt(f),
            Self::Default => f.write_str("default"),
        }
    }
}

/// Who wants to send the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// git, git-lfs and git-xet, through the credential helper.
    Git,
    /// HTTP requests of hfenv itself.
    Http,
}

/// A login that can be renewed, by where its refresh token lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewable {
    /// In a store of hfenv's own, beside this profile's token.
    Profile(ProfileName),
    /// In this section of huggingface_hub's `stored_tokens`.
    Saved(String),
}

/// A token with everything that decides who may have it.
#[derive(Debug, Clone)]
pub struct Grant {
    token: Token,
    /// Where it came from.
    pub source: Source,
    /// The endpoint that it is used with.
    pub endpoint: Endpoint,
    /// The profile it belongs to, if that is known.
    pub profile: Option<Profile>,
    /// When it ends, in unix seconds.
    pub expires: Option<i64>,
    /// What renews it, if anything does.
    pub renewable: Option<Renewable>,
    bound: Bound,
}

/// The endpoints of a token that belongs to no profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bound {
    /// For HTTP requests.
    pub http: Vec<Endpoint>,
    /// For git.
    pub git: Vec<Endpoint>,
}

impl Grant {
    /// A token of a profile, used with `endpoint`.
    #[must_use]
    pub fn of_profile(token: Token, source: Source, profile: Profile, endpoint: Endpoint) -> Self {
        let (expires, bound) = (profile.expires_at(), Bound::default());
        let (profile, renewable) = (Some(profile), None);
        Self { token, source, endpoint, profile, expires, renewable, bound }
    }

    /// A token that no profile claims.
    #[must_use]
    pub fn unclaimed(token: Token, source: Source, endpoint: Endpoint, bound: Bound) -> Self {
        let (profile, expires, renewable) = (None, None, None);
        Self { token, source, endpoint, profile, expires, renewable, bound }
    }

    /// The token, if it may be shown to `origin` for this use. Asked again for each host.
    #[must_use]
    pub fn for_origin(&self, origin: &Origin, purpose: Use) -> Option<&Token> {
        let allowed = match (&self.profile, purpose) {
            (Some(profile), _) => profile.serves(origin),
            (None, Use::Git) => self.bound.git.iter().any(|endpoint| endpoint.origin() == origin),
            (None, Use::Http) => self.bound.http.iter().any(|endpoint| endpoint.origin() == origin),
        };
        (allowed && origin.is_private_transport()).then_some(&self.token)
    }

    /// The token for this machine's own use: a child's environment, a comparison, a mask. What
    /// leaves the machine goes through [`Grant::for_origin`].
    #[must_use]
    pub fn local(&self) -> &Token {
        &self.token
    }

    /// Where it came from, with the store of a profile.
    #[must_use]
    pub fn place(&self) -> String {
        match (&self.source, &self.profile) {
            (Source::Profile(..), Some(profile)) => {
                format!("{}, {} store", self.source, profile.store.name())
            }
            (source, _) => source.to_string(),
        }
    }

    /// The account's name, if it is known.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.profile.as_ref()?.user.as_deref()
    }
}
