//! A sealed place to run things in: its own home, nothing of the caller's environment, and the
//! programs under test first in PATH.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A scratch home folder, removed on drop.
pub(crate) struct Sandbox {
    dir: TempDir,
}

impl Sandbox {
    /// An empty home.
    pub(crate) fn new() -> Self {
        Self::below(&std::env::temp_dir())
    }

    /// An empty home whose path has the same length on every machine.
    #[cfg(unix)]
    pub(crate) fn below_tmp() -> Self {
        Self::below(Path::new("/tmp"))
    }

    fn below(folder: &Path) -> Self {
        let dir = tempfile::Builder::new().prefix("hfenv-test-").tempdir_in(folder).unwrap();
        std::fs::create_dir(dir.path().join("home")).unwrap();
        Self { dir }
    }

    /// The home folder, with its links resolved.
    pub(crate) fn home(&self) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("home")
    }

    /// An `XDG_RUNTIME_DIR` of its own: some shells have a daemon there, which would be
    /// everybody's.
    pub(crate) fn runtime(&self) -> PathBuf {
        let folder = self.path("run");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o700)).unwrap();
        folder
    }

    /// A path below the home folder.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.home().join(below)
    }

    /// A file of hfenv's configuration, data or state, such as `config/profiles.toml`.
    pub(crate) fn ours(&self, below: &str) -> PathBuf {
        let (kind, rest) = below.split_once('/').unwrap();
        let base = match kind {
            "config" => ".config/hfenv",
            "data" => ".local/share/hfenv",
            "state" => ".local/state/hfenv",
            other => panic!("no such folder: {other}"),
        };
        self.path(base).join(rest)
    }

    /// Writes a file below the home folder, making its folders.
    pub(crate) fn write(&self, below: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Any program, sealed: only HOME, PATH and a UTF-8 locale are set.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home())
            .env("PATH", search_path())
            .env("LANG", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .current_dir(self.home());
        command
    }

    /// hfenv, sealed.
    pub(crate) fn hfenv<I: AsRef<std::ffi::OsStr>>(
        &self,
        words: impl IntoIterator<Item = I>,
    ) -> assert_cmd::Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_hfenv"));
        command.args(words);
        command.into()
    }

    /// The credential helper, sealed.
    pub(crate) fn helper(&self, operation: &str, request: &str) -> assert_cmd::Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_git-credential-hfenv"));
        command.arg(operation);
        let mut command = assert_cmd::Command::from(command);
        command.write_stdin(request);
        command
    }

    /// Saves a profile in the file store, without asking a Hub.
    pub(crate) fn profile(&self, name: &str, token: &str) {
        let words = ["login", "--token-stdin", "--no-verify", "--store", "file", "-p", name];
        self.hfenv(words).write_stdin(token).assert().success();
    }

    /// Saves a profile in the file store after asking this Hub.
    pub(crate) fn profile_at(&self, endpoint: &str, name: &str, token: &str) {
        let words =
            ["login", "--token-stdin", "--store", "file", "-p", name, "--endpoint", endpoint];
        self.hfenv(words).write_stdin(token).assert().success();
    }
}

/// The folder of the programs under test, then the system's.
pub(crate) fn search_path() -> String {
    let built = Path::new(env!("CARGO_BIN_EXE_hfenv")).parent().unwrap();
    let own = std::env::var("PATH").unwrap_or_default();
    format!("{}:{own}", built.display())
}

/// Whether a program is in PATH. A missing one is an error in CI and a printed skip elsewhere.
pub(crate) fn is_installed(program: &str) -> bool {
    let path = search_path();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
        println!("skipped: {program} is not installed");
    }
    found
}

/// A fresh user token: `hf_` and 34 letters, made now, so that none lies in the tree.
pub(crate) fn fresh_token() -> String {
    let mut bytes = [0_u8; 34];
    getrandom::fill(&mut bytes).unwrap();
    let letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let tail: String =
        bytes.iter().map(|b| letters[usize::from(*b) % letters.len()] as char).collect();
    format!("hf_{tail}")
}

/// Standard output as text.
pub(crate) fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stdout).into_owned()
}

/// Standard error as text.
pub(crate) fn stderr(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}
