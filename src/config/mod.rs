//! The user's own configuration, `config.toml`. Only the user writes it; a repository can't.

pub mod profiles;
pub mod toml_file;

use std::path::PathBuf;

use serde::Deserialize;

use crate::endpoint::Endpoint;
use crate::paths::Paths;
use crate::profile::ProfileName;
pub use toml_file::{ConfigError, FORMAT};

/// `config.toml`, read and checked.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Folders whose project files need no approval.
    pub trusted: Vec<PathBuf>,
    /// Which profile a folder uses, in the order of the file.
    pub rules: Vec<Rule>,
    /// Further endpoints that git may be answered for with a token from the environment.
    pub endpoints: Vec<Endpoint>,
    /// Whether git gets `Authorization: Bearer` where it can take it.
    pub bearer: bool,
}

/// A folder and everything below it uses a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The folder, absolute.
    pub dir: PathBuf,
    /// The profile's name.
    pub profile: ProfileName,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    #[expect(dead_code, reason = "checked before the rest is read")]
    version: Option<u32>,
    #[serde(default)]
    trusted: Vec<String>,
    #[serde(default)]
    rule: Vec<WrittenRule>,
    #[serde(default)]
    endpoints: Vec<String>,
    credential_style: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    dir: String,
    profile: String,
}

impl Config {
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
                .map(|rule| read_rule(paths, rule))
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

fn read_rule(paths: &Paths, rule: &WrittenRule) -> Result<Rule, String> {
    let profile = rule.profile.parse().map_err(|error| format!("a rule's profile: {error}"))?;
    Ok(Rule { dir: absolute(paths, "a rule's dir", &rule.dir)?, profile })
}
