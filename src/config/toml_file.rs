//! TOML files with a version, read so that an error names path, line and column and never repeats a
//! value: people put tokens into the wrong file.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::endpoint::Endpoint;
use crate::secret_file::{self, FileError};
use crate::text::{printable_path, without_values};

/// The format that this version reads and writes.
pub const FORMAT: u32 = 1;

/// Largest configuration file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// Key names that an error may repeat.
pub(crate) const KEYS: [&str; 20] = [
    "credential-style",
    "default",
    "dir",
    "endpoint",
    "endpoints",
    "expires",
    "fingerprint",
    "incoming",
    "mirrors",
    "namespace",
    "profile",
    "remote",
    "role",
    "rule",
    "saved-as",
    "settings",
    "store",
    "trusted",
    "user",
    "version",
];

/// What is wrong with a configuration file.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// It can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not UTF-8.
    #[error("{}: not UTF-8 text", printable_path(.0))]
    NotUtf8(PathBuf),
    /// It does not parse, or has an unknown key.
    #[error("{}:{line}:{column}: {what}", printable_path(path))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The parser's words, without values.
        what: String,
    },
    /// A value that makes no sense.
    #[error("{}: {what}", printable_path(path))]
    Value {
        /// The file.
        path: PathBuf,
        /// What was expected.
        what: String,
    },
    /// Written by a newer hfenv.
    #[error(
        "{}: written by a newer hfenv (format {found}, this one knows {FORMAT})",
        printable_path(path)
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
}

/// Reads and parses a file; `None` if there is none.
pub fn load<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, ConfigError> {
    let Some(content) = secret_file::read(path, LIMIT)? else { return Ok(None) };
    if content.is_foreign() {
        let what = "belongs to another user and is not believed".into();
        return Err(ConfigError::Value { path: path.to_owned(), what });
    }
    parse(path, &content.bytes).map(Some)
}

/// Parses bytes that were read from `path`.
pub fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, ConfigError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ConfigError::NotUtf8(path.to_owned()))?;
    // Before all else: what a newer format has to say may be an unknown key here.
    if let Ok(Versioned { version }) = toml::from_str(text) {
        check_version(path, version)?;
    }
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = text.get(..at).unwrap_or_default();
        ConfigError::Syntax {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
            what: without_values(error.message(), &KEYS),
        }
    })
}

/// Writes a value as TOML behind a comment, in one step and for this user only.
pub fn save<T: Serialize>(path: &Path, comment: &str, value: &T) -> Result<(), ConfigError> {
    let text = toml::to_string(value).map_err(|_| ConfigError::Value {
        path: path.to_owned(),
        what: "can't be written as TOML".into(),
    })?;
    Ok(secret_file::write(path, format!("{comment}{text}").as_bytes(), None)?)
}

#[derive(Deserialize)]
struct Versioned {
    version: Option<u32>,
}

/// Refuses a file of a newer format; an absent version means the first.
fn check_version(path: &Path, version: Option<u32>) -> Result<(), ConfigError> {
    match version.unwrap_or(FORMAT) {
        FORMAT => Ok(()),
        0 => Err(ConfigError::Value { path: path.to_owned(), what: "version starts at 1".into() }),
        found => Err(ConfigError::Newer { path: path.to_owned(), found }),
    }
}

/// Reads a list of endpoints that a token may be sent to.
pub fn endpoints(key: &str, written: &[String]) -> Result<Vec<Endpoint>, String> {
    written.iter().map(|text| endpoint(key, text)).collect()
}

/// Reads one endpoint that a token may be sent to: TLS, or loopback.
pub fn endpoint(key: &str, text: &str) -> Result<Endpoint, String> {
    let endpoint = Endpoint::parse(text).map_err(|error| format!("{key}: {error}"))?;
    if endpoint.origin().is_private_transport() {
        Ok(endpoint)
    } else {
        Err(format!("{key}: plain http is for loopback hosts only"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only its parsing matters")]
        version: u32,
    }

    fn message(text: &str) -> String {
        parse::<Sample>(Path::new("/c.toml"), text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_line_and_column_and_hide_values() {
        let secret = "s3cr3tvalue";
        for text in [
            format!("version = \"{secret}\"\n"),
            format!("\nversion = {secret}\n"),
            format!("version = 1\n{secret} = 2\n"),
            format!("version = 1\nx = \"{secret}"),
            format!("version = 1\n[{secret}\n"),
        ] {
            let message = message(&text);
            assert!(!message.contains(secret), "{message}");
            assert!(message.starts_with("/c.toml:"), "{message}");
        }
        assert!(message("version = 1\nzzz = 1").starts_with("/c.toml:2:1: unknown field"));
    }
}
