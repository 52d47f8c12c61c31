//! What the plugin's one process answers: the environment, everything to watch, and no word twice.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde_json::Value as Json;

use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::scene::approved;
use crate::support::secret_service::SecretService;
use crate::support::shown::assert_hidden;

/// A shell as the plugin sees it: what is exported, and what it was told.
struct Shell<'a> {
    home: &'a Sandbox,
    env: Vec<(String, String)>,
    told: String,
}

/// One answer of `hook-env`.
struct Answer {
    json: Json,
    stderr: String,
}

impl<'a> Shell<'a> {
    fn new(home: &'a Sandbox) -> Self {
        Self { home, env: Vec::new(), told: String::new() }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
    }

    /// Asks in a folder, and does what the answer says.
    fn enter(&mut self, folder: &Path) -> Answer {
        let pid = std::process::id().to_string();
        let mut command = self.home.hfenv(["hook-env", "nu", &pid, &self.told]);
        command.envs(self.env.iter().cloned()).current_dir(folder);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let json: Json = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["api"], 1);
        for (name, value) in json["env"].as_object().unwrap() {
            self.env.retain(|(known, _)| known != name);
            if let Some(value) = value.as_str() {
                self.env.push((name.clone(), value.to_owned()));
            }
        }
        json["told"].as_str().unwrap().clone_into(&mut self.told);
        let stderr = String::from_utf8(output.stderr).unwrap();
        let mut shown = json.clone();
        shown["env"] = Json::Null;
        let token = self.has("HF_TOKEN").unwrap_or("none");
        assert_hidden(&format!("{shown}{stderr}"), &[token]);
        Answer { json, stderr }
    }

    fn has(&self, name: &str) -> Option<&str> {
        self.env.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Answer {
    /// The watched time of a path: `None` if it is not watched, `Some("")` if it is to stay absent.
    fn watched(&self, path: &Path) -> Option<&str> {
        let entry = self.json["watch"].get(path.to_str().unwrap())?;
        Some(entry.as_str().unwrap_or_default())
    }
}

fn project(home: &Sandbox, name: &str) -> PathBuf {
    let folder = home.path(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

#[test]
fn everything_that_was_read_or_missed_is_watched() {
    let home = Sandbox::new();
    home.profile("ada", &fresh_token());
    let folder = project(&home, "a/b");
    home.write("a/.hfenv.toml", "profile = \"ada\"\n");
    let answer = Shell::new(&home).enter(&folder);
    let above = folder.parent().unwrap();
    for path in [folder.join(".env"), folder.join(".hfenv.toml"), above.join(".env")] {
        assert_eq!(answer.watched(&path), Some(""), "{}", path.display());
    }
    assert_eq!(answer.watched(&folder.join(".git")), Some(""));
    let there = above.join(".hfenv.toml");
    let age = there.metadata().unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    assert_eq!(answer.watched(&there), Some(age.as_nanos().to_string().as_str()));
    for ours in ["config/profiles.toml", "state/key"] {
        let path = home.ours(ours);
        let watched = answer.json["watch"].as_object().unwrap();
        let found = watched.iter().any(|(name, time)| {
            Path::new(name).canonicalize().ok() == path.canonicalize().ok() && time.is_string()
        });
        assert!(found, "{ours}: {watched:?}");
    }
}

#[test]
fn words_come_once_and_again_only_where_something_changed() {
    let home = Sandbox::new();
    let folder = project(&home, "p");
    std::fs::create_dir(folder.join("sub")).unwrap();
    home.write("p/.env", "HF_HUB_OFFLINE=1\n");
    let mut shell = Shell::new(&home);
    shell.told = "-".into();
    let first = shell.enter(&folder);
    assert_eq!((first.stderr.as_str(), &first.json["again"]), ("", &Json::Bool(true)));
    let second = shell.enter(&folder);
    assert_eq!(second.json["again"], false);
    assert!(second.stderr.contains("not allowed yet (HF_HUB_OFFLINE)"), "{}", second.stderr);
    assert_eq!(shell.enter(&folder.join("sub")).stderr, "");
    assert_eq!(shell.enter(&home.home()).stderr, "");
    assert!(shell.enter(&folder).stderr.contains("not allowed yet"));
    assert_eq!(shell.has("HF_HUB_OFFLINE"), None);
    home.hfenv(["allow", "--yes", "p"]).assert().success();
    assert_eq!(shell.enter(&folder).stderr, "");
    assert_eq!(shell.has("HF_HUB_OFFLINE"), Some("1"));
    shell.enter(&home.home());
    assert_eq!(shell.has("HF_HUB_OFFLINE"), None);
}

#[test]
fn a_change_of_identity_is_said_and_the_first_one_is_none() {
    let home = Sandbox::new();
    let [ada, work] = [fresh_token(), fresh_token()];
    home.profile("work", &work);
    home.profile("ada", &ada);
    let folder = approved(&home, "w", ".hfenv.toml", "profile = \"work\"\n");
    let mut shell = Shell::new(&home);
    assert_eq!(shell.enter(&home.home()).stderr, "");
    assert_eq!(shell.has("HF_TOKEN"), Some(ada.as_str()));
    let said = shell.enter(&folder).stderr;
    assert!(said.starts_with("hfenv: HF_TOKEN is that of profile work ("), "{said}");
    assert_eq!(shell.has("HF_TOKEN"), Some(work.as_str()));
    let said = shell.enter(&home.home()).stderr;
    assert_eq!(said, "hfenv: HF_TOKEN is that of profile ada (default)\n");
    // The user's own token wins, which is said once.
    shell.set("HF_TOKEN", &fresh_token());
    let said = shell.enter(&folder).stderr;
    assert!(said.contains("HF_TOKEN is set by you, so profile work"), "{said}");
    assert!(said.contains("hint: to use it: unset HF_TOKEN"), "{said}");
    shell.enter(&home.home());
    assert_eq!(shell.enter(&folder).stderr, "");
}

#[test]
fn a_broken_source_takes_back_what_was_set_and_is_watched() {
    let home = Sandbox::new();
    let folder = approved(&home, "p", ".env", "HF_HUB_OFFLINE=1\n");
    home.profile("ada", &fresh_token());
    let mut shell = Shell::new(&home);
    shell.enter(&folder);
    assert!(shell.has("HF_TOKEN").is_some() && shell.has("HF_HUB_OFFLINE").is_some());
    let profiles = home.ours("config/profiles.toml");
    let whole = std::fs::read(&profiles).unwrap();
    std::fs::write(&profiles, "version = 1\nnonsense\n").unwrap();
    let answer = shell.enter(&folder);
    assert!(answer.stderr.contains("profiles.toml:2"), "{}", answer.stderr);
    assert!(shell.env.is_empty(), "what was set is taken back");
    assert_eq!(shell.enter(&folder).stderr, "");
    std::fs::write(&profiles, whole).unwrap();
    let said = shell.enter(&folder).stderr;
    assert_eq!(said, "hfenv: HF_TOKEN is that of profile ada (default)\n");
    assert!(shell.has("HF_TOKEN").is_some() && shell.has("HF_HUB_OFFLINE").is_some());
}

#[test]
fn a_token_that_the_shell_carries_spares_the_keyring() {
    let Some(service) = SecretService::start() else { return };
    let home = Sandbox::new();
    let token = fresh_token();
    let mut login = home.hfenv(["login", "--token-stdin", "--no-verify", "-p", "work"]);
    login.env("DBUS_SESSION_BUS_ADDRESS", service.address()).write_stdin(token.as_str());
    login.assert().success();
    let mut shell = Shell::new(&home);
    shell.set("DBUS_SESSION_BUS_ADDRESS", service.address().to_str().unwrap());
    shell.enter(&home.home());
    assert_eq!(shell.has("HF_TOKEN"), Some(token.as_str()));
    service.stop();
    let folder = project(&home, "elsewhere");
    let begin = Instant::now();
    let answer = shell.enter(&folder);
    let took = begin.elapsed();
    service.cont();
    assert_eq!((answer.stderr.as_str(), shell.has("HF_TOKEN")), ("", Some(token.as_str())));
    assert!(took < Duration::from_millis(900), "the frozen keyring was asked: {took:?}");
    // Another token under that name is the user's own, and not what the profile has.
    shell.set("HF_TOKEN", &fresh_token());
    shell.enter(&home.home());
    assert_ne!(shell.has("HF_TOKEN"), Some(token.as_str()));
}

#[test]
fn trust_in_whatever_project_is_not_for_shells() {
    let home = Sandbox::new();
    let folder = project(&home, "p");
    home.write("p/.env", "HF_HUB_OFFLINE=1\n");
    let mut shell = Shell::new(&home);
    shell.set("CI", "true");
    shell.set("HFENV_TRUST_PROJECT", "1");
    assert!(shell.enter(&folder).stderr.contains("not allowed yet"));
    assert_eq!(shell.has("HF_HUB_OFFLINE"), None);
    shell.set("HFENV_TRUST_PROJECT", folder.to_str().unwrap());
    shell.enter(&folder);
    assert_eq!(shell.has("HF_HUB_OFFLINE"), Some("1"));
}

/// The text form for bash, split into statements.
fn statements(home: &Sandbox, runtime: &Path, folder: &Path) -> Vec<String> {
    let mut command = home.hfenv(["hook-env", "bash", "4194000", ""]);
    let output = command.env("XDG_RUNTIME_DIR", runtime).current_dir(folder).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let body = text.strip_prefix("__hfenv_api=1;").unwrap().strip_suffix("__hfenv_api=1;\n\0");
    body.unwrap().split_terminator(';').map(ToOwned::to_owned).collect()
}

#[test]
fn twins_are_private_exact_and_go_nowhere_strange() {
    let home = Sandbox::new();
    home.profile("ada", &fresh_token());
    let runtime = project(&home, "run");
    let said = statements(&home, &runtime, &home.home());
    let folder = runtime.join("hfenv/4194000");
    assert!(said.contains(&format!("__hfenv_twins={}", folder.display())), "{said:?}");
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("0"))), (0o700, 0o600));
    assert_eq!(folder.join("0").metadata().unwrap().len(), 0);
    // A link in a shared folder could lead anywhere: no twins, and nothing is touched there.
    let shared = project(&home, "shared");
    let treasure = project(&home, "treasure");
    std::fs::create_dir(treasure.join("4194001")).unwrap();
    symlink(&treasure, shared.join("hfenv")).unwrap();
    let said = statements(&home, &shared, &home.home());
    assert!(said.contains(&"__hfenv_twins=$''".to_owned()), "{said:?}");
    assert!(said.contains(&"__hfenv_there=()".to_owned()), "{said:?}");
    assert!(treasure.join("4194001").is_dir());
}

#[test]
fn names_that_are_no_text_are_watched_in_bash() {
    let home = Sandbox::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9 \n'");
    let folder = project(&home, "odd").join(name);
    std::fs::create_dir(&folder).unwrap();
    let said = statements(&home, &project(&home, "run"), &folder);
    let absent = said.iter().find(|said| said.starts_with("__hfenv_absent=")).unwrap();
    assert!(absent.contains(r"odd/caf\351\040\012\047/.env'"), "{absent}");
}
