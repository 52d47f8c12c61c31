//! `hfenv token`: the token and nothing else, for a script.

use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

#[test]
fn the_token_is_one_line_and_all_else_is_on_stderr() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.profile("work", &token);
    let said = home.hfenv(["token", "-v"]).assert().success();
    assert_eq!(stdout(&said), format!("{token}\n"));
    assert!(stderr(&said).contains("default-profile: used"), "{}", stderr(&said));
    assert_eq!(stderr(&home.hfenv(["token"]).assert().success()), "");
}

#[test]
fn none_is_an_honest_no_with_the_way_to_one() {
    let none = Sandbox::new().hfenv(["token"]).assert().code(1);
    assert_eq!(stdout(&none), "");
    let said = stderr(&none);
    assert!(said.contains("no token was found") && said.contains("hfenv login"), "{said}");
}

#[test]
fn the_first_source_wins_and_an_explicit_one_beats_all() {
    let home = Sandbox::new();
    let [given, own, old, of_file, kept, saved] = std::array::from_fn(|_| fresh_token());
    home.profile("work", &kept);
    home.write(".cache/huggingface/token", &saved);
    let file = home.write("given", format!(" {of_file}\r\n"));
    let file = file.to_str().unwrap();
    let token = |words: &[&str], vars: &[(&str, &str)]| {
        let mut command = home.hfenv(["token"]);
        let command = command.args(words).envs(vars.iter().copied());
        stdout(&command.write_stdin(given.as_str()).assert().success()).trim_end().to_owned()
    };
    let own_var = ("HF_TOKEN", own.as_str());
    let old_var = ("HUGGING_FACE_HUB_TOKEN", old.as_str());
    assert_eq!(token(&["--token-stdin"], &[own_var]), given);
    assert_eq!(token(&["--token-file", file], &[own_var]), of_file);
    assert_eq!(token(&["-p", "work"], &[own_var]), kept);
    assert_eq!(token(&[], &[own_var, ("HFENV_PROFILE", "work")]), kept);
    assert_eq!(token(&[], &[old_var, own_var]), own);
    assert_eq!(token(&[], &[old_var]), old);
    assert_eq!(token(&[], &[("HF_TOKEN_PATH", file)]), of_file);
    assert_eq!(token(&[], &[]), kept);
    home.hfenv(["logout", "work"]).assert().success();
    assert_eq!(token(&[], &[]), saved);
}

#[test]
fn a_named_profile_that_is_missing_is_an_error_and_never_another_token() {
    let home = Sandbox::new();
    home.profile("work", &fresh_token());
    for (words, vars) in
        [(vec!["token", "-p", "wrok"], vec![]), (vec!["token"], vec![("HFENV_PROFILE", "wrok")])]
    {
        let refused = home.hfenv(words).envs(vars).env("HF_TOKEN", fresh_token()).assert().code(2);
        let said = stderr(&refused);
        assert!(said.contains("there is no profile \"wrok\"") && said.contains("work"), "{said}");
        assert_eq!(stdout(&refused), "");
    }
}

#[test]
fn a_broken_source_stops_and_does_not_fall_through() {
    let home = Sandbox::new();
    home.write(".cache/huggingface/token", fresh_token());
    let split = home.hfenv(["token"]).env("HF_TOKEN", "two words").assert().code(2);
    assert!(stderr(&split).contains("HF_TOKEN in the environment: the token has a blank inside"));
    home.profile("work", &fresh_token());
    home.write(".config/hfenv/profiles.toml", "[profile.work\n");
    let torn = home.hfenv(["token"]).assert().code(2);
    assert!(stderr(&torn).contains("profiles.toml:1:"), "{}", stderr(&torn));
    assert_eq!(stdout(&split) + &stdout(&torn), "");
    let both = home.hfenv(["token", "--token-stdin", "--token-file", "x"]).assert().code(2);
    assert!(stderr(&both).contains("exclude each other"), "{}", stderr(&both));
    let empty = home.hfenv(["token", "--token-stdin"]).write_stdin(" \n").assert().code(2);
    assert!(stderr(&empty).contains("standard input has no token"), "{}", stderr(&empty));
}

/// `hfenv token | head -0` is no failure.
#[test]
fn a_reader_that_left_is_no_error() {
    let home = Sandbox::new();
    home.profile("work", &fresh_token());
    let script = "trap '' PIPE; { sleep 0.2; hfenv token; echo $? >&2; } | true";
    let output = home.command("sh").args(["-c", script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "0\n");
}
