//! Hazard: hfenv's browser login and that of Python's `hf` do not understand each other, or one of
//! them loses what the other one saved. Both are the real thing, with the same Hub and files.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::hub::{Account, Hub, Person, Request};
use crate::support::python::tool;
use crate::support::sandbox::Sandbox;
use crate::support::shown::{Said, run, run_hidden, said};

const HF: &str = ".cache/huggingface";

/// Either program with the words of a login, without a terminal.
fn login(home: &Sandbox, hub: &Hub, program: &Path, words: &[&str]) -> Said {
    let mut command: Command = home.command("setsid");
    command.arg("-w").arg(program).args(words).stdin(Stdio::null());
    command.env("HF_ENDPOINT", hub.endpoint()).env("NO_COLOR", "1");
    let said = run(&mut command.into(), &[]);
    said.exits(0)
}

fn hf_login(home: &Sandbox, hub: &Hub, hf: &Path, user: &str) {
    hub.oauth().person(Person::Agrees(Account::oauth(user), 0));
    login(home, hub, hf, &["auth", "login", "--force"]);
}

fn own_login(home: &Sandbox, hub: &Hub, user: &str) {
    hub.oauth().person(Person::Agrees(Account::oauth(user), 0));
    let hfenv = PathBuf::from(env!("CARGO_BIN_EXE_hfenv"));
    login(home, hub, &hfenv, &["login", "--store", "hf"]);
}

/// The fields of every form that the Hub was sent, in order, with codes left out.
fn forms(hub: &Hub) -> Vec<(String, BTreeMap<String, String>)> {
    let posts = hub.requests().into_iter().filter(|request| request.method == "POST");
    let fields = |request: Request| {
        let body = String::from_utf8(request.body.clone()).unwrap();
        let form = Request { query: body, ..request.clone() };
        let names = ["client_id", "grant_type", "device_code", "refresh_token", "scope"];
        let pairs = names.into_iter().filter_map(|name| {
            let value = form.parameter(name)?;
            let value = if name == "device_code" { "CODE".to_owned() } else { value };
            Some((name.to_owned(), value))
        });
        let fields: BTreeMap<String, String> = pairs.collect();
        assert_eq!(fields.len(), form.query.split('&').count(), "an unknown field");
        (request.path, fields)
    };
    posts.map(fields).collect()
}

/// A file's mode and text, with letters for secrets and an `N` for a time.
fn file(home: &Sandbox, name: &str) -> (u32, String) {
    let path = home.path(HF).join(name);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.split_inclusive('\n').map(|line| match line.split_once(" = ") {
        Some((key, value)) if key == "expires_at" => {
            assert!(value.trim_end().parse::<i64>().is_ok(), "{line}");
            format!("{key} = N\n")
        }
        Some((key, _)) => format!("{key} = SECRET\n"),
        None if line.starts_with("hf_") => "SECRET".to_owned(),
        None => line.to_owned(),
    });
    (mode, lines.collect())
}

fn token(home: &Sandbox, words: &[&str]) -> String {
    run(&mut home.hfenv(words), &[]).exits(0).out.trim_end().to_owned()
}

#[test]
fn both_ask_the_same_and_leave_the_same_files() {
    let Some(hf) = tool("hf") else { return };
    let hub = Hub::start();
    let (theirs, ours) = (Sandbox::new(), Sandbox::new());
    hf_login(&theirs, &hub, &hf, "ada");
    let asked = forms(&hub);
    hub.clear();
    own_login(&ours, &hub, "ada");
    assert_eq!(forms(&hub), asked);
    assert_eq!(asked.len(), 2, "{asked:?}");
    for name in ["token", "stored_tokens"] {
        assert_eq!(file(&ours, name), file(&theirs, name), "{name}");
    }
    assert!(file(&ours, "stored_tokens").1.starts_with("[oauth-ada]\nhf_token = SECRET\nrefresh"));
}

