//! What is timed: hfenv's hot paths with their budgets, and the peers that do the nearest thing.

use std::path::Path;
use std::process::Command;

use crate::hooks;
use crate::sandbox::{Sandbox, fresh_token, search_path};
use crate::secret_service::SecretService;

/// What git asks a helper.
const REQUEST: &str = "protocol=https\nhost=huggingface.co\n\n";

/// One command to time.
pub(crate) struct Case {
    /// How it is called in the table.
    pub(crate) name: &'static str,
    /// The most it may cost, as a ratio to `/bin/true`.
    pub(crate) budget: Option<f64>,
    /// Its standard input.
    pub(crate) input: String,
    /// Makes it; `None` if the program is not installed.
    pub(crate) command: fn(&Stage) -> Option<Command>,
}

/// A home with a file profile, a keyring, and what the peers need; shared by all cases.
pub(crate) struct Stage {
    pub(crate) home: Sandbox,
    keyring: Option<SecretService>,
    token: String,
}

impl Stage {
    /// Logs in and lays out what each case needs; the keyring's daemon ends with the stage.
    pub(crate) fn set() -> Self {
        let home = Sandbox::new();
        let token = fresh_token();
        home.profile("file", &token);
        home.write(".git-credentials", format!("https://hf_user:{token}@huggingface.co\n"));
        home.write(".config/gh/hosts.yml", "huggingface.co:\n    oauth_token: x\n    user: me\n");
        hooks::furnish(&home, &token);
        let keyring = SecretService::start();
        if let Some(keyring) = &keyring {
            let words = ["login", "--token-stdin", "--no-verify", "--keep-default"];
            let mut login =
                home.hfenv(words.into_iter().chain(["--store", "keyring", "-p", "ring"]));
            login.env("DBUS_SESSION_BUS_ADDRESS", keyring.address());
            login.write_stdin(token.as_str()).assert().success();
        }
        Self { home, keyring, token }
    }
}

/// Every case, hfenv's first.
pub(crate) fn all() -> Vec<Case> {
    let case = |name, budget, command| Case { name, budget, input: String::new(), command };
    let git = |name, budget, command| Case { name, budget, input: REQUEST.to_owned(), command };
    let mut cases = vec![
        case("hfenv (token from the environment)", Some(2.0), |stage| {
            with_token(stage, "hfenv", &[])
        }),
        case("hfenv (token from a file)", Some(2.0), |stage| peer(stage, "hfenv", &[])),
        case("hfenv token (environment)", Some(2.0), |stage| {
            with_token(stage, "hfenv", &["token"])
        }),
        case("hfenv token (file)", Some(2.0), |stage| peer(stage, "hfenv", &["token"])),
        git("git-credential-hfenv get (environment)", Some(2.5), |stage| {
            with_token(stage, HELPER, &["get"])
        }),
        git("git-credential-hfenv get (file)", Some(2.5), |stage| peer(stage, HELPER, &["get"])),
        git("git-credential-hfenv get (keyring)", Some(4.5), |stage| {
            from_keyring(stage, HELPER, &["get"])
        }),
        git("git-credential-store get", None, |stage| {
            peer(stage, "git", &["credential-store", "get"])
        }),
        case("secret-tool lookup", None, |stage| {
            let mut command =
                peer(stage, "secret-tool", &["lookup", "service", "hfenv", "username", "ring"])?;
            command.env("DBUS_SESSION_BUS_ADDRESS", stage.keyring.as_ref()?.address());
            Some(command)
        }),
        git("gh auth git-credential get", None, |stage| {
            peer(stage, "gh", &["auth", "git-credential", "get"])
        }),
        case("hf auth token", None, hf),
    ];
    cases.extend(hooks::CASES.map(|(name, budget, command)| case(name, budget, command)));
    cases
}

const HELPER: &str = "git-credential-hfenv";

pub(crate) fn with_token(stage: &Stage, program: &str, words: &[&str]) -> Option<Command> {
    let mut command = peer(stage, program, words)?;
    command.env("HF_TOKEN", &stage.token);
    Some(command)
}

fn from_keyring(stage: &Stage, program: &str, words: &[&str]) -> Option<Command> {
    let mut command = peer(stage, program, words)?;
    command.env("DBUS_SESSION_BUS_ADDRESS", stage.keyring.as_ref()?.address());
    command.env("HFENV_PROFILE", "ring");
    Some(command)
}

/// A program of PATH by its full path, so that no search is timed.
pub(crate) fn peer(stage: &Stage, program: &str, words: &[&str]) -> Option<Command> {
    let found = search_path()
        .split(':')
        .map(|folder| Path::new(folder).join(program))
        .find(|file| file.is_file())?;
    let mut command = stage.home.command(found);
    command.args(words);
    Some(command)
}

fn hf(stage: &Stage) -> Option<Command> {
    let tools = std::env::var("HFENV_TEST_TOOLS").ok()?;
    let program = Path::new(&tools).join("bin/hf");
    program.is_file().then(|| {
        let mut command = stage.home.command(program);
        command.args(["auth", "token"]).env("HF_TOKEN", &stage.token).env("HF_HUB_OFFLINE", "1");
        command
    })
}
