//! Makes the changes that `--fix` makes. Each is in the list before it is made; one that could not
//! be made is taken out of it again.

mod reach;
mod undo;
mod values;

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::reach::{hold, shown};
pub use self::undo::{Back, undo};
use super::journal::{Change, GitFile, GitKey, Journal, Kept, TextChange, kept_text};
use super::public::Public;
use super::spans::Spans;
use crate::config::ConfigError;
use crate::git::config::{self as git_config, Git, GitError, HELPER};
use crate::hooks::HookError;
use crate::hooks::place::Place;
use crate::hooks::plan::Plan;
use crate::paths::Paths;
use crate::quote::Shell;
use crate::secret_file::{self, FileError, Grip, Refusal, settled};
use crate::setup::{SetupError, job};
use crate::text::{printable_path, redact};
use crate::vars::{self, Env};

/// Largest file in which lines are changed.
const LIMIT: u64 = 4 << 20;

/// The mode of a new file; no secret is in it.
const MODE: u32 = 0o644;

/// Why a change was not made.
#[derive(Debug, Error)]
pub enum MendError {
    /// The list.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file.
    #[error(transparent)]
    File(#[from] FileError),
    /// git.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A hook.
    #[error(transparent)]
    Hook(#[from] HookError),
    /// A shell.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// It is none of those that may be changed.
    #[error("{}: {}", printable_path(.0), .1)]
    Refused(PathBuf, Refusal),
    /// The list has no words for it, so that it could not be taken back.
    #[error("{}: can't be kept in the list of changes", printable_path(.0))]
    Odd(PathBuf),
}

impl MendError {
    /// The reason, for everybody.
    #[must_use]
    pub fn shown(&self) -> Public {
        match self {
            Self::Config(error) => Public::text("the list of changes: ").and(Public::config(error)),
            Self::File(error) => Public::file(error),
            Self::Git(_) => Public::text("git refused; hfenv setup git says why"),
            Self::Setup(_) => Public::text("hfenv setup shell says why"),
            Self::Hook(_) => Public::text("hfenv guard install says why"),
            Self::Refused(_, refusal) => shown(refusal),
            Self::Odd(_) => Public::text("its name, or what it is, can't be kept in the list"),
        }
    }
}

/// A new version of a file.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// The file.
    pub path: &'a Path,
    /// Its bytes now; `None` without a file.
    pub before: Option<&'a [u8]>,
    /// Its bytes then.
    pub after: &'a [u8],
}

/// Makes changes.
#[derive(Debug)]
pub struct Mender<'a> {
    /// The folders.
    pub paths: &'a Paths,
    /// The list.
    pub journal: &'a mut Journal,
}

