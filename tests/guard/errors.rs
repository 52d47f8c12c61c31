//! What could not be looked at is never *clean*: status 2, and words that say so.

use std::fs;
use std::path::Path;

use super::corpus::dice::Dice;
use super::corpus::site::{Ask, Site};
use super::judge::{Runs, scan};
use crate::support::sandbox::Sandbox;

/// Scans a repository that this has damaged; the scan has to fail and say why.
fn fails(damage: impl FnOnce(&mut Site) -> Ask) {
    let home = Sandbox::new();
    let mut dice = Dice::new(getrandom::u64().unwrap());
    let mut site = Site::new(&home.home(), &mut dice, &[]);
    let ask = damage(&mut site);
    let runs = Runs::of(&site.secrets);
    for form in [&["--json"][..], &[], &["--sarif"]] {
        let output = scan(&home, &home.home(), &ask, form);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{form:?} {:?}: {said}", ask.words);
        assert!(!said.trim().is_empty(), "{form:?} {:?}: not a word", ask.words);
        assert_eq!(runs.shown(&output), None);
    }
}

/// Removes the loose object of this name.
fn lose(site: &Site, name: &str) {
    let id = site.git(["rev-parse", name]);
    let object = site.folder.join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(object).unwrap();
}

fn here(site: &Site, words: &[&str]) -> Ask {
    Ask::new(&site.folder, words)
}

#[test]
fn no_repository() {
    fails(|site| {
        fs::create_dir(site.path("plain")).unwrap();
        Ask::new(&site.path("plain"), ["--staged"])
    });
    fails(|site| Ask::new(&site.home, ["--history"]));
}

#[test]
fn a_damaged_index() {
    fails(|site| {
        site.stage("a.py", "a = 1\n");
        site.write(".git/index", b"DIRC\0\0\0\x02\0\0\0\x05 not an index");
        here(site, &["--staged"])
    });
}

#[test]
fn a_missing_blob() {
    fails(|site| {
        site.stage("a.py", "a = 1\n");
        lose(site, ":a.py");
        fs::remove_file(site.folder.join("a.py")).unwrap();
        here(site, &["--staged"])
    });
    fails(|site| {
        site.stage("a.py", "a = 1\n");
        site.commit("a");
        lose(site, "HEAD:a.py");
        here(site, &["--history"])
    });
}

#[test]
fn a_secret_beside_a_missing_blob_is_no_full_answer() {
    fails(|site| {
        let text = format!("t = '{}'\n", site.secret("hf"));
        site.stage("b.py", text);
        site.stage("a.py", "a = 1\n");
        lose(site, ":a.py");
        fs::remove_file(site.folder.join("a.py")).unwrap();
        here(site, &["--staged"])
    });
}

#[test]
fn a_missing_commit_or_tree() {
    for name in ["HEAD", "HEAD^{tree}"] {
        fails(|site| {
            site.stage("a.py", "a = 1\n");
            lose(site, name);
            here(site, &["--history"])
        });
    }
}

#[test]
fn a_revision_that_is_not_there() {
    for range in ["gone..HEAD", "HEAD..gone", "", "--all"] {
        fails(|site| here(site, &[&format!("--range={range}")]));
    }
}

#[test]
fn a_file_that_is_not_there_or_cannot_be_read() {
    fails(|site| here(site, &["gone.py"]));
    fails(|site| here(site, &["train.py", "gone/"]));
    fails(|site| here(site, &["--message", "gone"]));
    fails(|site| here(site, &["--message", "."]));
}

#[test]
fn a_blob_that_its_remote_has_and_nobody_can_ask() {
    fails(|site| {
        site.stage("old.py", "old = 1\n");
        site.commit("old");
        site.git(["config", "uploadpack.allowFilter", "true"]);
        let from = format!("file://{}", site.folder.display());
        site.git(["clone", "-q", "--filter=blob:none", "--no-checkout", &from, "../partial"]);
        fs::rename(&site.folder, site.path("gone")).unwrap();
        Ask::new(&site.path("partial"), ["--history"])
    });
}

#[test]
fn no_git() {
    fails(|site| {
        let mut ask = here(site, &["--staged"]);
        ask.env.push(("PATH", Path::new("/nonexistent").into()));
        ask
    });
}

#[test]
fn two_inputs_at_once() {
    fails(|site| here(site, &["--staged", "--history"]));
    fails(|site| here(site, &["--stdin", "train.py"]));
}
