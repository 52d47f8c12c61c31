//! Renewing a login in huggingface_hub's `stored_tokens`, under its own lock and by its own rules
//! (`utils/_auth.py`, `_refresh_oauth_token_if_needed`), so that Python may do the same at the same
//! time.

use std::time::Duration;

use super::kept::{is_of, note};
use super::{Asking, RenewError, When, failures};
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::oauth::Issued;
use crate::key::Key;
use crate::login::save::{expect, remember};
use crate::profile::{Profile, StoreKind};
use crate::resolve::bind::claim;
use crate::resolve::source::{Chosen, Source, Use};
use crate::resolve::world::World;
use crate::secret_file;
use crate::store::named::{Held, NamedError, OAuth};
use crate::store::{Manner, StoreError, active, named};
use crate::token::{MAX_LEN, Token};

pub(super) fn renew(
    world: &World,
    name: &str,
    when: When,
    wait: Duration,
) -> Result<(), RenewError> {
    let held = named::hold(&world.paths.stored_tokens, wait)?;
    let key = Key::load_or_make(&world.paths)?;
    let stored = held.load()?;
    let Some(token) = stored.token(name).and_then(Result::ok) else { return Ok(()) };
    mend(world, &key, name, &token)?;
    if !when.means(stored.expires_at(name)) {
        return Ok(());
    }
    let asking = Asking { world, key: &key, token: &token, when };
    asking.check()?;
    let refresh = stored.refresh_token(name).and_then(Result::ok).ok_or(RenewError::NoRefresh)?;
    let profiles = Profiles::load(&world.paths)?;
    let owner = profiles.iter().find(|profile| is_in(profile, name));
    let endpoint = endpoint(world, &key, owner, name, &token)?;
    secret_file::try_out(&world.paths.stored_tokens, MAX_LEN)?;
    let issued = asking.ask(&endpoint, &refresh)?;
    let end = asking.end(&issued);
    if owner.is_some_and(|owner| !owner.endpoint.is_hub()) {
        // Elsewhere a token counts only if it was announced. If that can't be, it is stored all the
        // same, and the profile says that it was replaced.
        let _ = announce(world, &key, name, &issued.access);
    }
    // For whoever comes after a kill between the two writes below. It is stored without that, too.
    let _ = failures::replace(&world.paths, &key, &token, name);
    let refresh = issued.refresh.as_ref().unwrap_or(&refresh);
    let login = OAuth { token: &issued.access, refresh_token: Some(refresh), expires_at: end };
    if !write(&held, name, &token, login)? {
        return Ok(());
    }
    // Whoever switched to another token meanwhile keeps it.
    if active::read(&world.paths.hf_token).is_ok_and(|active| active.as_ref() == Some(&token)) {
        active::write(&world.paths.hf_token, &issued.access).map_err(StoreError::from)?;
    }
    drop(held);
    finish(world, &key, name, &issued, refresh, end)
}

/// Makes the token of a section the active one if it is the successor of that.
fn mend(world: &World, key: &Key, name: &str, token: &Token) -> Result<(), RenewError> {
    let path = &world.paths.hf_token;
    let active = active::read(path).map_err(StoreError::from)?;
    let Some(active) = active.filter(|active| active != token) else { return Ok(()) };
    if failures::successor(&world.paths, key, &active)?.as_deref() == Some(name) {
        active::write(path, token).map_err(StoreError::from)?;
    }
    Ok(())
}

/// Whether a profile's secret is this section.
fn is_in(profile: &Profile, section: &str) -> bool {
    profile.store == StoreKind::Hf && profile.section() == section
}

/// The Hub that renews this login: its profile's; without a profile that of any saved token.
fn endpoint(
    world: &World,
    key: &Key,
    owner: Option<&Profile>,
    name: &str,
    token: &Token,
) -> Result<Endpoint, RenewError> {
    if let Some(owner) = owner {
        // huggingface_hub renews and replaces what is there, and that is for the public Hub alone.
        let known = is_of(owner, key, &key.fingerprint(token));
        return (owner.endpoint.is_hub() || known)
            .then(|| owner.endpoint.clone())
            .ok_or(RenewError::Foreign);
    }
    let grant = claim(world, token.clone(), Source::SavedName(name.to_owned(), Chosen::Default));
    let endpoint = grant.endpoint.clone();
    let may = grant.for_origin(endpoint.origin(), Use::Http).is_some();
    may.then_some(endpoint).ok_or(RenewError::Foreign)
}

/// Writes the answer into its section, unless somebody logged in there meanwhile.
fn write(held: &Held<'_>, name: &str, old: &Token, login: OAuth<'_>) -> Result<bool, RenewError> {
    held.update(|stored| {
        let there = stored.token(name).and_then(Result::ok);
        let is_old = there.is_some_and(|there| there == *old);
        if is_old {
            stored.set_oauth(name, login).map_err(NamedError::from)?;
        }
        Ok(is_old)
    })
}

/// Notes the answer in the profile whose section it is.
fn finish(
    world: &World,
    key: &Key,
    name: &str,
    issued: &Issued,
    refresh: &Token,
    end: Option<i64>,
) -> Result<(), RenewError> {
    let noted = Profiles::update(&world.paths, |profiles| {
        let owner = profiles.iter().find(|profile| is_in(profile, name)).cloned();
        if let Some(mut profile) = owner.clone() {
            note(&mut profile, key.fingerprint(&issued.access), end);
            profiles.put(profile);
        }
        Ok::<_, RenewError>(owner)
    })?;
    if let Some(profile) = noted {
        // A guard that does not know a token is no reason to fail: it reads this list itself.
        let _ = remember(&world.paths, key, &profile.name, &issued.access, Some(refresh));
    }
    Ok(())
}

/// Notes in its profile that a token is on its way. It waits longer than a login does, which may
/// hold that lock while it waits for ours.
fn announce(world: &World, key: &Key, name: &str, access: &Token) -> Result<(), RenewError> {
    let announced = || {
        Profiles::update(&world.paths, |profiles| {
            let owner = profiles.iter().find(|profile| is_in(profile, name)).cloned();
            if let Some(mut profile) = owner {
                expect(&mut profile, &world.vault(Manner::quiet(&world.env)), key, access);
                profiles.put(profile);
            }
            Ok::<_, RenewError>(())
        })
    };
    announced().or_else(|_| announced())
}
