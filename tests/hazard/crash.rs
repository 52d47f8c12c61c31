//! Writers that are killed in the middle, and writers that meet.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::hub::{Account, Hub};
use crate::support::python::{Dice, ask};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::secret_service::SecretService;
use crate::support::shells::rounds;
use crate::support::shown::{assert_hidden, run};

/// Starts a login that reads its token from a file, and doesn't wait for it.
fn start_login(home: &Sandbox, store: &str, name: &str, token: &Path, more: &[&str]) -> Child {
    let words = ["login", "--store", store, "-p", name, "--token-file"];
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(words).arg(token).args(more).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Files of the home folder that hold any of these tokens.
fn holders(home: &Sandbox, tokens: &[&str]) -> Vec<String> {
    let mut folders = vec![home.home()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if holds(&entry.path(), tokens) {
                let path = entry.path();
                found.push(path.strip_prefix(home.home()).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

fn holds(path: &Path, tokens: &[&str]) -> bool {
    let text = std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    text.is_ok_and(|text| tokens.iter().any(|token| text.contains(token)))
}

/// Renews a profile again and again, killing it each time at another moment; after each kill one of
/// the two tokens is there, whole. Returns the tokens.
fn killed_logins(home: &Sandbox, store: &str, check: impl Fn(&str)) -> [String; 2] {
    let tokens = [fresh_token(), fresh_token()];
    let both = [tokens[0].as_str(), tokens[1].as_str()];
    let files = [home.write("a", &tokens[0]), home.write("b", &tokens[1])];
    let login = |turn: usize| start_login(home, store, "work", &files[turn % 2], &["--no-verify"]);
    let begin = std::time::Instant::now();
    assert!(login(0).wait().unwrap().success());
    let whole = usize::try_from(begin.elapsed().as_micros()).unwrap();
    let mut dice = Dice::new();
    for turn in 1..=usize::try_from(rounds(200)).unwrap() {
        let mut child = login(turn);
        std::thread::sleep(Duration::from_micros(dice.below(whole) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let said = run(&mut home.hfenv(["token"]), &both).exits(0);
        assert!(both.contains(&said.out.trim_end()), "another token: {said:?}");
        run(&mut home.hfenv(["list"]), &both).exits(0);
        check(said.out.trim_end());
    }
    // One more write, and no copy of a secret is left anywhere but in its place.
    assert!(login(1).wait().unwrap().success());
    tokens
}

#[test]
fn kills_in_the_middle_of_a_login_leave_one_whole_token_in_a_file() {
    let home = Sandbox::new();
    let [one, two] = killed_logins(&home, "file", |_| ());
    assert_eq!(holders(&home, &[&one, &two]), [".local/share/hfenv/tokens/work", "a", "b"]);
}

#[test]
fn kills_in_the_middle_of_a_login_leave_stored_tokens_readable() {
    let home = Sandbox::new();
    home.write(".cache/huggingface/stored_tokens", "[other]\nhf_token = o\nextra = kept\n\n");
    let hf = home.path(".cache/huggingface");
    let [one, two] = killed_logins(&home, "hf", |token| {
        let text = std::fs::read_to_string(hf.join("stored_tokens")).unwrap();
        assert_eq!(
            text,
            format!("[other]\nhf_token = o\nextra = kept\n\n[work]\nhf_token = {token}\n\n")
        );
    });
    let expected = [".cache/huggingface/stored_tokens", ".cache/huggingface/token", "a", "b"];
    assert_eq!(holders(&home, &[&one, &two]), expected);
    let script = "import json,sys\nfrom huggingface_hub import get_token\n\
                  from huggingface_hub.utils._auth import get_stored_tokens\n\
                  json.load(sys.stdin)\nprint(json.dumps([get_token(), get_stored_tokens()]))";
    if let Some(python) = ask(script, &Value::Null, &hf) {
        assert_eq!(python, json!([two, { "other": "o", "work": two }]));
    }
}

#[test]
fn a_temporary_file_of_a_killed_login_goes_with_the_logout() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let tokens = home.ours("data/tokens");
    // What a writer leaves that was killed between its write and its rename.
    std::fs::write(tokens.join(".work.hfenv-999999999"), &token).unwrap();
    run(&mut home.hfenv(["logout", "work"]), &[&token]).exits(0);
    assert_eq!(holders(&home, &[&token]), [""; 0]);
}

/// Runs `count` logins at once, each with a profile and token of its own, over `rounds`.
fn logins_at_once(home: &Sandbox, store: &str, count: usize, bus: Option<&SecretService>) {
    let tokens: Vec<String> = (0..count).map(|_| fresh_token()).collect();
    let secrets: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let children: Vec<Child> = (0..count)
        .map(|number| {
            let name = format!("p{number}");
            let file = home.write(format!("in/{name}"), &tokens[number]);
            let words = ["login", "--store", store, "--no-verify", "-p", &name, "--token-file"];
            let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
            if let Some(bus) = bus {
                command.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
                command.env("HFENV_KEYRING_TIMEOUT", "20");
            }
            command.args(words).arg(file).stdin(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        assert_hidden(&said, &secrets);
    }
    for (number, token) in tokens.iter().enumerate() {
        let mut command = home.hfenv(["-p", &format!("p{number}"), "token"]);
        if let Some(bus) = bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
        }
        run(&mut command, &secrets).exits(0).prints(&format!("{token}\n"));
    }
}

#[test]
fn logins_at_once_are_all_there_afterwards() {
    for store in ["file", "hf"] {
        let home = Sandbox::new();
        for _ in 0..rounds(50) {
            for count in [2, 8] {
                logins_at_once(&home, store, count, None);
            }
        }
    }
}

#[test]
fn logins_at_once_into_a_keyring_are_all_there_afterwards() {
    let Some(service) = SecretService::start() else { return };
    let home = Sandbox::new();
    for _ in 0..rounds(10) {
        for count in [2, 8] {
            logins_at_once(&home, "keyring", count, Some(&service));
        }
    }
}

#[test]
fn logins_at_once_of_the_same_profile_end_with_one_of_them() {
    let home = Sandbox::new();
    let tokens = [fresh_token(), fresh_token()];
    let files = [home.write("a", &tokens[0]), home.write("b", &tokens[1])];
    let both = [tokens[0].as_str(), tokens[1].as_str()];
    for _ in 0..rounds(50) {
        // From one store into another, too: the one that comes second removes what the first wrote.
        let login = |which: usize, store| {
            start_login(&home, store, "work", &files[which], &["--no-verify"])
        };
        let children = [login(0, "file"), login(1, "hf")];
        for child in children {
            assert!(child.wait_with_output().unwrap().status.success());
        }
        let said = run(&mut home.hfenv(["token"]), &both).exits(0);
        assert!(both.contains(&said.out.trim_end()), "{said:?}");
    }
}

#[test]
fn two_profiles_whose_tokens_have_the_same_name_on_the_hub_keep_both() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let tokens = [hub.add_token(Account::read("ada")), hub.add_token(Account::read("bob"))];
    let secrets = [tokens[0].as_str(), tokens[1].as_str()];
    for token in &tokens {
        let words = ["login", "--token-stdin", "--store", "hf", "--endpoint", &hub.endpoint()];
        run(home.hfenv(words).write_stdin(token.as_str()), &secrets).exits(0);
    }
    for (name, token) in ["ada", "bob"].iter().zip(&tokens) {
        run(&mut home.hfenv(["-p", name, "token"]), &secrets)
            .exits(0)
            .prints(&format!("{token}\n"));
    }
}

#[test]
fn another_spelling_of_a_profile_is_the_same_and_leaves_no_second_secret() {
    let home = Sandbox::new();
    let (old, new) = (fresh_token(), fresh_token());
    home.profile("work", &old);
    home.profile("Work", &new);
    assert_eq!(holders(&home, &[&old]), [""; 0]);
    run(&mut home.hfenv(["-p", "WORK", "token"]), &[&old, &new])
        .exits(0)
        .prints(&format!("{new}\n"));
}