impl Mender<'_> {
    /// Gives a file or folder other permission bits: to the very one that was looked at. Says
    /// whether anything had to be done.
    pub fn mode(&mut self, path: &Path, mode: u32) -> Result<bool, MendError> {
        let refused = |refusal| MendError::Refused(path.to_owned(), refusal);
        let Some((real, grip)) = hold(path, self.paths).map_err(refused)? else {
            return Ok(false);
        };
        // A folder without it would be shut for its owner, too.
        if grip.is_folder().map_err(refused)? && mode & 0o100 == 0 {
            return Err(refused(Refusal::Kind));
        }
        let before = grip.mode().map_err(refused)?;
        if before == mode {
            return Ok(false);
        }
        let change =
            Change::Mode { path: self.kept(&real)?, before: before.into(), after: mode.into() };
        self.make(change, || grip.set_mode(mode).map_err(refused))
    }

    /// Adds a line to a `.gitignore`.
    pub fn ignore(&mut self, file: &Path, line: &str) -> Result<bool, MendError> {
        // git follows no link here.
        if file.is_symlink() {
            return Err(MendError::Refused(file.to_owned(), Refusal::Link));
        }
        let (bytes, _) = read(file)?.unzip();
        let before = bytes.as_deref();
        let text = before.unwrap_or_default();
        if text.split(|byte| *byte == b'\n').any(|old| old.trim_ascii_end() == line.as_bytes()) {
            return Ok(false);
        }
        let end = if text.is_empty() || text.ends_with(b"\n") { "" } else { "\n" };
        let after = [text, end.as_bytes(), line.as_bytes(), b"\n"].concat();
        let version = Version { path: file, before, after: &after };
        self.text(version, || Ok(secret_file::rewrite(file, &after, MODE)?))
    }

    /// Lets `write` make a new version of a file of which only lines of ours go.
    pub fn text(
        &mut self,
        version: Version<'_>,
        write: impl FnOnce() -> Result<(), MendError>,
    ) -> Result<bool, MendError> {
        let odd = || MendError::Odd(version.path.to_owned());
        let mut change = self.text_change(version, |_| true).ok_or_else(odd)?;
        let now = read(version.path)?;
        change.number = now.and_then(|(_, number)| i64::try_from(number).ok());
        self.make(Change::Text(change), write)
    }

    /// Puts our lines into the files that a shell reads.
    pub fn shell(&mut self, env: &Env, shell: Shell) -> Result<bool, MendError> {
        let edits = job::additions(env, self.paths, shell)?;
        for edit in &edits {
            let (path, before, after) = edit.versions();
            let after = after.ok_or_else(|| MendError::Odd(path.to_owned()))?;
            self.text(Version { path, before, after }, || Ok(edit.make()?))?;
        }
        Ok(!edits.is_empty())
    }

    /// Carries out changes of git's global configuration. What is written down first is what comes
    /// and goes; afterwards it is known where that stands in the file.
    pub fn git(
        &mut self,
        env: &Env,
        git: &Git,
        changes: &[git_config::Change],
    ) -> Result<bool, MendError> {
        if changes.is_empty() {
            return Ok(false);
        }
        let files = git_files(env, self.paths);
        let before = files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
        let keep = |text: &str| kept_text(text, self.paths);
        let keys = changes.iter().map(|change| GitKey::of(change).map(keep)).collect();
        let former = |(path, before): (&PathBuf, &Option<(Vec<u8>, u64)>)| {
            let former = before.as_ref().map(|(bytes, _)| bytes.len());
            Ok(GitFile { path: self.kept(path)?, former })
        };
        let kept = files.iter().zip(&before).map(former).collect::<Result<_, MendError>>()?;
        let number = self.journal.note(Change::Git { keys, files: kept })?;
        for change in changes {
            // What was done before a failure stays in the list.
            git.apply(change)?;
        }
        let mut exact = Vec::new();
        for (path, before) in files.iter().zip(&before) {
            let Some((after, _)) = read(path)? else { continue };
            let before = before.as_ref().map(|(bytes, _)| bytes.as_slice());
            if before != Some(after.as_slice()) {
                let version = Version { path, before, after: &after };
                exact.push(self.text_change(version, is_of_helper));
            }
        }
        let exact = if let [change] = exact.as_mut_slice() { change.take() } else { None };
        self.journal.made(number, exact.map(Change::Text))?;
        Ok(true)
    }

    /// Puts the guard into a repository that has none.
    pub fn guard(&mut self, place: &Place, plan: &Plan) -> Result<bool, MendError> {
        if !plan.changes_something() {
            return Ok(false);
        }
        let top = place.top()?;
        // Else it could not be taken out again.
        let held = Grip::of(&settled(&top));
        held.map_err(|refusal| MendError::Refused(top.clone(), refusal))?;
        let change = Change::Guard { top: self.kept(&top)? };
        self.make(change, || Ok(plan.make(place)?))
    }

    fn kept(&self, path: &Path) -> Result<Kept, MendError> {
        Kept::of(path, self.paths).ok_or_else(|| MendError::Odd(path.to_owned()))
    }

    fn make(
        &mut self,
        change: Change,
        make: impl FnOnce() -> Result<(), MendError>,
    ) -> Result<bool, MendError> {
        let number = self.journal.note(change)?;
        if let Err(error) = make() {
            // If this fails, too, undo finds that nothing was changed.
            let _ = self.journal.forget(number);
            return Err(error);
        }
        // If this fails, undo still knows it where nobody has changed anything since.
        let _ = self.journal.made(number, None);
        Ok(true)
    }

    /// How a file's former version is had again; `None` where that can't be kept, or something went
    /// that fails the test.
    fn text_change(&self, version: Version<'_>, ours: impl Fn(&str) -> bool) -> Option<TextChange> {
        let Version { path, before, after } = version;
        let spans = Spans::between(before.unwrap_or_default(), after)?;
        let harmless = |text: &str| ours(text) && redact(text) == text;
        if !spans.all_gone(harmless) {
            return None;
        }
        let spans = spans.map(|text| kept_text(text, self.paths));
        let path = Kept::of(path, self.paths)?;
        Some(TextChange { path, made: before.is_none(), number: None, spans })
    }
}

/// The bytes of a file of the person's, and its number; where it is a link, of what it leads to.
fn read(path: &Path) -> Result<Option<(Vec<u8>, u64)>, MendError> {
    let read = || {
        let Some(grip) = Grip::of_file(&settled(path))? else { return Ok(None) };
        let number = grip.number()?;
        Ok(Some((grip.bytes(LIMIT)?, number)))
    };
    read().map_err(|refusal| MendError::Refused(path.to_owned(), refusal))
}

/// The files that may be git's global configuration.
fn git_files(env: &Env, paths: &Paths) -> Vec<PathBuf> {
    if let Some(named) = env.absolute(vars::GIT_CONFIG_GLOBAL) {
        return vec![named];
    }
    let config = env.absolute("XDG_CONFIG_HOME").unwrap_or_else(|| paths.home.join(".config"));
    vec![paths.home.join(".gitconfig"), config.join("git/config")]
}

/// Whether all lines of a piece of git's configuration are about hfenv's helper. Those of others
/// have been seen with a token in them.
fn is_of_helper(text: &str) -> bool {
    text.lines().map(str::trim).all(|line| {
        let ours = line.contains(HELPER) && !line.contains(['!', '|', ';']);
        let about = ["", "helper =", "usehttppath = true", "useHttpPath = true"].contains(&line);
        ours || about || (line.starts_with("[credential \"") && !line.contains('@'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_about_the_helper_are_kept_of_gits_configuration() {
        let ours = "[credential \"https://huggingface.co\"]\n\thelper =\n\
                    \thelper = /x/git-credential-hfenv\n";
        assert!(is_of_helper(ours) && is_of_helper("\n"));
        for text in [
            "\thelper = store\n",
            "\thelper = \"!f() { echo password=x; }; f git-credential-hfenv\"\n",
            "[credential \"https://user:secret@host\"]\n",
        ] {
            assert!(!is_of_helper(text), "{text}");
        }
    }
}
