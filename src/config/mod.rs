//! The user's own configuration, `config.toml`. Only the user writes it; a repository can't.

pub mod profiles;
pub mod rule;
pub mod toml_file;

use std::path::PathBuf;

use serde::Deserialize;

use crate::endpoint::Endpoint;
use crate::paths::Paths;
pub use rule::{Place, Rule};
pub use toml_file::{ConfigError, FORMAT};

/// `config.toml`, read and checked.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Folders whose project files need no approval.
    pub trusted: Vec<PathBuf>,
    /// Which profile a place uses, in the order of the file.
    pub rules: Vec<Rule>,
    /// Further endpoints that git may be answered for with a token from the environment.
    pub endpoints: Vec<Endpoint>,
    /// Whether git gets `Authorization: Bearer` where it can take it.
    pub bearer: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    #[expect(dead_code, reason = "checked before the rest is read")]
    version: Option<u32>,
    #[serde(default)]
    trusted: Vec<String>,
    #[serde(default)]
    rule: Vec<rule::Written>,
    #[serde(default)]
    endpoints: Vec<String>,
    credential_style: Option<String>,
}

impl Config {
    /// Whether a rule looks at repositories, so that git has to say which one it asks for.
    #[must_use]
    pub fn looks_at_repositories(&self) -> bool {
        self.rules.iter().any(|rule| !matches!(rule.place, Place::Dir(_)))
    }

    /// Reads `config.toml`; a missing file is an empty configuration.
    pub fn load(paths: &Paths) -> Result<Self, ConfigError> {
        let path = paths.config.join("config.toml");
        let Some(written) = toml_file::load::<Written>(&path)? else { return Ok(Self::default()) };
        let wrong = |what: String| ConfigError::Value { path: path.clone(), what };
        let bearer = match written.credential_style.as_deref() {
            None | Some("basic") => false,
            Some("bearer") => true,
            Some(_) => return Err(wrong("credential-style is \"basic\" or \"bearer\"".into())),
        };
        Ok(Self {
            trusted: absolute_folders(paths, &written.trusted).map_err(&wrong)?,
            rules: written
                .rule
                .iter()
                .map(|rule| rule.check(paths))
                .collect::<Result<_, _>>()
                .map_err(&wrong)?,
            endpoints: toml_file::endpoints("endpoints", &written.endpoints).map_err(&wrong)?,
            bearer,
        })
    }
}

fn absolute_folders(paths: &Paths, written: &[String]) -> Result<Vec<PathBuf>, String> {
    written.iter().map(|text| absolute(paths, "trusted", text)).collect()
}

fn absolute(paths: &Paths, key: &str, text: &str) -> Result<PathBuf, String> {
    let path = paths.expand_home(text);
    if path.is_absolute() {
        Ok(path)
    } else {
        Err(format!("{key} has a folder that is neither absolute nor below ~"))
    }
}
