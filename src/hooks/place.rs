//! Where git looks for hooks, asked as git itself reads its configuration.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::HookError;
use super::files::content;
use crate::program::Git;
use crate::text::printable;

/// Where hooks may lie.
pub const KEY: &str = "core.hooksPath";

/// What leads git to a file of ours, wherever it is asked: a key that nobody else has, so that it
/// comes in behind all that is set, also what another tool sets anew.
pub(super) const INCLUDE: &str = "includeIf.gitdir:**.path";

/// A value of [`KEY`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// `system`, `global`, `local`, `worktree` or `command`.
    pub scope: String,
    /// The file, or what else git calls it.
    pub origin: String,
    /// As it stands there.
    pub value: String,
    /// The same with `~` expanded.
    pub path: String,
}

/// git in a folder.
#[derive(Debug, Clone)]
pub struct Place {
    git: Git,
    folder: PathBuf,
}

impl Place {
    /// git in the current folder. Asks nothing yet.
    #[must_use]
    pub fn new(git: Git) -> Self {
        Self::at(git, PathBuf::from("."))
    }

    /// git in another folder.
    #[must_use]
    pub fn at(git: Git, folder: PathBuf) -> Self {
        Self { git, folder }
    }

    /// What the repository's work trees share.
    pub fn common(&self) -> Result<PathBuf, HookError> {
        let words = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
        let common = PathBuf::from(self.line(&words)?);
        if self.line(&["rev-parse", "--is-bare-repository"])? == "true" {
            return Err(HookError::Bare(common));
        }
        Ok(common)
    }

    /// Whether the current folder is in a repository.
    #[must_use]
    pub fn is_repository(&self) -> bool {
        self.line(&["rev-parse", "--git-dir"]).is_ok()
    }

    /// The work tree's top.
    pub fn top(&self) -> Result<PathBuf, HookError> {
        self.line(&["rev-parse", "--show-toplevel"]).map(PathBuf::from)
    }

    /// The folder in which git looks for hooks here.
    pub fn hooks(&self) -> Result<PathBuf, HookError> {
        self.line(&["rev-parse", "--path-format=absolute", "--git-path", "hooks"]).map(Into::into)
    }

    /// What is set of [`KEY`], in every scope; the last one is in force.
    pub fn settings(&self) -> Result<Vec<Setting>, HookError> {
        let read = |options: &[&str]| -> Result<Vec<String>, HookError> {
            let words = ["config", "--show-scope", "--show-origin", "--null"];
            let words = [&words, options, &["--get-all", KEY]].concat();
            Ok(self.maybe(&words)?.split_terminator('\0').map(str::to_owned).collect())
        };
        let (raw, paths) = (read(&[])?, read(&["--type=path"])?);
        let setting = |(raw, path): (&[String], &[String])| match (raw, path) {
            ([scope, origin, value], [.., path]) => Some(Setting {
                scope: scope.clone(),
                origin: origin.clone(),
                value: value.clone(),
                path: path.clone(),
            }),
            _ => None,
        };
        Ok(raw.chunks(3).zip(paths.chunks(3)).filter_map(setting).collect())
    }

    /// The value of a key in one scope, as it stands there.
    pub fn value(&self, scope: &str, key: &str) -> Result<Option<String>, HookError> {
        let text = self.maybe(&["config", scope, "--null", "--get", key])?;
        Ok(text.split_terminator('\0').next().map(str::to_owned))
    }

    /// The same with `~` expanded.
    pub(super) fn expanded(&self, scope: &str, key: &str) -> Result<Option<String>, HookError> {
        let text = self.maybe(&["config", scope, "--type=path", "--null", "--get", key])?;
        Ok(text.split_terminator('\0').next().map(str::to_owned))
    }

    /// Sets or removes a key in one scope.
    pub(super) fn set(&self, scope: &str, key: &str, to: Option<&str>) -> Result<(), HookError> {
        let words = match to {
            Some(value) => vec!["config", scope, key, value],
            None => vec!["config", scope, "--unset", key],
        };
        self.ask(&words, &[0]).map(drop)
    }

    /// Whether a file of ours is included in one scope.
    pub(super) fn includes(&self, scope: &str, file: &str) -> Result<bool, HookError> {
        let text = self.maybe(&["config", scope, "--null", "--get-all", INCLUDE])?;
        Ok(text.split_terminator('\0').any(|one| one == file))
    }

    /// Includes a file of ours in one scope, or ends that.
    pub(super) fn include(&self, scope: &str, file: &str, there: bool) -> Result<(), HookError> {
        let words = if there {
            vec!["config", scope, "--add", INCLUDE, file]
        } else {
            vec!["config", scope, "--fixed-value", "--unset-all", INCLUDE, file]
        };
        self.ask(&words, &[0]).map(drop)
    }

    /// How git itself comes from the work tree's top to the folder that all work trees share: with
    /// a path that goes on to lead there when the repository is moved or copied, if there is one.
    pub(super) fn lead(&self, common: &Path) -> Result<PathBuf, HookError> {
        let dot = Path::new(".git");
        let git = self.line(&["rev-parse", "--path-format=absolute", "--git-dir"])?;
        if !same(Path::new(&git), common) {
            // A linked work tree, which has a path of its own.
            return Ok(if common.ends_with(dot) { dot.to_owned() } else { common.to_owned() });
        }
        let file = self.top()?.join(dot);
        if file.is_dir() {
            return Ok(if same(&file, common) { dot.to_owned() } else { common.to_owned() });
        }
        let text = content(&file)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let told = text.strip_prefix("gitdir: ").map(|path| PathBuf::from(path.trim_end()));
        Ok(told.filter(|path| path.is_relative()).unwrap_or_else(|| common.to_owned()))
    }

    fn line(&self, words: &[&str]) -> Result<String, HookError> {
        let text = self.ask(words, &[0])?;
        Ok(text.strip_suffix('\n').unwrap_or(&text).trim_end_matches('\r').to_owned())
    }

    /// 1 is git's "no such key".
    fn maybe(&self, words: &[&str]) -> Result<String, HookError> {
        self.ask(words, &[0, 1])
    }

    fn ask(&self, words: &[&str], good: &[i32]) -> Result<String, HookError> {
        let mut command = self.git.command();
        command.args(words.iter().map(OsStr::new)).current_dir(&self.folder);
        let output = command.output()?;
        if output.status.code().is_some_and(|status| good.contains(&status)) {
            let path = || HookError::Path(String::from_utf8_lossy(&output.stdout).as_ref().into());
            return String::from_utf8(output.stdout.clone()).map_err(|_| path());
        }
        let command = words.first().copied().unwrap_or_default().to_owned();
        let said = String::from_utf8_lossy(&output.stderr);
        Err(HookError::Refused { command, said: printable(said.trim()).into_owned() })
    }
}

/// Whether two paths are the same place.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    use crate::paths::Paths;
    Paths::real(one) == Paths::real(other)
}
