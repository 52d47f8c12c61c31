//! Hazard: another tool writes its hook over one of ours, and nobody is told, or nothing brings the
//! guard back.

use std::fs;
use std::path::PathBuf;

use crate::support::doctor::Patient;
use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::hooked::tree;
use crate::support::python::tool;
use crate::support::sandbox::{is_installed, stderr, stdout};

/// A repository with a commit that nobody has looked at, and a remote to push it to.
fn unseen(global: bool) -> (Guarded, String) {
    let repo = Guarded::new();
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    repo.git(&["remote", "add", "origin", "../remote.git"]);
    repo.guard(if global { &["install", "--global"] } else { &["install"] }).success();
    let token = repo.leak("new.py");
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    (repo, token)
}

const PUSH: [&str; 3] = ["push", "origin", "HEAD:refs/heads/main"];

#[test]
fn git_lfs_over_ours_is_told_and_mended() {
    if !is_installed("git-lfs") {
        return;
    }
    for (global, words) in [(false, ["update", "--force"]), (true, ["install", "--force"])] {
        let (repo, token) = unseen(global);
        repo.desk.must(&["lfs", "install", "--skip-repo"]);
        repo.git(&[&["lfs"], &words[..]].concat());
        let install = if global { "hfenv guard install --global" } else { "hfenv guard install" };
        let status = repo.guard(&["status"]).code(1);
        assert!(stdout(&status).contains("off  git-lfs has replaced it"), "{}", stdout(&status));
        assert!(stderr(&status).ends_with(&format!("ask it: {install}\n")), "{}", stderr(&status));
        let patient = Patient::of(&repo.desk.home).at("r");
        let told = ["only 3 of 4 hooks", "pre-push was replaced by git-lfs", install];
        patient.report(&["guard"]).says("guard", "warning", &told);
        let told = repo.goes(&["commit", "--allow-empty", "-m", "x"]);
        let line =
            format!("hfenv: warning: pre-push: git-lfs has replaced it; to repair it: {install}\n");
        assert_eq!(told.matches(&line).count(), 1, "{told}");
        assert_eq!(told.matches("hfenv: ").count(), 1, "{told}");
        let words: Vec<&str> = install.split(' ').skip(2).collect();
        repo.guard(&words).success();
        repo.is_stopped(&PUSH, &token);
        repo.guard(&["status"]).success();
        assert!(!repo.goes(&["commit", "--allow-empty", "-m", "x"]).contains("hfenv"));
        // What was replaced is uploaded still.
        repo.git(&["reset", "--quiet", "--hard", "HEAD~3"]);
        repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        repo.write("big.bin", "big");
        repo.commit();
        let url = format!("file://{}", repo.desk.home.path("remote.git").display());
        repo.goes(&["push", &url, "HEAD:refs/heads/lfs"]);
        assert!(repo.desk.home.path("remote.git/lfs/objects").exists());
    }
}

#[test]
fn what_git_lfs_has_put_there_stays_there() {
    if !is_installed("git-lfs") {
        return;
    }
    for (scope, folder) in
        [(&["--global"][..], ".local/share/hfenv/hooks/global"), (&[], "r/.git/hfenv/guard")]
    {
        let repo = Guarded::new();
        repo.hook("pre-commit", "#!/bin/sh\n");
        repo.guard(&[&["install"], scope].concat()).success();
        repo.git(&["lfs", "update", "--force"]);
        let told = stderr(&repo.guard(&[&["uninstall"], scope].concat()).success());
        let folder = repo.desk.home.path(folder);
        let names = ["post-checkout", "post-commit", "post-merge", "pre-push"];
        let left: Vec<PathBuf> = tree(&folder).into_iter().map(|(path, ..)| path).collect();
        assert_eq!(left, names.map(|name| folder.join(name)));
        assert_eq!(told.matches("it is not of hfenv").count(), 4, "{told}");
        assert_eq!(repo.git(&["rev-parse", "--git-path", "hooks"]), ".git/hooks\n");
        repo.guard(&[&["uninstall"], scope].concat()).success();
    }
}

