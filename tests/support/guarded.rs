//! A repository of real git, and what `hfenv hook-git` says before a command in it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::git::Desk;
use super::shown::{Said, run_hidden};

/// A repository in the folder `r` of a desk.
pub(crate) struct Guarded {
    pub(crate) desk: Desk,
    pub(crate) folder: PathBuf,
}

/// What was answered.
pub(crate) struct Asked {
    /// `go` or `stop`.
    pub(crate) answer: String,
    /// Standard error.
    pub(crate) said: String,
    /// The exit status.
    pub(crate) status: i32,
}

/// What `hfenv guard scan` found.
#[derive(Debug)]
pub(crate) struct Scanned {
    /// `path:line:column` of every finding.
    pub(crate) places: Vec<String>,
    /// Standard error.
    pub(crate) said: String,
    /// The exit status.
    pub(crate) status: i32,
}

impl Scanned {
    /// Passes if exactly these places were found and everything was searched.
    pub(crate) fn finds(&self, places: &[&str]) {
        assert_eq!(self.places, places, "{}", self.said);
        assert_eq!(self.status, i32::from(!places.is_empty()), "{}", self.said);
    }
}

impl Asked {
    /// The path, the line and the column of every warning.
    pub(crate) fn places(&self) -> Vec<String> {
        let warnings = self.said.lines().filter_map(|line| line.strip_prefix("hfenv: warning: "));
        let found = warnings.filter_map(|warning| warning.split_once(": a Hugging Face "));
        found.map(|(place, _)| place.to_owned()).collect()
    }

    /// Passes if nothing was found and nothing said.
    pub(crate) fn is_silent(&self) {
        let Self { answer, said, status } = self;
        assert_eq!((answer.as_str(), said.as_str(), *status), ("go", "", 0));
    }
}

impl Guarded {
    /// An empty repository, made with these options.
    pub(crate) fn with(options: &[&str]) -> Self {
        let desk = Desk::new();
        desk.must(&[&["init", "--quiet"], options, &["r"]].concat());
        let folder = desk.home.path("r");
        Self { desk, folder }
    }

    /// One with a commit.
    pub(crate) fn new() -> Self {
        let repo = Self::with(&[]);
        repo.write("known.py", "import os\n");
        repo.commit();
        repo
    }

    /// One with the guard in its hooks, and a remote that has its commit.
    pub(crate) fn pushing() -> Self {
        let repo = Self::new();
        repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
        repo.git(&["remote", "add", "origin", "../remote.git"]);
        let mut install = repo.desk.home.hfenv(["guard", "install"]);
        install.current_dir(&repo.folder).assert().success();
        repo.git(&["push", "--quiet", "origin", "HEAD:refs/heads/main"]);
        repo
    }

    /// Passes if git refuses and shows nothing of the token; what it says.
    #[track_caller]
    pub(crate) fn refused(&self, words: &[&str], token: &str) -> String {
        let output = self.desk.git_in(&self.folder, words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{words:?} went through: {said}");
        assert!(said.contains("hfenv: "), "{words:?}: {said}");
        assert!(!said.contains(&token[8..]), "{words:?} shows the token");
        said
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        self.desk.home.write(Path::new("r").join(name), content);
    }

    /// git in the repository, which must succeed.
    pub(crate) fn git(&self, words: &[&str]) -> String {
        self.desk.must_in(&self.folder, words)
    }

    /// Stages everything.
    pub(crate) fn stage(&self) {
        self.git(&["add", "--all"]);
    }

    /// Commits everything.
    pub(crate) fn commit(&self) {
        self.desk.commit(&self.folder);
    }

    /// What is said before `git` with these words.
    pub(crate) fn ask(&self, words: &[&str]) -> Asked {
        self.ask_with(&self.folder, words, &[])
    }

    /// The same in another folder, with these variables.
    pub(crate) fn ask_with<W: AsRef<OsStr>>(
        &self,
        folder: &Path,
        words: &[W],
        vars: &[(&str, &str)],
    ) -> Asked {
        let mut input = Vec::new();
        for word in words {
            input.extend_from_slice(word.as_ref().as_encoded_bytes());
            input.push(0);
        }
        self.told(folder, &["hook-git"], input, vars)
    }

    /// What is said before a typed line.
    pub(crate) fn line(&self, line: &str, vars: &[(&str, &str)]) -> Asked {
        self.told(&self.folder, &["hook-git", "--line"], line.into(), vars)
    }

    /// `hfenv guard scan` with these words.
    pub(crate) fn scan(&self, words: &[&str]) -> Scanned {
        self.scan_in(&self.folder, words, "")
    }

    /// The same in another folder, with this input.
    pub(crate) fn scan_in(
        &self,
        folder: &Path,
        words: &[&str],
        input: impl Into<Vec<u8>>,
    ) -> Scanned {
        let mut hfenv = self.desk.home.hfenv([&["guard", "scan"], words].concat());
        let output = hfenv.current_dir(folder).write_stdin(input).output().unwrap();
        let found = String::from_utf8(output.stdout).unwrap();
        // Whatever is indented goes on with the line before.
        let lines = found.lines().filter(|line| !line.is_empty() && !line.starts_with(' '));
        let place = |line: &str| line.split(' ').next().unwrap().trim_end_matches(':').to_owned();
        Scanned {
            places: lines.map(place).collect(),
            said: String::from_utf8(output.stderr).unwrap(),
            status: output.status.code().unwrap(),
        }
    }

    /// What `hfenv guard` says; none of the secrets may be in any of it.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str], secrets: &[&str]) -> Said {
        let mut hfenv = self.desk.home.hfenv(std::iter::once("guard").chain(words.iter().copied()));
        run_hidden(hfenv.current_dir(&self.folder), secrets)
    }

    /// hfenv with these words and this input.
    pub(crate) fn told(
        &self,
        folder: &Path,
        words: &[&str],
        input: Vec<u8>,
        vars: &[(&str, &str)],
    ) -> Asked {
        let mut hfenv = self.desk.home.hfenv(words);
        hfenv.current_dir(folder).envs(vars.iter().map(|(n, v)| (OsString::from(n), v)));
        let output = hfenv.write_stdin(input).output().unwrap();
        let answer = String::from_utf8(output.stdout).unwrap();
        let answer = answer.strip_suffix('\0').expect("the answer ends in NUL").to_owned();
        let said = String::from_utf8(output.stderr).unwrap();
        Asked { answer, said, status: output.status.code().unwrap() }
    }
}
