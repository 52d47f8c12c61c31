//! Renewing a login in huggingface_hub's `stored_tokens`, under its own lock and by its own rules
//! (`utils/_auth.py`, `_refresh_oauth_token_if_needed`), so that Python may do the same at the same
//! time.

use std::time::Duration;

use super::kept::{note, tell_guard};
use super::{Asking, RenewError, When};
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::oauth::Issued;
use crate::key::Key;
use crate::login::save::expect;
use crate::profile::{Profile, StoreKind};
use crate::resolve::bind::claim;
use crate::resolve::source::{Chosen, Source, Use};
use crate::resolve::world::World;
use crate::secret_file;
use crate::store::named::{Held, OAuth, StoredTokens};
use crate::store::{Manner, active, named};
use crate::text::unix_now;
use crate::token::{MAX_LEN, Token};

/// How long Python may take between reading the list and writing it, for a login, which it does
/// without the lock.
const PYTHONS_WRITE: Duration = Duration::from_millis(50);

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
        // Elsewhere a token counts only if it was announced.
        announce(world, &key, name, &issued.access)?;
    }
    let refresh = issued.refresh.as_ref().unwrap_or(&refresh);
    let login = OAuth { token: &issued.access, refresh_token: Some(refresh), expires_at: end };
    if !write(&held, name, &token, login)? {
        return Ok(());
    }
    // Whoever switched to another token meanwhile keeps it.
    if active::read(&world.paths.hf_token).is_ok_and(|active| active.as_ref() == Some(&token)) {
        active::write(&world.paths.hf_token, &issued.access).map_err(crate::store::StoreError::from)?;
    }
    drop(held);
    finish(world, &key, name, &issued, refresh, end)
}
