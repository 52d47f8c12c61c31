//! The main job from end to end, as `bash tests/tour` runs it: log in, clone a private repository,
//! fill a shell's environment. Everything happens in a scratch home and against a Hub on the
//! loopback interface, so it needs no account, no keyring and no network.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[path = "support/hub/mod.rs"]
mod hub;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hub::{Account, File, Hub, Visibility};

/// A scratch home with the programs that were just built in front of PATH.
struct Home {
    dir: tempfile::TempDir,
    path: String,
}

impl Home {
    fn new(programs: &Path) -> Self {
        let dir = tempfile::Builder::new().prefix("hfenv-tour-").tempdir().unwrap();
        let system = std::env::var("PATH").unwrap_or_default();
        Self { dir, path: format!("{}:{system}", programs.display()) }
    }

    /// Runs a line of shell, shown first, and returns what it wrote to standard output.
    fn run(&self, line: &str, input: &str) -> String {
        println!("\n$ {line}");
        let mut child = Command::new("sh")
            .args(["-c", line])
            .env_clear()
            .env("HOME", self.dir.path())
            .env("PATH", &self.path)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .current_dir(self.dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        print!("{text}");
        assert!(output.status.success(), "the tour ends here: {line}: {}", output.status);
        text
    }
}

fn main() {
    let programs = PathBuf::from(std::env::args().nth(1).expect("the folder of the programs"));
    let hub = Hub::start();
    let token = hub.add_token(Account::read("alice").named("tour"));
    hub.add_git_repo("alice/private-model");
    hub.add_repo("alice/weights", Visibility::private([]));
    let config = File::from(&b"{\"model_type\": \"tour\"}\n"[..]);
    hub.add_files(
        "alice/weights",
        &[("config.json", config), ("model.safetensors", File::made(1, 20_000_000))],
    );
    let home = Home::new(&programs);
    let endpoint = hub.endpoint();
    println!("A Hub on {endpoint} has the private repository alice/private-model.");

    home.run(&format!("hfenv login --token-stdin --store file --endpoint {endpoint}"), &token);
    home.run("hfenv setup git", "");
    home.run(&format!("git clone -q {endpoint}/alice/private-model && ls private-model"), "");
    let found = home.run("eval $(hfenv); test -n \"$HF_TOKEN\" && hfenv why --for shell", "");
    home.run("hfenv run -- sh -c 'echo \"a child got a token of ${#HF_TOKEN} characters\"'", "");
    home.run("hfenv whoami", "");
    home.run("cd \"$(hfenv fetch alice/weights)\" && ls -l", "");
    home.run("hfenv fetch alice/weights config.json && hfenv cache ls", "");
    assert!(!hub.cdn().saw_authorization(), "the storage host was shown the token");

    let leaks = leaks(&home.dir.path().join("private-model"), &token);
    assert!(leaks.is_empty(), "the token is in {leaks:?}");
    assert!(!found.contains(&token), "why showed the token");
    let asked = hub.requests().iter().filter(|request| request.token().is_some()).count();
    println!(
        "\nThe Hub saw {asked} requests with the token; the clone and what was printed hold none."
    );
    println!("The tour is complete. Nothing outside {} was touched.", home.dir.path().display());
}

/// The files below a folder in which a secret stands.
fn leaks(folder: &Path, secret: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(leaks(&path, secret));
        } else if std::fs::read(&path).is_ok_and(|bytes| holds(&bytes, secret)) {
            found.push(path);
        }
    }
    found
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}
