//! Saving, switching and forgetting identities.
//!
//! The secret goes to its store before the profile is written, and both happen under the profiles'
//! lock: after a kill in between there is a secret without a profile, which the next login
//! replaces, and never a profile whose secret is somebody else's.

pub mod device;
pub mod oidc;
mod place;
pub mod renew;
mod save;

use thiserror::Error;

pub use self::place::is_for_python;
pub use self::save::save;

use crate::config::ConfigError;
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::whoami::Who;
use crate::key::KeyError;
use crate::own::OwnError;
use crate::paths::Paths;
use crate::profile::{NameError, Profile, ProfileName, StoreKind};
use crate::store::vault::Vault;
use crate::store::{StoreError, Unavailable};
use crate::token::{Family, Token};

/// Why an identity can't be saved or changed.
#[derive(Debug, Error)]
pub enum LoginError {
    /// An organisation's token.
    #[error("this is an organisation token (api_org_…); the Hub no longer lets it log in")]
    Organisation,
    /// No name to save it under.
    #[error("the profile needs a name: {0}")]
    Name(#[from] NameError),
    /// `profiles.toml`.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store.
    #[error("the {} store: {error}", store.name())]
    Store {
        /// Which one.
        store: StoreKind,
        /// What is wrong with it.
        error: StoreError,
    },
    /// A profile whose store has lost its secret.
    #[error("profile {0} has no token in its store")]
    NoSecret(String),
    /// No profile of this name.
    #[error("there is no profile {name:?}")]
    NoProfile {
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
}

/// A token on its way into a profile.
#[derive(Debug)]
pub struct Login<'a> {
    /// The secret.
    pub token: &'a Token,
    /// The name it is saved under.
    pub name: ProfileName,
    /// The Hub that it belongs to.
    pub endpoint: Endpoint,
    /// Where it is put.
    pub store: StoreKind,
    /// What whoami said, if it was asked.
    pub who: Option<&'a Who>,
    /// Whether the profile becomes the default even if there is one.
    pub take_default: bool,
    /// Where Python sends its active token.
    pub python: Endpoint,
    /// What renews it, for an OAuth login.
    pub renewal: Option<Renewal<'a>>,
}

/// What renews an OAuth login.
#[derive(Debug, Clone, Copy)]
pub struct Renewal<'a> {
    /// The refresh token.
    pub token: &'a Token,
    /// When the access token ends, in unix seconds.
    pub expires_at: Option<i64>,
}

/// What a login did.
#[derive(Debug)]
pub struct Saved {
    /// The profile.
    pub profile: Profile,
    /// Whether it replaced one of the same name.
    pub replaced: bool,
    /// Whether it is the default now.
    pub is_default: bool,
    /// The default before.
    pub former_default: Option<ProfileName>,
    /// Why the guard does not know the token, if so.
    pub unguarded: Option<OwnError>,
    /// A former store that could not be emptied, and why.
    pub left_behind: Option<(StoreKind, StoreError)>,
}

/// The page where a token, or a browser login, is ended.
#[must_use]
pub fn end_page(endpoint: &Endpoint, browser: bool) -> String {
    let name = if browser { "connected-applications" } else { "tokens" };
    format!("{endpoint}/settings/{name}")
}

/// Refuses what can't log in, before anything is sent.
pub fn check_family(token: &Token) -> Result<(), LoginError> {
    match token.family() {
        Family::Organisation => Err(LoginError::Organisation),
        _ => Ok(()),
    }
}

/// The name that a login is saved under.
pub fn profile_name(name: Option<&str>, who: Option<&Who>) -> Result<ProfileName, LoginError> {
    Ok(name.or(who.map(|who| who.name.as_str())).unwrap_or("default").parse()?)
}

/// The first store that can be written to here, without falling back to plain files: those are
/// chosen by name only. The error is the keyring's.
pub fn propose_store(vault: &Vault<'_>) -> Result<StoreKind, Unavailable> {
    vault.usable(StoreKind::Keyring).map(|()| StoreKind::Keyring)
}

/// Forgets a profile and its secret. By `force` the profile goes even if its store can't be
/// reached, and the error says what stays behind.
pub fn forget(
    paths: &Paths,
    vault: &Vault<'_>,
    name: &str,
    force: bool,
) -> Result<(Profile, Option<StoreError>), LoginError> {
    Profiles::update(paths, |profiles| {
        let profile = known(profiles, name)?.clone();
        let left = match vault.delete(&profile) {
            Ok(_) => None,
            Err(error) if force => Some(error),
            Err(error) => return Err(LoginError::Store { store: profile.store, error }),
        };
        profiles.remove(name);
        Ok((profile, left))
    })
}

/// Makes a profile the default. One of huggingface_hub's store becomes Python's active token, too,
/// if `python`, where that is sent to, is the profile's Hub.
pub fn switch(
    paths: &Paths,
    vault: &Vault<'_>,
    name: &str,
    python: &Endpoint,
) -> Result<Profile, LoginError> {
    Profiles::update(paths, |profiles| {
        let profile = known(profiles, name)?.clone();
        if is_for_python(&profile, python) {
            let at_store = |error| LoginError::Store { store: profile.store, error };
            let got = vault.get(&profile).map_err(at_store)?;
            let got = got.ok_or_else(|| LoginError::NoSecret(profile.name.to_string()))?;
            vault.activate(&got.token).map_err(at_store)?;
        }
        profiles.default = Some(profile.name.clone());
        Ok(profile)
    })
}

fn known<'a>(profiles: &'a Profiles, name: &str) -> Result<&'a Profile, LoginError> {
    profiles.get(name).ok_or_else(|| LoginError::NoProfile {
        name: name.to_owned(),
        known: profiles.iter().map(|profile| profile.name.to_string()).collect(),
    })
}
