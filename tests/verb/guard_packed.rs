//! What `hfenv guard` says of what lies in packed files, and what lets it through.

use std::fs;

use serde_json::json;

use super::whoami::document;
use crate::guard::corpus::pack::{python, script};
use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// A zip with this text in it, deep below.
fn zip(text: &str) -> Vec<u8> {
    python("zipped('a/b.tar.gz', gzip.compress(tarred('c/d.py', text)))", text.as_bytes())
}

/// Where it is in there.
const MEMBER: &str = "a/b.tar.gz!/c/d.py";

/// A repository with such a zip, staged.
fn staged(text: &str) -> Guarded {
    let repo = Guarded::new();
    repo.write("x.zip", zip(text));
    repo.stage();
    repo
}

#[test]
fn a_finding_names_the_member_in_every_form() {
    let token = fresh_token();
    let repo = staged(&format!("\nkey = '{token}'\n"));
    let place = format!("x.zip!/{MEMBER}:2:8");
    repo.scan(&["--staged"]).finds(&[&place]);
    let said = repo.says(&["hook", "pre-commit"], &[&token]).exits(1);
    said.names(&[&place, "1 secret in 1 file: git commit was stopped"]);
    assert_eq!(repo.ask(&["commit"]).places(), [place]);
    let json = document(&repo.says(&["scan", "--staged", "--json"], &[&token]).exits(1).out);
    let found = &json["findings"][0];
    assert_eq!((&found["path"], &found["member"]), (&json!("x.zip"), &json!(MEMBER)));
    assert_eq!((&found["line"], &found["column"]), (&json!(2), &json!(8)));
    let said = repo.says(&["scan", "--staged", "--sarif"], &[&token]).exits(1);
    let sarif: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let location = &sarif["runs"][0]["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "x.zip");
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], MEMBER);
    repo.commit();
    let said = repo.says(&["scan", "--history"], &[&token]).exits(1);
    assert!(said.out.starts_with(&format!("x.zip!/{MEMBER}:2:8")), "{}", said.out);
    let (folder, bytes) = (repo.folder.clone(), zip(&format!("\nkey = '{token}'\n")));
    let found = repo.scan_in(&folder, &["--stdin"], bytes);
    found.finds(&[&format!("input!/{MEMBER}:2:8")]);
}

#[test]
fn a_secret_in_a_members_name_is_hidden() {
    let (repo, token) = (Guarded::new(), fresh_token());
    repo.write("x.zip", python("zipped(text.decode() + '/x', b'')", token.as_bytes()));
    repo.stage();
    for form in [&["scan", "--staged"][..], &["scan", "--staged", "--json"]] {
        let said = repo.says(form, &[&token]).exits(1);
        assert!(said.out.contains(&format!("hf_…{}/x", &token[token.len() - 4..])), "{}", said.out);
    }
    repo.says(&["scan", "--staged", "--sarif"], &[&token]).exits(1);
}

#[test]
fn marks_and_fingerprints_let_it_through() {
    let token = fresh_token();
    let repo = staged(&format!("key = '{token}'  # hfenv:allow a fixture\n"));
    repo.scan(&["--staged"]).finds(&[]);
    let repo = staged(&format!("key = '{token}'\n"));
    let said = repo.says(&["scan", "--staged"], &[&token]).exits(1);
    let print = said.out.trim_end().rsplit_once('[').unwrap().1.trim_end_matches(']').to_owned();
    repo.says(&["allow", &print, "--reason", "revoked in May"], &[&token]).exits(0);
    repo.scan(&["--staged"]).finds(&[]);
    // A value that could be guessed is known by its place, which is the member.
    let value = "PASSWORD=Tr0ub4dor-and-3x\n";
    let repo = Guarded::new();
    repo.write("x.zip", python("zipped('a/.env', text)", value.as_bytes()));
    repo.write("y.zip", python("zipped('b/.env', text)", value.as_bytes()));
    repo.stage();
    let found = repo.scan(&["--staged"]);
    found.finds(&["x.zip!/a/.env:1:10", "y.zip!/b/.env:1:10"]);
    let said = repo.says(&["scan", "--staged"], &[]).exits(1);
    let first = said.out.lines().next().unwrap().rsplit_once('[').unwrap().1;
    let words = ["allow", first.trim_end_matches(']'), "--reason", "an example"];
    repo.says(&words, &[]).exits(0);
    repo.scan(&["--staged"]).finds(&["y.zip!/b/.env:1:10"]);
}

#[test]
fn only_what_is_new_in_an_archive_stops_a_commit() {
    let (old, new) = (fresh_token(), fresh_token());
    let repo = staged(&format!("key = '{old}'\n"));
    repo.commit();
    repo.write("x.zip", zip(&format!("more = 1\nkey = '{old}'\n")));
    repo.stage();
    repo.scan(&["--staged"]).finds(&[]);
    repo.write("x.zip", zip(&format!("key = '{old}'\nother = '{new}'\n")));
    repo.stage();
    repo.scan(&["--staged"]).finds(&[&format!("x.zip!/{MEMBER}:2:10")]);
    // And what was a file is not new in an archive.
    let repo = Guarded::new();
    repo.write("c.py", format!("key = '{old}'\n"));
    repo.commit();
    fs::remove_file(repo.folder.join("c.py")).unwrap();
    repo.write("x.zip", zip(&format!("key = '{old}'\n")));
    repo.stage();
    repo.scan(&["--staged"]).finds(&[]);
}

#[test]
fn what_was_not_looked_into_is_said_and_stops_nobody() {
    let repo = Guarded::new();
    let bomb = "for n in range(9): text = gzip.compress(text)\nsys.stdout.buffer.write(text)";
    repo.write("deep.gz", script(bomb, b"words"));
    repo.write("cut.gz", python("gzip.compress(text)[:-9]", b"some words"));
    repo.write("gone.gz", python("gzip.compress(text)[:-9]", b"other words"));
    repo.stage();
    let deep = "deep.gz: it is packed too often";
    let said = repo.says(&["hook", "pre-commit"], &[]).exits(0);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    said.names(&["hfenv: warning: ", deep]);
    let said = repo.says(&["scan", "--staged"], &[]).exits(0);
    said.names(&[deep, "cut.gz and 1 more: it is damaged"]);
    let json = document(&repo.says(&["scan", "--staged", "--json"], &[]).exits(0).out);
    assert_eq!((&json["complete"], json["remarks"].as_array().unwrap().len()), (&json!(true), 2));
}
