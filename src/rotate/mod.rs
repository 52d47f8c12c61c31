//! Replaces a profile's token everywhere, so that the old one can be revoked.
//!
//! The old token is set aside before anything else, for only it can prove that it is dead, and its
//! places are known by it. So a rotation that was interrupted goes on wherever it ended: as long
//! as a token lies aside, there is something to finish.

pub mod rights;

use thiserror::Error;

use crate::config::ConfigError;
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::key::{Key, KeyError};
use crate::login::{self, Login, LoginError, Saved};
use crate::paths::Paths;
use crate::plaintext::{self, Found, Kind, PlainError, Replaced, Search};
use crate::profile::Profile;
use crate::store::StoreError;
use crate::store::vault::Vault;
use crate::token::{Family, Token};

/// Why a token can't be replaced.
#[derive(Debug, Error)]
pub enum RotateError {
    /// Saving the new one.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// Replacing it elsewhere.
    #[error(transparent)]
    Plain(#[from] PlainError),
    /// `profiles.toml`.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A profile whose token is to be replaced.
#[derive(Debug)]
pub struct Rotation {
    /// The profile.
    pub profile: Profile,
    /// The token that goes.
    pub old: Token,
    /// The token that came, if this goes on with what was interrupted.
    pub new: Option<Token>,
}

/// What is known of the old token.
#[derive(Debug)]
pub enum Old {
    /// The Hub does not know it any more.
    Dead,
    /// It works.
    Alive(Box<Who>),
    /// It can't be told, and why.
    Unknown(HubError),
}

/// Finds out where a profile stands.
pub fn open(profiles: &Profiles, vault: &Vault<'_>, name: &str) -> Result<Rotation, RotateError> {
    let known = || profiles.iter().map(|profile| profile.name.to_string()).collect();
    let none = || LoginError::NoProfile { name: name.to_owned(), known: known() };
    let profile = profiles.get(name).ok_or_else(none)?.clone();
    let (now, aside) = (vault.get(&profile)?.map(|got| got.token), vault.aside(&profile)?);
    match (now, aside) {
        (Some(now), Some(aside)) if now != aside => {
            Ok(Rotation { profile, old: aside, new: Some(now) })
        }
        (Some(old), _) | (None, Some(old)) => Ok(Rotation { profile, old, new: None }),
        (None, None) => Err(LoginError::NoSecret(profile.name.to_string()).into()),
    }
}

/// Asks the profile's Hub about its old token.
#[must_use]
pub fn ask(rotation: &Rotation) -> Old {
    match whoami::ask(&rotation.profile.endpoint, &rotation.old) {
        Ok(who) => Old::Alive(Box::new(who)),
        Err(HubError::InvalidToken(_)) => Old::Dead,
        Err(error) => Old::Unknown(error),
    }
}

/// The page where the old token ends.
#[must_use]
pub fn page(profile: &Profile, token: &Token) -> String {
    login::end_page(&profile.endpoint, token.family() == Family::OAuth)
}

/// Every place in plain text where the old token lies.
#[must_use]
pub fn places(search: &Search<'_>, old: &Token) -> Vec<Found> {
    let mut found = plaintext::find(search, &Kind::ALL).found;
    found.retain(|found| found.token == *old);
    found
}

/// Sets the old token aside and gives the profile the new one, and so every other profile that has
/// the old one.
pub fn begin(
    paths: &Paths,
    vault: &Vault<'_>,
    rotation: &Rotation,
    new: (&Token, Option<&Who>),
    python: &Endpoint,
) -> Result<Saved, RotateError> {
    vault.set_aside(&rotation.profile, &rotation.old)?;
    Ok(save(paths, vault, &rotation.profile, new, python)?)
}

fn save(
    paths: &Paths,
    vault: &Vault<'_>,
    profile: &Profile,
    (token, who): (&Token, Option<&Who>),
    python: &Endpoint,
) -> Result<Saved, LoginError> {
    let login = Login {
        token,
        name: profile.name.clone(),
        endpoint: profile.endpoint.clone(),
        store: profile.store,
        who,
        take_default: false,
        python: python.clone(),
        renewal: None,
    };
    login::save(paths, vault, &login)
}

/// Puts the new token into every other place of the old one: profiles with the same token, and
/// plain text. Says which profiles those were.
pub fn spread(
    search: &Search<'_>,
    vault: &Vault<'_>,
    rotation: &Rotation,
    new: (&Token, Option<&Who>),
    python: &Endpoint,
) -> Result<(Vec<String>, Replaced), RotateError> {
    let key = Key::load_or_make(search.paths)?;
    let old = Some(key.fingerprint(&rotation.old));
    let profiles = Profiles::load(search.paths)?;
    let mut renewed = Vec::new();
    for profile in profiles.iter().filter(|profile| profile.fingerprint == old) {
        if profile.endpoint == rotation.profile.endpoint {
            save(search.paths, vault, profile, new, python)?;
            renewed.push(profile.name.to_string());
        }
    }
    let found = places(search, &rotation.old);
    Ok((renewed, plaintext::replace(search, &found, &rotation.old, new.0)?))
}

/// Forgets the old token: it is dead, or somebody says that it may live.
pub fn end(vault: &Vault<'_>, rotation: &Rotation) -> Result<(), RotateError> {
    vault.forget_aside(&rotation.profile)?;
    Ok(())
}
