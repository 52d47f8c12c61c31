//! `hfenv doctor` as a verb: its options, its words and its status, whatever the checks find.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::support::doctor::{Patient, chmod};
use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::{Sandbox, fresh_token};

#[test]
fn a_mistyped_check_gets_the_nearest() {
    let home = Sandbox::new();
    let patient = Patient::of(&home);
    patient.doctor(&["plain-txt"]).exits(2).names(&["no check", "did you mean plain-text?"]);
    patient.doctor(&["zzz"]).exits(2).names(&["hfenv doctor --list"]);
}

#[test]
fn the_list_and_the_report_have_every_check_once() {
    let home = Sandbox::new();
    let patient = Patient::of(&home);
    let list = patient.doctor(&["--list"]).exits(0);
    let json: Value = serde_json::from_str(&patient.doctor(&["--list", "--json"]).out).unwrap();
    let names: Vec<&str> = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    let report = patient.report(&[]);
    let checks = report.json["checks"].as_array().unwrap();
    assert_eq!(checks.iter().map(|check| &check["name"]).collect::<Vec<_>>(), names);
    for name in &names {
        assert!(list.out.lines().any(|line| line.starts_with(name)), "{name}");
        assert!(!report.check(name)["findings"].as_array().unwrap().is_empty(), "{name}");
    }
    let said = patient.doctor(&[]);
    assert!(said.out.starts_with(&format!("hfenv {}, ", env!("CARGO_PKG_VERSION"))), "{said:?}");
    let sum = format!("{} checks: ", names.len());
    assert!(said.out.lines().last().unwrap().starts_with(&sum), "{said:?}");
}

#[test]
fn with_q_what_is_well_says_nothing() {
    let home = Sandbox::new();
    let patient = Patient::of(&home);
    let said = patient.doctor(&["-q", "plain-text", "token-sources"]).exits(0);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", ""));
    chmod(home.write(".netrc", "machine x password y\n"), 0o644);
    let said = patient.doctor(&["-q", "file-modes", "plain-text"]).exits(1);
    assert!(said.out.starts_with("plain text\n  problem  file-modes: ~/.netrc"), "{said:?}");
    assert!(said.out.ends_with("2 checks: 1 fine, 1 problem\n"), "{said:?}");
}

#[test]
fn at_a_terminal_changes_are_shown_and_asked_about() {
    let home = Sandbox::new();
    let file = home.write(".netrc", "machine x password y\n");
    chmod(&file, 0o644);
    for (words, answer, status, mode) in [
        (["--fix", "file-modes"].as_slice(), "\r", 1, 0o644),
        (&["--fix", "file-modes"], "y\r", 0, 0o600),
        (&["--undo"], "n\r", 1, 0o600),
        (&["--undo"], "y\r", 0, 0o644),
    ] {
        let words = [&["doctor"], words].concat();
        let mut terminal = Terminal::open(hfenv(&home, &words));
        terminal.wait_for("[y/N]");
        terminal.keys(answer);
        assert_eq!(terminal.end().code(), Some(status), "{words:?} {}", terminal.screen());
        let now = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(now, mode, "{words:?}");
    }
}

#[test]
fn options_that_say_nothing_by_themselves_are_refused() {
    let home = Sandbox::new();
    let patient = Patient::of(&home);
    patient.doctor(&["--yes"]).exits(2).names(&["--fix or --undo"]);
    patient.doctor(&["--dry-run"]).exits(2).names(&["--fix or --undo"]);
    patient.doctor(&["--undo", "--json"]).exits(2).names(&["no --json"]);
    patient.doctor(&["--undo"]).exits(0).names(&["nothing is there"]);
}

#[test]
fn a_token_in_plain_text_is_named_by_its_line_and_imported_as_told() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.write(".bashrc", format!("\nexport HF_TOKEN={token}\n"));
    let patient = Patient::of(&home).secret(&token);
    patient.report(&[]).says("plain-text", "warning", &["~/.bashrc", "hfenv import --remove"]);
    patient.doctor(&["-q", "plain-text"]).exits(0);
}

#[test]
fn a_readable_token_file_is_shut_and_opened_again_by_undo() {
    let home = Sandbox::new();
    let token = fresh_token();
    let path = home.write(".cache/huggingface/token", &token);
    chmod(&path, 0o644);
    let patient = Patient::of(&home).secret(&token);
    for (mode, verdict) in [(0o755, "problem"), (0o700, "warning")] {
        chmod(home.home(), mode);
        let report = patient.report(&["file-modes"]);
        report.says("file-modes", verdict, &["chmod 600 ~/.cache/huggingface/token", "644"]);
    }
    patient.mends_and_takes_back("file-modes");
}

#[test]
fn an_old_name_of_the_token_is_a_warning_and_no_problem() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.write("work/x", "");
    let patient = Patient::of(&home).at("work").with("HUGGINGFACE_TOKEN", &token).secret(&token);
    let report = patient.report(&[]);
    report.says("legacy-variables", "warning", &["HUGGINGFACE_TOKEN", "HF_TOKEN"]);
    assert_eq!(report.code, Some(0));
}