#[test]
fn in_turns_neither_loses_what_the_other_one_saved() {
    let Some(hf) = tool("hf") else { return };
    let (home, hub) = (Sandbox::new(), Hub::start());
    let users = ["ada", "bob", "cyd", "dan", "eve", "fay"];
    for (turn, user) in users.into_iter().enumerate() {
        if turn % 2 == 0 {
            hf_login(&home, &hub, &hf, user);
        } else {
            own_login(&home, &hub, user);
        }
    }
    let mut tokens = Vec::new();
    for (turn, user) in users.into_iter().enumerate() {
        let name = if turn % 2 == 0 { format!("oauth-{user}") } else { user.to_owned() };
        let own = token(&home, &["-p", &name, "token"]);
        let mut command = home.command(&hf);
        command.args(["auth", "switch", "--token-name", &format!("oauth-{user}")]);
        command.env("HF_ENDPOINT", hub.endpoint());
        said(&command.output().unwrap(), &[]).exits(0);
        let active = std::fs::read_to_string(home.path(HF).join("token")).unwrap();
        assert_eq!(own, active, "{user}");
        let mut command = home.hfenv(["-p", &name, "whoami"]);
        let who = run_hidden(command.env("HF_ENDPOINT", hub.endpoint()), &[&own]).exits(0);
        assert!(who.out.contains(user), "{who:?}");
        tokens.push(own);
    }
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), users.len());
    let text = file(&home, "stored_tokens").1;
    assert_eq!(text.matches("refresh_token = ").count(), users.len(), "{text}");
    assert_eq!(hub.oauth().live_refresh_tokens().len(), users.len());
}

#[test]
fn a_second_login_of_one_account_takes_the_place_of_the_first() {
    let Some(hf) = tool("hf") else { return };
    let (home, hub) = (Sandbox::new(), Hub::start());
    own_login(&home, &hub, "ada");
    let first = token(&home, &["token"]);
    own_login(&home, &hub, "ada");
    let second = token(&home, &["token"]);
    assert_ne!(first, second);
    // `hf` writes over the section that the profile is in, and the profile follows.
    hf_login(&home, &hub, &hf, "ada");
    let third = token(&home, &["token"]);
    assert!(third != second && third != first);
    let active = std::fs::read_to_string(home.path(HF).join("token")).unwrap();
    assert_eq!(third, active);
    own_login(&home, &hub, "ada");
    let text = file(&home, "stored_tokens").1;
    assert_eq!(text.matches("hf_token = ").count(), 1, "{text}");
    let active = std::fs::read_to_string(home.path(HF).join("token")).unwrap();
    assert_eq!(token(&home, &["token"]), active);
}

#[test]
fn a_login_of_either_is_renewed_by_the_other() {
    let Some(hf) = tool("hf") else { return };
    let (home, hub) = (Sandbox::new(), Hub::start());
    let active = || std::fs::read_to_string(home.path(HF).join("token")).unwrap();
    for (turn, user) in ["ada", "bob"].into_iter().enumerate() {
        hub.oauth().set_token_life(3600);
        if turn == 0 {
            own_login(&home, &hub, user);
        } else {
            hf_login(&home, &hub, &hf, user);
        }
        let first = active();
        hub.oauth().set_token_life(30 * 24 * 3600);
        let renewed = if turn == 0 {
            let mut command = home.command(&hf);
            command.args(["auth", "token"]).env("HF_ENDPOINT", hub.endpoint());
            let output = command.output().unwrap();
            String::from_utf8(output.stdout).unwrap().lines().next().unwrap().to_owned()
        } else {
            let mut command = home.hfenv(["token"]);
            let said = run(command.env("HF_ENDPOINT", hub.endpoint()), &[]).exits(0);
            said.out.trim_end().to_owned()
        };
        assert_ne!(renewed, first, "{user}");
        assert_eq!(active(), renewed, "{user}");
        let mut command = home.hfenv(["token"]);
        let said = run(command.env("HF_ENDPOINT", hub.endpoint()), &[]).exits(0);
        assert_eq!(said.out.trim_end(), renewed, "{user}");
    }
    let tally = hub.oauth().tally();
    assert_eq!((tally.renewed, tally.dead), (2, 0));
}
