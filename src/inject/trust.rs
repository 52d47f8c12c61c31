//! Whether a project's files count: approval by content, kept outside the project.
//!
//! One digest covers every (path, key, value) that would be taken, so a change elsewhere in `.env`
//! does not ask again and any change in what is taken does. The digest is made over the bytes that
//! were read, so nothing can be swapped between the check and the use.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::config::{Config, ConfigError, FORMAT, toml_file};
use crate::key::{Key, KeyError};
use crate::paths::Paths;
use crate::project::{FoundFile, Judged, Project, Verdict};
use crate::secret_file::{self, FileError};
use crate::text::hex;
use crate::vars::{self, Env};

/// How many records are looked at where nobody asks for one.
const MANY: usize = 1_000;

/// Why a verdict can't be reached or kept.
#[derive(Debug, Error)]
pub enum TrustError {
    /// The configuration or a record of an approval.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A record's file.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What the user said about the files at certain paths.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: u32,
    verdict: Said,
    digest: String,
    files: Vec<PathBuf>,
    #[serde(default)]
    owners: Vec<u32>,
    #[serde(default)]
    keys: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Said {
    Allow,
    Deny,
}

/// What the user decides about a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Use exactly this content.
    Allow,
    /// Use nothing from these paths, whatever they hold.
    Deny,
}

/// Reaches the verdict over a project.
pub fn judge(env: &Env, paths: &Paths, project: Project) -> Result<Judged, TrustError> {
    let verdict = verdict(env, paths, &project)?;
    Ok(Judged { project, verdict })
}

fn verdict(env: &Env, paths: &Paths, project: &Project) -> Result<Verdict, TrustError> {
    if project.items.is_empty() {
        return Ok(Verdict::Nothing);
    }
    // A refusal beats every kind of trust.
    for file in project.files.chunks(1) {
        if is_denied(paths, file)? {
            return Ok(Verdict::Denied);
        }
    }
    let record = load(paths, &project.files)?;
    let approved_owners = record.as_ref().map_or(&[][..], |record| &record.owners);
    if let Some(file) = foreign_file(env, project, approved_owners) {
        return Ok(Verdict::Foreign(file));
    }
    if let Some(setting) = trusted_by(env, paths, project)? {
        return Ok(Verdict::Trusted(setting));
    }
    let (Some(record), Some(key)) = (record, Key::load(paths)?) else { return Ok(Verdict::New) };
    if record.digest == project.digest(&key) {
        return Ok(Verdict::Approved);
    }
    Ok(Verdict::Changed(changed_keys(&record, project, &key)))
}

/// Records what the user decided: an approval for this set of files, a refusal for each file by
/// itself, so that a file which joins the set takes nothing away from it.
pub fn decide(paths: &Paths, project: &Project, decision: Decision) -> Result<(), TrustError> {
    let key = Key::load_or_make(paths)?;
    let write = |files: &[FoundFile], verdict| -> Result<(), TrustError> {
        let record = Record {
            version: FORMAT,
            verdict,
            digest: project.digest(&key),
            files: files.iter().map(|file| file.path.clone()).collect(),
            owners: files.iter().filter_map(|file| file.owner).collect(),
            keys: project.items.iter().map(|item| (item.key.clone(), item.hash(&key))).collect(),
        };
        Ok(toml_file::save(&record_path(paths, files), "", &record)?)
    };
    for file in project.files.chunks(1) {
        match decision {
            Decision::Deny => write(file, Said::Deny)?,
            Decision::Allow if is_denied(paths, file)? => {
                secret_file::remove(&record_path(paths, file))?;
            }
            Decision::Allow => {}
        }
    }
    if decision == Decision::Allow {
        write(&project.files, Said::Allow)?;
    }
    Ok(())
}

fn is_denied(paths: &Paths, files: &[FoundFile]) -> Result<bool, TrustError> {
    Ok(load(paths, files)?.is_some_and(|record| record.verdict == Said::Deny))
}

