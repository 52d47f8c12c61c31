//! What is let through: `.hfenv-allow`, `hfenv guard allow`, and marks on a line.

use std::fs;

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;
use crate::support::shown::{Said, run_hidden};

/// A repository with a token in `a.py`, staged, and its fingerprint.
fn found() -> (Guarded, String, String) {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("a.py", format!("k = '{token}'\n"));
    repo.stage();
    let said = repo.says(&["scan", "--staged"], &[&token]).exits(1);
    let fingerprint = said.out.trim_end().rsplit_once('[').unwrap().1.trim_end_matches(']');
    (repo, token, fingerprint.to_owned())
}

/// What the next commit would have, with the summary's beginning.
#[track_caller]
fn scan(repo: &Guarded, token: &str, code: i32, summary: &str) -> Said {
    let said = repo.says(&["scan", "--staged"], &[token]).exits(code);
    assert!(said.err.starts_with(&format!("hfenv: {summary}")), "{}", said.err);
    said
}

const ALLOWED: &str = "nothing found, 1 finding allowed; ";
const FOUND: &str = "1 secret in 1 file; ";

#[test]
fn a_fingerprint_on_the_list_lets_its_finding_through_wherever_it_moves() {
    let (repo, token, print) = found();
    let said = repo.says(&["allow", &print, "--reason", "revoked in May"], &[&token]).exits(0);
    let said = said.names(&[".hfenv-allow: 1 fingerprint added", "git add -- .hfenv-allow"]);
    assert_eq!(said.out, "");
    let text = fs::read_to_string(repo.folder.join(".hfenv-allow")).unwrap();
    assert!(text.starts_with("# Findings of hfenv guard"), "{text}");
    assert!(text.ends_with(&format!("\n{print}  # revoked in May\n")), "{text}");
    scan(&repo, &token, 0, ALLOWED);
    repo.write("b/c.py", format!("\n\n{token}\n"));
    repo.write("a.py", "clean\n");
    repo.stage();
    scan(&repo, &token, 0, ALLOWED);
    // It says nothing of another token.
    let other = fresh_token();
    repo.write("a.py", &other);
    repo.stage();
    scan(&repo, &other, 1, "1 secret in 1 file, 1 finding allowed; ");
}

#[test]
fn the_staged_copy_counts_once_git_knows_the_list() {
    let (repo, token, print) = found();
    repo.write(".hfenv-allow", "# nothing yet\n");
    repo.stage();
    repo.says(&["allow", &print], &[&token]).exits(0).names(&["--reason"]);
    let said = scan(&repo, &token, 1, FOUND);
    assert!(said.err.contains("what is staged of it counts"), "{}", said.err);
    repo.stage();
    scan(&repo, &token, 0, ALLOWED);
    fs::remove_file(repo.folder.join(".hfenv-allow")).unwrap();
    let said = scan(&repo, &token, 0, ALLOWED);
    assert!(said.err.contains("warning: .hfenv-allow: "), "{}", said.err);
}

#[test]
fn fingerprints_are_added_once_and_from_any_folder() {
    let (repo, token, print) = found();
    repo.write("b/c/x.py", "");
    let mut allow = repo.desk.home.hfenv(["guard", "allow", &print, &print]);
    let said = run_hidden(allow.current_dir(repo.folder.join("b/c")), &[&token]).exits(0);
    said.names(&[
        "hfenv: ../../.hfenv-allow: 1 fingerprint added",
        "git add -- ../../.hfenv-allow",
    ]);
    let list = repo.folder.join(".hfenv-allow");
    let text = fs::read_to_string(&list).unwrap();
    assert_eq!(text.matches(&print).count(), 1);
    repo.says(&["allow", &print], &[&token]).exits(0).names(&["there already"]);
    assert_eq!(fs::read_to_string(&list).unwrap(), text);
    let said = repo.says(&["allow", &print, "--reason", "revoked"], &[&token]).exits(0);
    said.names(&["1 fingerprint with that reason now"]);
    let text = fs::read_to_string(&list).unwrap();
    assert!(text.ends_with(&format!("\n{print}  # revoked\n")), "{text}");
}

