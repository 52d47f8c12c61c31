//! What a project's own files would set: the nearest `.env` and `.hfenv.toml`.
//!
//! Reading is not trusting. This module finds the files, reads each once and lists what hfenv could
//! take from them; whether any of it counts is the [`Verdict`] of `inject/trust.rs`, made over
//! these same bytes.

pub mod remote;
mod values;
mod verdict;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use self::values::values;
pub use self::verdict::{Judged, Verdict};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::config::toml_file;
use crate::key::{Key, Purpose};
use crate::paths::Paths;
use crate::profile::ProfileName;
use crate::secret_file::{self, FileError};
use crate::store::dotenv;
use crate::text::{printable, printable_path};
use crate::token::Token;
use crate::vars::{self, Setting, TOKEN_NAMES};

/// The project's environment file, shared with other tools.
pub const DOTENV: &str = ".env";
/// hfenv's own project file.
pub const PROJECT_FILE: &str = ".hfenv.toml";
/// The key under which a profile's name is listed.
pub const PROFILE_KEY: &str = "profile";

/// Largest project file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// One thing a project file would set.
#[derive(Debug, Clone)]
pub struct Item {
    /// The file.
    pub path: PathBuf,
    /// The line in it, from 1; 0 where the parser tells none.
    pub line: usize,
    /// A variable's name, or [`PROFILE_KEY`].
    pub key: String,
    value: Zeroizing<String>,
}

impl Item {
    /// Whether the value is a token.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        TOKEN_NAMES.contains(&self.key.as_str())
    }

    /// The token, if this is one.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        // Checked when the item was made.
        self.is_secret().then(|| Token::clean(&self.value).ok().flatten()).flatten()
    }

    /// The value as it may be shown: a token masked, the rest with control characters spelled out.
    #[must_use]
    pub fn shown(&self) -> String {
        self.token().map_or_else(|| printable(&self.value).into_owned(), |token| token.mask())
    }

    /// The value, if it is no secret.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        (!self.is_secret()).then_some(self.value.as_str())
    }

    /// A keyed hash of the value, to tell later whether it changed.
    #[must_use]
    pub fn hash(&self, key: &Key) -> String {
        key.hash(Purpose::Approval, &[self.key.as_bytes(), self.value.as_bytes()])
    }
}

/// A project file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Its path.
    pub path: PathBuf,
    /// The owner's user id, where the system has one.
    pub owner: Option<u32>,
}

/// Why something in a project file, or the whole of it, is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// [`DOTENV`] or [`PROJECT_FILE`].
    pub file: &'static str,
    /// Place and reason, in one line.
    pub text: String,
}

/// Everything that the project files found from one folder say.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// The files, `.env` first.
    pub files: Vec<FoundFile>,
    /// What hfenv would take, in the order of the files and of the lists in `vars.rs`.
    pub items: Vec<Item>,
    /// One line for each thing that can't be taken and each file that can't be read.
    pub complaints: Vec<Complaint>,
}

impl Project {
    /// Reads the project files that are in force in `folder`.
    #[must_use]
    pub fn find(paths: &Paths, folder: &Path) -> Self {
        let mut project = Self::default();
        let folders = search_path(paths, folder);
        for (name, take) in [(DOTENV, Self::take_dotenv as Taker), (PROJECT_FILE, Self::take_toml)]
        {
            for path in folders.iter().map(|folder| folder.join(name)) {
                match secret_file::read(&path, LIMIT) {
                    Ok(None) => continue,
                    Ok(Some(content)) => {
                        project.files.push(FoundFile { path: path.clone(), owner: content.owner });
                        take(&mut project, &path, &content.bytes);
                    }
                    // A folder of that name is a virtual environment, not a project file.
                    Err(FileError::NotRegular(path)) if path.is_dir() => continue,
                    Err(error) => project.complain(name, format!("{error}; it is not used")),
                }
                break;
            }
        }
        project
    }

    /// One keyed hash over everything that would be taken and where from: what an approval
    /// approves.
    #[must_use]
    pub fn digest(&self, key: &Key) -> String {
        let mut parts: Vec<&[u8]> = Vec::new();
        for item in &self.items {
            parts.extend([
                item.path.as_os_str().as_encoded_bytes(),
                item.key.as_bytes(),
                item.value.as_bytes(),
            ]);
        }
        key.hash(Purpose::Approval, &parts)
    }

    fn complain(&mut self, file: &'static str, text: String) {
        self.complaints.push(Complaint { file, text });
    }

    /// Complains about a line of a `.env`.
    fn refuse(&mut self, path: &Path, line: usize, what: &str) {
        let text = format!("{}:{line}: {what}; it is not used", printable_path(path));
        self.complain(DOTENV, text);
    }