#[test]
fn hooks_that_are_no_programs_any_more_are_mended() {
    for global in [false, true] {
        let (repo, token) = unseen(global);
        let folder = repo.git(&["rev-parse", "--path-format=absolute", "--git-path", "hooks"]);
        let mut chmod = std::process::Command::new("sh");
        chmod.args(["-c", "chmod -x \"$1\"/*", "sh", folder.trim_end()]);
        assert!(chmod.status().unwrap().success());
        repo.guard(&["status"]).code(1);
        let words: &[&str] = if global { &["install", "--global"] } else { &["install"] };
        assert!(stdout(&repo.guard(words).success()).contains("hook"));
        repo.is_stopped(&PUSH, &token);
        repo.guard(&["status"]).success();
    }
}

#[test]
fn lefthook_and_husky_over_ours_are_told() {
    let (repo, _) = unseen(false);
    if let Some(tool) = tool("lefthook") {
        repo.write("lefthook.yml", "pre-commit: {jobs: [{run: 'true'}]}\n");
        let mut lefthook = repo.desk.home.command(&tool);
        let output = lefthook.arg("install").current_dir(&repo.folder).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let status = stdout(&repo.guard(&["status"]).code(1));
        assert!(status.contains("pre-commit        off  lefthook has replaced it"), "{status}");
        let told = repo.goes(&["commit", "--allow-empty", "-m", "x"]);
        assert!(told.contains("pre-commit: lefthook has replaced it; to repair it: "), "{told}");
        repo.guard(&["install"]).success();
        assert!(!repo.goes(&["commit", "--allow-empty", "-m", "x"]).contains("hfenv"));
    }
    let Some(tool) = tool("husky") else { return };
    let (repo, _) = unseen(false);
    let output = repo.desk.home.command(&tool).current_dir(&repo.folder).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let status = stdout(&repo.guard(&["status"]).code(1));
    assert!(status.contains("hidden: core.hooksPath leads to .husky/_"), "{status}");
    let told = ["no hook of this repository", ".husky/_", "hfenv guard install"];
    Patient::of(&repo.desk.home).at("r").report(&["guard"]).says("guard", "warning", &told);
}

#[test]
fn a_hook_for_each_small_step_runs_where_there_is_one() {
    let repo = Guarded::new();
    repo.guard(&["install", "--global"]).success();
    let folder = repo.desk.home.path(".local/share/hfenv/hooks/global");
    assert!(!folder.join("reference-transaction").exists());
    repo.hook("reference-transaction", "#!/bin/sh\necho \"$0\" >>\"$HOME/ran\"\n");
    let told = repo.goes(&["commit", "--allow-empty", "-m", "x"]);
    assert!(told.contains("reference-transaction of this repository does not run"), "{told}");
    assert!(told.contains("hfenv guard install\n"), "{told}");
    repo.guard(&["install"]).success();
    assert!(!repo.goes(&["commit", "--allow-empty", "-m", "x"]).contains("hfenv"));
    let ran = fs::read_to_string(repo.desk.home.path("ran")).unwrap();
    assert!(ran.lines().all(|line| line == ".git/hooks/reference-transaction"), "{ran}");
    repo.guard(&["status"]).success();
    // A folder that was set for all before has its own.
    let repo = Guarded::new();
    crate::support::hooked::program(
        &repo.desk.home.path("mine/reference-transaction"),
        "#!/bin/sh\n>\"$HOME/ran\"\n",
    );
    repo.desk.must(&["config", "--global", "core.hooksPath", "~/mine"]);
    repo.guard(&["install", "--global"]).success();
    repo.goes(&["commit", "--allow-empty", "-m", "x"]);
    assert!(repo.desk.home.path("ran").exists());
}
