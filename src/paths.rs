//! Where everything lies: hfenv's own folders, and huggingface_hub's files as it finds them itself.
//!
//! The gate of the crates `directories` (our folders) and `dirs` (the home folder).

use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use thiserror::Error;

use crate::vars::{self, Env};

/// Every place hfenv looks at, absolute.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The user's home folder.
    pub home: PathBuf,
    /// `config.toml` and `profiles.toml`.
    pub config: PathBuf,
    /// The `file` store.
    pub data: PathBuf,
    /// The state key, approvals and rejections.
    pub state: PathBuf,
    /// huggingface_hub's `token`.
    pub hf_token: PathBuf,
    /// huggingface_hub's `stored_tokens`, always beside `token`.
    pub stored_tokens: PathBuf,
    /// The token file of huggingface_hub before 0.13.
    pub legacy_token: PathBuf,
    /// The Hub cache: models, datasets, spaces, kernels.
    pub hub_cache: PathBuf,
}

/// Stands for the home folder of a user who has none: nothing is found below a device, and nothing
/// can be made there.
const NOWHERE: &str = "/dev/null";

/// No folder to save anything in.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error("there is no home folder: HOME is unset and the user database names none")]
pub struct NoHome;

impl Paths {
    /// Finds every folder; makes none. Without a home folder nothing is found in it, and a token
    /// from the environment still counts.
    #[must_use]
    pub fn find(env: &Env) -> Self {
        let home = dirs::home_dir().filter(|home| home.is_absolute());
        let ours = home.as_ref().and_then(|_| ProjectDirs::from("", "", "hfenv"));
        let home = home.unwrap_or_else(|| NOWHERE.into());
        let nowhere = home.join("hfenv");
        let folder = |name, default: Option<&Path>| {
            env.absolute(name).unwrap_or_else(|| default.unwrap_or(&nowhere).to_owned())
        };
        let data = folder(vars::HFENV_DATA_DIR, ours.as_ref().map(ProjectDirs::data_local_dir));
        let state = ours.as_ref().and_then(ProjectDirs::state_dir);
        let state = state.map_or_else(|| data.join("state"), Path::to_owned);
        let hf_token = hf_token_path(env, &home);
        Self {
            config: folder(vars::HFENV_CONFIG_DIR, ours.as_ref().map(ProjectDirs::config_dir)),
            state: folder(vars::HFENV_STATE_DIR, Some(&state)),
            data,
            stored_tokens: hf_token.with_file_name("stored_tokens"),
            hub_cache: hub_cache(env, &home),
            hf_token,
            legacy_token: home.join(".huggingface").join("token"),
            home,
        }
    }

    /// Whether this folder, one of the above, would be in a home folder that is not there.
    pub fn check_home(folder: &Path) -> Result<(), NoHome> {
        if folder.starts_with(NOWHERE) { Err(NoHome) } else { Ok(()) }
    }

    /// A path with its links resolved, as the current folder comes; as it is where that fails.
    #[must_use]
    pub fn real(path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    }

    /// A path as the user wrote it, with a leading `~` as the home folder.
    #[must_use]
    pub fn expand_home(&self, written: &str) -> PathBuf {
        expand_home(written, &self.home)
    }
}

/// `HF_TOKEN_PATH`, else `HF_HOME/token`, else `$XDG_CACHE_HOME/huggingface/token`, else the same
/// below `~/.cache` on every system (huggingface_hub `constants.py`). Where huggingface_hub would
/// take an empty value as the current folder, it counts as unset here: a repository must not be
/// able to plant a token file.
fn hf_token_path(env: &Env, home: &Path) -> PathBuf {
    set(vars::HF_TOKEN_PATH, env, home).unwrap_or_else(|| hf_home(env, home).join("token"))
}

/// `HF_HUB_CACHE`, else its older name, else `HF_HOME/hub` (huggingface_hub `constants.py`), with
/// the same care for empty values.
fn hub_cache(env: &Env, home: &Path) -> PathBuf {
    [vars::HF_HUB_CACHE, vars::HUGGINGFACE_HUB_CACHE]
        .into_iter()
        .find_map(|name| set(name, env, home))
        .unwrap_or_else(|| hf_home(env, home).join("hub"))
}

fn hf_home(env: &Env, home: &Path) -> PathBuf {
    set(vars::HF_HOME, env, home).unwrap_or_else(|| {
        let caches = set(vars::XDG_CACHE_HOME, env, home);
        caches.unwrap_or_else(|| home.join(".cache")).join("huggingface")
    })
}

/// The path in a variable, expanded and absolute; `None` if it is unset or empty.
fn set(name: &str, env: &Env, home: &Path) -> Option<PathBuf> {
    let value = env.raw(name).filter(|value| !value.is_empty())?;
    let path = match value.to_str() {
        Some(text) => expand_home(&expand_variables(text, env), home),
        // As it stands: the default instead would be somebody else's folder.
        None => PathBuf::from(value),
    };
    Some(env.cwd().map_or_else(|| path.clone(), |cwd| cwd.join(&path)))
}

fn expand_home(written: &str, home: &Path) -> PathBuf {
    match written.strip_prefix('~') {
        Some("") => home.to_owned(),
        Some(rest) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(written),
    }
}

/// `$NAME` and `${NAME}` as Python's `os.path.expandvars` reads them; unknown names stay as
/// written.
fn expand_variables(text: &str, env: &Env) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let braced = after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let (name, used) = if let Some((name, _)) = braced {
            (name, name.len() + 3)
        } else {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
            (&after[..end], end + 1)
        };
        match env.raw(name).and_then(std::ffi::OsStr::to_str) {
            Some(value) if !name.is_empty() => out.push_str(value),
            _ => out.push_str(&rest[at..at + used]),
        }
        rest = &rest[at + used..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token_path(vars: &[(&str, &str)]) -> String {
        hf_token_path(&Env::of(vars), Path::new("/h")).display().to_string()
    }

    #[test]
    fn huggingface_hub_files_are_found_in_its_own_order() {
        assert_eq!(token_path(&[]), "/h/.cache/huggingface/token");
        assert_eq!(token_path(&[("XDG_CACHE_HOME", "/x")]), "/x/huggingface/token");
        assert_eq!(token_path(&[("XDG_CACHE_HOME", "/x"), ("HF_HOME", "~/hf")]), "/h/hf/token");
        assert_eq!(
            token_path(&[
                ("HF_HOME", "/y"),
                ("HF_TOKEN_PATH", "${D}/$T"),
                ("D", "/run"),
                ("T", "t")
            ]),
            "/run/t"
        );
    }

    #[test]
    fn empty_values_never_mean_the_current_folder() {
        let empty = [("HF_HOME", ""), ("HF_TOKEN_PATH", ""), ("XDG_CACHE_HOME", "")];
        assert_eq!(token_path(&empty), "/h/.cache/huggingface/token");
    }

    #[test]
    fn unknown_variables_stay_as_written() {
        let env = Env::of(&[("A", "1")]);
        assert_eq!(expand_variables("$A-${A}-$B-${B}-$-${", &env), "1-1-$B-${B}-$-${");
    }
}
