//! `hfenv guard scan` for people: the findings on standard output, what to do on standard error.

use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use hfenv::vars::Env;

use super::whoami::document;
use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::fresh_token;

/// The mask of a token.
fn mask(token: &str) -> String {
    format!("hf_…{}", &token[token.len() - 4..])
}

/// Findings without their fingerprints.
fn places(out: &str) -> Vec<&str> {
    out.lines().map(|line| line.rsplit_once(" [hf-user:").unwrap().0).collect()
}

#[test]
fn findings_are_lines_and_what_to_do_is_said_once() {
    let (repo, token, other) = (Guarded::new(), fresh_token(), fresh_token());
    repo.write("a/train.py", format!("import os\nkey = '{token}'\n"));
    repo.write("b.py", format!("{other} {token}\n"));
    repo.stage();
    let said = repo.says(&["scan", "--staged"], &[&token, &other]).exits(1);
    let (first, second) = (mask(&token), mask(&other));
    assert_eq!(
        places(&said.out),
        [
            format!("a/train.py:2:8: Hugging Face token ({first})"),
            format!("b.py:1:1: Hugging Face token ({second})"),
            format!("b.py:1:39: Hugging Face token ({first})"),
        ]
    );
    let summary = "hfenv: 3 secrets in 2 files; searched 2 files in 0.";
    let said = said.names(&[
        summary,
        "unstage it: git reset -q -- a/train.py b.py\n",
        "read it from the environment instead: HF_TOKEN\n",
        "revoke it: https://huggingface.co/settings/tokens\n",
        "hfenv guard allow FINGERPRINT --reason 'WHY'\n",
        "in a comment on its line: hfenv:allow WHY\n",
    ]);
    assert_eq!(said.err.lines().count(), 6, "{}", said.err);
}

#[test]
fn one_file_and_one_fingerprint_are_named_ready_to_be_pasted() {
    let (repo, token) = (Guarded::with(&[]), fresh_token());
    repo.write("-a b.py", format!("{token}\n{token}\n"));
    repo.stage();
    let said = repo.says(&["scan", "--staged"], &[&token]).exits(1);
    let fingerprint = said.out.lines().next().unwrap().rsplit_once('[').unwrap().1;
    let fingerprint = fingerprint.trim_end_matches(']').to_owned();
    let said = said.names(&["git reset -q -- '-a b.py'\n", &fingerprint]);
    repo.write("-a b.py", "fixed\n");
    repo.git(&["reset", "-q", "--", "-a b.py"]);
    assert!(said.err.contains("2 secrets in 1 file;"), "{}", said.err);
    repo.says(&["scan", "--staged"], &[&token]).exits(0);
}

#[test]
fn nothing_found_is_one_line_for_people_and_none_for_programs() {
    let repo = Guarded::new();
    repo.write("a.py", "import sys\n");
    repo.stage();
    let said = repo.says(&["scan", "--staged"], &[]).exits(0).prints("");
    assert!(said.err.starts_with("hfenv: nothing found; searched 1 file in 0."), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    repo.commit();
    let said = repo.says(&["scan", "--staged"], &[]).exits(0).prints("");
    assert_eq!(said.err, "hfenv: nothing found: nothing new is staged\n");
    for (name, hint) in [("gone", ""), ("-", "hfenv: hint: standard input is --stdin\n")] {
        let said = repo.says(&["scan", "--", name], &[]).exits(2).prints("");
        assert_eq!(said.err, format!("hfenv: error: {name}: no such file\n{hint}"));
    }
    assert_eq!(repo.says(&["scan", "--staged", "-q"], &[]).exits(0).err, "");
}

#[test]
fn what_can_not_be_searched_is_an_error() {
    let repo = Guarded::new();
    std::fs::remove_dir_all(repo.folder.join(".git")).unwrap();
    for form in [&["scan", "--staged"][..], &["scan", "--staged", "--json"]] {
        let said = repo.says(form, &[]).exits(2).prints("");
        assert!(said.err.contains("error: no git repository here\n"), "{}", said.err);
    }
    let token = fresh_token();
    repo.write("hfenv.json", &token);
    repo.says(&["scan", "--staged", "--json", "--sarif"], &[&token]).exits(2);
}

#[test]
fn no_name_of_a_file_can_move_the_cursor_or_tell_a_secret() {
    let (repo, token) = (Guarded::new(), fresh_token());
    let line = format!("x = '{token}'\n");
    repo.write("\u{1b}[2K\u{202e}.py", &line);
    repo.write(format!("{token}.py"), &line);
    repo.stage();
    for form in [&["scan", "--staged"][..], &["scan", "--staged", "--sarif"]] {
        repo.says(form, &[&token, "\u{1b}", "\u{202e}"]).exits(1);
    }
    let said = repo.says(&["scan", "--staged"], &[&token]).exits(1);
    assert!(said.out.contains("\\u{1b}[2K\\u{202e}.py:1:6: "), "{}", said.out);
    assert!(said.out.contains(&format!("{}.py:1:6: ", mask(&token))), "{}", said.out);
    let json = document(&repo.says(&["scan", "--staged", "--json"], &[&token]).exits(1).out);
    let named = json["findings"].as_array().unwrap().iter().find(|f| f["path_masked"] == true);
    assert_eq!(named.unwrap()["path"], format!("{}.py", mask(&token)));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("many.py", format!("{token}\n").repeat(20_000));
    repo.stage();
    let mut command = repo.desk.home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(["guard", "scan", "--staged"]).current_dir(&repo.folder);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_terminal_gets_eighty_columns_as_its_golden_has_them() {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("src/models/finetuned/train_with_a_long_name.py", format!("k = '{token}'\n"));
    repo.write("b.py", format!("k = '{token}'  # hfenv:allow\n"));
    repo.stage();
    let mut command = hfenv(&repo.desk.home, &["guard", "scan", "--staged"]);
    command.current_dir(&repo.folder);
    let mut terminal = Terminal::open(command);
    assert_eq!(terminal.end().code(), Some(1));
    let screen = terminal.screen().replace('\r', "");
    assert!(!screen.contains(&token), "{screen}");
    let shown = normal(&screen).replace(&mask(&token), "hf_…0000");
    let wide = shown.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/guard/scan.txt");
    if Env::from_process().flag("HFENV_TEST_UPDATE") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &shown).unwrap();
    }
    assert_eq!(shown, std::fs::read_to_string(&file).unwrap_or_default());
}

