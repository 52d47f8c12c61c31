//! Renewing a login in a store of hfenv's own, under a lock of its own.

use std::time::Duration;

use super::{Asking, RenewError, When};
use crate::config::profiles::{self, Profiles};
use crate::hub::oauth::Issued;
use crate::key::Key;
use crate::login::save::{expect, remember};
use crate::profile::{Profile, ProfileName};
use crate::resolve::world::World;
use crate::secret_file;
use crate::store::Manner;
use crate::store::refresh::Refresh;
use crate::store::vault::{Secrets, Vault};
use crate::text::rfc3339;
use crate::token::MAX_LEN;

pub(super) fn renew(
    world: &World,
    manner: Manner,
    name: &ProfileName,
    when: When,
    wait: Duration,
) -> Result<(), RenewError> {
    let lock = world.paths.state.join("renewals").join(format!("{name}.lock"));
    let _lock = secret_file::lock(&lock, wait)?;
    let key = Key::load_or_make(&world.paths)?;
    let vault = world.vault(manner);
    // From here on nobody else renews it; what was read before may be old.
    let profiles = Profiles::load(&world.paths)?;
    let Some(profile) = profiles.get(name.as_str()) else { return Ok(()) };
    if !profile.renewable || !when.means(profile.expires_at()) {
        return Ok(());
    }
    let Some(old) = vault.secrets(profile)? else { return Err(RenewError::NoRefresh) };
    if !is_of(profile, &key, &key.fingerprint(&old.token)) {
        return Err(RenewError::Foreign);
    }
    let asking = Asking { world, key: &key, token: &old.token, when };
    asking.check()?;
    let refresh = old.refresh.as_ref().ok_or(RenewError::NoRefresh)?;
    if !is_of(profile, &key, &refresh.of) {
        return Err(RenewError::Foreign);
    }
    vault.is_ready(profile)?;
    secret_file::try_out(&profiles::file(&world.paths), MAX_LEN)?;
    let issued = asking.ask(&profile.endpoint, &refresh.token)?;
    store(world, &vault, &key, &Renewed { name, old: &old, end: asking.end(&issued), issued })
}

/// Whether a fingerprint is that of the profile's token, or of one that is on its way there. One of
/// a lost key says nothing.
pub(super) fn is_of(profile: &Profile, key: &Key, fingerprint: &str) -> bool {
    let known = [&profile.fingerprint, &profile.incoming];
    let mut known = known.into_iter().flatten();
    !key.made(fingerprint) || known.any(|known| known == fingerprint || !key.made(known))
}

/// The Hub's answer.
struct Renewed<'a> {
    name: &'a ProfileName,
    old: &'a Secrets,
    issued: Issued,
    end: Option<i64>,
}

/// Stores the answer: at once what renews the old token from now on, then whose token is coming,
/// then the secrets, and the profile last; a kill in between leaves a login that can be renewed. A
/// login that took the profile over meanwhile stays.
fn store(
    world: &World,
    vault: &Vault<'_>,
    key: &Key,
    renewed: &Renewed<'_>,
) -> Result<(), RenewError> {
    let Renewed { name, old, issued, end } = renewed;
    let access = &issued.access;
    let refresh = issued.refresh.as_ref().or(old.refresh.as_ref().map(|refresh| &refresh.token));
    let fingerprint = key.fingerprint(access);
    let secrets = Secrets {
        token: access.clone(),
        refresh: refresh.map(|token| Refresh { of: fingerprint.clone(), token: token.clone() }),
        expires_at: *end,
    };
    let ours = |profiles: &Profiles| {
        let profile = profiles.get(name.as_str())?;
        let there = vault.get(profile).ok().flatten();
        there.is_none_or(|there| there.token == old.token).then(|| profile.clone())
    };
    let announced = Profiles::update(&world.paths, |profiles| {
        let Some(mut profile) = ours(profiles) else { return Ok(false) };
        if let Some(refresh) = &issued.refresh {
            let of = key.fingerprint(&old.token);
            vault.put_refresh(&profile, &Refresh { of, token: refresh.clone() })?;
        }
        expect(&mut profile, vault, key, access);
        profiles.put(profile);
        Ok::<_, RenewError>(true)
    })?;
    if !announced {
        return Ok(());
    }
    Profiles::update(&world.paths, |profiles| {
        let Some(mut profile) = ours(profiles) else { return Ok(()) };
        vault.put(&profile, &secrets)?;
        note(&mut profile, fingerprint, *end);
        profiles.put(profile);
        Ok::<_, RenewError>(())
    })?;
    // A guard that does not know a token is no reason to fail: it finds most by their shape.
    let _ = remember(&world.paths, key, name, access, refresh);
    Ok(())
}

/// Notes in a profile what its store has now.
pub(super) fn note(profile: &mut Profile, fingerprint: String, end: Option<i64>) {
    profile.fingerprint = Some(fingerprint);
    profile.incoming = None;
    profile.expires = end.map(rfc3339);
    profile.renewable = true;
}
