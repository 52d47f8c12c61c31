//! git in the repository that a typed command is about.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::GuardError;
use crate::program::Git;

/// The most output of a command that is kept.
const OUTPUT: u64 = 16 << 20;

/// git, with the options and variables that the typed command has.
#[derive(Debug, Clone)]
pub struct Repo {
    git: Git,
    options: Vec<OsString>,
    vars: Vec<(String, String)>,
    folder: Option<PathBuf>,
    running: Arc<Mutex<Running>>,
}

/// What was started and not waited for.
#[derive(Debug, Default)]
struct Running {
    children: Vec<Child>,
    /// Whether nothing more is to be started.
    over: bool,
}

/// What a command wrote.
pub(super) struct Output {
    /// It, as far as it was kept.
    pub(super) bytes: Vec<u8>,
    /// Whether that is not all.
    pub(super) cut: bool,
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
        Self { git, options, vars, folder, running: Arc::default() }
    }

    /// What `name` is short for in git's configuration, as it stands there.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<String> {
        let output = self.output(&["config", "--get", &format!("alias.{name}")]).ok()?;
        String::from_utf8(output.bytes).ok()
    }

    /// The aliases that stand in git's configuration here, each with what it is short for.
    #[must_use]
    pub fn aliases(&self) -> Vec<(String, String)> {
        let words = ["config", "--null", "--get-regexp", r"^alias\."];
        let text = self.output(&words).ok().and_then(|output| String::from_utf8(output.bytes).ok());
        let text = text.unwrap_or_default();
        let entries = text.split_terminator('\0').filter_map(|entry| entry.split_once('\n'));
        let named = |(key, value): (&str, &str)| {
            Some((key.strip_prefix("alias.")?.to_owned(), value.to_owned()))
        };
        entries.filter_map(named).collect()
    }

    /// Ends what runs, and starts nothing more.
    pub(super) fn stop(&self) {
        self.running().over = true;
        self.kill();
    }

    /// Ends what runs.
    pub(super) fn kill(&self) {
        for child in &mut self.running().children {
            // It may have ended by itself.
            let _ = child.kill();
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where git runs, from the work tree's top.
    pub(super) fn prefix(&self) -> Result<PathBuf, GuardError> {
        self.line(&["rev-parse", "--show-prefix"])
    }

    /// The work tree's top.
    pub fn top(&self) -> Result<PathBuf, GuardError> {
        self.line(&["rev-parse", "--show-toplevel"])
    }

    /// The paths that the index in force has otherwise than the last commit, from the work tree's
    /// top.
    pub fn staged(&self) -> Result<BTreeSet<PathBuf>, GuardError> {
        let words = ["diff", "--cached", "--name-only", "--no-renames", "--no-ext-diff", "-z"];
        let bytes = self.output(&words)?.bytes;
        let names = bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| path(name.to_owned())).collect())
    }

    fn line(&self, words: &[&str]) -> Result<PathBuf, GuardError> {
        let mut bytes = self.output(words)?.bytes;
        bytes.pop_if(|last| *last == b'\n');
        Ok(path(bytes))
    }

    /// What a command writes, if it succeeds.
    pub(super) fn output<W: AsRef<OsStr>>(&self, words: &[W]) -> Result<Output, GuardError> {
        let out = self.start(words, Stdio::null())?.1;
        self.read(words, out)
    }

    /// The same for a command that reads what another one writes.
    pub(super) fn piped<V: AsRef<OsStr>, W: AsRef<OsStr>>(
        &self,
        first: &[V],
        second: &[W],
    ) -> Result<Output, GuardError> {
        let between = self.start(first, Stdio::null())?.1;
        let out = self.start(second, Stdio::from(between))?.1;
        self.read(first, out)
    }

    /// Whether git keeps a pointer in place of a file's content, which LFS has.
    pub(super) fn is_lfs(&self, file: &Path) -> Result<bool, GuardError> {
        let mut talk = self.talk(&["check-attr", "-z", "--stdin", "filter"])?;
        talk.input.write_all(&[file.as_os_str().as_encoded_bytes(), b"\0"].concat())?;
        let Talk { input, mut output } = talk;
        drop(input);
        // The file, the attribute and its value, each with NUL behind it.
        let mut answer = Vec::new();
        output.read_to_end(&mut answer)?;
        self.end();
        Ok(answer.ends_with(b"\0filter\0lfs\0"))
    }

    /// A command to talk with, until [`Repo::end`].
    pub(super) fn talk(&self, words: &[&str]) -> Result<Talk, GuardError> {
        let (input, output) = self.start(words, Stdio::piped())?;
        let input = input.ok_or(GuardError::Unexpected("cat-file"))?;
        Ok(Talk { input, output: BufReader::with_capacity(64 << 10, output) })
    }

    /// Waits for everything that was started; whether all of it went well.
    pub(super) fn end(&self) -> bool {
        // Not under the lock: whoever wants to end it must not wait, too.
        let children = std::mem::take(&mut self.running().children);
        let mut good = true;
        // Every one is waited for, also behind one that failed.
        for mut child in children {
            good &= child.wait().is_ok_and(|status| status.success());
        }
        good
    }

    fn read<W: AsRef<OsStr>>(&self, words: &[W], out: ChildStdout) -> Result<Output, GuardError> {
        let mut bytes = Vec::new();
        let read = out.take(OUTPUT + 1).read_to_end(&mut bytes);
        let cut = bytes.len() as u64 > OUTPUT;
        // Whoever writes more than is read ends by a signal.
        let good = self.end() || cut;
        read?;
        if good {
            return Ok(Output { bytes, cut });
        }
        let name = words.first().map_or(OsStr::new(""), AsRef::as_ref);
        Err(GuardError::Refused(name.to_string_lossy().into_owned()))
    }

    fn start<W: AsRef<OsStr>>(
        &self,
        words: &[W],
        stdin: Stdio,
    ) -> Result<(Option<ChildStdin>, ChildStdout), GuardError> {
        let mut running = self.running();
        if running.over {
            return Err(GuardError::Stopped);
        }
        let mut child = self.command(words).stdin(stdin).spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        running.children.push(child);
        Ok((input, output.ok_or(GuardError::Unexpected("output"))?))
    }

    /// git that writes nothing into the repository, asks nobody and fetches nothing: blobs that a
    /// partial clone lacks stay away, in older versions because no protocol is allowed.
    fn command<W: AsRef<OsStr>>(&self, words: &[W]) -> Command {
        let mut command = self.git.command();
        command.args(&self.options).args(words).envs(self.vars.iter().cloned());
        for (name, value) in [
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_ALLOW_PROTOCOL", "none"),
            ("GIT_TERMINAL_PROMPT", "0"),
        ] {
            command.env(name, value);
        }
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }
}

/// A running command that answers each line with a line, and maybe with content.
pub(super) struct Talk {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Talk {
    /// Asks, and returns the answer without its end.
    pub(super) fn ask(&mut self, question: &str) -> Result<String, GuardError> {
        self.input.write_all(format!("{question}\n").as_bytes())?;
        self.input.flush()?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        Ok(answer.trim_end().to_owned())
    }

    /// What follows the answer.
    pub(super) fn content(&mut self) -> &mut BufReader<ChildStdout> {
        &mut self.output
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
