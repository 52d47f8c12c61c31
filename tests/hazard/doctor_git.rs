//! Doctor on git: each fault is planted in git's own configuration, found, mended, taken back.

use std::time::{Duration, Instant};

use crate::support::doctor::{Patient, chmod};
use crate::support::git::Desk;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, fresh_token, search_path};

const HELPER: &str = env!("CARGO_BIN_EXE_git-credential-hfenv");
const KEY: &str = "credential.https://huggingface.co.helper";

#[test]
fn git_that_does_not_ask_is_set_up_and_put_back() {
    let home = Sandbox::new();
    home.write(".gitconfig", "[user]\n\tname = ada\n");
    let patient = Patient::of(&home);
    let report = patient.report(&[]);
    report.says("git-helper", "warning", &["git does not ask hfenv", "hfenv setup git"]);
    report.says("git-others", "skipped", &[]).says("git-version", "ok", &["git 2."]);
    patient.mends_and_takes_back("git-helper");
    patient.report(&[]).says("git-helper", "ok", &["git asks hfenv for https://huggingface.co"]);
}

#[test]
fn a_git_that_lives_by_another_helper_is_not_cut_off() {
    let (desk, token) = (Desk::new(), fresh_token());
    desk.must(&["config", "--global", "credential.helper", "store"]);
    desk.home.write(".git-credentials", format!("https://ada:{token}@huggingface.co\n"));
    chmod(desk.home.path(".git-credentials"), 0o600);
    let patient = Patient::of(&desk.home).secret(&token);
    let report = patient.report(&[]);
    report.says("git-helper", "warning", &["it asks another helper, and hfenv has no token yet"]);
    assert!(report.remedies("git-helper", "fix").is_empty());
    assert_eq!(
        report.remedies("git-helper", "run"),
        ["hfenv import --remove git", "hfenv setup git"]
    );
    let words = ["import", "--remove", "--yes", "--no-verify", "--store", "file", "git"];
    desk.home.hfenv(words).assert().success();
    patient.mends_and_takes_back("git-helper");
}

#[test]
fn a_helper_that_is_gone_or_another_one_is_replaced() {
    for there in [false, true] {
        let desk = Desk::new();
        let other = desk.home.path("old/git-credential-hfenv");
        if there {
            desk.home.write("old/x", "");
            std::fs::copy(HELPER, &other).unwrap();
        }
        desk.must(&["config", "--global", KEY, ""]);
        desk.must(&["config", "--global", "--add", KEY, other.to_str().unwrap()]);
        let patient = Patient::of(&desk.home);
        let (verdict, words) = if there {
            ("warning", ["another hfenv", "~/old/git-credential-hfenv"])
        } else {
            ("problem", ["is not there", "https://huggingface.co"])
        };
        patient.report(&["git-helper"]).says("git-helper", verdict, &words);
        patient.mends_and_takes_back("git-helper");
    }
}

#[test]
fn a_repository_that_forgets_the_helpers_is_named() {
    let desk = Desk::new();
    desk.set_up();
    desk.must(&["init", "--quiet", "work"]);
    let work = desk.home.path("work");
    desk.must_in(&work, &["config", "--local", "credential.helper", ""]);
    let patient = Patient::of(&desk.home).at("work");
    let words = ["take the empty helper out", "~/work/.git/config"];
    patient.report(&["git-helper"]).says("git-helper", "warning", &words);
    desk.must_in(&work, &["config", "--local", "--unset-all", "credential.helper"]);
    patient.report(&["git-helper"]).says("git-helper", "ok", &[]);
}

#[test]
fn who_answers_before_hfenv_is_put_behind_the_reset() {
    let desk = Desk::new();
    desk.must(&["config", "--global", "credential.helper", "store --file=~/x"]);
    let token = fresh_token();
    let line = format!("!printf 'password={token}'");
    desk.must(&["config", "--global", "--add", "credential.helper", &line]);
    desk.must(&["config", "--global", KEY, HELPER]);
    let patient = Patient::of(&desk.home).secret(&token);
    let words = ["git asks store (~/.gitconfig) before hfenv", "a shell command", "setup git"];
    patient.report(&["git-others"]).says("git-others", "problem", &words);
    patient.mends_and_takes_back("git-others");
    patient.report(&[]).says("git-helper", "ok", &[]).says("git-others", "ok", &[]);
}

#[test]
fn who_is_told_the_token_after_hfenv_is_named() {
    let desk = Desk::new();
    desk.set_up();
    desk.must(&["init", "--quiet", "work"]);
    let work = desk.home.path("work");
    let patient = Patient::of(&desk.home).at("work");
    for (helper, verdict, words) in
        [("store", "warning", "keeps it in a plain file"), ("cache", "note", "may keep it")]
    {
        desk.must_in(&work, &["config", "--local", "credential.helper", helper]);
        let words = [words, "take that helper out of ~/work/.git/config"];
        patient.report(&["git-others"]).says("git-others", verdict, &words);
    }
    desk.must_in(&work, &["config", "--local", "--unset-all", "credential.helper"]);
    patient.report(&["git-others"]).says("git-others", "ok", &[]);
}