#[test]
fn colour_repeats_what_the_words_say() {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("a.py", &token);
    repo.stage();
    let plain = repo.says(&["scan", "--staged"], &[&token]).exits(1).out;
    let colour = repo.says(&["scan", "--staged", "--color", "always"], &[&token]).exits(1).out;
    assert!(colour.contains("\u{1b}[1ma.py:1:1\u{1b}[0m"), "{colour:?}");
    let codes = ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"];
    assert_eq!(codes.iter().fold(colour, |text, code| text.replace(code, "")), plain);
}

/// Without what differs from run to run, each in its length: hashes and times.
fn normal(screen: &str) -> String {
    let mut out = String::new();
    for word in screen.split_inclusive([' ', '\n']) {
        let hash = word.find("hf-user:").map(|at| at + "hf-user:".len());
        match hash {
            Some(at) => out.extend([&word[..at], &"0".repeat(32), &word[at + 32..]]),
            None if word.starts_with("0.") => out += "0.0 ",
            None => out += word,
        }
    }
    out
}

/// What git says when the guard stops it, in a folder of the repository.
fn stopped(repo: &Guarded, folder: &str, words: &[&str]) -> String {
    let output = repo.try_in(&repo.folder.join(folder), words);
    assert!(!output.status.success());
    said(&output)
}

/// Runs the command that follows `before` in what was said, as a person pastes it.
#[track_caller]
fn paste(repo: &Guarded, folder: &str, text: &str, before: &str) {
    let line = text.lines().find_map(|line| line.split_once(before)).expect(text).1;
    let mut shell = repo.desk.home.command("bash");
    shell.args(["-ec", line]).current_dir(repo.folder.join(folder));
    for name in ["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
        shell.env(name, "me");
    }
    assert!(shell.status().unwrap().success(), "{line}");
}

#[test]
fn the_commands_of_a_stopped_commit_work_where_it_was_typed() {
    let repo = Guarded::with(&[]);
    repo.guard(&["install"]).success();
    let (token, folder) = (fresh_token(), "sub/de ep");
    repo.write("sub/de ep/a b.py", format!("k = '{token}'\n"));
    repo.stage();
    let text = stopped(&repo, folder, &["commit", "-m", "x"]);
    assert!(text.contains("hfenv: a b.py:1:6: "), "{text}");
    assert!(text.matches("hint: ").count() <= 4, "{text}");
    // Fixed first, in a repository without a commit.
    repo.write("sub/de ep/a b.py", "fixed\n");
    paste(&repo, folder, &text, "unstage it: ");
    repo.stage();
    repo.goes(&["commit", "-m", "first"]);
    // `commit -a` takes what the file has, whatever is staged.
    repo.write("sub/de ep/a b.py", format!("k = '{token}'\n"));
    let text = stopped(&repo, folder, &["commit", "-a", "-m", "x"]);
    assert!(text.contains("hint: take it out of 'a b.py' first\n"), "{text}");
}

#[test]
fn the_commands_of_a_stopped_push_take_the_secret_out() {
    let repo = Guarded::hooked();
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    let push = ["push", "../remote.git", "HEAD:refs/heads/main"];
    repo.goes(&push);
    repo.write("a b.py", format!("{}\n", fresh_token()));
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    let text = stopped(&repo, "", &push);
    repo.write("a b.py", "fixed\n");
    paste(&repo, "", &text, "out of the last commit: ");
    repo.goes(&push);
    repo.write(".env", format!("HF_TOKEN={}\n", fresh_token()));
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    let text = stopped(&repo, "", &push);
    paste(&repo, "", &text, "let git forget it: ");
    repo.goes(&push);
    repo.write("old.py", fresh_token());
    repo.git(&["add", "old.py"]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    let id = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["commit", "--quiet", "--allow-empty", "-m", "y"]);
    let text = stopped(&repo, "", &push);
    assert!(text.contains(&format!("git rebase -i --autostash '{}^'\n", &id[..10])), "{text}");
}
