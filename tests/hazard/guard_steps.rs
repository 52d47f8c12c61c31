//! The next steps that a stopped push prints, typed as they stand there: all of them lead out.

use std::fs;

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// A person takes a token out of a message, and leaves git's own lines alone.
const EDITOR: &str = "sed -i '/^[^#]/s/hf_[A-Za-z0-9]*/gone/'";

const PUSH: [&str; 3] = ["push", "origin", "HEAD:refs/heads/main"];

/// A repository whose person is known to git, with a remote.
fn guarded() -> Guarded {
    let repo = Guarded::pushing();
    known(&repo);
    repo
}

/// Tells git who the person is.
fn known(repo: &Guarded) {
    repo.desk.must(&["config", "--global", "user.name", "Me"]);
    repo.desk.must(&["config", "--global", "user.email", "me@example.org"]);
}

/// Commits what is there, past all hooks; the commit.
fn slip(repo: &Guarded, message: &str) -> String {
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
    repo.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

/// Types a line; `todo` edits the list of a rebase.
#[track_caller]
fn types(repo: &Guarded, line: &str, todo: &str) {
    let mut shell = repo.desk.home.command("bash");
    shell.args(["-ec", line]).current_dir(&repo.folder);
    let output = shell.env("GIT_EDITOR", EDITOR).env("GIT_SEQUENCE_EDITOR", todo).output().unwrap();
    assert!(output.status.success(), "{line}: {}", said(&output));
}

/// The command at the end of a hint.
#[track_caller]
fn command(text: &str, begin: &str) -> String {
    let mut hints = text.lines().filter(|line| line.starts_with("hfenv: hint: "));
    let found = hints.find_map(|hint| hint.split_once(&format!(": {begin}")));
    format!("{begin}{}", found.unwrap_or_else(|| panic!("no {begin}: {text}")).1)
}

/// What is typed where a rebase stops.
#[track_caller]
fn at_a_stop(text: &str) -> String {
    let rest = text.split_once("at each stop ").expect(text).1;
    let begin = rest.find("git commit").expect(text);
    rest[begin..].split_once(" and git rebase --continue").expect(text).0.to_owned()
}

/// What writes edit before these commits in a rebase's list.
fn todo(repo: &Guarded, commits: &[&str]) -> String {
    let short = |id: &&str| repo.git(&["rev-parse", "--short", id]).trim().to_owned();
    let ids: Vec<String> = commits.iter().map(short).collect();
    format!("sed -i -E 's/^pick ({})/edit \\1/'", ids.join("|"))
}

#[test]
fn the_last_commit_which_did_nothing_else() {
    let repo = guarded();
    let token = fresh_token();
    for dirty in [false, true] {
        repo.write("known.py", format!("import os\nkey = '{token}'\n"));
        slip(&repo, "x");
        let text = repo.refused(&PUSH, &token);
        repo.write("known.py", "import os\n");
        if dirty {
            repo.write("other.py", "import sys\n");
            repo.git(&["add", "other.py"]);
        }
        types(&repo, &command(&text, "git commit --amend"), "false");
        repo.git(&PUSH);
    }
    repo.write("k.py", format!("key = '{token}'\n"));
    slip(&repo, &format!("x {token}"));
    let text = repo.refused(&PUSH, &token);
    fs::remove_file(repo.folder.join("k.py")).unwrap();
    types(&repo, &command(&text, "git commit --amend"), "false");
    repo.git(&PUSH);
}

#[test]
fn a_commit_behind_others_and_the_work_of_today() {
    let repo = guarded();
    let token = fresh_token();
    repo.write("k.py", format!("key = '{token}'\n"));
    let one = slip(&repo, "x");
    repo.write("l.py", format!("import sys\nkey = '{token}'\n"));
    let two = slip(&repo, "x");
    repo.write("other.py", "import sys\n");
    slip(&repo, "x");
    repo.write("other.py", "import re\n");
    let text = repo.refused(&PUSH, &token);
    let rebase = command(&text, "git rebase -i");
    types(&repo, &rebase, &todo(&repo, &[&one, &two]));
    let stop = at_a_stop(&text);
    fs::remove_file(repo.folder.join("k.py")).unwrap();
    types(&repo, &format!("{stop} && git rebase --continue"), "false");
    repo.write("l.py", "import sys\n");
    types(&repo, &format!("{stop} && git rebase --continue"), "false");
    repo.git(&PUSH);
    assert_eq!(fs::read_to_string(repo.folder.join("other.py")).unwrap(), "import re\n");
}

#[test]
fn a_root_commit() {
    let repo = Guarded::with(&[]);
    known(&repo);
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    repo.git(&["remote", "add", "origin", "../remote.git"]);
    let mut install = repo.desk.home.hfenv(["guard", "install"]);
    install.current_dir(&repo.folder).assert().success();
    let token = fresh_token();
    repo.write("k.py", format!("key = '{token}'\n"));
    let root = slip(&repo, "x");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    slip(&repo, "y");
    let text = repo.refused(&PUSH, &token);
    types(&repo, &command(&text, "git rebase -i"), &todo(&repo, &[&root]));
    repo.write("k.py", "");
    types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
    repo.git(&PUSH);
    repo.git(&["checkout", "--quiet", "-"]);
    let there = ["push", "origin", "HEAD:refs/heads/other"];
    let text = repo.refused(&there, &token);
    repo.write("k.py", "");
    types(&repo, &command(&text, "git commit --amend"), "false");
    repo.git(&there);
}

/// A branch beside the one that is checked out, with a commit each.
fn forked(repo: &Guarded) {
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.py", "import sys\n");
    slip(repo, "a");
    repo.git(&["checkout", "--quiet", "-B", "trunk", "HEAD~1"]);
    repo.write("b.py", "import sys\n");
    slip(repo, "b");
}

#[test]
fn a_merge_that_brings_it_in_itself() {
    for later in [false, true] {
        let repo = guarded();
        let token = fresh_token();
        forked(&repo);
        repo.git(&["merge", "--quiet", "--no-verify", "--no-ff", "--no-commit", "side"]);
        repo.write("k.py", format!("key = '{token}'\n"));
        let merge = slip(&repo, "m");
        if later {
            slip(&repo, "y");
        }
        let text = repo.refused(&PUSH, &token);
        if later {
            let line = repo.git(&["rev-parse", "--short", &merge]);
            let todo = format!("sed -i '/^merge -C {}/a break'", line.trim());
            assert!(text.contains("break in a line behind a merge"), "{text}");
            types(&repo, &command(&text, "git rebase -i"), &todo);
            repo.write("k.py", "");
            types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
        } else {
            repo.write("k.py", "");
            types(&repo, &command(&text, "git commit --amend"), "false");
        }
        repo.git(&PUSH);
        assert_eq!(repo.git(&["rev-list", "--merges", "--count", "HEAD"]).trim(), "1");
    }
}

#[test]
fn a_commit_of_a_branch_that_was_merged() {
    let repo = guarded();
    let token = fresh_token();
    forked(&repo);
    repo.git(&["checkout", "--quiet", "side"]);
    repo.write("k.py", format!("key = '{token}'\n"));
    let id = slip(&repo, "x");
    repo.git(&["checkout", "--quiet", "trunk"]);
    repo.git(&["merge", "--quiet", "--no-verify", "--no-ff", "-m", "m", "side"]);
    let text = repo.refused(&PUSH, &token);
    types(&repo, &command(&text, "git rebase -i"), &todo(&repo, &[&id]));
    repo.write("k.py", "");
    types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
    repo.git(&PUSH);
    assert_eq!(repo.git(&["rev-list", "--merges", "--count", "HEAD"]).trim(), "1");
}

#[test]
fn a_branch_that_is_not_checked_out() {
    let repo = guarded();
    let token = fresh_token();
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("k.py", format!("key = '{token}'\n"));
    let id = slip(&repo, "x");
    repo.git(&["checkout", "--quiet", "-"]);
    let text = repo.refused(&["push", "origin", "side"], &token);
    types(&repo, &command(&text, "git rebase -i"), &todo(&repo, &[&id]));
    repo.write("k.py", "");
    types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
    repo.git(&["push", "origin", "side"]);
}

#[test]
fn a_tags_message_and_the_one_in_it() {
    let repo = guarded();
    let token = fresh_token();
    repo.git(&["tag", "-a", "-m", &format!("about\n\nwith {token}"), "v1.0"]);
    let text = repo.refused(&["push", "origin", "v1.0"], &token);
    assert!(text.contains("hfenv: tag:3:6: "), "{text}");
    types(&repo, &command(&text, "git tag -f"), "false");
    repo.git(&["push", "origin", "v1.0"]);
    assert!(repo.git(&["tag", "-n9", "-l", "v1.0"]).contains("with gone"));
    let user = format!("user.name={token}");
    repo.git(&["-c", &user, "tag", "-a", "-m", "about", "v2"]);
    let text = repo.refused(&["push", "origin", "v2"], &token);
    types(&repo, &command(&text, "git tag -f"), "false");
    repo.git(&["push", "origin", "v2"]);
}

#[test]
fn the_names_of_who_wrote_and_who_made_it() {
    let repo = guarded();
    let token = fresh_token();
    let author = format!("--author={token} <a@example.org>");
    let mail = format!("--author=a <{token}@example.org>");
    for who in [&author, &mail] {
        repo.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", "x", who]);
        let text = repo.refused(&PUSH, &token);
        assert!(text.contains("hfenv: author: "), "{text}");
        types(&repo, &command(&text, "git commit --amend"), "false");
        repo.git(&PUSH);
    }
    let user = format!("user.name={token}");
    let made = ["commit", "--quiet", "--no-verify", "--allow-empty", "-m", "x"];
    repo.git(&[&["-c", &user][..], &made, &["--author=a <a@example.org>"]].concat());
    let text = repo.refused(&PUSH, &token);
    assert!(text.contains("hfenv: committer: "), "{text}");
    types(&repo, &command(&text, "git commit --amend"), "false");
    repo.git(&PUSH);
    repo.git(&[&made[..], &[&author]].concat());
    let id = repo.git(&["rev-parse", "HEAD"]);
    slip(&repo, "y");
    let text = repo.refused(&PUSH, &token);
    types(&repo, &command(&text, "git rebase -i"), &todo(&repo, &[id.trim()]));
    types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
    repo.git(&PUSH);
}

#[test]
fn a_name_that_git_would_write_again() {
    let repo = guarded();
    let token = fresh_token();
    repo.desk.must(&["config", "--global", "user.name", &token]);
    types(&repo, "git commit --quiet --no-verify --allow-empty -m x", "false");
    let push = format!("! git {} 2>../said", PUSH.join(" "));
    types(&repo, &push, "false");
    let text = fs::read_to_string(repo.desk.home.path("said")).unwrap();
    assert!(text.contains("set another user.name"), "{text}");
    assert!(!text.contains(&token[8..]), "{text}");
    known(&repo);
    types(&repo, &command(&text, "git commit --amend"), "false");
    repo.git(&PUSH);
}

#[test]
fn a_message_of_the_last_commit_and_of_one_before() {
    let repo = guarded();
    let token = fresh_token();
    slip(&repo, &format!("one\n\n{token}"));
    let text = repo.refused(&PUSH, &token);
    types(&repo, &command(&text, "git commit --amend"), "false");
    repo.git(&PUSH);
    let id = slip(&repo, &format!("two\n\n{token}"));
    slip(&repo, "y");
    let text = repo.refused(&PUSH, &token);
    types(&repo, &command(&text, "git rebase -i"), &todo(&repo, &[&id]));
    types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
    repo.git(&PUSH);
}

#[test]
fn a_message_of_a_merge() {
    let repo = guarded();
    let token = fresh_token();
    forked(&repo);
    repo.git(&["merge", "--quiet", "--no-verify", "--no-ff", "-m", &token, "side"]);
    slip(&repo, "y");
    let text = repo.refused(&PUSH, &token);
    types(&repo, &command(&text, "git rebase -i"), "sed -i '/^merge -C/a break'");
    types(&repo, &format!("{} && git rebase --continue", at_a_stop(&text)), "false");
    repo.git(&PUSH);
}
