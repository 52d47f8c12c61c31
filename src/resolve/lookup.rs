//! Reading a token from one place, for the rows that need it.

use std::path::Path;
use std::time::Duration;

use super::bind::{claim, endpoint_for};
use super::source::{Chosen, Grant, Renewable, Source};
use super::world::World;
use super::{Answer, Question, ResolveError};
use crate::config::profiles::Profiles;
use crate::profile::{Profile, StoreKind};
use crate::store::named::{self, StoredTokens};
use crate::store::vault::Secrets;
use crate::store::{Got, StoreError, Unavailable, active};
use crate::text::{printable, printable_path, rfc3339, unix_now};
use crate::token::Token;
use crate::vars;

/// Who renews a login, for whoever does not.
pub const RENEWERS: &str = "any hfenv run, fetch or git renews it";

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
    let read = read_as(world, question, profile, chosen.clone())?;
    if matches!(read, Read::Unreachable(Unavailable::Replaced)) {
        // Another process may have renewed the login after `profiles.toml` was read.
        let now = Profiles::load(&world.paths)?.get(profile.name.as_str()).cloned();
        if let Some(now) = now.filter(|now| now != profile) {
            return read_as(world, question, &now, chosen);
        }
    }
    Ok(read)
}

fn read_as(
    world: &World,
    question: &Question,
    profile: &Profile,
    chosen: Chosen,
) -> Result<Read, ResolveError> {
    let carried = question.carried.then(|| carried(world, profile)).flatten();
    let vault = world.vault(question.manner);
    let got = match (carried, profile.store) {
        (Some(token), _) => Ok(Some((Got { token, note: None }, own_end(profile)))),
        (None, StoreKind::Hf) => {
            let found = vault.secrets(profile);
            found.map(|found| found.map(|secrets| in_hf(secrets, profile)))
        }
        (None, _) => vault.get(profile).map(|got| got.map(|got| (got, own_end(profile)))),
    };
    match got {
        Ok(None) => Ok(Read::Empty),
        Ok(Some((Got { token, .. }, _))) if is_replaced(world, profile, &token) => {
            Ok(Read::Unreachable(Unavailable::Replaced))
        }
        Ok(Some((Got { token, note }, end))) => {
            let source = Source::Profile(profile.name.clone(), chosen);
            let mut grant =
                Grant::of_profile(token, source, profile.clone(), endpoint_for(world, profile));
            (grant.expires, grant.renewable) = end;
            let note = note.map(|note| format!("profile {}: {note}", profile.name));
            let renewed = question.renews && grant.renewable.is_some();
            let note = expired(profile, &grant).filter(|_| !renewed).or(note);
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
#[must_use]
pub fn is_replaced(world: &World, profile: &Profile, token: &Token) -> bool {
    let renewed_by_hf = profile.store == StoreKind::Hf && profile.endpoint.is_hub();
    let key = world.key().ok().flatten();
    let (Some(known), Some(key)) = (&profile.fingerprint, key) else { return false };
    if !key.made(known) {
        return false;
    }
    let found = key.fingerprint(token);
    !renewed_by_hf && *known != found && profile.incoming.as_ref() != Some(&found)
}

/// When a token ends, and what renews it.
type End = (Option<i64>, Option<Renewable>);

/// That of a profile's token in a store of hfenv's own.
fn own_end(profile: &Profile) -> End {
    let renewable = profile.renewable.then(|| Renewable::Profile(profile.name.clone()));
    (profile.expires_at(), renewable)
}

/// A token in huggingface_hub's store, of which that knows better when it ends: it renews what is
/// there.
fn in_hf(secrets: Secrets, profile: &Profile) -> (Got, End) {
    let Secrets { token, refresh, expires_at } = secrets;
    let renewable = refresh.map(|_| Renewable::Saved(profile.section().to_owned()));
    (Got { token, note: None }, (expires_at.or(profile.expires_at()), renewable))
}

/// That of a login in `stored_tokens`.
pub(super) fn stored_end(stored: &StoredTokens, name: &str) -> (Option<i64>, Option<Renewable>) {
    let refresh = stored.refresh_token(name).and_then(Result::ok);
    (stored.expires_at(name), refresh.map(|_| Renewable::Saved(name.to_owned())))
}

/// What to say about a token that the Hub said would be over by now. It is used all the same: the
/// date is from the day of the login, and the server has the last word.
fn expired(profile: &Profile, grant: &Grant) -> Option<String> {
    let (name, at) = (&profile.name, grant.expires.filter(|at| *at <= unix_now())?);
    let date = rfc3339(at);
    let day = date.split('T').next().unwrap_or(&date);
    Some(match &grant.renewable {
        None => format!("the token of profile {name} expired on {day}: hfenv login -p {name}"),
        Some(_) => format!("the login of profile {name} ended on {day}: {RENEWERS}"),
    })
}

/// A token that stands in a file by itself. If it is a login that huggingface_hub saved, its name
/// and end are known from `stored_tokens`.
pub(super) fn token_file(
    world: &World,
    question: &Question,
    (path, token): (&Path, Token),
    source: impl FnOnce(Option<String>) -> Source,
) -> Answer {
    let (stored, token) = settled(world, path, token);
    let name = stored.name_of(&token).map(ToOwned::to_owned);
    let (expires, renewable) =
        name.as_deref().map_or((None, None), |name| stored_end(&stored, name));
    // Only the file beside the list is kept in step with it.
    let renewable = renewable.filter(|_| path == world.paths.hf_token);
    let over = expires.is_some_and(|at| at <= unix_now());
    if over && !(question.renews && renewable.is_some()) {
        let again = "log in again: hfenv login, or hf auth login";
        return Answer::unavailable(
            format!("the login saved in {} has expired", printable_path(path)),
            renewable.map_or_else(|| again.to_owned(), |_| format!("{RENEWERS}; or {again}")),
        );
    }
    let mut grant = claim(world, token, source(name));
    (grant.expires, grant.renewable) = (expires, renewable);
    Answer::Found(Box::new(grant), None)
}

/// How long the file may be behind the list, and how often it is looked at meanwhile.
const BEHIND: (Duration, u32) = (Duration::from_millis(20), 10);

/// The list of names, and the token as it is when nobody is between the two writes of a renewal,
/// the list's and the file's.
fn settled(world: &World, path: &Path, token: Token) -> (StoredTokens, Token) {
    let file = &world.paths.stored_tokens;
    // A damaged list of names must not hide a readable token.
    let load = || named::load(file).unwrap_or_default();
    let (mut stored, mut token) = (load(), token);
    let (pause, times) = BEHIND;
    for _ in 0..times {
        let known = stored.name_of(&token).is_some() || path != world.paths.hf_token;
        if known || !named::is_fresh(file) {
            break;
        }
        std::thread::sleep(pause);
        if let Ok(Some(now)) = active::read(path) {
            token = now;
        }
        stored = load();
    }
    (stored, token)
}
