//! The lines in git's global configuration: for each endpoint a reset and then hfenv, and nothing
//! else.
//!
//! Host-scoped keys leave every other host's helpers alone. The reset keeps an older helper, with a
//! stale token in a plain file, from answering first.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Output;

use thiserror::Error;

use super::listed::{HELPERS, holds};
use crate::endpoint::Endpoint;
pub use crate::program::Git;
use crate::program::NoGit;

/// The helper's file name; git also finds it as `hfenv`.
pub const HELPER: &str = "git-credential-hfenv";

/// Why git's configuration can't be read or changed.
#[derive(Debug, Error)]
pub enum GitError {
    /// No git.
    #[error(transparent)]
    NoGit(#[from] NoGit),
    /// It can't be started.
    #[error("git can't be run: {0}")]
    Run(#[from] io::Error),
    /// It said no.
    #[error("git config failed: {0}")]
    Refused(String),
    /// The helper's path can't be written into the configuration.
    #[error("{}: a path that git's configuration can't hold", crate::text::printable_path(.0))]
    Path(PathBuf),
}

/// What a change would do, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The key, such as `credential.https://huggingface.co.helper`.
    pub key: String,
    /// Its values before.
    pub before: Vec<String>,
    /// Its values after.
    pub after: Vec<String>,
}

impl Git {
    /// Every global key that scopes a helper, or whether it is told the path, to some address, with
    /// its values in order. They are read in one go: a key can hold a password, and as an argument
    /// everybody could see it.
    pub fn scoped(&self) -> Result<BTreeMap<String, Vec<String>>, GitError> {
        let keys = r"^credential\..*\.(helper|usehttppath)$";
        let output = self.config(&["--global", "--null", "--get-regexp", keys])?;
        let mut scoped = BTreeMap::<String, Vec<String>>::new();
        // 1 is git's "no such key", also where there is no file yet.
        if output.status.code() == Some(1) {
            return Ok(scoped);
        }
        for entry in accepted(&output)?.split_terminator('\0') {
            let (key, value) = entry.split_once('\n').unwrap_or((entry, ""));
            scoped.entry(key.to_owned()).or_default().push(value.to_owned());
        }
        Ok(scoped)
    }

    /// Whether git tells its helpers the path at this address, where somebody has said so: in the
    /// global configuration, or in any that counts here.
    pub fn sends_path(&self, url: &str, global: bool) -> Result<Option<bool>, GitError> {
        let words = ["--global", "--type=bool", "--get-urlmatch", "credential.useHttpPath", url];
        let output = self.config(&words[usize::from(!global)..])?;
        if output.status.code() == Some(1) {
            return Ok(None);
        }
        Ok(Some(accepted(&output)?.trim() == "true"))
    }

    /// The helpers that git would ask for this endpoint, in order, from every configuration file.
    pub fn helpers(&self, endpoint: &Endpoint) -> Result<Vec<String>, GitError> {
        self.helpers_in(endpoint, Path::new("."))
    }

    /// The same as it is in another folder: a repository may name helpers of its own.
    pub fn helpers_in(&self, endpoint: &Endpoint, folder: &Path) -> Result<Vec<String>, GitError> {
        let words = ["config", "--null", "--get-regexp", r"^credential\.(.*\.)?helper$"];
        let output = self.wary().args(words).current_dir(folder).output()?;
        if output.status.code() == Some(1) {
            return Ok(Vec::new());
        }
        let mut helpers = Vec::new();
        for entry in accepted(&output)?.split_terminator('\0') {
            let (key, value) = entry.split_once('\n').unwrap_or((entry, ""));
            match holds(key, HELPERS, endpoint) {
                true if value.is_empty() => helpers.clear(),
                true => helpers.push(value.to_owned()),
                false => {}
            }
        }
        Ok(helpers)
    }

    /// Carries a change out, value by value.
    pub fn apply(&self, change: &Change) -> Result<(), GitError> {
        if change.before == change.after {
            return Ok(());
        }
        // What stays is not touched: written anew it would be an argument, which every user can
        // see, and helper lines of others have been seen with a token in them.
        let (rest, gone): (Vec<_>, Vec<_>) =
            change.before.iter().cloned().partition(|value| change.after.contains(value));
        let kept = if change.after.starts_with(&rest) { rest.len() } else { 0 };
        if kept == rest.len() {
            for value in gone.iter().collect::<BTreeSet<_>>() {
                let unset = ["--global", "--fixed-value", "--unset-all", &change.key, value];
                accepted(&self.config(&unset)?)?;
            }
        } else {
            accepted(&self.config(&["--global", "--unset-all", &change.key])?)?;
        }
        for value in &change.after[kept..] {
            accepted(&self.config(&["--global", "--add", &change.key, value])?)?;
        }
        Ok(())
    }

