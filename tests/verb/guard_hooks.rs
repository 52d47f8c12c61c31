//! `hfenv guard install` and `uninstall` in one repository: what git then refuses, and that nothing
//! is left behind.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::hooked::{program, tree};
use crate::support::sandbox::{fresh_token, stderr, stdout};

#[test]
fn a_commit_with_a_secret_is_stopped_however_it_is_made() {
    let repo = Guarded::hooked();
    let below = repo.folder.join("below");
    fs::create_dir(&below).unwrap();
    let token = repo.leak("new.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.is_stopped(&["commit", "-m", "x", "--", "new.py"], &token);
    repo.is_stopped(&["commit", "--amend", "--no-edit"], &token);
    repo.is_stopped_in(&below, &["commit", "-m", "x"], &token);
    let home = repo.desk.home.home();
    repo.is_stopped_in(&home, &["-C", "r", "commit", "-m", "x"], &token);
    repo.git(&["checkout", "--quiet", "--detach"]);
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.git(&["rm", "--quiet", "--cached", "new.py"]);
    repo.goes(&["commit", "--allow-empty", "-m", "without it"]);
    // Of a file that git knows, without `git add`.
    let token = fresh_token();
    repo.write("known.py", format!("import os\nT = '{token}'\n"));
    repo.goes(&["commit", "--allow-empty", "-m", "not staged"]);
    repo.is_stopped(&["commit", "-a", "-m", "x"], &token);
    repo.is_stopped(&["commit", "-m", "x", "--", "known.py"], &token);
    repo.is_stopped(&["commit", "-m", "x", "--include", "known.py"], &token);
    repo.goes(&["commit", "--no-verify", "-a", "-m", "x"]);
    // It is there now, and is not new any more.
    repo.write("known.py", format!("import os\nT = '{token}'\nmore = 1\n"));
    repo.goes(&["commit", "-a", "-m", "y"]);
}

#[test]
fn the_index_in_force_counts() {
    let repo = Guarded::hooked();
    let token = repo.leak("new.py");
    let other = repo.folder.join(".git/other-index");
    fs::copy(repo.folder.join(".git/index"), &other).unwrap();
    repo.git(&["rm", "--quiet", "--cached", "new.py"]);
    let mut git = repo.desk.command(&repo.folder, ["commit", "-m", "x"]);
    let output = git.env("GIT_INDEX_FILE", &other).output().unwrap();
    assert!(!output.status.success() && !said(&output).contains(&token), "{}", said(&output));
    repo.goes(&["commit", "--allow-empty", "-m", "the usual index"]);
}

#[test]
fn first_commits_are_stopped_too() {
    let repo = Guarded::with(&[]);
    repo.guard(&["install"]).success();
    let token = repo.leak("first.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
}

#[test]
fn a_secret_in_a_message_is_stopped_but_not_one_below_the_scissors() {
    let repo = Guarded::hooked();
    let token = fresh_token();
    repo.is_stopped(&["commit", "--allow-empty", "-m", &token], &token);
    repo.is_stopped(&["commit", "--amend", "-m", &format!("a\n\nb {token}")], &token);
    // `commit -v` shows the old line below the scissors while the person removes it.
    repo.write("known.py", &token);
    repo.git(&["commit", "--quiet", "--no-verify", "-a", "-m", "x"]);
    repo.write("known.py", "import os\n");
    let mut git = repo.desk.command(&repo.folder, ["commit", "-a", "-v"]);
    let output = git.env("GIT_EDITOR", "sed -i 1s/^/removed/").output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn a_push_of_a_secret_is_stopped_and_one_that_only_deletes_goes() {
    let repo = Guarded::hooked();
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    let url = repo.desk.home.path("remote.git").display().to_string();
    repo.git(&["remote", "add", "origin", &url]);
    repo.goes(&["push", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/old"]);
    let token = repo.leak("new.py");
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.is_stopped(&["push", "origin", "HEAD:refs/heads/main"], &token);
    repo.is_stopped(&["push", "origin", "HEAD:refs/heads/new"], &token);
    repo.is_stopped(&["push", &url, "HEAD:refs/heads/new"], &token);
    repo.goes(&["push", "origin", ":refs/heads/old"]);
    repo.goes(&["push", "--no-verify", "origin", "HEAD:refs/heads/main"]);
}

#[test]
fn work_trees_submodules_and_sha256_are_guarded() {
    let repo = Guarded::new();
    repo.git(&["worktree", "add", "--quiet", "../linked"]);
    let linked = repo.desk.home.path("linked");
    repo.guard_in(&linked, &["install"]).success();
    for folder in [&linked, &repo.folder] {
        let token = fresh_token();
        fs::write(folder.join("leak.py"), &token).unwrap();
        repo.desk.must_in(folder, &["add", "leak.py"]);
        repo.is_stopped_in(folder, &["commit", "-m", "x"], &token);
    }

    let repo = Guarded::new();
    let inner = Guarded::new();
    repo.git(&["submodule", "--quiet", "add", inner.folder.to_str().unwrap(), "sub"]);
    let sub = repo.folder.join("sub");
    let before = tree(&repo.folder);
    repo.guard_in(&sub, &["install"]).success();
    let token = fresh_token();
    fs::write(sub.join("leak.py"), &token).unwrap();
    repo.desk.must_in(&sub, &["add", "leak.py"]);
    repo.is_stopped_in(&sub, &["commit", "-m", "x"], &token);
    repo.desk.must_in(&sub, &["rm", "--quiet", "--cached", "leak.py"]);
    fs::remove_file(sub.join("leak.py")).unwrap();
    repo.guard_in(&sub, &["uninstall"]).success();
    let hooks = |tree: &crate::support::hooked::Tree| {
        tree.iter().filter(|(path, ..)| path.to_string_lossy().contains("hook")).cloned().collect()
    };
    let [before, after]: [Vec<_>; 2] = [&before, &tree(&repo.folder)].map(hooks);
    assert_eq!(after, before);

    let repo = Guarded::with(&["--object-format=sha256"]);
    repo.guard(&["install"]).success();
    let token = repo.leak("first.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
}

/// Makes a folder of hooks what it was before.
type Made = Box<dyn Fn(&Path)>;

/// What a person may have had before.
fn befores() -> Vec<(&'static str, Made)> {
    let script = |name: &'static str, mode: u32, text: &'static str| -> Made {
        Box::new(move |hooks: &Path| {
            program(&hooks.join(name), text);
            fs::set_permissions(hooks.join(name), PermissionsExt::from_mode(mode)).unwrap();
        })
    };
    vec![
        ("the samples of git", Box::new(|_: &Path| {})),
        ("no folder", Box::new(|hooks: &Path| fs::remove_dir_all(hooks).unwrap())),
        ("a script", script("pre-commit", 0o750, "#!/bin/bash -eu\nexit 0\n")),
        ("one that is not run", script("pre-push", 0o644, "#!/bin/sh\nexit 1\n")),
        ("no shell script", script("commit-msg", 0o755, "#!/usr/bin/env python3\n")),
        (
            "a link to a file of the project",
            Box::new(|hooks: &Path| {
                program(&hooks.join("../../tools/check"), "#!/bin/sh\nexit 0\n");
                symlink("../../tools/check", hooks.join("pre-commit")).unwrap();
            }),
        ),
        (
            "a link that leads nowhere",
            Box::new(|hooks: &Path| symlink("gone", hooks.join("pre-commit")).unwrap()),
        ),
    ]
}

#[test]
fn twice_is_once_and_undone_exactly() {
    for (what, make) in befores() {
        let repo = Guarded::new();
        let hooks = repo.folder.join(".git/hooks");
        make(&hooks);
        let before = tree(&repo.folder);
        let shown = stdout(&repo.guard(&["install", "--dry-run"]).success());
        assert!(shown.contains("+ ") && shown.contains("pre-push"), "{what}: {shown}");
        assert_eq!(tree(&repo.folder), before, "{what}: --dry-run");
        repo.guard(&["install"]).success();
        let with = tree(&repo.folder);
        assert_ne!(with, before, "{what}");
        assert_eq!(stdout(&repo.guard(&["install"]).success()), "", "{what}");
        assert_eq!(tree(&repo.folder), with, "{what}: twice");
        repo.guard(&["uninstall", "--dry-run"]).success();
        assert_eq!(tree(&repo.folder), with, "{what}: --dry-run");
        repo.guard(&["uninstall"]).success();
        assert_eq!(tree(&repo.folder), before, "{what}");
        repo.guard(&["uninstall"]).success();
        assert_eq!(tree(&repo.folder), before, "{what}");
    }
}

#[test]
fn the_hook_that_was_there_gets_what_git_gives_it() {
    for line in ["#!/bin/sh", "#!/usr/bin/env bash", "#!/bin/sh -e", ""] {
        let repo = Guarded::new();
        let text = format!(
            "{line}\necho \"$0 $# $1 $GIT_INDEX_FILE\" >>\"$HOME/ran\"\n\
             [ ! -e \"$HOME/no\" ] || exit 7\ncase $0 in *push*) cat >>\"$HOME/read\";; esac\n"
        );
        for name in ["pre-commit", "commit-msg", "pre-push"] {
            repo.hook(name, &text);
        }
        repo.guard(&["install"]).success();
        repo.goes(&["commit", "--allow-empty", "-m", "x"]);
        let ran = fs::read_to_string(repo.desk.home.path("ran")).unwrap();
        let lines: Vec<&str> = ran.lines().collect();
        assert_eq!(lines.len(), 2, "{ran}");
        assert!(lines[0].contains("pre-commit 0 ") && lines[0].ends_with("index"), "{ran}");
        assert!(lines[1].contains("commit-msg 1 .git/COMMIT_EDITMSG"), "{ran}");
        repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
        repo.goes(&["push", "../remote.git", "HEAD:refs/heads/main"]);
        let read = fs::read_to_string(repo.desk.home.path("read")).unwrap();
        assert!(read.starts_with("HEAD ") && read.contains(" refs/heads/main 0000"), "{read}");
        repo.desk.home.write("no", "");
        let output = repo.try_in(&repo.folder, &["commit", "--allow-empty", "-m", "x"]);
        assert!(!output.status.success(), "{line}: its no is a no");
    }
}

#[test]
fn what_the_other_hook_stages_is_looked_at_too() {
    let repo = Guarded::new();
    repo.hook("pre-commit", "#!/bin/sh\ngit add late.py\n");
    repo.guard(&["install"]).success();
    let token = fresh_token();
    repo.write("late.py", &token);
    repo.is_stopped(&["commit", "--allow-empty", "-m", "x"], &token);
}

#[test]
fn bare_repositories_are_refused_with_the_reason() {
    let repo = Guarded::new();
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    let folder = repo.desk.home.path("remote.git");
    let before = tree(&folder);
    let said = stderr(&repo.guard_in(&folder, &["install"]).code(2));
    assert!(said.contains("bare repository") && said.contains("work tree"), "{said}");
    assert_eq!(tree(&folder), before);
    let nowhere = repo.desk.home.home();
    assert!(stderr(&repo.guard_in(&nowhere, &["install"]).code(2)).contains("not a git repo"));
}

#[test]
fn warn_lets_git_go_on_and_off_skips_the_look() {
    let repo = Guarded::hooked();
    let token = repo.leak("new.py");
    for (value, word) in [("warn", "hf_"), ("off", "skipped")] {
        let mut git = repo.desk.command(&repo.folder, ["commit", "-m", "x"]);
        let output = git.env("HFENV_GUARD", value).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        assert!(output.status.success() && text.contains(word), "{value}: {text}");
        assert!(!text.contains(&token));
        repo.git(&["reset", "--quiet", "--soft", "HEAD^"]);
    }
}

#[test]
fn a_program_is_told_what_changes() {
    let repo = Guarded::with(&[]);
    let told = |words: &[&str]| -> serde_json::Value {
        let output = repo.guard(&[words, &["--json"]].concat()).success();
        let document: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(document["version"], 1);
        document
    };
    let plan = told(&["install", "--dry-run"]);
    assert_eq!((&plan["changed"], &plan["dry_run"]), (&false.into(), &true.into()));
    let done = told(&["install"]);
    assert_eq!((&done["changed"], &done["changes"]), (&true.into(), &plan["changes"]));
    let path = done["changes"][0]["path"].as_str().unwrap();
    assert!(Path::new(path).exists(), "{done:#}");
    let again = told(&["install"]);
    assert_eq!((&again["changed"], again["changes"].as_array().unwrap().len()), (&false.into(), 0));
    let gone = told(&["uninstall"]);
    assert_eq!((&gone["changed"], &gone["left"]), (&true.into(), &serde_json::json!([])));
    assert!(!Path::new(path).exists(), "{gone:#}");
}
