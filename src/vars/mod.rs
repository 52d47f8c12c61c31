//! Every environment variable that hfenv reads or writes, and the only reader of the process
//! environment. All else takes an [`Env`], so that a test can hand in its own.

mod manual;
mod settings;
mod with;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use thiserror::Error;

pub use self::manual::{Entry, MANUAL};
pub use self::settings::{Kind, SETTINGS, Setting};
use crate::text::truthy;

/// The token, as every current Hugging Face tool reads it.
pub const HF_TOKEN: &str = "HF_TOKEN";
/// The Hub's base address.
pub const HF_ENDPOINT: &str = "HF_ENDPOINT";
/// huggingface_hub's folder.
pub const HF_HOME: &str = "HF_HOME";
/// The Hub cache.
pub const HF_HUB_CACHE: &str = "HF_HUB_CACHE";
/// Its older name.
pub const HUGGINGFACE_HUB_CACHE: &str = "HUGGINGFACE_HUB_CACHE";
/// Caches that are read and never written, separated like `PATH`.
pub const HFENV_READ_CACHES: &str = "HFENV_READ_CACHES";
/// Snapshots are made without links.
pub const HF_HUB_DISABLE_SYMLINKS: &str = "HF_HUB_DISABLE_SYMLINKS";
/// The cache's shared store is left alone.
pub const HF_HUB_DISABLE_SHARED_BLOBS: &str = "HF_HUB_DISABLE_SHARED_BLOBS";
/// Nothing is asked of the Hub.
pub const HF_HUB_OFFLINE: &str = "HF_HUB_OFFLINE";
/// The same for transformers, and read when the other is unset.
pub const TRANSFORMERS_OFFLINE: &str = "TRANSFORMERS_OFFLINE";
/// Seconds without a byte after which a download is taken up anew.
pub const HF_HUB_DOWNLOAD_TIMEOUT: &str = "HF_HUB_DOWNLOAD_TIMEOUT";
/// Seconds for a question about a revision or a list of files.
pub const HF_HUB_ETAG_TIMEOUT: &str = "HF_HUB_ETAG_TIMEOUT";
/// No progress bars, or bars where there would be none.
pub const HF_HUB_DISABLE_PROGRESS_BARS: &str = "HF_HUB_DISABLE_PROGRESS_BARS";
/// huggingface_hub's token file.
pub const HF_TOKEN_PATH: &str = "HF_TOKEN_PATH";
/// Resource of an OIDC exchange.
pub const HF_OIDC_RESOURCE: &str = "HF_OIDC_RESOURCE";
/// The id token for it; without it GitHub Actions is asked.
pub const HF_OIDC_ID_TOKEN: &str = "HF_OIDC_ID_TOKEN";
/// Set to `true` by GitHub Actions.
pub const GITHUB_ACTIONS: &str = "GITHUB_ACTIONS";
/// Where a job of GitHub Actions gets an id token.
pub const ACTIONS_ID_TOKEN_REQUEST_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
/// What it shows there.
pub const ACTIONS_ID_TOKEN_REQUEST_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
/// The public client that a browser login is asked for with.
pub const HF_DEVICE_CODE_OAUTH_CLIENT_ID: &str = "HF_DEVICE_CODE_OAUTH_CLIENT_ID";
/// Switches implicit authentication off.
pub const HF_HUB_DISABLE_IMPLICIT_TOKEN: &str = "HF_HUB_DISABLE_IMPLICIT_TOKEN";
/// Base of huggingface_hub's default folder.
pub const XDG_CACHE_HOME: &str = "XDG_CACHE_HOME";
/// systemd's folder of decrypted credentials.
pub const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";
/// The profile to use.
pub const HFENV_PROFILE: &str = "HFENV_PROFILE";
/// What hfenv exported into this shell: names and keyed hashes.
pub const HFENV_STATE: &str = "HFENV_STATE";
/// Folder for hfenv's configuration.
pub const HFENV_CONFIG_DIR: &str = "HFENV_CONFIG_DIR";
/// Folder for tokens of the `file` store.
pub const HFENV_DATA_DIR: &str = "HFENV_DATA_DIR";
/// Folder for approvals and the state key.
pub const HFENV_STATE_DIR: &str = "HFENV_STATE_DIR";
/// Deadline of a keyring call, in seconds.
pub const HFENV_KEYRING_TIMEOUT: &str = "HFENV_KEYRING_TIMEOUT";
/// Folders whose project files need no approval.
pub const HFENV_TRUST_PROJECT: &str = "HFENV_TRUST_PROJECT";
/// Reads `/run/secrets/HF_TOKEN`.
pub const HFENV_RUN_SECRETS: &str = "HFENV_RUN_SECRETS";
/// What happens when a typed git command would take a secret along: `warn`, `stop` or `off`.
pub const HFENV_GUARD: &str = "HFENV_GUARD";
/// How the variables begin by which git names the commits of a merge; the rest is the commit.
pub const GITHEAD: &str = "GITHEAD_";
/// Set by git: the repository that it works on.
pub const GIT_DIR: &str = "GIT_DIR";
/// Set by git: where it was typed, from the work tree's top.
pub const GIT_PREFIX: &str = "GIT_PREFIX";
/// Set by git for its hooks: the index that a commit is made from.
pub const GIT_INDEX_FILE: &str = "GIT_INDEX_FILE";
/// Set by git for its hooks: `:` where nobody edits the message.
pub const GIT_EDITOR: &str = "GIT_EDITOR";
/// Set by git for its hooks: who a commit is by.
pub const GIT_AUTHOR_NAME: &str = "GIT_AUTHOR_NAME";
/// The same: the address.
pub const GIT_AUTHOR_EMAIL: &str = "GIT_AUTHOR_EMAIL";
/// File that git has its user's configuration in.
pub const GIT_CONFIG_GLOBAL: &str = "GIT_CONFIG_GLOBAL";
/// Set by the pre-commit framework while it runs a hook.
pub const PRE_COMMIT: &str = "PRE_COMMIT";
/// What a push has on the other side, in the framework's words.
pub const PRE_COMMIT_FROM_REF: &str = "PRE_COMMIT_FROM_REF";
/// The branch that is pushed.
pub const PRE_COMMIT_LOCAL_BRANCH: &str = "PRE_COMMIT_LOCAL_BRANCH";
/// The branch there.
pub const PRE_COMMIT_REMOTE_BRANCH: &str = "PRE_COMMIT_REMOTE_BRANCH";
/// The remote's name.
pub const PRE_COMMIT_REMOTE_NAME: &str = "PRE_COMMIT_REMOTE_NAME";
/// What is pushed.
pub const PRE_COMMIT_TO_REF: &str = "PRE_COMMIT_TO_REF";
/// Address of the session bus.
pub const DBUS_SESSION_BUS_ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
/// The user's runtime folder.
pub const XDG_RUNTIME_DIR: &str = "XDG_RUNTIME_DIR";
/// The user's name.
pub const USER: &str = "USER";
/// Its other name.
pub const LOGNAME: &str = "LOGNAME";
/// Set by continuous integration.
pub const CI: &str = "CI";

