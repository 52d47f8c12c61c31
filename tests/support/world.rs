//! A new home on a machine for which the loopback Hub is `https://huggingface.co`: commands run
//! there as they stand in the documentation.
//!
//! Only the environment is made up: a proxy that takes every host to the Hub, and the authority
//! that signed its certificate. The home's path is as long as `/home/ada`, and is shown as that.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use hfenv::vars::Env;
use regex::Regex;
use tempfile::TempDir;

use super::hub::{Account, Hub, Issued};
use super::proxy::Proxy;
use super::secret_service::SecretService;

/// What the home is called wherever it is shown.
const HOME: &str = "/home/ada";
/// What stands for the end of every token, and for every code of a login.
const MASK: &str = "${1}x7Qz";
const CODE: &str = "KHWT-PZMN";

static MASKS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("(hf_(?:oauth_)?…)[A-Za-z0-9]{4}").unwrap());
static CODES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)[A-Z]{4}-[A-Z]{4}(?-u:\b)").unwrap());

/// The machine.
pub(crate) struct World {
    pub(crate) hub: Hub,
    home: TempDir,
    proxy: Proxy,
    keyring: Option<SecretService>,
    bin: PathBuf,
}

/// Where the programs to be tried lie: in `HFENV_TEST_BIN`, else where they were just built.
pub(crate) fn programs() -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_hfenv")).parent().unwrap();
    Env::from_process().absolute("HFENV_TEST_BIN").unwrap_or_else(|| built.to_owned())
}

impl World {
    /// A machine with the programs of this folder and an empty home, without a keyring.
    pub(crate) fn new(bin: &Path) -> Self {
        let hub = Hub::start_named(&["huggingface.co", "hf.co"]);
        let proxy = Proxy::to(hub.port());
        let home = tempfile::Builder::new().prefix("").rand_bytes(4).tempdir_in("/tmp").unwrap();
        assert_eq!(home.path().as_os_str().len(), HOME.len(), "columns stay where they are");
        Self { hub, home, proxy, keyring: None, bin: bin.to_owned() }
    }

    /// The same with an unlocked keyring; `None`, after a printed note, if there is none to start.
    pub(crate) fn with_keyring(bin: &Path) -> Option<Self> {
        let keyring = Some(SecretService::start()?);
        Some(Self { keyring, ..Self::new(bin) })
    }

    /// The same with the programs installed in `~/bin`, which is what they say then.
    pub(crate) fn at_home(mut self) -> Self {
        let own = self.path("bin");
        std::fs::create_dir(&own).unwrap();
        for name in ["hfenv", "git-credential-hfenv"] {
            let (from, to) = (self.bin.join(name), own.join(name));
            if std::fs::hard_link(&from, &to).is_err() {
                std::fs::copy(from, to).unwrap();
            }
        }
        self.bin = own;
        self
    }

    /// The home, or what is below.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.home.path().join(below)
    }

    /// Writes a file below the home, making its folders.
    pub(crate) fn write(&self, below: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A program in this home, and with nothing of this process's environment but where programs
    /// are: those of the folder first, those that only tests need last.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let env = Env::from_process();
        let mut path = self.bin.clone().into_os_string();
        path.push(":");
        path.push(env.raw("PATH").unwrap_or_default());
        if let Some(tools) = env.absolute("HFENV_TEST_TOOLS") {
            path.push(":");
            path.push(tools.join("bin"));
        }
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("PATH", path)
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm-256color")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("HTTPS_PROXY", self.proxy.address())
            .env("SSL_CERT_FILE", self.hub.ca_file())
            .env("GIT_SSL_CAINFO", self.hub.ca_file())
            .current_dir(self.home.path());
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "Ada")
                .env(format!("GIT_{who}_EMAIL"), "ada@example.org")
                .env(format!("GIT_{who}_DATE"), "2026-01-01T12:00:00Z");
        }
        if let Some(keyring) = &self.keyring {
            command.env("DBUS_SESSION_BUS_ADDRESS", keyring.address());
        }
        command
    }

    /// A program with arguments, which must succeed; its output.
    pub(crate) fn must(&self, program: &str, words: &[&str]) -> String {
        self.must_in(self.home.path(), program, words)
    }

    /// The same in a folder.
    pub(crate) fn must_in(&self, folder: &Path, program: &str, words: &[&str]) -> String {
        let output = self.command(program).args(words).current_dir(folder).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Saves a browser login of this account as its profile, as `hfenv login` does.
    pub(crate) fn log_in(&self, account: Account) -> Issued {
        let name = account.user.clone();
        let issued = self.hub.add_login(account, 30 * 24 * 3600);
        self.save(&name, &issued.access);
        issued
    }

    /// Saves a token as a profile in the file store.
    pub(crate) fn save(&self, name: &str, token: &str) {
        let words = ["login", "--token-stdin", "--store", "file", "-p", name];
        let mut command = assert_cmd::Command::from(self.command(self.bin.join("hfenv")));
        command.args(words).write_stdin(token).assert().success();
    }

    /// What a terminal was sent, with everything that differs from run to run as it is written in
    /// the documentation, and just as wide: the home, the ends of tokens, codes.
    pub(crate) fn shown(&self, sent: &str) -> String {
        let text = sent.replace(self.home.path().to_str().unwrap(), HOME);
        let text = MASKS.replace_all(&text, MASK);
        CODES.replace_all(&text, CODE).into_owned()
    }
}