#[test]
fn outside_of_a_repository_the_list_lies_in_the_current_folder() {
    let (repo, _, print) = found();
    repo.desk.home.write("plain/x", "");
    let mut allow = repo.desk.home.hfenv(["guard", "allow", &print, "--reason", "revoked"]);
    let folder = repo.desk.home.path("plain");
    let said = run_hidden(allow.current_dir(&folder), &[]).exits(0);
    assert_eq!(said.err, "hfenv: .hfenv-allow: 1 fingerprint added\n");
    assert!(folder.join(".hfenv-allow").is_file());
}

#[test]
fn what_is_no_fingerprint_is_refused_and_not_repeated() {
    let (repo, token, print) = found();
    let cut = &print[..print.len() - 1];
    let other = print.replace("hf-user", "nope");
    let reason = format!("was {token}");
    for words in [
        &["allow", &token][..],
        &["allow", cut],
        &["allow", &other],
        &["allow", &print, "--reason", "WHY"],
        &["allow", &print, &token],
        &["allow", &print, "--reason", &reason],
        &["allow", &print, "--reason", "two\nlines"],
        &["allow"],
    ] {
        repo.says(words, &[&token]).exits(2);
        assert!(!repo.folder.join(".hfenv-allow").exists(), "{words:?}");
    }
}

#[test]
fn bad_lines_are_told_with_their_place_and_without_what_stands_there() {
    let (repo, token, print) = found();
    let secret = "pasted-by-mistake";
    repo.write(".hfenv-allow", format!("\u{feff}# why\r\n{secret}\r\n{print} # ok\r\n"));
    let said = scan(&repo, &token, 0, ALLOWED);
    assert!(said.err.contains(".hfenv-allow:2: not a fingerprint"), "{}", said.err);
    assert!(!said.err.contains(secret), "{}", said.err);
    repo.write(".hfenv-allow", format!("{print}\n").repeat(50_000));
    let said = scan(&repo, &token, 1, FOUND);
    assert!(said.err.contains("; nothing is allowed"), "{}", said.err);
}

#[test]
fn a_mark_needs_a_reason() {
    let (repo, token, _) = found();
    for (comment, code) in [
        ("  # hfenv:allow used by the tests", 0),
        ("  // hfenv:allow revoked\r", 0),
        ("  # hfenv:allow", 1),
        ("  # hfenv:allowed by me", 1),
        ("\n# hfenv:allow on another line", 1),
    ] {
        repo.write("a.py", format!("k = '{token}'{comment}\n"));
        repo.stage();
        let said = scan(&repo, &token, code, if code == 0 { ALLOWED } else { FOUND });
        let bare = said.out.contains("hfenv:allow has no reason");
        assert_eq!(bare, comment.ends_with("allow"), "{}", said.out);
    }
}

#[test]
fn on_a_line_that_a_program_wrote_a_mark_is_for_its_neighbour_only() {
    let (repo, token, _) = found();
    let other = fresh_token();
    let far = "x".repeat(2_000);
    repo.write("a.json", format!("{{'a': '{token}', {far}: '{other} # hfenv:allow revoked'}}"));
    repo.write("a.py", "");
    repo.stage();
    let said = scan(&repo, &token, 1, "1 secret in 1 file, 1 finding allowed; ");
    assert!(said.out.starts_with("a.json:1:8: "), "{}", said.out);
}

#[test]
fn the_prompt_lets_through_the_same() {
    let (repo, _, print) = found();
    assert_eq!(repo.ask(&["commit"]).places(), ["a.py:1:6"]);
    repo.says(&["allow", &print], &[]).exits(0);
    repo.ask(&["commit"]).is_silent();
}

#[test]
fn a_program_is_told_what_was_noted() {
    let (repo, _, print) = found();
    let output = repo.guard(&["allow", &print, "--reason", "revoked", "--json"]).success();
    let document: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    let wanted = serde_json::json!({
        "added": 1, "explained": 0, "known": 0, "path": ".hfenv-allow", "version": 1,
    });
    assert_eq!(document, wanted);
}

#[test]
fn a_mark_in_another_string_is_none() {
    let (repo, token, _) = found();
    repo.write("a.py", format!("f('{token}', '# hfenv:allow not in a comment')\n"));
    repo.stage();
    scan(&repo, &token, 1, FOUND);
}