    fn take_dotenv(&mut self, path: &Path, bytes: &[u8]) {
        let parsed = dotenv::parse(bytes, |key| rank(key).is_some());
        for refusal in &parsed.refused {
            let name = refusal.key.as_deref().unwrap_or("a value");
            self.refuse(path, refusal.line, &format!("{}: {}", printable(name), refusal.why));
        }
        // The last of several assignments wins, as in python-dotenv.
        let mut last: BTreeMap<usize, Item> = BTreeMap::new();
        for assignment in parsed.values {
            let Some(rank) = rank(&assignment.key) else { continue };
            let item = Item {
                path: path.to_owned(),
                line: assignment.line,
                key: assignment.key,
                value: assignment.value,
            };
            match check(&item) {
                Ok(true) => drop(last.insert(rank, item)),
                Ok(false) => drop(last.remove(&rank)),
                Err(what) => self.refuse(path, item.line, &what),
            }
        }
        let mut has_token = false;
        for item in last.into_values() {
            // Of several names for the token only the first in order is used, so only that one is
            // asked about.
            if !(item.is_secret() && std::mem::replace(&mut has_token, true)) {
                self.items.push(item);
            }
        }
    }

    fn take_toml(&mut self, path: &Path, bytes: &[u8]) {
        let written = match toml_file::parse::<WrittenProject>(path, bytes) {
            Ok(written) => written,
            Err(error) => {
                return self.complain(PROJECT_FILE, format!("{error}; the file is not used"));
            }
        };
        let profile = written.profile.map(|name| (PROFILE_KEY.to_owned(), name));
        // A token, an endpoint or a profile's name has no place among the settings.
        let (settings, strange): (BTreeMap<_, _>, BTreeMap<_, _>) =
            written.settings.into_iter().partition(|(key, _)| Setting::named(key).is_some());
        let shown = printable_path(path);
        for key in strange.keys() {
            let what = format!("{} can't be set from a project", printable(key));
            self.complain(PROJECT_FILE, format!("{shown}: {what}; it is not used"));
        }
        for (key, value) in profile.into_iter().chain(settings) {
            let taken = self.items.iter().any(|item| item.key == key);
            let item = Item { path: path.to_owned(), line: 0, key, value: Zeroizing::new(value) };
            match check(&item) {
                // The nearer kind of file, .env, has spoken already.
                Ok(true) if !taken => self.items.push(item),
                Ok(_) => {}
                Err(what) => {
                    self.complain(PROJECT_FILE, format!("{shown}: {what}; it is not used"));
                }
            }
        }
    }
}

type Taker = fn(&mut Project, &Path, &[u8]);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProject {
    #[expect(dead_code, reason = "checked before the rest is read")]
    version: Option<u32>,
    profile: Option<String>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
}

/// The position of a key among those that a `.env` may set; `None` for all others.
fn rank(key: &str) -> Option<usize> {
    let names = TOKEN_NAMES.iter().copied().chain([vars::HF_ENDPOINT]);
    let settings =
        vars::SETTINGS.iter().filter(|setting| setting.project).map(|setting| setting.name);
    names.chain(settings).position(|name| name == key)
}

/// Whether an item has a value (`Ok(true)`), is empty (`Ok(false)`) or makes no sense.
fn check(item: &Item) -> Result<bool, String> {
    let key = printable(&item.key);
    if item.is_secret() {
        return Token::clean(&item.value)
            .map(|token| token.is_some())
            .map_err(|e| format!("{key}: {e}"));
    }
    if item.value.is_empty() {
        return Ok(false);
    }
    if item.key == PROFILE_KEY {
        return item.value.parse::<ProfileName>().map(|_| true).map_err(|e| format!("{key}: {e}"));
    }
    if item.key == vars::HF_ENDPOINT {
        return toml_file::endpoint(vars::HF_ENDPOINT, &item.value).map(|_| true);
    }
    match Setting::named(&item.key).filter(|setting| setting.project) {
        None => Err(format!("{key} can't be set from a project")),
        // huggingface_hub keeps its token there, and a relative folder would follow the user
        // around.
        Some(_) if item.key == vars::HF_HOME && !item.value.starts_with(['/', '~']) => {
            Err(format!("{key} must be absolute or begin with ~/"))
        }
        Some(setting) if setting.accepts(&item.value) => Ok(true),
        Some(setting) => Err(format!("{key} is {}", setting.kind.expected())),
    }
}

/// The top of the work tree that a folder lies in, told by its `.git`.
#[must_use]
pub fn repository_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| secret_file::exists(&ancestor.join(".git")))
}

/// The folders that are searched, nearest first: inside a repository up to its root; else inside
/// the home folder up to, not including, it; else `folder` alone.
fn search_path(paths: &Paths, folder: &Path) -> Vec<PathBuf> {
    let upwards = || folder.ancestors().map(Path::to_owned);
    if let Some(root) = repository_root(folder) {
        return upwards().take_while(|ancestor| ancestor.starts_with(root)).collect();
    }
    let home = Paths::real(&paths.home);
    if folder.starts_with(&home) {
        return upwards().take_while(|ancestor| *ancestor != home).collect();
    }
    vec![folder.to_owned()]
}