#[test]
fn a_login_in_netrc_is_imported_as_told() {
    let hub = Hub::start();
    let token = hub.add_token(Account::write("ada"));
    let desk = Desk::with_work(&hub, &token);
    let file = desk.home.write(
        ".netrc",
        format!(
            "machine git.example login x password y\nmachine 127.0.0.1 login ada password {token}\n"
        ),
    );
    chmod(&file, 0o600);
    let patient = Patient::of(&desk.home).secret(&token).secret("git.example");
    let words = ["~/.netrc has a login", "hfenv import netrc --remove"];
    patient.report(&["git-others"]).says("git-others", "warning", &words);
    // The command that is told, and a yes to its question.
    let told = patient.report(&["git-others"]).remedies("git-others", "run").remove(0);
    let output = patient.command("sh").args(["-c", &format!("{told} --yes")]).output().unwrap();
    assert!(output.status.success(), "{}", crate::support::git::said(&output));
    patient.report(&["git-others"]).says("git-others", "ok", &[]);
    assert_eq!(
        std::fs::read_to_string(file).unwrap().trim(),
        "machine git.example login x password y"
    );
}

#[test]
fn a_header_that_logs_in_is_a_problem_without_its_value() {
    let desk = Desk::new();
    desk.set_up();
    let token = fresh_token();
    let key = "http.https://huggingface.co/.extraHeader";
    desk.must(&["config", "--global", key, &format!("Authorization: Bearer {token}")]);
    let patient = Patient::of(&desk.home).secret(&token);
    let words = ["Authorization header of its own", "out of ~/.gitconfig"];
    patient.report(&["git-others"]).says("git-others", "problem", &words);
    desk.must(&["config", "--global", "--unset-all", key]);
    // That of another host is nobody's business here.
    let other = "http.https://github.com/.extraHeader";
    desk.must(&["config", "--global", other, "Authorization: Basic x"]);
    patient.report(&["git-others"]).says("git-others", "ok", &[]);
}

#[test]
fn a_rule_by_namespace_makes_git_say_the_path() {
    let desk = Desk::new();
    desk.home.profile("work", &fresh_token());
    let rule = "version = 1\n[[rule]]\nnamespace = \"acme\"\nprofile = \"work\"\n";
    let patient = Patient::of(&desk.home);
    desk.set_up();
    patient.report(&["git-path"]).says("git-path", "skipped", &[]);
    let file = desk.home.ours("config/config.toml");
    std::fs::write(file, rule).unwrap();
    patient.report(&["git-path"]).says("git-path", "warning", &["sees remotes only"]);
    patient.mends_and_takes_back("git-path");
    for origin in ["https://huggingface.co", "https://hf.co"] {
        let key = format!("credential.{origin}.useHttpPath");
        desk.must(&["config", "--global", "--replace-all", &key, "false"]);
        desk.git(&[
            "config",
            "--global",
            "--unset-all",
            &format!("credential.{origin}/.useHttpPath"),
        ]);
    }
    let words = ["take credential.useHttpPath = false out"];
    patient.report(&["git-path"]).says("git-path", "warning", &words);
}

#[test]
fn git_that_is_missing_old_broken_or_stuck_is_told_and_waited_for_shortly() {
    let desk = Desk::new();
    let none = Patient::of(&desk.home).with("PATH", desk.home.path("nothing").to_str().unwrap());
    none.report(&[]).says("git-version", "note", &["not in PATH"]).says("guard", "skipped", &[]);

    let old = desk.home.write("bin/git", "#!/bin/sh\necho git version 2.17.1\n");
    chmod(&old, 0o755);
    let path = format!("{}:{}", desk.home.path("bin").display(), search_path());
    let words = ["git 2.17.1 is older than 2.31", "install a newer git"];
    let patient = Patient::of(&desk.home).with("PATH", path);
    patient.report(&["git-version"]).says("git-version", "problem", &words);
    std::fs::remove_file(old).unwrap();
    patient.report(&["git-version"]).says("git-version", "ok", &[]);

    desk.home.write(".gitconfig", "[credential\n");
    let words = ["can't read its configuration", "git config --list"];
    patient.report(&["git-version"]).says("git-version", "problem", &words);

    let pipe = desk.home.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    desk.home.write(".gitconfig", format!("[include]\n\tpath = {}\n", pipe.display()));
    let begun = Instant::now();
    let words = ["waits for its configuration", "take that include out"];
    patient.report(&["git-version"]).says("git-version", "problem", &words);
    patient.doctor(&[]).exits(1);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    desk.home.write(".gitconfig", "");
    patient.report(&["git-version"]).says("git-version", "ok", &[]);
}
