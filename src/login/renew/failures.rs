//! What is remembered of renewals, by a keyed hash of the token: those that were refused are not
//! asked for again, and those that failed not at once.

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
}

impl Renewal {
    fn counts(&self) -> bool {
        // A clock that was put back must not stop renewals for long.
        self.mark == Mark::Refused || (0..PAUSE).contains(&(unix_now() - self.at))
    }
}

/// What is known of this token's renewal, if that still counts.
pub(super) fn find(paths: &Paths, key: &Key, token: &Token) -> Result<Option<Mark>, ConfigError> {
    let Some(written) = toml_file::load::<Written>(&file(paths))? else { return Ok(None) };
    let hash = hash(key, token);
    let known = written.renewal.into_iter().find(|known| known.token == hash);
    Ok(known.filter(Renewal::counts).map(|known| known.mark))
}

/// Remembers what became of this token's renewal.
pub(super) fn record(
    paths: &Paths,
    key: &Key,
    token: &Token,
    mark: Mark,
) -> Result<(), RenewError> {
    let _lock = secret_file::lock(&paths.state.join("renewals.lock"), LOCK_WAIT)?;
    let path = file(paths);
    let mut written = toml_file::load::<Written>(&path)?.unwrap_or_default();
    let fresh = Renewal { token: hash(key, token), mark, at: unix_now() };
    written.renewal.retain(|known| known.token != fresh.token && known.counts());
    written.renewal.push(fresh);
    let surplus = written.renewal.len().saturating_sub(KEPT);
    written.renewal.drain(..surplus);
    written.version = Some(FORMAT);
    Ok(toml_file::save(&path, "", &written)?)
}

fn hash(key: &Key, token: &Token) -> String {
    key.hash(Purpose::Renewal, &[token.reveal().as_bytes()])
}

fn file(paths: &Paths) -> std::path::PathBuf {
    paths.state.join("renewals.toml")
}
