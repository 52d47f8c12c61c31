//! Saving a login: the secrets, then the profile.

use std::collections::BTreeMap;

use super::place::{Sections, is_for_python, same_place};
use super::{Login, LoginError, Saved};
use crate::config::profiles::Profiles;
use crate::hub::whoami::Who;
use crate::key::Key;
use crate::own::{self, OwnError};
use crate::paths::Paths;
use crate::profile::{Profile, ProfileName, StoreKind};
use crate::store::StoreError;
use crate::store::named;
use crate::store::refresh::{self, Refresh};
use crate::store::vault::{Secrets, Vault};
use crate::text::rfc3339;
use crate::token::Token;

/// Saves a login. The former secret goes last, when the profile that no longer needs it is on disk.
pub fn save(paths: &Paths, vault: &Vault<'_>, login: &Login<'_>) -> Result<Saved, LoginError> {
    let name = login.name.clone();
    let key = Key::load_or_make(paths)?;
    if login.store == StoreKind::Hf {
        // Who renews a login holds this lock and may want that of the profiles next. Should it take
        // longer, the write below says so.
        drop(named::hold(&paths.stored_tokens, named::RENEWAL_WAIT));
    }
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
        undo = replaced.and_then(|former| Some((former.clone(), vault.secrets(former).ok()??)));
        vault.put(&profile, &secrets(login, &key)).map_err(at_store)?;
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
        let refresh = login.renewal.map(|renewal| renewal.token);
        let unguarded = remember(paths, &key, &profile.name, login.token, refresh).err();
        let left_behind = None;
        let saved = Saved { profile, replaced, is_default, former_default, unguarded, left_behind };
        Ok::<_, LoginError>((saved, former))
    });
    if let (Err(_), Some((profile, secrets))) = (&updated, &undo) {
        // The profile stays the old one, so its old secret goes back; that the login failed is the
        // error to tell, and `resolve` notices a secret that is not the profile's.
        let _ = vault.put(profile, secrets);
    }
    let (mut saved, former) = updated?;
    match former {
        Some(former) if !same_place(&former, &saved.profile) => {
            saved.left_behind = clear_former(paths, vault, &former)?;
        }
        Some(former) if former.renewable && !saved.profile.renewable => {
            let left = vault.delete_refresh(&former).err();
            saved.left_behind = left.map(|error| (former.store, error));
        }
        _ => {}
    }
    Ok(saved)
}

/// What goes into the store.
fn secrets(login: &Login<'_>, key: &Key) -> Secrets {
    let of = key.fingerprint(login.token);
    Secrets {
        token: login.token.clone(),
        refresh: login.renewal.map(|renewal| Refresh { of, token: renewal.token.clone() }),
        expires_at: login.renewal.and_then(|renewal| renewal.expires_at),
    }
}

/// Lets the guard know the secrets of a login.
pub(super) fn remember(
    paths: &Paths,
    key: &Key,
    name: &ProfileName,
    token: &Token,
    refresh: Option<&Token>,
) -> Result<(), OwnError> {
    own::remember_token(paths, key, name.as_str(), token)?;
    let entry = refresh::entry(name);
    refresh.map_or(Ok(()), |refresh| own::remember_token(paths, key, &entry, refresh))
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
            expect(&mut profile, vault, key, login.token);
            profiles.put(profile);
        }
        Ok(())
    })
}

/// Notes that `token` is on its way into a profile's store.
pub(super) fn expect(profile: &mut Profile, vault: &Vault<'_>, key: &Key, token: &Token) {
    // An earlier writer was killed between its two writes: what it stored is what is there.
    let stored = || Some(key.fingerprint(&vault.get(profile).ok()??.token));
    if profile.incoming.is_some() && profile.incoming == stored() {
        profile.fingerprint.clone_from(&profile.incoming);
    }
    profile.incoming = Some(key.fingerprint(token));
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
    let renewal_ends = login.renewal.and_then(|renewal| renewal.expires_at).map(rfc3339);
    Profile {
        endpoint: login.endpoint.clone(),
        mirrors: same_hub.map(|former| former.mirrors.clone()).unwrap_or_default(),
        store: login.store,
        user: login.who.map(|who| who.name.clone()),
        role: login.who.and_then(Who::role).map(ToOwned::to_owned),
        expires: renewal_ends.or_else(|| login.who?.expires().map(ToOwned::to_owned)),
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
