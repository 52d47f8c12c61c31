//! What git writes into a message and takes out again, and what it does not.

use std::fs;
use std::process::Output;

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// git with these words and an editor that writes this line first.
fn edited(repo: &Guarded, words: &[&str], line: &str) -> Output {
    let editor = format!("sed -i '1i {line}'");
    let mut git = repo.desk.command(&repo.folder, words);
    git.env("GIT_EDITOR", editor).output().unwrap()
}

#[track_caller]
fn goes(repo: &Guarded, words: &[&str], line: &str) {
    let output = edited(repo, words, line);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
}

#[track_caller]
fn stops(repo: &Guarded, words: &[&str], line: &str, token: &str) {
    let output = edited(repo, words, line);
    let text = said(&output);
    assert!(!output.status.success(), "{words:?} went through: {text}");
    assert!(text.contains("in the message") && !text.contains(&token[8..]), "{words:?}: {text}");
}

/// Ends the commit that was stopped.
const EMPTY: [&str; 3] = ["commit", "--quiet", "--allow-empty"];

#[test]
fn lines_that_git_takes_out_are_not_looked_at() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    repo.write(format!("{token}.py"), "import os\n");
    // It is told of as untracked.
    goes(&repo, &EMPTY, "x");
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.git(&["rm", "--quiet", &format!("{token}.py")]);
    goes(&repo, &["commit", "--quiet"], "x");
    goes(&repo, &EMPTY, &format!("x\\n# {token}"));
    let letter = ["-c", "core.commentChar=;", "commit", "--quiet", "--allow-empty"];
    goes(&repo, &letter, &format!("x\\n; {token}"));
    let auto = ["-c", "core.commentChar=auto", "commit", "--quiet", "--allow-empty"];
    goes(&repo, &auto, &format!("x\\n# {token}"));
}

#[test]
fn lines_that_git_keeps_are_looked_at() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    let line = format!("x\\n# {token}");
    repo.refused(&[&EMPTY[..], &["-m", &format!("x\n\n# {token}")]].concat(), &token);
    let letter = ["-c", "core.commentChar=;", "commit", "--quiet", "--allow-empty"];
    stops(&repo, &letter, &line, &token);
    for cleanup in ["verbatim", "whitespace", "scissors"] {
        let set = format!("commit.cleanup={cleanup}");
        stops(&repo, &[&["-c", &set][..], &EMPTY].concat(), &line, &token);
        let option = format!("--cleanup={cleanup}");
        stops(&repo, &[&EMPTY[..], &[&option]].concat(), &line, &token);
    }
    let auto = ["-c", "core.commentChar=auto", "-c", "commit.status=false"];
    stops(
        &repo,
        &[&auto[..], &EMPTY, &["-e", "-m", "x"]].concat(),
        &format!("x\\n; {token}"),
        &token,
    );
}

#[test]
fn a_verbose_commit_shows_what_it_does_not_take_along() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    repo.write("staged.py", "import os\n");
    repo.stage();
    repo.write("known.py", format!("import os\nkey = '{token}'\n"));
    goes(&repo, &["commit", "--quiet", "-v", "-v"], "x");
    repo.write("staged.py", "import sys\n");
    repo.git(&["add", "staged.py"]);
    let scissors = ["-c", "commit.cleanup=scissors", "commit", "--quiet", "-v", "-v"];
    goes(&repo, &scissors, "x");
    stops(&repo, &[&EMPTY[..], &["-v"]].concat(), &token, &token);
}

#[test]
fn scissors_that_git_did_not_write_hide_nothing() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    let cut = "# ------------------------ >8 ------------------------";
    let below = format!("# x\ndiff --git a/x b/x\n-{token}\n+{token}");
    repo.write("message", format!("x\n{cut}\n{below}\n"));
    let file = fs::canonicalize(repo.folder.join("message")).unwrap();
    let file = file.to_str().unwrap();
    repo.refused(&[&EMPTY[..], &["-F", file]].concat(), &token);
    stops(&repo, &[&EMPTY[..], &["-e", "-F", file]].concat(), "x", &token);
}

#[test]
fn a_secret_in_the_authors_name_or_address_stops_the_commit() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    for author in [format!("{token} <a@example.org>"), format!("a <{token}@example.org>")] {
        let author = format!("--author={author}");
        let text = repo.refused(&[&EMPTY[..], &["-m", "x", &author]].concat(), &token);
        assert!(text.contains("in the author") && text.contains("--author"), "{text}");
        repo.git(&[&EMPTY[..], &["--no-verify", "-m", "x", &author]].concat());
        let amend = ["commit", "--quiet", "--amend", "--allow-empty", "--no-edit"];
        repo.refused(&amend, &token);
        repo.git(&[&amend[..], &["--reset-author"]].concat());
    }
}

#[test]
fn submodules_are_said_to_be_on_their_own() {
    let repo = Guarded::new();
    let sub = Guarded::new();
    let url = sub.folder.display().to_string();
    let silent = repo.says(&["install"], &[]).exits(0);
    assert!(!silent.err.contains("submodule"), "{}", silent.err);
    repo.git(&["submodule", "--quiet", "add", &url, "sub"]);
    for words in [["install"], ["status"]] {
        let said = repo.says(&words, &[]).exits(0);
        assert!(said.err.contains("a submodule is a repository of its own"), "{}", said.err);
    }
}
