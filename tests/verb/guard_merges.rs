//! Merges with the guard in git's hooks: what a branch has committed is not new, what the merge
//! itself brings in is, and what is said then works.

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::hooked::program;
use crate::support::sandbox::fresh_token;

/// A guarded repository whose branch `side` has this file, and the current one another commit.
fn forked(name: &str, content: &str) -> Guarded {
    let repo = Guarded::hooked();
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write(name, content);
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "side"]);
    repo.git(&["checkout", "--quiet", "-"]);
    repo.write("main.py", "1\n");
    repo.stage();
    repo.git(&["commit", "--quiet", "-m", "main"]);
    repo
}

/// The words of a merge that adds a secret of its own, as a merge driver can.
fn evil(repo: &Guarded, token: &str) -> Vec<String> {
    let driver = repo.desk.home.path("driver");
    program(&driver, &format!("#!/bin/sh\necho 'T = \"{token}\"' >\"$1\"\n"));
    repo.write(".git/info/attributes", "both.py merge=evil\n");
    let driver = format!("merge.evil.driver={} %A", driver.display());
    ["-c", &driver, "merge", "--no-edit", "side"].map(str::to_owned).into()
}

/// A fork in which both sides have changed `both.py`.
fn contested() -> Guarded {
    let repo = forked("both.py", "side = 1\n");
    repo.write("both.py", "main = 1\n");
    repo.stage();
    repo.git(&["commit", "--quiet", "-m", "main too"]);
    repo
}

#[test]
fn what_a_branch_has_committed_is_not_new_however_it_is_merged() {
    let token = fresh_token();
    let committed = format!("T = \"{token}\"\n");
    for words in [&["merge", "--no-edit", "side"][..], &["merge", "--no-edit", "--no-ff", "side"]] {
        forked("side.py", &committed).goes(words);
    }
    let repo = forked("side.py", &committed);
    repo.goes(&["merge", "--no-commit", "side"]);
    repo.goes(&["commit", "--no-edit"]);
    // Three branches at once.
    let repo = forked("side.py", &committed);
    repo.git(&["checkout", "--quiet", "-b", "third", "HEAD^"]);
    let other = fresh_token();
    repo.write("third.py", &other);
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "third"]);
    repo.git(&["checkout", "--quiet", "-"]);
    repo.goes(&["merge", "--no-edit", "side", "third"]);
    // A squashed branch is a commit like any other.
    let repo = forked("side.py", &committed);
    repo.goes(&["merge", "--squash", "side"]);
    repo.is_stopped(&["commit", "-m", "x"], &token);
}

#[test]
fn what_a_branch_has_committed_is_stopped_before_the_push() {
    let token = fresh_token();
    let repo = forked("side.py", &token);
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    repo.goes(&["merge", "--no-edit", "side"]);
    repo.is_stopped(&["push", "../remote.git", "HEAD:refs/heads/main"], &token);
}

#[test]
fn a_merge_that_adds_a_secret_is_stopped_and_its_hints_work() {
    for leave in [true, false] {
        let (repo, token) = (contested(), fresh_token());
        let words = evil(&repo, &token);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        repo.is_stopped(&words, &token);
        // What git says next does not go around the guard.
        repo.is_stopped(&["commit", "--no-edit"], &token);
        repo.git(&["merge", "--abort"]);
        let told = said(&repo.try_in(&repo.folder, &words));
        assert!(told.contains("git merge was stopped"), "{told}");
        assert!(!told.contains("git merge --no-verify"), "{told}");
        let hint = if leave { "git merge --abort" } else { "git commit --no-verify" };
        assert!(told.lines().any(|line| line.ends_with(hint)), "{told}");
        let words = hint.split(' ').skip(1);
        repo.goes(&["-c", "core.editor=true"].into_iter().chain(words).collect::<Vec<_>>());
        assert_eq!(repo.git(&["status", "--porcelain"]), "");
    }
}

#[test]
fn a_secret_in_a_resolved_conflict_is_stopped() {
    let (repo, token) = (contested(), fresh_token());
    assert!(!repo.try_in(&repo.folder, &["merge", "side"]).status.success());
    repo.write("both.py", format!("side = 1\nmain = \"{token}\"\n"));
    repo.stage();
    repo.is_stopped(&["commit", "--no-edit"], &token);
    repo.write("both.py", "side = 1\nmain = 1\n");
    repo.stage();
    repo.goes(&["commit", "--no-edit"]);
}

#[test]
fn a_commit_that_git_names_and_does_not_have_hides_nothing() {
    let repo = Guarded::hooked();
    let token = repo.leak("new.py");
    let mut git = repo.desk.command(&repo.folder, ["commit", "-m", "x"]);
    let name = format!("GITHEAD_{}", "1".repeat(40));
    let output = git.env(name, "x").output().unwrap();
    assert!(!output.status.success() && !said(&output).contains(&token), "{}", said(&output));
}
