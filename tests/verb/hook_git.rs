//! `hfenv hook-git` before add, commit and push: what is new is told with its place, and nothing
//! else.

use std::fs;

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// A script with a token at 2:7.
fn script() -> String {
    format!("import os\nkey = {}\n", fresh_token())
}

#[test]
fn add_tells_what_would_be_staged() {
    let repo = Guarded::new();
    repo.write("new.py", script());
    repo.write("known.py", script());
    repo.write(".gitignore", "*.log\n");
    repo.write("x.log", script());
    repo.write("d/deep.txt", script());
    for (words, places) in [
        (vec!["add", "."], vec!["d/deep.txt:2:7", "known.py:2:7", "new.py:2:7"]),
        (vec!["add", "-A"], vec!["d/deep.txt:2:7", "known.py:2:7", "new.py:2:7"]),
        (vec!["add", "-u"], vec!["known.py:2:7"]),
        (vec!["add", "-p"], vec!["known.py:2:7"]),
        (vec!["stage", "new.py"], vec!["new.py:2:7"]),
        (vec!["add", "d"], vec!["d/deep.txt:2:7"]),
        (vec!["add", "--", "*.txt"], vec!["d/deep.txt:2:7"]),
        (vec!["add", "-f", "x.log"], vec!["x.log:2:7"]),
        (vec!["add", "x.log"], vec![]),
        (vec!["add"], vec![]),
        (vec!["add", "-n", "."], vec![]),
    ] {
        assert_eq!(repo.ask(&words).places(), places, "{words:?}");
    }
    let asked = repo.ask_with(&repo.folder.join("d"), &["add", "-A"], &[]);
    assert_eq!(asked.places(), ["deep.txt:2:7", "../known.py:2:7", "../new.py:2:7"]);
    let asked = repo.ask_with(&repo.folder.join("d"), &["add", "."], &[]);
    assert_eq!(asked.places(), ["deep.txt:2:7"]);
    assert!(asked.said.contains("is about to be staged"), "{}", asked.said);
    assert!(asked.said.contains("hint: take it out of deep.txt first"), "{}", asked.said);
    assert_eq!((asked.answer.as_str(), asked.status), ("go", 1));
}

#[test]
fn commit_tells_what_is_in_the_index_or_comes_from_the_work_tree() {
    let repo = Guarded::new();
    repo.write("staged.py", script());
    repo.stage();
    // The index counts, whatever the work tree has by now.
    repo.write("staged.py", "clean\n");
    repo.write("known.py", script());
    repo.write("unknown.py", script());
    for (words, places) in [
        (vec!["commit"], vec!["staged.py:2:7"]),
        (vec!["commit", "-m", "known.py"], vec!["staged.py:2:7"]),
        (vec!["commit", "-am", "x"], vec!["known.py:2:7"]),
        (vec!["commit", "known.py"], vec!["known.py:2:7"]),
        (vec!["commit", "-o", "staged.py"], vec![]),
        (vec!["commit", "-i", "known.py"], vec!["known.py:2:7", "staged.py:2:7"]),
        (vec!["commit", "-p"], vec!["known.py:2:7", "staged.py:2:7"]),
        (vec!["commit", "--dry-run"], vec![]),
    ] {
        assert_eq!(repo.ask(&words).places(), places, "{words:?}");
    }
    let said = repo.ask(&["commit"]).said;
    assert!(said.contains("is about to be committed"), "{said}");
    assert!(said.contains("git reset -q -- staged.py"), "{said}");
    assert!(said.contains("https://huggingface.co/settings/tokens"), "{said}");
}

#[test]
fn the_first_commit_of_a_repository_is_looked_at() {
    for options in [&[][..], &["--object-format=sha256"]] {
        let repo = Guarded::with(options);
        repo.write("a.py", script());
        assert_eq!(repo.ask(&["add", "-A"]).places(), ["a.py:2:7"]);
        repo.stage();
        let asked = repo.ask(&["commit"]);
        assert_eq!(asked.places(), ["a.py:2:7"]);
        assert!(asked.said.contains("git reset -q -- a.py"), "{}", asked.said);
        assert_eq!(repo.ask(&["commit", "-a"]).places(), ["a.py:2:7"]);
        repo.commit();
        assert_eq!(repo.ask(&["commit", "--amend"]).places(), ["a.py:2:7"]);
        assert_eq!(repo.ask(&["push"]).places().len(), 1);
        repo.ask(&["commit"]).is_silent();
    }
}