    fn config(&self, words: &[&str]) -> Result<Output, GitError> {
        Ok(self.wary().arg("config").args(words).output()?)
    }
}

fn accepted(output: &Output) -> Result<String, GitError> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(GitError::Refused(crate::text::printable(said.trim()).into_owned()))
}

/// The keys for an endpoint's helper. git takes both for the same address; the second, with a
/// slash, is for when the person has helpers of their own under the first, among which ours could
/// not be taken out again without writing theirs anew.
#[must_use]
pub fn keys(endpoint: &Endpoint) -> [String; 2] {
    let origin = endpoint.origin();
    [format!("credential.{origin}.helper"), format!("credential.{origin}/.helper")]
}

/// The key by which git is made to say which repository it asks for. With its slash it is told
/// from one of the person's own, and git takes both for the same address.
#[must_use]
pub fn path_key(origin: &str) -> String {
    format!("credential.{origin}/.usehttppath")
}

/// The values of both keys with hfenv under one of them.
#[must_use]
pub fn placed(before: &[Vec<String>; 2], helper: &str) -> [Vec<String>; 2] {
    let others = before.each_ref().map(|values| without_helper(values));
    let [first, second] = &others;
    if first.is_empty() {
        [with_helper(first, helper), second.clone()]
    } else {
        [first.clone(), with_helper(second, helper)]
    }
}

/// The value that names the helper: its absolute path, with a backslash before what the shell that
/// git starts it with would take apart.
pub fn helper_value(helper: &Path) -> Result<String, GitError> {
    let text = helper.to_str().ok_or_else(|| GitError::Path(helper.to_owned()))?;
    if text.contains(['\n', '\0']) || !helper.is_absolute() {
        return Err(GitError::Path(helper.to_owned()));
    }
    let mut out = String::new();
    for c in text.chars() {
        if !(c.is_alphanumeric() || "/._-+:@%,=".contains(c)) {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out)
}

/// Whether a configured value is hfenv's helper, wherever it was installed.
#[must_use]
pub fn is_ours(value: &str) -> bool {
    value == "hfenv" || value.ends_with(&format!("/{HELPER}")) || value == HELPER
}

/// The values with hfenv: a reset and hfenv at the end, once.
#[must_use]
pub fn with_helper(before: &[String], helper: &str) -> Vec<String> {
    let mut after = without_helper(before);
    after.extend([String::new(), helper.to_owned()]);
    after
}

/// The values without hfenv and the reset right before it; all others keep their order.
#[must_use]
pub fn without_helper(before: &[String]) -> Vec<String> {
    let mut after: Vec<String> = Vec::new();
    for value in before {
        if is_ours(value) {
            after.pop_if(|last| last.is_empty());
        } else {
            after.push(value.clone());
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn adding_is_idempotent_and_undone_exactly() {
        for before in [&[][..], &["store"], &["", "store"], &["a", "", "b"]] {
            let before = list(before);
            let after = with_helper(&before, "/bin/git-credential-hfenv");
            assert_eq!(with_helper(&after, "/bin/git-credential-hfenv"), after);
            assert_eq!(with_helper(&after, "/opt/git-credential-hfenv").len(), after.len());
            assert_eq!(without_helper(&after), before);
        }
    }

    #[test]
    fn ours_never_stands_among_the_persons_own() {
        let ours = list(&["", "/bin/git-credential-hfenv"]);
        for (first, second, expected) in [
            (&[][..], &[][..], [ours.clone(), vec![]]),
            (&["store"], &[], [list(&["store"]), ours.clone()]),
            (&["", "/old/git-credential-hfenv", "store"], &[], [list(&["store"]), ours.clone()]),
            (&[], &["", "/old/git-credential-hfenv"], [ours.clone(), vec![]]),
        ] {
            let before = [list(first), list(second)];
            let after = placed(&before, &ours[1]);
            assert_eq!(after, expected);
            assert_eq!(placed(&after, &ours[1]), after);
        }
    }

    #[test]
    fn the_value_survives_the_shell() {
        let value = helper_value(Path::new("/a b/$x/git-credential-hfenv")).unwrap();
        assert_eq!(value, "/a\\ b/\\$x/git-credential-hfenv");
        assert!(helper_value(Path::new("relative/git-credential-hfenv")).is_err());
    }
}
