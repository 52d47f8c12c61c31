//! Renewing an OAuth login before it ends, once for all who use it.
//!
//! The Hub may answer with a new refresh token, and then the old one is dead. So whoever asks holds
//! a lock, looks again whether another process was first, knows beforehand that the answer can be
//! stored, and stores it whatever else goes wrong.

mod failures;
mod kept;
mod saved;

use std::time::Duration;

use thiserror::Error;

use crate::config::ConfigError;
use crate::endpoint::Endpoint;
use crate::hub::oauth::{self, Issued, OAuthError};
use crate::key::{Key, KeyError};
use crate::paths::Paths;
use crate::resolve::RENEWERS;
use crate::resolve::source::{Grant, Renewable, Source};
use crate::resolve::world::World;
use crate::secret_file::FileError;
use crate::store::named::NamedError;
use crate::store::{Manner, StoreError};
use crate::text::{printable, unix_now};
use crate::token::Token;
use crate::vars::NotUtf8;
use failures::Mark;

/// A login with less time left is due, in seconds: huggingface_hub's own margin.
const MARGIN: i64 = 24 * 3600;

/// Which logins are renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Those that end within a day.
    Due,
    /// Those that are over.
    Over,
}

/// Why a login was not renewed.
#[derive(Debug, Error)]
pub enum RenewError {
    /// The refresh token is no good any more.
    #[error("the session has expired or was revoked")]
    Refused,
    /// It was tried a moment ago, and said then.
    #[error("it could not be renewed a moment ago")]
    Waiting,
    /// The Hub gave no token.
    #[error(transparent)]
    Hub(OAuthError),
    /// There is nothing to renew it with.
    #[error("there is no refresh token for it")]
    NoRefresh,
    /// It may not be sent to the Hub in force.
    #[error("it does not belong to the Hub in force")]
    Foreign,
    /// Another process holds the lock, or a folder can't be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// huggingface_hub's list.
    #[error(transparent)]
    Named(#[from] NamedError),
    /// `profiles.toml`, or the record of failures.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A variable's bytes.
    #[error(transparent)]
    NotUtf8(#[from] NotUtf8),
}

impl When {
    /// Whether a login that ends at this moment is meant.
    #[must_use]
    pub fn means(self, expires: Option<i64>) -> bool {
        let margin = if self == Self::Due { MARGIN } else { 0 };
        expires.is_some_and(|at| at - margin <= unix_now())
    }
}

/// What is to be renewed of a grant, if anything is.
#[must_use]
pub fn wanted(grant: &Grant, when: When) -> Option<&Renewable> {
    grant.renewable.as_ref().filter(|_| when.means(grant.expires))
}

/// The login whose renewal was broken off between its two writes, so that the active token of
/// huggingface_hub is in its list no more. To renew it finishes that.
#[must_use]
pub fn broken_off(world: &World, grant: &Grant) -> Option<Renewable> {
    let is_active = match &grant.source {
        Source::Saved(path, None) | Source::EnvironmentFile(path) => *path == world.paths.hf_token,
        _ => false,
    };
    if !is_active || grant.renewable.is_some() {
        return None;
    }
    let section = failures::successor(&world.paths, world.key().ok()??, grant.local()).ok()??;
    Some(Renewable::Saved(section))
}

/// A login that can be renewed, for people.
#[must_use]
pub fn named(grant: &Grant, login: &Renewable) -> String {
    match (&grant.profile, login) {
        (Some(profile), _) => format!("the login of profile {}", profile.name),
        (None, Renewable::Profile(name)) => format!("the login of profile {name}"),
        (None, Renewable::Saved(name)) => format!("the saved login {}", printable(name)),
    }
}

/// What to say of a login that somebody else ought to renew soon: whose it is, and how long it has.
#[must_use]
pub fn due(grant: &Grant) -> Option<(String, String)> {
    let left = grant.expires? - unix_now();
    let name = named(grant, wanted(grant, When::Due).filter(|_| left > 0)?);
    let words = format!("{name} ends {}: {RENEWERS}", within(left));
    Some((name, words))
}

/// "in N h".
#[must_use]
pub fn within(left: i64) -> String {
    match left {
        ..=0 => "now".to_owned(),
        1..3600 => format!("in {} min", (left + 59) / 60),
        _ => format!("in {} h", (left + 1800) / 3600),
    }
}

/// Why a grant is not renewed now, as far as that is known without asking anybody.
pub fn held_off(world: &World, grant: &Grant) -> Result<Option<RenewError>, RenewError> {
    let Some(key) = world.key()? else { return Ok(None) };
    look(&world.paths, key, grant.local(), When::means(When::Over, grant.expires))
}

/// The mark that a failure left for this token.
fn look(
    paths: &Paths,
    key: &Key,
    token: &Token,
    over: bool,
) -> Result<Option<RenewError>, RenewError> {
    Ok(match failures::find(paths, key, token)? {
        Some(Mark::Refused) => Some(RenewError::Refused),
        Some(Mark::Failed) => Some(RenewError::Waiting),
        Some(Mark::Fresh) if !over => Some(RenewError::Waiting),
        Some(Mark::Fresh | Mark::Replaced) | None => None,
    })
}

/// Renews a login, unless another process was first: then what that one stored is to be read.
/// `wait` bounds how long other processes are waited for.
pub fn renew(
    world: &World,
    manner: Manner,
    login: &Renewable,
    when: When,
    wait: Duration,
) -> Result<(), RenewError> {
    match login {
        Renewable::Profile(name) => kept::renew(world, manner, name, when, wait),
        Renewable::Saved(name) => saved::renew(world, name, when, wait),
    }
}

/// What asks the Hub, and remembers when that goes wrong.
struct Asking<'a> {
    world: &'a World,
    key: &'a Key,
    /// The token that is renewed.
    token: &'a Token,
    when: When,
}

impl Asking<'_> {
    /// Whether it makes sense to ask.
    fn check(&self) -> Result<(), RenewError> {
        let over = self.when == When::Over;
        look(&self.world.paths, self.key, self.token, over)?.map_or(Ok(()), Err)
    }

    /// Asks the Hub. From here on there is an answer to be stored.
    fn ask(&self, endpoint: &Endpoint, refresh: &Token) -> Result<Issued, RenewError> {
        let client = oauth::client(&self.world.env)?;
        oauth::refresh(endpoint, &client, refresh).map_err(|error| {
            let refused =
                matches!(&error, OAuthError::Refused { code, .. } if code == "invalid_grant");
            let mark = if refused { Mark::Refused } else { Mark::Failed };
            // What can't be noted is tried again, which costs a request and no token.
            let _ = failures::record(&self.world.paths, self.key, self.token, mark);
            if refused { RenewError::Refused } else { RenewError::Hub(error) }
        })
    }

    /// When a new token ends. One that is due at once is left alone for a moment, or every command
    /// would renew it.
    fn end(&self, issued: &Issued) -> Option<i64> {
        let expires = issued.expires_in.map(|seconds| unix_now().saturating_add(seconds));
        if When::Due.means(expires) {
            let _ = failures::record(&self.world.paths, self.key, &issued.access, Mark::Fresh);
        }
        expires
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_in_hours_and_in_minutes_at_the_end() {
        let said = [-1, 0, 1, 60, 61, 3599, 3600, 5399, 5400, 86_400].map(within);
        let expected = [
            "now",
            "now",
            "in 1 min",
            "in 1 min",
            "in 2 min",
            "in 60 min",
            "in 1 h",
            "in 1 h",
            "in 2 h",
            "in 24 h",
        ];
        assert_eq!(said, expected);
    }
}