#[test]
fn what_is_committed_already_is_not_new() {
    let repo = Guarded::new();
    let (old, new) = (fresh_token(), fresh_token());
    // Long enough to be taken for a renamed file later.
    let more = "import os\n".repeat(40);
    repo.write("known.py", format!("a = {old}\n{more}"));
    repo.commit();
    // It moved within its file and with its file; the file beside it is deleted.
    repo.write("known.py", format!("# more\n\nb = {old}\n{more}"));
    repo.ask(&["commit", "-a"]).is_silent();
    repo.ask(&["add", "-u"]).is_silent();
    repo.git(&["mv", "known.py", "other.py"]);
    repo.stage();
    repo.ask(&["commit"]).is_silent();
    // But a second secret is, and so is a copy elsewhere.
    repo.write("other.py", format!("# more\nb = {old}, {new}\n{more}"));
    repo.stage();
    assert_eq!(repo.ask(&["commit"]).places(), ["other.py:2:44"]);
    repo.git(&["reset", "--quiet", "--hard"]);
    repo.write("copy.py", &old);
    repo.stage();
    assert_eq!(repo.ask(&["commit"]).places(), ["copy.py:1:1"]);
    repo.git(&["reset", "--quiet", "--hard"]);
    fs::remove_file(repo.folder.join("known.py")).unwrap();
    repo.ask(&["commit", "-a"]).is_silent();
    repo.stage();
    repo.ask(&["commit"]).is_silent();
}

#[test]
fn amend_is_compared_with_the_commit_before() {
    let repo = Guarded::new();
    repo.write("a.py", script());
    repo.commit();
    repo.ask(&["commit"]).is_silent();
    assert_eq!(repo.ask(&["commit", "--amend"]).places(), ["a.py:2:7"]);
    repo.write("a.py", "clean\n");
    repo.stage();
    repo.ask(&["commit", "--amend"]).is_silent();
}

#[test]
fn push_tells_what_no_remote_has() {
    let repo = Guarded::new();
    repo.desk.must(&["init", "--quiet", "--bare", "hub.git"]);
    let hub = repo.desk.home.path("hub.git");
    repo.git(&["remote", "add", "origin", hub.to_str().unwrap()]);
    repo.write("old.py", script());
    repo.commit();
    repo.git(&["push", "--quiet", "-u", "origin", "HEAD:main"]);
    repo.ask(&["push"]).is_silent();
    // A secret that a later commit takes out again is pushed all the same.
    repo.write("known.py", script());
    repo.commit();
    let commit = repo.git(&["rev-parse", "HEAD"]);
    repo.write("known.py", "clean\n");
    repo.commit();
    let asked = repo.ask(&["push"]);
    assert_eq!(asked.places(), ["known.py:2:7"]);
    assert!(asked.said.contains(&format!("in commit {}", &commit[..10])), "{}", asked.said);
    assert!(asked.said.contains("is about to be pushed"), "{}", asked.said);
    for words in [vec!["push", "origin", "HEAD:x"], vec!["push", "--all"], vec!["push", "--tags"]] {
        assert_eq!(repo.ask(&words).places(), ["known.py:2:7"], "{words:?}");
    }
    repo.ask(&["push", "--delete", "origin", "main"]).is_silent();
    repo.ask(&["push", "--dry-run"]).is_silent();
    repo.ask(&["push", "origin", "nothing-of-that-name"]).is_silent();
    // What a merge brings in is in its parents, and what it adds is its own.
    repo.git(&["checkout", "--quiet", "-b", "side", "HEAD~2"]);
    repo.write("side.py", script());
    repo.commit();
    repo.git(&["merge", "--quiet", "--no-commit", "-"]);
    repo.write("known.py", script());
    repo.commit();
    let places = repo.ask(&["push"]).places();
    assert_eq!(places, ["known.py:2:7", "known.py:2:7", "side.py:2:7"]);
}

#[test]
fn linked_work_trees_and_submodules_are_repositories_like_others() {
    let repo = Guarded::new();
    let tree = repo.desk.home.path("linked");
    repo.git(&["worktree", "add", "--quiet", tree.to_str().unwrap()]);
    repo.desk.home.write("linked/a.py", script());
    repo.desk.must_in(&tree, &["add", "a.py"]);
    assert_eq!(repo.ask_with(&tree, &["commit"], &[]).places(), ["a.py:2:7"]);
    repo.ask(&["commit"]).is_silent();
    let own = repo.folder.to_str().unwrap();
    let outer = Guarded::new();
    outer.git(&["submodule", "--quiet", "add", own, "sub"]);
    outer.write("sub/a.py", script());
    let sub = outer.folder.join("sub");
    assert_eq!(outer.ask_with(&sub, &["add", "."], &[]).places(), ["a.py:2:7"]);
    outer.desk.must_in(&sub, &["add", "a.py"]);
    assert_eq!(outer.ask(&["-C", "sub", "commit"]).places(), ["a.py:2:7"]);
    outer.desk.commit(&sub);
    outer.ask(&["add", "-A"]).is_silent();
    outer.stage();
    outer.ask(&["commit"]).is_silent();
}
