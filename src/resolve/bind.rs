//! Which endpoints a token belongs to.

use super::source::{Bound, Grant, Source};
use super::world::World;
use crate::endpoint::Endpoint;
use crate::profile::Profile;
use crate::token::Token;

/// The user's own endpoint where the profile serves it, else the profile's.
pub(super) fn endpoint_for(world: &World, profile: &Profile) -> Endpoint {
    let own = world.endpoint.as_ref().filter(|own| profile.serves(own.origin()));
    own.unwrap_or(&profile.endpoint).clone()
}

/// Binds a token from the environment or a file. If a profile has the same token, then that
/// profile's endpoints hold; else the Hub's and, for HTTP, the user's own `HF_ENDPOINT`.
pub(super) fn claim(world: &World, token: Token, source: Source) -> Grant {
    if let Some(profile) = owner(world, &token) {
        let endpoint = endpoint_for(world, profile);
        return Grant::of_profile(token, source, profile.clone(), endpoint);
    }
    let mut bound = Bound { http: Endpoint::hub_names().into(), git: Endpoint::hub_names().into() };
    // A plain-http address never gets a token, so it can't be where the token belongs.
    let own = world.endpoint.as_ref().filter(|own| own.origin().is_private_transport());
    if let Some(own) = own {
        bound.http.push(own.clone());
        if is_listed(world, own) {
            bound.git.push(own.clone());
        }
    }
    let endpoint = own.cloned().unwrap_or_else(Endpoint::hub);
    Grant::unclaimed(token, source, endpoint, bound)
}

/// The profile that has this token, told by its keyed hash. Configuration that can't be read knows
/// none.
fn owner<'a>(world: &'a World, token: &Token) -> Option<&'a Profile> {
    let profiles = world.profiles().ok()?;
    if profiles.iter().all(|profile| profile.fingerprint.is_none()) {
        return None;
    }
    let hash = world.key().ok()??.fingerprint(token);
    profiles.iter().find(|profile| profile.fingerprint.as_deref() == Some(hash.as_str()))
}

/// Whether the user's own files name an endpoint, which is what lets git have a token for it.
fn is_listed(world: &World, endpoint: &Endpoint) -> bool {
    let same = |known: &Endpoint| known.origin() == endpoint.origin();
    world.config().is_ok_and(|config| config.endpoints.iter().any(same))
        || world
            .profiles()
            .is_ok_and(|profiles| profiles.iter().flat_map(Profile::endpoints).any(same))
}
