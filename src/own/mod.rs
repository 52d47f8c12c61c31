//! The user's own secrets, known by keyed fingerprints in one file of the state folder: tokens of
//! profiles, and values of approved `.env` files.
//!
//! No store has to be opened to know one again, and nothing can be read out of the file: whoever
//! has the state key, too, can try guesses, and only what is too strong to be guessed gets a
//! fingerprint ([`strength`]).

mod forms;
pub mod print;
pub mod strength;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::print::{Print, Printer};
use self::strength::{is_public, strong};
use crate::config::{ConfigError, FORMAT, toml_file};
use crate::key::{Key, KeyError};
use crate::paths::Paths;
use crate::secret_file::{self, FileError, LOCK_WAIT};
use crate::text::{printable, printable_path, unix_now};
use crate::token::Token;

/// How long a token that was logged out or replaced is still looked for, in seconds: it works until
/// it is revoked, and lies in old files.
const FORMER: i64 = 90 * 24 * 3600;

/// How many such tokens are kept.
const FORMERS: usize = 64;

/// How many secrets are kept for one `.env`, and in all.
const OF_A_FILE: usize = 256;
const ALL: usize = 1024;

const HEADER: &str = "\
# What hfenv guard knows your own secrets by: keyed hashes, and names for people. hfenv rewrites
# this file; without it, log in and allow your projects anew.

";

/// Why the fingerprints can't be read or written.
#[derive(Debug, Error)]
pub enum OwnError {
    /// The file's content.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The file's lock.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What is known of one secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Secret {
    /// The profile whose token it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    /// The `.env` that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The variable in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    print: Print,
    /// Since when it is no longer in use, in unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    former: Option<i64>,
}

impl Secret {
    fn is_of(&self, profile: &str) -> bool {
        self.profile.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(profile))
    }
}

/// The secrets that were remembered.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    version: Option<u32>,
    #[serde(default)]
    secret: Vec<Secret>,
}

impl Ledger {
    /// Reads the file; a missing one has no secret.
    pub fn load(paths: &Paths) -> Result<Self, ConfigError> {
        Ok(toml_file::load(&file(paths))?.unwrap_or_default())
    }

    /// The fingerprints made with this key and what each is of, for people; those of former tokens
    /// come last.
    #[must_use]
    pub fn known(&self, paths: &Paths, printer: &Printer) -> Vec<(Print, String)> {
        let made = self.secret.iter().filter(|secret| printer.made(&secret.print));
        let mut all: Vec<&Secret> = made.collect();
        all.sort_by_key(|secret| secret.former.is_some());
        all.into_iter().map(|secret| (secret.print.clone(), what(secret, paths))).collect()
    }

    /// Whether some were made with a key that is gone.
    #[must_use]
    pub fn has_lost(&self, printer: &Printer) -> bool {
        self.secret.iter().any(|secret| !printer.made(&secret.print))
    }

    /// The `.env` files whose values are known.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let mut files: Vec<&str> =
            self.secret.iter().filter_map(|secret| secret.file.as_deref()).collect();
        files.sort_unstable();
        files.dedup();
        files.into_iter().map(Path::new)
    }
}

/// Remembers the token of a profile. The one before is a former one from now on.
pub fn remember_token(
    paths: &Paths,
    key: &Key,
    profile: &str,
    token: &Token,
) -> Result<(), OwnError> {
    let printer = Printer::new(key);
    let print = printer.token(token);
    change(paths, &printer, |secrets| {
        secrets.retain(|secret| !secret.is_of(profile) || Some(&secret.print) != print.as_ref());
        retire_in(secrets, profile);
        let profile = Some(profile.to_owned());
        secrets.extend(print.map(|print| Secret {
            profile,
            file: None,
            name: None,
            print,
            former: None,
        }));
    })
}

/// Makes the token of a profile a former one.
pub fn retire(paths: &Paths, profile: &str) -> Result<(), OwnError> {
    let Some(key) = Key::load(paths)? else { return Ok(()) };
    change(paths, &Printer::new(&key), |secrets| retire_in(secrets, profile))
}

fn retire_in(secrets: &mut [Secret], profile: &str) {
    for secret in secrets.iter_mut().filter(|secret| secret.is_of(profile)) {
        secret.former.get_or_insert_with(unix_now);
    }
}

