//! What is remembered of renewals, by a keyed hash of the old token: those that were refused are
//! not asked for again, those that failed not at once, and those that were broken off are finished.

use serde::{Deserialize, Serialize};

use super::RenewError;
use crate::config::{ConfigError, FORMAT, toml_file};
use crate::key::{Key, Purpose};
use crate::paths::Paths;
use crate::secret_file::{self, LOCK_WAIT};
use crate::text::unix_now;
use crate::token::Token;

/// How long a failed one is left alone, in seconds, as huggingface_hub does.
const PAUSE: i64 = 300;

/// How many are kept.
const KEPT: usize = 64;

/// What became of a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mark {
    /// The Hub does not know the refresh token any more.
    Refused,
    /// No answer, or none that helps.
    Failed,
    /// It worked, and the new token is short-lived.
    Fresh,
    /// A new one stands in the section of `stored_tokens` that is noted beside this.
    Replaced,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: Option<u32>,
    #[serde(default)]
    renewal: Vec<Renewal>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renewal {
    token: String,
    mark: Mark,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
}

impl Renewal {
    fn counts(&self) -> bool {
        // A clock that was put back must not stop renewals for long.
        matches!(self.mark, Mark::Refused | Mark::Replaced)
            || (0..PAUSE).contains(&(unix_now() - self.at))
    }
}

/// What is known of this token's renewal, if that still counts.
pub(super) fn find(paths: &Paths, key: &Key, token: &Token) -> Result<Option<Mark>, ConfigError> {
    Ok(entry(paths, key, token)?.filter(Renewal::counts).map(|known| known.mark))
}

/// The section of `stored_tokens` that has a new token instead of this one.
pub(super) fn successor(
    paths: &Paths,
    key: &Key,
    token: &Token,
) -> Result<Option<String>, ConfigError> {
    Ok(entry(paths, key, token)?.and_then(|known| known.section))
}

fn entry(paths: &Paths, key: &Key, token: &Token) -> Result<Option<Renewal>, ConfigError> {
    let Some(written) = toml_file::load::<Written>(&file(paths))? else { return Ok(None) };
    let hash = hash(key, token);
    Ok(written.renewal.into_iter().find(|known| known.token == hash))
}

/// Remembers, before it is so, that a section has a new token instead of this one.
pub(super) fn replace(
    paths: &Paths,
    key: &Key,
    token: &Token,
    section: &str,
) -> Result<(), RenewError> {
    add(paths, key, token, Mark::Replaced, Some(section.to_owned()))
}

/// Remembers what became of this token's renewal.
pub(super) fn record(
    paths: &Paths,
    key: &Key,
    token: &Token,
    mark: Mark,
) -> Result<(), RenewError> {
    add(paths, key, token, mark, None)
}

fn add(
    paths: &Paths,
    key: &Key,
    token: &Token,
    mark: Mark,
    section: Option<String>,
) -> Result<(), RenewError> {
    let _lock = secret_file::lock(&paths.state.join("renewals.lock"), LOCK_WAIT)?;
    let path = file(paths);
    let mut written = toml_file::load::<Written>(&path)?.unwrap_or_default();
    let fresh = Renewal { token: hash(key, token), mark, at: unix_now(), section };
    written.renewal.retain(|known| known.token != fresh.token && known.counts());
    written.renewal.push(fresh);
    let surplus = written.renewal.len().saturating_sub(KEPT);
    written.renewal.drain(..surplus);
    written.version = Some(FORMAT);
    Ok(toml_file::save(&path, "", &written)?)
}

fn hash(key: &Key, token: &Token) -> String {
    key.hash(Purpose::Renewal, &[key.fingerprint(token).as_bytes()])
}

fn file(paths: &Paths) -> std::path::PathBuf {
    paths.state.join("renewals.toml")
}
