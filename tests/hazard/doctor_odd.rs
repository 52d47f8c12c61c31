//! Hazard: doctor is called where nothing is as it should be. Every check still says something,
//! nothing private comes out, and no name of a file does harm.

use std::os::unix::fs::symlink;

use crate::support::doctor::{Patient, chmod};
use crate::support::hostile;
use crate::support::sandbox::{Sandbox, fresh_token};

use super::disk::{as_nobody, hand_over};

/// How many checks there are.
fn all(report: &crate::support::doctor::Report) -> usize {
    report.json["checks"].as_array().unwrap().len()
}

#[test]
fn with_every_file_of_its_own_broken_the_report_is_whole() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let whole = all(&Patient::of(&home).report(&[]));
    let secret = fresh_token();
    for file in ["config/config.toml", "config/profiles.toml"] {
        std::fs::write(home.ours(file), format!("version = 1\nx = {secret}\n")).unwrap();
    }
    for file in ["own.toml", "rejections.toml", "import.toml", "doctor.toml", "approvals/a.toml"] {
        home.write(format!(".local/state/hfenv/{file}"), format!("[{secret}\n"));
    }
    home.write(".local/state/hfenv/key", "short");
    home.write(".cache/huggingface/stored_tokens", format!("{secret}\n"));
    home.write("p/.env", format!("HF_TOKEN={secret} x\n\u{0}"));
    home.write("p/.hfenv.toml", format!("profile = {secret}\n"));
    let patient = Patient::of(&home).at("p").secret(&token).secret(&secret);
    let patient = patient.with("HF_ENDPOINT", "nowhere at all");
    let report = patient.report(&[]);
    assert_eq!(all(&report), whole);
    assert_eq!(report.code, Some(1));
    let files = [
        "~/.config/hfenv/config.toml: not understood at line 2",
        "~/.config/hfenv/profiles.toml: not understood at line 2",
        "~/.local/state/hfenv/key: not a key",
        "~/.local/state/hfenv/own.toml",
        "~/.local/state/hfenv/rejections.toml",
        "~/.local/state/hfenv/approvals/a.toml",
        "~/.local/state/hfenv/import.toml",
        "~/.local/state/hfenv/doctor.toml",
        "~/.cache/huggingface/stored_tokens",
    ];
    report.says("own-files", "problem", &files);
    assert_eq!(report.verdict("profiles"), "unknown");
}

#[test]
fn files_that_can_not_be_read_are_told_and_stop_nobody() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    home.write(".bash_history", "ls\n");
    home.write(".cache/huggingface/token", &token);
    hand_over(&home.home(), 0o700);
    for file in [".bash_history", ".cache/huggingface/token", ".config/hfenv/profiles.toml"] {
        chmod(home.path(file), 0o000);
    }
    let output = as_nobody(&home, &["doctor", "--json"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    let patient = Patient::of(&home).secret(token);
    patient.assert_public(&text);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let told = |words: &str| assert!(json.to_string().contains(words), "no {words:?} in {json:#}");
    told("~/.bash_history can't be read");
    told("~/.config/hfenv/profiles.toml: permission denied");
}

#[test]
fn a_home_that_is_a_link_or_not_there_is_named_by_nobody() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let link = home.path("../link");
    symlink(home.home(), &link).unwrap();
    chmod(home.write("work/.netrc", ""), 0o600);
    chmod(home.write(".netrc", format!("machine huggingface.co password {token}\n")), 0o644);
    let linked = Patient::of(&home).at("work").with("HOME", link.to_str().unwrap()).secret(&token);
    let report = linked.report(&[]);
    report.says("file-modes", "problem", &["chmod 600 ~/.netrc"]);
    let said = linked.doctor(&["file-modes", "--fix", "--yes"]).exits(0);
    assert!(!said.out.contains("link/"), "{said:?}");
    linked.assert_journal_public();
    linked.doctor(&["--undo", "--yes"]).exits(0);
    linked.report(&[]).says("file-modes", "problem", &["mode is 644"]);
    let none = Patient::of(&home).with("HOME", "/nowhere");
    assert_eq!(all(&none.report(&[])), all(&report));
}

#[test]
fn a_folder_that_is_gone_is_no_reason_to_say_nothing() {
    let home = Sandbox::new();
    home.write("gone/x", "");
    let patient = Patient::of(&home);
    let whole = all(&patient.report(&[]));
    let script = "cd gone; rm -r ../gone; exec hfenv doctor --json";
    let output = patient.command("sh").args(["-c", script]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["checks"].as_array().unwrap().len(), whole);
}

#[test]
fn names_of_files_neither_run_nor_move_the_cursor() {
    let names = hostile::VALUES.iter().filter(|name| !name.is_empty() && !name.contains('/'));
    let plain = ["a b", "it's", "$(echo PWNED>&2)", "-x"];
    for name in names.copied().chain(plain) {
        let (home, token) = (Sandbox::new(), fresh_token());
        let folder = std::path::Path::new("work").join(name);
        home.write(folder.join(".env"), format!("HF_TOKEN={token}\n"));
        let git = |words: &[&str]| {
            let mut git = home.command("git");
            let output = git.args(words).current_dir(home.path("work")).output().unwrap();
            assert!(output.status.success(), "{name:?}");
        };
        git(&["init", "-q", "."]);
        git(&["add", "."]);
        let patient = Patient::of(&home).at("work").secret(&token);
        let said = patient.doctor(&["env-files", "plain-text"]);
        let odd = |c: char| c.is_control() && c != '\n';
        assert!(!said.out.contains(odd), "{name:?} {said:?}");
        patient.report(&["env-files"]).says("env-files", "problem", &["git has it"]);
        if plain.contains(&name) {
            patient.follows("env-files", "");
            let report = patient.report(&["env-files"]);
            assert_eq!(report.verdict("env-files"), "warning", "{name:?}");
        }
    }
}

#[test]
fn a_folder_that_is_called_like_a_token_is_shown_without_it() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write(format!("{token}/.env"), format!("HF_TOKEN={token}\n"));
    let patient = Patient::of(&home).at(&token).secret(token.trim_start_matches("hf_"));
    patient.report(&[]).says("project", "note", &["~/hf_…/.env"]);
}

#[test]
fn a_report_of_a_project_elsewhere_names_no_user() {
    let home = Sandbox::new();
    home.write(".env", "HF_TOKEN=x\n");
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join(crate::support::doctor::USER).join("deep");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(".env"), "HF_TOKEN=two words\n").unwrap();
    std::fs::write(folder.join(".hfenv.toml"), "profile = \"x\"\n").unwrap();
    let patient = Patient::of(&home).at(folder.to_str().unwrap());
    patient.report(&[]).says("project", "warning", &["/…/deep/.hfenv.toml"]);
}
