//! Real git, sealed, with hfenv as its helper. It can't prompt, and a try to do so is remembered.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use hfenv::vars::Env;

use super::hub::{Account, Hub};
use super::sandbox::Sandbox;

/// A home with git in it.
pub(crate) struct Desk {
    pub(crate) home: Sandbox,
}

impl Desk {
    /// A home that knows no Hub yet.
    pub(crate) fn new() -> Self {
        let home = Sandbox::new();
        let askpass = home.write("askpass", "#!/bin/sh\necho \"$*\" >>\"$HOME/asked\"\nexit 1\n");
        std::fs::set_permissions(askpass, PermissionsExt::from_mode(0o755)).unwrap();
        Self { home }
    }

    /// A desk with two identities at one Hub with the repository `acme/model`: `work` of ada, the
    /// default, and `home` of bob; their tokens in this order.
    pub(crate) fn with_two(hub: &Hub) -> (Self, String, String) {
        hub.add_git_repo("acme/model");
        let work = hub.add_token(Account::write("ada").in_org("acme"));
        let home = hub.add_token(Account::write("bob").in_org("acme"));
        let desk = Self::new();
        desk.log_in(hub, "home", &home);
        desk.log_in(hub, "work", &work);
        desk.set_up();
        (desk, work, home)
    }

    /// A home with this token as the profile `work`, the default, and hfenv in git's configuration.
    pub(crate) fn with_work(hub: &Hub, token: &str) -> Self {
        let desk = Self::new();
        desk.log_in(hub, "work", token);
        desk.set_up();
        hub.clear();
        desk
    }

    /// Saves a profile in the file store after asking the Hub, whose certificate git trusts from
    /// then on.
    pub(crate) fn log_in(&self, hub: &Hub, name: &str, token: &str) {
        let endpoint = hub.endpoint();
        let words =
            ["login", "--token-stdin", "--store", "file", "-p", name, "--endpoint", &endpoint];
        let mut login = self.home.hfenv(words);
        if endpoint.starts_with("https") {
            login.env("SSL_CERT_FILE", hub.ca_file());
            let file = hub.ca_file().to_str().unwrap();
            self.must(&["config", "--global", "http.sslCAInfo", file]);
        }
        login.write_stdin(token).assert().success();
    }

    /// Puts hfenv into git's configuration, for the endpoints it knows.
    pub(crate) fn set_up(&self) {
        self.home.hfenv(["setup", "git"]).assert().success();
    }

    /// Makes git ask hfenv about every host, and keeps what both say.
    pub(crate) fn listen_in(&self) {
        let helper = "!f() { tee -a \"$HOME/questions\" | git-credential-hfenv \"$1\" | \
                      tee -a \"$HOME/answers\"; }; f";
        self.must(&["config", "--global", "credential.helper", helper]);
    }

    /// Everything that git has asked hfenv.
    pub(crate) fn questions(&self) -> String {
        std::fs::read_to_string(self.home.path("questions")).unwrap_or_default()
    }

    /// Everything that hfenv has answered git.
    pub(crate) fn answers(&self) -> String {
        std::fs::read_to_string(self.home.path("answers")).unwrap_or_default()
    }

    /// git in this folder.
    pub(crate) fn command<I: AsRef<OsStr>>(
        &self,
        folder: &Path,
        words: impl IntoIterator<Item = I>,
    ) -> Command {
        let mut git = self.home.command("git");
        git.current_dir(folder)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", self.home.path("askpass"))
            .env("SSH_ASKPASS", self.home.path("askpass"))
            .stdin(Stdio::null())
            .args(["-c", "user.name=me", "-c", "user.email=me@example.org"])
            .args(["-c", "protocol.file.allow=always", "-c", "advice.defaultBranchName=false"])
            .args(words);
        git
    }

    /// git in the home folder, whatever comes of it.
    pub(crate) fn git(&self, words: &[&str]) -> Output {
        self.git_in(&self.home.home(), words)
    }

    /// git in a folder, whatever comes of it.
    pub(crate) fn git_in(&self, folder: &Path, words: &[&str]) -> Output {
        self.command(folder, words).output().unwrap()
    }

    /// git in the home folder, which must succeed; its output.
    pub(crate) fn must(&self, words: &[&str]) -> String {
        self.must_in(&self.home.home(), words)
    }

    /// git in a folder, which must succeed; its output.
    pub(crate) fn must_in(&self, folder: &Path, words: &[&str]) -> String {
        let output = self.git_in(folder, words);
        assert!(output.status.success(), "git {words:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Clones into the home folder.
    pub(crate) fn cloned(&self, url: &str, name: &str) -> PathBuf {
        self.must(&["clone", "--quiet", url, name]);
        self.home.path(name)
    }

    /// Commits everything in a work tree.
    pub(crate) fn commit(&self, folder: &Path) {
        self.must_in(folder, &["add", "--all"]);
        self.must_in(folder, &["commit", "--quiet", "-m", "more"]);
    }

    /// The tokens that the Hub sees while git, in this folder, asks this URL for its branches.
    pub(crate) fn tokens_seen(&self, hub: &Hub, folder: &Path, url: &str) -> BTreeSet<String> {
        hub.clear();
        self.must_in(folder, &["ls-remote", url]);
        seen(hub)
    }

    /// Whether git tried to ask somebody.
    pub(crate) fn was_asked(&self) -> bool {
        self.home.path("asked").exists()
    }

    /// Every file that contains this text, wherever in the sandbox.
    pub(crate) fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let sandbox = self.home.home().parent().unwrap().to_owned();
        let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        let found = files_below(&sandbox).into_iter().filter(|(_, bytes)| holds(bytes));
        found.map(|(path, _)| path).collect()
    }
}

/// The tokens that a Hub was sent. With a user name in the URL, git's first try has an empty
/// password.
pub(crate) fn seen(hub: &Hub) -> BTreeSet<String> {
    let sent = hub.requests().into_iter().filter_map(|request| request.token());
    sent.filter(|token| !token.is_empty()).collect()
}

/// What git, its helper and its children put on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Passes on whether something is there that a test needs; in CI it must be.
pub(crate) fn needed(what: &str, there: bool) -> bool {
    assert!(there || !Env::from_process().has("CI"), "missing: {what}");
    if !there {
        println!("skipped: {what} is missing");
    }
    there
}

/// The URL with a user name in it.
pub(crate) fn url_as(user: &str, url: &str) -> String {
    url.replacen("://", &format!("://{user}@"), 1)
}

/// Every file and link below a folder with its content, to show that nothing was written.
pub(crate) fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else {
                // A link or a socket counts by its name only.
                let bytes =
                    if kind.is_file() { std::fs::read(entry.path()).unwrap() } else { Vec::new() };
                found.push((entry.path(), bytes));
            }
        }
    }
    found.sort();
    found
}
