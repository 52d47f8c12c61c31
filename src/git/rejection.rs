//! Tokens that a server refused. git tells its helpers to erase what did not work; hfenv deletes
//! nothing, but remembers, so that the next `get` and `why` can say so.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::config::{ConfigError, FORMAT, toml_file};
use crate::endpoint::Origin;
use crate::key::{Key, KeyError, Purpose};
use crate::paths::Paths;
use crate::secret_file::{self, FileError, LOCK_WAIT};
use crate::token::Token;

/// How many refusals are kept.
const KEPT: usize = 64;

/// Why a refusal can't be read or written.
#[derive(Debug, Error)]
pub enum RejectionError {
    /// The record's content.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The record's file.
    #[error(transparent)]
    File(#[from] FileError),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: Option<u32>,
    #[serde(default)]
    rejection: Vec<Rejection>,
}

/// Whether the list can be read.
pub fn readable(paths: &Paths) -> Result<(), RejectionError> {
    toml_file::load::<Written>(&file(paths))?;
    Ok(())
}

/// One refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    hash: String,
    origin: String,
    /// When, in unix seconds.
    pub at: i64,
    told: bool,
}

/// Remembers that `origin` refused the token whose text is `password`.
pub fn record(
    paths: &Paths,
    origin: &Origin,
    password: &str,
    now: i64,
) -> Result<(), RejectionError> {
    let key = Key::load_or_make(paths)?;
    let fresh =
        Rejection { hash: hash(&key, password), origin: origin.to_string(), at: now, told: false };
    change(paths, |list| {
        list.retain(|known| known.hash != fresh.hash || known.origin != fresh.origin);
        list.push(fresh);
        let surplus = list.len().saturating_sub(KEPT);
        list.drain(..surplus);
    })
}

/// The refusal of this token by `origin`, if there was one.
pub fn find(
    paths: &Paths,
    origin: &Origin,
    token: &str,
) -> Result<Option<Rejection>, RejectionError> {
    let Some(written) = toml_file::load::<Written>(&file(paths))? else { return Ok(None) };
    let Some(key) = Key::load(paths)? else { return Ok(None) };
    let (hash, origin) = (hash(&key, token), origin.to_string());
    Ok(written.rejection.into_iter().find(|known| known.hash == hash && known.origin == origin))
}

/// The same of a token.
pub fn of_token(
    paths: &Paths,
    origin: &Origin,
    token: &Token,
) -> Result<Option<Rejection>, RejectionError> {
    find(paths, origin, token.reveal())
}

/// The same, but each refusal is handed out once.
pub fn find_untold(
    paths: &Paths,
    origin: &Origin,
    token: &str,
) -> Result<Option<Rejection>, RejectionError> {
    let Some(found) = find(paths, origin, token)?.filter(|rejection| !rejection.told) else {
        return Ok(None);
    };
    change(paths, |list| {
        for known in list.iter_mut().filter(|known| **known == found) {
            known.told = true;
        }
    })?;
    Ok(Some(found))
}

/// Forgets every refusal of this token: whoever logs in with it anew knows better.
pub fn forget(paths: &Paths, token: &str) -> Result<(), RejectionError> {
    let Some(written) = toml_file::load::<Written>(&file(paths))? else { return Ok(()) };
    let Some(key) = Key::load(paths)? else { return Ok(()) };
    let hash = hash(&key, token);
    if written.rejection.iter().all(|known| known.hash != hash) {
        return Ok(());
    }
    change(paths, |list| list.retain(|known| known.hash != hash))
}

fn change(paths: &Paths, change: impl FnOnce(&mut Vec<Rejection>)) -> Result<(), RejectionError> {
    let _lock = secret_file::lock(&paths.state.join("rejections.lock"), LOCK_WAIT)?;
    let path = file(paths);
    let mut written = toml_file::load::<Written>(&path)?.unwrap_or_default();
    change(&mut written.rejection);
    written.version = Some(FORMAT);
    Ok(toml_file::save(&path, "", &written)?)
}

fn hash(key: &Key, token: &str) -> String {
    key.hash(Purpose::Rejection, &[token.as_bytes()])
}

/// Where the list lies.
#[must_use]
pub fn file(paths: &Paths) -> std::path::PathBuf {
    paths.state.join("rejections.toml")
}
