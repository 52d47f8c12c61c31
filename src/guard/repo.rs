//! git in the repository that a typed command is about.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::GuardError;
use super::child::{Children, Started};
use crate::program::Git;

/// git, with the options and variables that the typed command has.
#[derive(Debug, Clone)]
pub struct Repo {
    git: Option<Git>,
    options: Vec<OsString>,
    vars: Vec<(String, String)>,
    folder: Option<PathBuf>,
    seen_from: Option<PathBuf>,
    children: Children,
}

impl Repo {
    /// The repository that git finds with these options before its command, with these variables,
    /// from this folder or the current one.
    #[must_use]
    pub fn new(
        git: Git,
        options: Vec<OsString>,
        vars: Vec<(String, String)>,
        folder: Option<PathBuf>,
    ) -> Self {
        let (seen_from, children) = (None, Children::default());
        Self { git: Some(git), options, vars, folder, seen_from, children }
    }

    /// The same repository, for a person in this folder of it: git runs hooks at the top, wherever
    /// it was typed.
    #[must_use]
    pub fn seen_from(self, prefix: Option<PathBuf>) -> Self {
        Self { seen_from: prefix, ..self }
    }

    /// No repository, where there is no git.
    #[must_use]
    pub fn nowhere() -> Self {
        let (options, vars) = (Vec::new(), Vec::new());
        let (folder, seen_from, children) = (None, None, Children::default());
        Self { git: None, options, vars, folder, seen_from, children }
    }

    /// The same repository, for work that neither waits for this one's nor is stopped with it.
    pub(super) fn apart(&self) -> Self {
        Self { children: Children::default(), ..self.clone() }
    }

    /// git started in a folder of the current one.
    pub(super) fn below(&self, folder: &Path) -> Self {
        Self { folder: Some(self.folder().join(folder)), ..self.clone() }
    }

    /// What `name` is short for in git's configuration, as it stands there.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<String> {
        let output = self.output(&["config", "--get", &format!("alias.{name}")]).ok()?;
        String::from_utf8(output).ok()
    }

    /// The aliases that stand in git's configuration here, each with what it is short for.
    #[must_use]
    pub fn aliases(&self) -> Vec<(String, String)> {
        let words = ["config", "--null", "--get-regexp", r"^alias\."];
        let text = self.output(&words).ok().and_then(|output| String::from_utf8(output).ok());
        let text = text.unwrap_or_default();
        let entries = text.split_terminator('\0').filter_map(|entry| entry.split_once('\n'));
        let named = |(key, value): (&str, &str)| {
            Some((key.strip_prefix("alias.")?.to_owned(), value.to_owned()))
        };
        entries.filter_map(named).collect()
    }

    /// Where git starts.
    pub(super) fn folder(&self) -> &Path {
        self.folder.as_deref().unwrap_or(Path::new(""))
    }

    /// Ends what runs, and starts nothing more.
    pub(super) fn stop(&self) {
        self.children.stop();
    }

    /// Where git runs, from the work tree's top.
    pub(super) fn prefix(&self) -> Result<PathBuf, GuardError> {
        self.line(&["rev-parse", "--show-prefix"])
    }

    /// The folder in which git looks for hooks.
    pub fn hooks(&self) -> Result<PathBuf, GuardError> {
        self.line(&["rev-parse", "--path-format=absolute", "--git-path", "hooks"])
    }

    /// Where the person is, from the work tree's top.
    pub(super) fn view(&self) -> Result<PathBuf, GuardError> {
        self.seen_from.clone().map_or_else(|| self.prefix(), Ok)
    }

    /// The work tree's top.
    pub fn top(&self) -> Result<PathBuf, GuardError> {
        self.line(&["rev-parse", "--show-toplevel"])
    }

    /// The paths that the index in force has otherwise than the last commit, from the work tree's
    /// top.
    pub fn staged(&self) -> Result<BTreeSet<PathBuf>, GuardError> {
        let words = ["diff", "--cached", "--name-only", "--no-renames", "--no-ext-diff", "-z"];
        let bytes = self.output(&words)?;
        let names = bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| path(name.to_owned())).collect())
    }

    /// The line that a command writes.
    pub(super) fn line(&self, words: &[&str]) -> Result<PathBuf, GuardError> {
        let mut bytes = self.output(words)?;
        bytes.pop_if(|last| *last == b'\n');
        Ok(path(bytes))
    }

    /// What a command writes, if it succeeds.
    pub(super) fn output<W: AsRef<OsStr>>(&self, words: &[W]) -> Result<Vec<u8>, GuardError> {
        let mut started = self.start(words, Stdio::null())?;
        let bytes = started.rest()?;
        started.end()?;
        Ok(bytes)
    }

    /// Whether git keeps a pointer in place of a file's content, which LFS has.
    pub(super) fn is_lfs(&self, file: &Path) -> Result<bool, GuardError> {
        let mut started = self.talk(&["check-attr", "-z", "--stdin", "filter"])?;
        started.ask(&[file.as_os_str().as_encoded_bytes(), b"\0"].concat())?;
        // The file, the attribute and its value, each with NUL behind it.
        Ok(started.rest()?.ends_with(b"\0filter\0lfs\0"))
    }

    /// A command to talk with.
    pub(super) fn talk(&self, words: &[&str]) -> Result<Started, GuardError> {
        self.start(words, Stdio::piped())
    }

    /// A command that reads what another one writes; the first one, too.
    pub(super) fn piped<V: AsRef<OsStr>, W: AsRef<OsStr>>(
        &self,
        first: &[V],
        second: &[W],
    ) -> Result<(Started, Started), GuardError> {
        let mut writer = self.start(first, Stdio::null())?;
        let between = writer.hand_over()?;
        Ok((writer, self.start(second, between)?))
    }

    /// Starts a command.
    pub(super) fn start<W: AsRef<OsStr>>(
        &self,
        words: &[W],
        stdin: Stdio,
    ) -> Result<Started, GuardError> {
        let name = words.first().map_or(OsStr::new(""), AsRef::as_ref).to_string_lossy();
        let git = self.git.as_ref().ok_or(GuardError::NoGit)?;
        self.children.start(&name, &mut self.command(git, words), stdin)
    }

    /// git that writes nothing into the repository, asks nobody and fetches nothing: blobs that a
    /// partial clone lacks stay away, in older versions because no protocol is allowed.
    fn command<W: AsRef<OsStr>>(&self, git: &Git, words: &[W]) -> Command {
        let mut command = git.command();
        command.args(&self.options).args(words).envs(self.vars.iter().cloned());
        for (name, value) in [
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            // What is pushed is the object itself, whatever is shown in its place.
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_ALLOW_PROTOCOL", "none"),
            ("GIT_TERMINAL_PROMPT", "0"),
        ] {
            command.env(name, value);
        }
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }
}

/// A path as git writes it.
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    #[cfg(unix)]
    let text = <OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes);
    #[cfg(not(unix))]
    let text = OsString::from(String::from_utf8_lossy(&bytes).into_owned());
    PathBuf::from(text)
}
