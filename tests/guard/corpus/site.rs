//! A repository to play a scene in: real git that sees nothing of the caller's configuration.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::dice::Dice;
use super::{File, families};

/// A folder for repositories, with a home of its own.
pub(crate) struct Site<'a> {
    /// The home folder.
    pub(crate) home: PathBuf,
    /// The repository that a story begins with; it has one commit.
    pub(crate) folder: PathBuf,
    /// What secrets are made of.
    pub(crate) dice: &'a mut Dice,
    /// Those that were made.
    pub(crate) secrets: Vec<String>,
}

/// git, sealed, in this folder.
pub(crate) fn git(home: &Path, folder: &Path) -> Command {
    let mut git = Command::new("git");
    let identity = ["-c", "user.name=me", "-c", "user.email=me@example.org"];
    git.env_clear()
        .env("HOME", home)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("LANG", "C.UTF-8")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .current_dir(folder)
        .args(identity)
        .args(["-c", "protocol.file.allow=always", "-c", "commit.gpgSign=false"])
        .args(["-c", "init.defaultBranch=main"]);
    git
}

/// git in this folder, which must succeed; its output.
pub(crate) fn must<W: AsRef<OsStr>>(
    home: &Path,
    folder: &Path,
    words: impl IntoIterator<Item = W>,
) -> String {
    let mut command = git(home, folder);
    let output = command.args(words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {said}", command.get_args());
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// Writes a file and the folders above it.
pub(crate) fn write(folder: &Path, path: &[u8], content: &[u8]) {
    let file = folder.join(OsStr::from_bytes(path));
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, content).unwrap();
}

/// A repository in which all these files are staged, each scene in a folder of its own with its
/// number as the name.
pub(crate) fn staged(home: &Path, folder: &Path, scenes: &[(String, &[File])]) {
    std::fs::create_dir_all(folder).unwrap();
    must(home, folder, ["init", "-q"]);
    write(folder, b"README.md", b"# Experiments\n");
    for (name, files) in scenes {
        for file in files.iter().filter(|file| file.before.is_some()) {
            let path = [name.as_bytes(), b"/", &file.path].concat();
            write(folder, &path, file.before.as_ref().unwrap());
        }
    }
    must(home, folder, ["add", "-A"]);
    must(home, folder, ["commit", "-qm", "first"]);
    for (name, files) in scenes {
        for file in *files {
            write(folder, &[name.as_bytes(), b"/", &file.path].concat(), &file.after);
        }
    }
    must(home, folder, ["add", "-A"]);
}

impl<'a> Site<'a> {
    /// A repository with one commit, made with these options.
    pub(crate) fn new(home: &Path, dice: &'a mut Dice, options: &[&str]) -> Self {
        let folder = home.join("r");
        std::fs::create_dir_all(home).unwrap();
        must(home, home, [&["init", "-q"], options, &["r"]].concat());
        write(&folder, b"train.py", b"import os\n\nprint(os.getcwd())\n");
        let site = Self { home: home.to_owned(), folder, dice, secrets: Vec::new() };
        site.commit("first");
        site
    }

    /// A fresh secret of this family.
    pub(crate) fn secret(&mut self, family: &str) -> String {
        let secret = families::secret(family, self.dice).unwrap();
        self.secrets.push(secret.clone());
        secret
    }

    /// git in the repository, which must succeed.
    pub(crate) fn git<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> String {
        must(&self.home, &self.folder, words)
    }

    /// Writes a file of the work tree.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        write(&self.folder, path.as_bytes(), content.as_ref());
    }

    /// Writes a file and stages everything.
    pub(crate) fn stage(&self, path: &str, content: impl AsRef<[u8]>) {
        self.write(path, content);
        self.git(["add", "-A"]);
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) {
        self.git(["add", "-A"]);
        self.git(["commit", "-qm", message]);
    }

    /// A path below the home folder.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.home.join(below)
    }
}

/// How hfenv is asked.
pub(crate) struct Ask {
    /// The words behind `guard scan`.
    pub(crate) words: Vec<OsString>,
    /// In which folder.
    pub(crate) folder: PathBuf,
    /// With these variables.
    pub(crate) env: Vec<(&'static str, OsString)>,
    /// With this on standard input.
    pub(crate) input: Vec<u8>,
}

impl Ask {
    /// `guard scan` with these words in this folder.
    pub(crate) fn new<W: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = W>) -> Self {
        let words = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
        Self { words, folder: folder.to_owned(), env: Vec::new(), input: Vec::new() }
    }
}
