//! `hfenv doctor` as a verb: its options, its words and its status, whatever the checks find.

use crate::support::doctor::{Patient, chmod};
use crate::support::sandbox::{Sandbox, fresh_token};

#[test]
fn a_mistyped_check_gets_the_nearest() {
    let home = Sandbox::new();
    let patient = Patient::of(&home);
    patient.doctor(&["plain-txt"]).exits(2).names(&["no check", "did you mean plain-text?"]);
    patient.doctor(&["zzz"]).exits(2).names(&["hfenv doctor --list"]);
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
    let rc = home.write(".bashrc", format!("\nexport HF_TOKEN={token}\n"));
    chmod(rc, 0o600);
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
