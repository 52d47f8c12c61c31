//! Doctor on the guard: whether git asks it, in real repositories.

use std::path::PathBuf;

use crate::support::doctor::Patient;
use crate::support::git::Desk;
use crate::support::sandbox::search_path;

fn repository() -> (Desk, PathBuf) {
    let desk = Desk::new();
    desk.must(&["init", "--quiet", "work"]);
    let work = desk.home.path("work");
    (desk, work)
}

#[test]
fn a_repository_without_the_guard_gets_it_and_loses_it_again() {
    let (desk, work) = repository();
    desk.home.write("work/.git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    crate::support::doctor::chmod(work.join(".git/hooks/pre-commit"), 0o755);
    let patient = Patient::of(&desk.home).at("work");
    let words = ["no hook of this repository asks the guard", "hfenv guard install"];
    patient.report(&["guard"]).says("guard", "warning", &words);
    patient.mends_and_takes_back("guard");
    patient.report(&["guard"]).says("guard", "ok", &["git asks the guard here"]);
}

#[test]
fn a_hook_that_was_taken_away_is_missed() {
    let (desk, work) = repository();
    let patient = Patient::of(&desk.home).at("work");
    patient.doctor(&["guard", "--fix", "--yes"]).exits(0);
    std::fs::remove_file(work.join(".git/hooks/pre-push")).unwrap();
    patient.report(&["guard"]).says("guard", "warning", &["only 3 of 4 hooks", "guard install"]);
    patient.follows("guard", "");
    patient.report(&["guard"]).says("guard", "ok", &[]);
}

#[test]
fn the_variable_that_switches_it_off_is_told() {
    let (desk, _) = repository();
    Patient::of(&desk.home).at("work").doctor(&["guard", "--fix", "--yes"]).exits(0);
    for (value, verdict) in [("off", "warning"), ("warn", "note"), ("stop", "ok")] {
        let patient = Patient::of(&desk.home).at("work").with("HFENV_GUARD", value);
        let words: &[&str] = if verdict == "ok" { &[] } else { &["unset HFENV_GUARD"] };
        patient.report(&["guard"]).says("guard", verdict, words);
        let mut told = patient.command("sh");
        told.args(["-c", "unset HFENV_GUARD; hfenv doctor guard"]);
        let out = String::from_utf8(told.output().unwrap().stdout).unwrap();
        assert!(out.contains("ok       guard"), "{out}");
    }
}

#[test]
fn hooks_of_an_hfenv_that_moved_are_renewed_as_told() {
    let (desk, work) = repository();
    let old = desk.home.path("bin/hfenv");
    desk.home.write("bin/x", "");
    std::fs::copy(env!("CARGO_BIN_EXE_hfenv"), &old).unwrap();
    let path = format!("{}:{}", desk.home.path("bin").display(), search_path());
    let mut install = desk.home.command(&old);
    install.args(["guard", "install"]).env("PATH", path).current_dir(&work);
    assert!(install.output().unwrap().status.success());
    let patient = Patient::of(&desk.home).at("work");
    let words = ["run another hfenv: ~/bin/hfenv", "hfenv guard install"];
    patient.report(&["guard"]).says("guard", "note", &words);
    std::fs::remove_file(&old).unwrap();
    patient.report(&["guard"]).says("guard", "warning", &["that is not there", "that of PATH"]);
    patient.follows("guard", "");
    patient.report(&["guard"]).says("guard", "ok", &[]);
}

#[test]
fn outside_of_repositories_the_global_one_counts() {
    let desk = Desk::new();
    let patient = Patient::of(&desk.home);
    let words = ["not in a repository", "hfenv guard install --global"];
    patient.report(&["guard"]).says("guard", "skipped", &words);
    patient.follows("guard", "");
    patient.report(&["guard"]).says("guard", "ok", &["in every repository"]);
    desk.must(&["init", "--quiet", "work"]);
    let patient = Patient::of(&desk.home).at("work");
    patient.report(&["guard"]).says("guard", "ok", &["as in every repository"]);
    desk.must_in(&desk.home.path("work"), &["config", "core.hooksPath", ".husky"]);
    let words = ["core.hooksPath leads to ~/work/.husky", "hfenv guard install"];
    patient.report(&["guard"]).says("guard", "warning", &words);
    patient.follows("guard", "");
    patient.report(&["guard"]).says("guard", "ok", &["git asks the guard here"]);
}