/// Names under which a token is looked for, the current one first. Python's huggingface_hub reads
/// the first two; the rest are what other tools and old tutorials set.
pub const TOKEN_NAMES: [&str; 7] = [
    HF_TOKEN,
    "HUGGING_FACE_HUB_TOKEN",
    "HUGGINGFACE_TOKEN",
    "HUGGINGFACE_HUB_TOKEN",
    "HUGGINGFACEHUB_API_TOKEN",
    "HUGGING_FACE_TOKEN",
    "HF_API_TOKEN",
];

/// How many of [`TOKEN_NAMES`] huggingface_hub itself reads.
pub const TOKEN_NAMES_IN_PYTHON: usize = 2;

/// A variable whose value is not UTF-8.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[error("the value of {0} is not UTF-8 text")]
pub struct NotUtf8(pub String);

/// A snapshot of the environment and the current folder.
#[derive(Debug, Clone, Default)]
pub struct Env {
    vars: BTreeMap<OsString, OsString>,
    cwd: Option<PathBuf>,
}

impl Env {
    /// Reads the process environment, once.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one reader of the process environment")]
    pub fn from_process() -> Self {
        Self { vars: std::env::vars_os().collect(), cwd: std::env::current_dir().ok() }
    }

    /// An environment of these variables, for tests.
    #[must_use]
    pub fn of(vars: &[(&str, &str)]) -> Self {
        let vars = vars.iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { vars, cwd: None }
    }

    /// The current folder, if it still exists.
    #[must_use]
    pub fn cwd(&self) -> Option<&std::path::Path> {
        self.cwd.as_deref()
    }

    /// The raw value, also when it is empty.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&OsStr> {
        self.vars.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// The value as text; `None` when unset or empty.
    pub fn text(&self, name: &str) -> Result<Option<&str>, NotUtf8> {
        match self.raw(name) {
            None => Ok(None),
            Some(value) if value.is_empty() => Ok(None),
            Some(value) => value.to_str().map(Some).ok_or_else(|| NotUtf8(name.to_owned())),
        }
    }

    /// The value as an absolute path; unset, empty and relative values count as unset (as the XDG
    /// base directory specification asks).
    #[must_use]
    pub fn absolute(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// Whether a flag is switched on, by huggingface_hub's rule.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.raw(name).and_then(OsStr::to_str).is_some_and(truthy)
    }

    /// Whether the variable is set and not empty.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|value| !value.is_empty())
    }

    /// What stands behind `prefix` in the names of variables.
    pub fn behind<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.vars.keys().filter_map(move |name| name.to_str()?.strip_prefix(prefix))
    }

    /// The same environment in another folder.
    #[must_use]
    pub fn at(&self, folder: PathBuf) -> Self {
        Self { vars: self.vars.clone(), cwd: Some(folder) }
    }

    /// The same environment without `names`.
    #[must_use]
    pub fn without<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut rest = self.clone();
        for name in names {
            rest.vars.remove(OsStr::new(name));
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_counts_as_unset_for_text_but_not_for_raw() {
        let env = Env::of(&[("A", ""), ("B", "b")]);
        assert_eq!((env.text("A"), env.text("B")), (Ok(None), Ok(Some("b"))));
        assert!(env.raw("A").is_some() && !env.has("A"));
    }
}