/// Remembers the values of a `.env` that are secrets by strength, instead of those it had before;
/// how many they are.
pub fn remember_file<V: AsRef<str>>(
    paths: &Paths,
    file: &Path,
    values: &[(String, V)],
) -> Result<usize, OwnError> {
    let key = Key::load_or_make(paths)?;
    let printer = Printer::new(&key);
    let fresh = prints(&printer, values);
    let count = fresh.len();
    change(paths, &printer, |secrets| {
        let file = file.to_string_lossy().into_owned();
        secrets.retain(|secret| secret.file.as_ref() != Some(&file));
        secrets.extend(fresh.into_iter().map(|(name, print)| Secret {
            profile: None,
            file: Some(file.clone()),
            name: Some(name),
            print,
            former: None,
        }));
    })?;
    Ok(count)
}

/// Forgets the values of these files.
pub fn forget_files<'a>(
    paths: &Paths,
    files: impl IntoIterator<Item = &'a Path>,
) -> Result<(), OwnError> {
    let Some(key) = Key::load(paths)? else { return Ok(()) };
    let files: Vec<_> = files.into_iter().map(Path::to_string_lossy).collect();
    change(paths, &Printer::new(&key), |secrets| {
        secrets.retain(|secret| {
            secret.file.as_ref().is_none_or(|file| !files.iter().any(|gone| gone == file))
        });
    })
}

/// The fingerprints of the values that are secrets by strength, with their names.
#[must_use]
pub fn prints<V: AsRef<str>>(printer: &Printer, values: &[(String, V)]) -> Vec<(String, Print)> {
    let mut found: Vec<(String, Print)> = Vec::new();
    for (name, value) in values.iter().filter(|(name, _)| !is_public(name)) {
        forms::each(value.as_ref(), |strong| {
            let print = printer.print(strong);
            if !found.iter().any(|(_, known)| known.same(&print)) && found.len() < OF_A_FILE {
                found.push((shown(name), print));
            }
        });
    }
    found
}

/// A variable's name. Somebody may have put the value in its place.
fn shown(name: &str) -> String {
    if strong(name).is_some() { "a value".to_owned() } else { printable(name).into_owned() }
}

/// What a secret is, for people.
fn what(secret: &Secret, paths: &Paths) -> String {
    let former = if secret.former.is_some() { "former token" } else { "token" };
    match (&secret.profile, &secret.file, &secret.name) {
        (Some(profile), ..) => format!("{former} of the profile {}", printable(profile)),
        (_, Some(file), name) => {
            value_of(name.as_deref().unwrap_or("a value"), Path::new(file), paths)
        }
        _ => "secret".to_owned(),
    }
}

/// A variable of a file, for people: `API_KEY of ~/work/.env`.
#[must_use]
pub fn value_of(name: &str, file: &Path, paths: &Paths) -> String {
    format!("{} of {}", printable(name), place(file, paths))
}

/// A file, for people: `~/work/.env`.
#[must_use]
pub fn place(file: &Path, paths: &Paths) -> String {
    let below = file.strip_prefix(&paths.home).map(|below| Path::new("~").join(below));
    printable_path(&below.unwrap_or_else(|_| file.to_owned()))
}

/// Changes the file under its lock. What was made with another key says nothing and goes.
fn change(
    paths: &Paths,
    printer: &Printer,
    change: impl FnOnce(&mut Vec<Secret>),
) -> Result<(), OwnError> {
    let _lock = secret_file::lock(&paths.state.join("own.lock"), LOCK_WAIT)?;
    let mut ledger = Ledger::load(paths)?;
    let before = ledger.secret.clone();
    let oldest = unix_now() - FORMER;
    change(&mut ledger.secret);
    ledger.secret.retain(|secret| {
        printer.made(&secret.print) && secret.former.is_none_or(|since| since > oldest)
    });
    // The newest last, the former ones first: what is too much goes from the front.
    ledger.secret.sort_by_key(|secret| secret.former.unwrap_or(i64::MAX));
    let formers = ledger.secret.iter().filter(|secret| secret.former.is_some()).count();
    let all = ledger.secret.len();
    let surplus = formers.saturating_sub(FORMERS).max(all.saturating_sub(ALL));
    ledger.secret.drain(..surplus);
    if ledger.secret == before {
        return Ok(secret_file::tidy(&file(paths))?);
    }
    ledger.version = Some(FORMAT);
    Ok(toml_file::save(&file(paths), HEADER, &ledger)?)
}

/// Where the fingerprints lie.
#[must_use]
pub fn file(paths: &Paths) -> PathBuf {
    paths.state.join("own.toml")
}
