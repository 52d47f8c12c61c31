//! Puts a new token into every place of an old one.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::find::read;
use super::form::{self, Form};
use super::{Found, Left, Place, PlainError, Search, helper};
use crate::git::config::Git;
use crate::secret_file;
use crate::store::{StoreError, active, named};
use crate::token::Token;

/// What was replaced, and what was not.
#[derive(Debug, Default)]
pub struct Replaced {
    /// In how many places.
    pub count: usize,
    /// Where a person has to do it.
    pub left: Vec<Left>,
}

/// Puts `new` where `old` was found. Whatever is done already is left alone.
pub fn replace(
    search: &Search<'_>,
    found: &[Found],
    old: &Token,
    new: &Token,
) -> Result<Replaced, PlainError> {
    let mut replaced = Replaced::default();
    let mut texts: Vec<PathBuf> = Vec::new();
    for found in found.iter().filter(|found| found.token == *old) {
        let done = match &found.place {
            Place::Text { path, .. } if texts.contains(path) => continue,
            Place::Text { path, form, .. } => {
                texts.push(path.clone());
                text(search, path, *form, old, new)
            }
            Place::File { path } => {
                if active::read(path).map_err(StoreError::from)?.as_ref() == Some(old) {
                    active::write(path, new).map_err(StoreError::from)?;
                }
                Ok(1)
            }
            Place::Section { path, name } => {
                named::update(path, |stored| -> Result<(), StoreError> {
                    if stored.token(name).and_then(Result::ok).as_ref() == Some(old) {
                        stored.set_token(name, new).map_err(named::NamedError::from)?;
                    }
                    Ok(())
                })?;
                Ok(1)
            }
            Place::Helper { .. } => in_helper(search, found, new),
        };
        match done {
            Ok(count) => replaced.count += count,
            Err(why) => {
                replaced.left.push(Left { place: found.place.shown(search), why });
            }
        }
    }
    Ok(replaced)
}

/// Every place of a text, in one step.
fn text(
    search: &Search<'_>,
    path: &Path,
    form: Form,
    old: &Token,
    new: &Token,
) -> Result<usize, String> {
    // Anything else may mean something where it is put.
    if !form::token_like(new.reveal().as_bytes()) {
        return Err("the new token has characters that may mean something there".to_owned());
    }
    let Some(content) = read(search, path)? else { return Ok(0) };
    let spots = form::spots(form, &content.bytes, search.endpoints);
    let mut after = Zeroizing::new(Vec::with_capacity(content.bytes.len() + 16 * 1024));
    let (mut from, mut count) = (0, 0);
    for spot in spots.iter().filter(|spot| spot.token == *old) {
        after.extend_from_slice(&content.bytes[from..spot.bytes.start]);
        after.extend_from_slice(new.reveal().as_bytes());
        from = spot.bytes.end;
        count += 1;
    }
    if count > 0 {
        after.extend_from_slice(&content.bytes[from..]);
        secret_file::rewrite(path, &after, 0o600).map_err(|error| error.to_string())?;
    }
    Ok(count)
}

fn in_helper(search: &Search<'_>, found: &Found, new: &Token) -> Result<usize, String> {
    let Place::Helper { helper, endpoint, user } = &found.place else { return Ok(0) };
    let git = Git::find(search.env).map_err(|error| error.to_string())?;
    let credential = helper::Credential { endpoint, user, token: new };
    helper::tell(&git, search, helper, "approve", &credential)?;
    match helper::fill(&git, search, helper, endpoint)? {
        Some((_, there)) if there == *new => Ok(1),
        _ => Err("it keeps the old token".to_owned()),
    }
}