fn load(paths: &Paths, files: &[FoundFile]) -> Result<Option<Record>, TrustError> {
    let path = record_path(paths, files);
    let Some(record) = toml_file::load::<Record>(&path)? else { return Ok(None) };
    Ok(Some(record))
}

/// The records that can't be read.
#[must_use]
pub fn damaged(paths: &Paths) -> Vec<(PathBuf, ConfigError)> {
    let folder = paths.state.join("approvals");
    let entries = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    let records = entries.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let broken = |path: PathBuf| {
        let error = toml_file::load::<Record>(&path).err()?;
        Some((path, error))
    };
    let mut all: Vec<_> = records.take(MANY).filter_map(broken).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

/// Records are found by the paths of the files: a nearer `.env`, or a new `.hfenv.toml`, is another
/// project.
fn record_path(paths: &Paths, files: &[FoundFile]) -> PathBuf {
    use sha2::Digest;
    let mut hash = sha2::Sha256::new();
    for file in files {
        hash.update(file.path.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    paths.state.join("approvals").join(format!("{}.toml", hex(&hash.finalize()[..16])))
}

fn changed_keys(record: &Record, project: &Project, key: &Key) -> Vec<String> {
    let now: BTreeMap<_, _> =
        project.items.iter().map(|item| (&item.key, item.hash(key))).collect();
    let gone = record.keys.keys().filter(|name| !now.contains_key(name)).cloned();
    let new = now
        .iter()
        .filter(|(name, hash)| record.keys.get(**name) != Some(hash))
        .map(|(name, _)| (*name).clone());
    let mut changed: Vec<String> = new.chain(gone).collect();
    changed.sort();
    changed
}

/// A file whose owner is neither this user, root, the user behind sudo, nor an owner that was
/// approved.
#[cfg(unix)]
fn foreign_file(env: &Env, project: &Project, approved: &[u32]) -> Option<PathBuf> {
    let me = rustix::process::geteuid().as_raw();
    let sudo: Option<u32> =
        (me == 0).then(|| env.text("SUDO_UID").ok().flatten()?.parse().ok()).flatten();
    let known =
        |owner: u32| owner == me || owner == 0 || sudo == Some(owner) || approved.contains(&owner);
    let foreign = project.files.iter().find(|file| file.owner.is_some_and(|owner| !known(owner)));
    foreign.map(|file| file.path.clone())
}

#[cfg(not(unix))]
fn foreign_file(_env: &Env, _project: &Project, _approved: &[u32]) -> Option<PathBuf> {
    None
}

/// The setting of the user's that stands for approval, if every file lies in a folder it names.
fn trusted_by(
    env: &Env,
    paths: &Paths,
    project: &Project,
) -> Result<Option<&'static str>, TrustError> {
    let all_below = |folders: &[PathBuf]| {
        project.files.iter().all(|file| folders.iter().any(|folder| is_below(&file.path, folder)))
    };
    let listed = env.raw(vars::HFENV_TRUST_PROJECT).unwrap_or_default();
    if listed == "1" {
        let off =
            |text: &str| ["0", "false", "no", "off"].iter().any(|w| text.eq_ignore_ascii_case(w));
        if env.text(vars::CI).ok().flatten().is_some_and(|text| !off(text)) {
            return Ok(Some(vars::HFENV_TRUST_PROJECT));
        }
    } else {
        let folders: Vec<PathBuf> =
            std::env::split_paths(listed).filter(|path| path.is_absolute()).collect();
        if all_below(&folders) {
            return Ok(Some(vars::HFENV_TRUST_PROJECT));
        }
    }
    Ok(all_below(&Config::load(paths)?.trusted).then_some("trusted in config.toml"))
}

/// Compares whole components of real paths: `/w` does not cover `/w-evil`, nor a link out of it.
fn is_below(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}
