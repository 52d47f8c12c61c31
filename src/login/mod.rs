//! Saving, switching and forgetting identities.
//!
//! The secret goes to its store before the profile is written, and both happen under the profiles'
//! lock: after a kill in between there is a secret without a profile, which the next login
//! replaces, and never a profile whose secret is somebody else's.

pub mod device;
pub mod oidc;
mod place;

use std::collections::BTreeMap;

use thiserror::Error;

pub use self::place::is_for_python;
use self::place::{Sections, same_place};

use crate::config::ConfigError;
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::whoami::Who;
use crate::key::{Key, KeyError};
use crate::own::{self, OwnError};
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

/// Saves a login. The former secret goes last, when the profile that no longer needs it is on disk.
pub fn save(paths: &Paths, vault: &Vault<'_>, login: &Login<'_>) -> Result<Saved, LoginError> {
    let name = login.name.clone();
    let key = Key::load_or_make(paths)?;
    announce(paths, vault, &key, login)?;
    let mut undo = None;
    let updated = Profiles::update(paths, |profiles| {
        let former = profiles.get(name.as_str()).cloned();
        let sections = Sections { profiles, former: former.as_ref(), vault, login };
        let profile = new_profile(name, login, &key, &sections);
        let at_store = |error| LoginError::Store { store: profile.store, error };
        // Python would go on with the token that is being replaced.
        let renews_active = former.as_ref().is_some_and(|former| vault.is_active(former));
        // Once hfenv is at home in these files, the active token is always one that is saved.
        let newcomer = profiles.iter().all(|profile| profile.store != StoreKind::Hf);
        if profile.store == StoreKind::Hf && newcomer {
            vault.keep_active(login.token).map_err(at_store)?;
        }
        let replaced = former.as_ref().filter(|former| same_place(former, &profile));
        undo = replaced.and_then(|former| Some((former.clone(), vault.get(former).ok()??.token)));
        vault.set(&profile, login.token).map_err(at_store)?;
        let former_default = profiles.default.clone();
        profiles.put(profile.clone());
        if login.take_default || profiles.default.is_none() {
            profiles.default = Some(profile.name.clone());
        }
        let is_default = profiles.default.as_ref() == Some(&profile.name);
        // Python sends its active token to the Hub, whoever issued it.
        let for_python = is_for_python(&profile, &login.python);
        if for_python && (is_default || renews_active) {
            vault.activate(login.token).map_err(at_store)?;
        }
        let replaced = former.is_some();
        // The token is saved, and a guard that does not know it is no reason to take that back.
        let name = profile.name.as_str();
        let unguarded = own::remember_token(paths, &key, name, login.token).err();
        let left_behind = None;
        let saved = Saved { profile, replaced, is_default, former_default, unguarded, left_behind };
        Ok::<_, LoginError>((saved, former))
    });
    if let (Err(_), Some((profile, token))) = (&updated, &undo) {
        // The profile stays the old one, so its old secret goes back; that the login failed is the
        // error to tell, and `resolve` notices a secret that is not the profile's.
        let _ = vault.set(profile, token);
    }
    let (mut saved, former) = updated?;
    if let Some(former) = former.filter(|former| !same_place(former, &saved.profile)) {
        saved.left_behind = clear_former(paths, vault, &former)?;
    }
    Ok(saved)
}

/// Tells readers which token is on its way into a profile of the same Hub. A full disk or a folder
/// that can't be written is found out here, before any secret was touched.
fn announce(
    paths: &Paths,
    vault: &Vault<'_>,
    key: &Key,
    login: &Login<'_>,
) -> Result<(), LoginError> {
    Profiles::update(paths, |profiles| {
        let former = profiles.get(login.name.as_str());
        let same_hub = former.filter(|former| former.endpoint == login.endpoint).cloned();
        if let Some(mut profile) = same_hub {
            // An earlier login was killed between its two writes: what it stored is what is there.
            let stored = || Some(key.fingerprint(&vault.get(&profile).ok()??.token));
            if profile.incoming.is_some() && profile.incoming == stored() {
                profile.fingerprint.clone_from(&profile.incoming);
            }
            profile.incoming = Some(key.fingerprint(login.token));
            profiles.put(profile);
        }
        Ok(())
    })
}

fn new_profile(
    name: ProfileName,
    login: &Login<'_>,
    key: &Key,
    sections: &Sections<'_>,
) -> Profile {
    let former = sections.former;
    // Another spelling of the same name would leave a secret under the old one.
    let name = former.map_or(name, |former| former.name.clone());
    let same_hub = former.filter(|former| former.endpoint == login.endpoint);
    Profile {
        endpoint: login.endpoint.clone(),
        mirrors: same_hub.map(|former| former.mirrors.clone()).unwrap_or_default(),
        store: login.store,
        user: login.who.map(|who| who.name.clone()),
        role: login.who.and_then(Who::role).map(ToOwned::to_owned),
        expires: login.who.and_then(Who::expires).map(ToOwned::to_owned),
        saved_as: (login.store == StoreKind::Hf).then(|| sections.choose(&name)),
        fingerprint: Some(key.fingerprint(login.token)),
        incoming: None,
        renewable: login.renewal.is_some(),
        settings: former.map_or_else(BTreeMap::new, |former| former.settings.clone()),
        name,
    }
}

/// Removes the secret that a profile had in another place, unless it was put back meanwhile.
fn clear_former(
    paths: &Paths,
    vault: &Vault<'_>,
    former: &Profile,
) -> Result<Option<(StoreKind, StoreError)>, LoginError> {
    Profiles::update(paths, |profiles| {
        if profiles.iter().any(|profile| same_place(profile, former)) {
            return Ok(None);
        }
        Ok(vault.delete(former).err().map(|error| (former.store, error)))
    })
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
