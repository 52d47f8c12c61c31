//! Hazard: the fingerprints of the user's own secrets are damaged, or their key is gone, and nobody
//! is told, or the whole search stops.

use std::process::Stdio;

use super::own_secrets::{assert_nothing_of, committed, ledger, unshaped};
use crate::support::guarded::{Asked, Guarded};
use crate::support::sandbox::{Sandbox, fresh_token, stderr};
use crate::support::shells::rounds;

#[test]
fn without_the_key_or_with_a_broken_file_the_rules_go_on_and_somebody_is_told() {
    let repo = Guarded::new();
    let (home, secret, shaped) = (&repo.desk.home, unshaped(), fresh_token());
    home.profile("work", &secret);
    std::fs::remove_file(home.ours("data/tokens/work")).unwrap();
    let good = ledger(home);
    let content = format!("{secret}\n{shaped}\n");
    let judge = |words: &[&str]| {
        let Asked { said, status, .. } = committed(&repo, &content);
        assert_eq!((said.matches(" is about to be ").count(), status), (1, 1), "{said}");
        assert!(said.contains("new.txt:2:1: a Hugging Face "), "{said}");
        for word in words {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert_nothing_of(&secret, &said);
    };
    for broken in ["version = 9\n", "[[secret]]\nprint = \"x\"\n", "{", "\u{0}", "secret = 1\n"] {
        home.write(".local/state/hfenv/own.toml", broken);
        judge(&["warning: ", "own.toml", "log in and allow your projects anew"]);
        doctor_finds(home, "own.toml: ");
    }
    home.write(
        ".local/state/hfenv/own.toml",
        good.replace("-q", "-").replace("print = \"", "print = \"0"),
    );
    judge(&["own.toml"]);
    home.write(".local/state/hfenv/own.toml", &good);
    std::fs::remove_file(home.ours("state/key")).unwrap();
    judge(&["own.toml: made with a key that is gone", "log in and allow your projects anew"]);
    doctor_finds(home, "own.toml: made with a key");
    home.write(".local/state/hfenv/key", "too short");
    judge(&["state/hfenv/key: not a key"]);
    doctor_finds(home, "state/hfenv/key: not a key");
    // With a new key the next login drops what can't be matched any more.
    std::fs::remove_file(home.ours("state/key")).unwrap();
    home.profile("work", &secret);
    assert_eq!(ledger(home).matches("print = ").count(), 1);
    assert!(
        committed(&repo, &secret).said.contains("of yours, token of the profile work is about")
    );
}

/// Passes if the doctor names it, with a next step.
#[track_caller]
fn doctor_finds(home: &Sandbox, what: &str) {
    let output = home.hfenv(["doctor", "own-files"]).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains(what) && said.contains("anew"), "{said}");
}

#[test]
fn a_broken_file_of_fingerprints_stops_no_login_and_no_approval() {
    let (home, token) = (Sandbox::new(), unshaped());
    home.write(".local/state/hfenv/own.toml", "{");
    home.write("work/.env", format!("HF_TOKEN={token}\n"));
    for words in [
        &["login", "--token-stdin", "--no-verify", "--store", "file", "-p", "work"][..],
        &["allow", "--yes", "work"],
        &["deny", "work"],
        &["logout", "work"],
    ] {
        let said = stderr(&home.hfenv(words).write_stdin(token.as_str()).assert().success());
        assert!(said.contains("own.toml:1:"), "{words:?}: {said}");
    }
}

#[test]
fn logins_at_once_and_killed_ones_leave_the_file_whole() {
    let repo = Guarded::new();
    let home = &repo.desk.home;
    let start = |name: &str, token: &str| {
        let file = home.write(format!("in/{name}"), token);
        let words = ["login", "--store", "file", "--no-verify", "-p", name, "--token-file"];
        let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
        command.args(words).arg(file).stdin(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let tokens: Vec<String> = (0..6).map(|_| unshaped()).collect();
    let logins = tokens.iter().enumerate().map(|(at, token)| start(&format!("p{at}"), token));
    for mut login in logins.collect::<Vec<_>>() {
        assert!(login.wait().unwrap().success());
    }
    let said = committed(&repo, tokens.join("\n")).said;
    assert_eq!(ledger(home).matches("print = ").count(), 6, "{said}");
    assert!(
        said.contains("new.txt:1:1: a secret of yours, token of the profile p0 is about"),
        "{said}"
    );
    let renewed = unshaped();
    let begin = std::time::Instant::now();
    assert!(start("p0", &renewed).wait().unwrap().success());
    let whole = begin.elapsed();
    let turns = rounds(60);
    for turn in 0..turns {
        let mut login = start("p0", if turn % 2 == 0 { &tokens[0] } else { &renewed });
        std::thread::sleep(whole * turn / turns);
        login.kill().unwrap();
        login.wait().unwrap();
        let asked = committed(&repo, &tokens[1]);
        assert!(asked.said.contains("token of the profile p1"), "{}", asked.said);
        assert!(!asked.said.contains("own.toml"), "{}", asked.said);
    }
    assert!(start("p0", &renewed).wait().unwrap().success());
    let names: Vec<_> =
        std::fs::read_dir(home.ours("state/x").parent().unwrap()).unwrap().collect();
    let left = names.into_iter().map(|name| name.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("hfenv-")).collect();
    assert!(left.is_empty(), "{left:?}");
}
