//! Reading a token from one place, for the rows that need it.

use super::bind::endpoint_for;
use super::source::{Chosen, Grant, Source};
use super::world::World;
use super::{Question, ResolveError};
use crate::profile::{Profile, StoreKind};
use crate::store::named::StoredTokens;
use crate::store::{Got, StoreError, Unavailable};
use crate::text::{printable, printable_path, unix_now};
use crate::token::Token;
use crate::vars;

/// The token saved under a name in `stored_tokens`.
pub(super) fn stored_token(
    world: &World,
    stored: &StoredTokens,
    name: &str,
) -> Result<Option<Token>, ResolveError> {
    stored.token(name).transpose().map_err(|error| ResolveError::Token {
        place: format!("{} ({})", printable_path(&world.paths.stored_tokens), printable(name)),
        error,
    })
}

/// What a profile's store gave.
pub(super) enum Read {
    Got(Box<Grant>, Option<String>),
    Empty,
    Unreachable(Unavailable),
}

/// Asks a profile's store.
pub(super) fn read_profile(
    world: &World,
    question: &Question,
    profile: &Profile,
    chosen: Chosen,
) -> Result<Read, ResolveError> {
    let carried = question.carried.then(|| carried(world, profile)).flatten();
    let got = match carried {
        Some(token) => Ok(Some(Got { token, note: None })),
        None => world.vault(question.manner).get(profile),
    };
    match got {
        Ok(None) => Ok(Read::Empty),
        Ok(Some(Got { token, .. })) if is_replaced(world, profile, &token) => {
            Ok(Read::Unreachable(Unavailable::Replaced))
        }
        Ok(Some(Got { token, note })) => {
            let source = Source::Profile(profile.name.clone(), chosen);
            let grant =
                Grant::of_profile(token, source, profile.clone(), endpoint_for(world, profile));
            let note = note.map(|note| format!("profile {}: {note}", profile.name));
            let note = expired(profile).or(note);
            Ok(Read::Got(Box::new(grant), note))
        }
        Err(StoreError::Unavailable(why)) => Ok(Read::Unreachable(why)),
        Err(error) => Err(ResolveError::Store { name: profile.name.to_string(), error }),
    }
}

/// The profile's token where this shell carries it already: hfenv exported it, and its fingerprint
/// is the profile's. Only a keyring is worth it, and only what another program put there since is
/// missed.
fn carried(world: &World, profile: &Profile) -> Option<Token> {
    let is_ours = world.ours.iter().any(|name| name == vars::HF_TOKEN);
    if !is_ours || profile.store != StoreKind::Keyring {
        return None;
    }
    let token = Token::clean(world.inherited.text(vars::HF_TOKEN).ok()??).ok()??;
    let fingerprint = world.key().ok()??.fingerprint(&token);
    (profile.fingerprint.as_ref() == Some(&fingerprint)).then_some(token)
}

/// Whether a store holds another token than the one of the login. It may belong to another Hub: the
/// store and `profiles.toml` are two files, and between their writes, or after a kill, they differ.
/// huggingface_hub renews what is in its own store, and that is for the Hub alone.
fn is_replaced(world: &World, profile: &Profile, token: &Token) -> bool {
    let renewed_by_hf = profile.store == StoreKind::Hf && profile.endpoint.is_hub();
    let key = world.key().ok().flatten();
    let (Some(known), Some(key)) = (&profile.fingerprint, key) else { return false };
    if !key.made(known) {
        return false;
    }
    let found = key.fingerprint(token);
    !renewed_by_hf && *known != found && profile.incoming.as_ref() != Some(&found)
}

/// What to say about a token that the Hub said would be over by now. It is used all the same: the
/// date is from the day of the login, and the server has the last word.
fn expired(profile: &Profile) -> Option<String> {
    let (name, date) = (&profile.name, profile.expires.as_deref()?);
    let over = profile.expires_at().is_some_and(|at| at <= unix_now());
    let day = printable(date.split('T').next().unwrap_or(date));
    over.then(|| format!("the token of profile {name} expired on {day}: hfenv login -p {name}"))
}
