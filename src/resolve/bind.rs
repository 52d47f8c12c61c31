//! Which endpoints a token belongs to.

use super::source::{Bound, Grant, Source};
use super::world::World;
use crate::config::profiles::Profiles;
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
#[must_use]
pub fn claim(world: &World, token: Token, source: Source) -> Grant {
    match owner(world, &token) {
        Owner::Nobody => {}
        Owner::Profile(profile) => {
            let endpoint = endpoint_for(world, profile);
            return Grant::of_profile(token, source, profile.clone(), endpoint);
        }
        // It may be another Hub's, so it goes nowhere.
        Owner::Unknown => {
            return Grant::unclaimed(token, source, Endpoint::hub(), Bound::default());
        }
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

/// A token that its place has for one of the user's endpoints: it goes there and nowhere else.
#[must_use]
pub fn at(endpoint: &Endpoint, token: Token, source: Source) -> Grant {
    let bound = Bound { http: vec![endpoint.clone()], git: vec![endpoint.clone()] };
    Grant::unclaimed(token, source, endpoint.clone(), bound)
}

/// Whose token it is, as far as the profiles tell.
enum Owner<'a> {
    Nobody,
    Profile(&'a Profile),
    /// The profiles, or the key to their fingerprints, can't be read.
    Unknown,
}

/// The profile that has this token, told by its keyed hash.
fn owner<'a>(world: &'a World, token: &Token) -> Owner<'a> {
    let Ok(profiles) = world.profiles() else { return Owner::Unknown };
    let key = world.key().ok().flatten();
    let found = key.and_then(|key| {
        let fingerprint = key.fingerprint(token);
        let mut all = profiles.iter();
        all.find(|profile| profile.fingerprint.as_deref() == Some(fingerprint.as_str()))
    });
    if let Some(profile) = found {
        return Owner::Profile(profile);
    }
    // A fingerprint of a lost key says nothing. That matters only where it may be another Hub's.
    let told = |fingerprint: &str| key.is_some_and(|key| key.made(fingerprint));
    let untold = |profile: &Profile| !profile.fingerprint.as_deref().is_some_and(told);
    let mut others = profiles.iter().filter(|profile| !profile.endpoint.is_hub());
    if others.any(untold) { Owner::Unknown } else { Owner::Nobody }
}

/// The profile that serves an endpoint; the default one if there are several.
#[must_use]
pub fn serving(profiles: &Profiles, endpoint: &Endpoint) -> Option<String> {
    let fitting = || profiles.iter().filter(|profile| profile.serves(endpoint.origin()));
    let default = fitting().find(|profile| profiles.default.as_ref() == Some(&profile.name));
    default.or_else(|| fitting().next()).map(|profile| profile.name.to_string())
}

/// Whether the user's own files name an endpoint, which is what lets git have a token for it.
fn is_listed(world: &World, endpoint: &Endpoint) -> bool {
    let same = |known: &Endpoint| known.origin() == endpoint.origin();
    world.config().is_ok_and(|config| config.endpoints.iter().any(same))
        || world
            .profiles()
            .is_ok_and(|profiles| profiles.iter().flat_map(Profile::endpoints).any(same))
}
