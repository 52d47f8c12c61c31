//! What can't be read, is not known, or changed meanwhile: nothing that it may need is deleted.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Output;

use super::disk::{as_nobody, hand_over};
use crate::support::cached::{Cached, Folder, age, commit};
use crate::support::sandbox::Sandbox;

const CONFIG: (&str, &[u8]) = ("config.json", b"{}");
const WEIGHTS: (&str, &[u8]) = ("w.bin", &[7; 400]);

/// What deletes, and how it ends where it may not. The commit is [`commit`]'s `a`.
const VERBS: [(&[&str], i32); 4] = [
    (&["cache", "prune", "--yes"], 0),
    (&["cache", "trim", "--max-size", "1", "--yes"], 1),
    (&["cache", "rm", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "--yes"], 2),
    (&["cache", "rm", "org/name", "--yes"], 2),
];

/// A repository of two old snapshots, of which `main` names the first.
fn some(cached: &Cached) -> Folder {
    let folder = cached.repo("models--org--name");
    folder.revision(&commit('a'), &["main"], &[CONFIG, WEIGHTS]);
    folder.revision(&commit('b'), &["dev"], &[("b.json", b"b"), WEIGHTS]);
    for (path, content) in [CONFIG, WEIGHTS, ("b.json", b"b")] {
        age(&folder.blob(path, content), 3);
    }
    for name in ["snapshots/a", "snapshots/b"] {
        let (parent, digit) = name.split_at(10);
        age(&folder.path.join(parent).join(commit(digit.chars().next().unwrap())), 3);
    }
    for name in ["refs/main", "refs/dev"] {
        age(&folder.path.join(name), 3);
    }
    folder
}

/// What prune, trim and rm do to a repository of which a part is in doubt: nothing, and they say
/// which.
fn untouched(spoil: impl Fn(&Folder), end: &str) {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = some(&cached);
    spoil(&folder);
    let before = cached.all();
    for (words, code) in VERBS {
        let done = home.hfenv(words).output().unwrap();
        let said = refused(&done, words, code, end);
        assert!(said.is_none_or(|said| said.contains(end)), "{end} {words:?}");
        assert_eq!(cached.all(), before, "{end} {words:?}");
    }
}

/// What is said of the repository that is left alone. Where nothing is seen of what a verb should
/// delete, that is said instead; prune and rm of the whole see it always.
fn refused(done: &Output, words: &[&str], code: i32, place: &str) -> Option<String> {
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let unseen = match words[1] {
        "trim" => said.contains("there is nothing to delete") && done.status.success(),
        "rm" if words[2] != "org/name" => said.contains("is not in the cache"),
        _ => false,
    };
    if unseen {
        return None;
    }
    assert_eq!(done.status.code(), Some(code), "{place} {words:?}: {said}");
    assert!(said.contains("org/name is left alone: "), "{place} {words:?}: {said}");
    Some(said)
}

#[test]
fn what_is_in_doubt_makes_its_repository_untouchable() {
    let moved = |folder: &Folder, name: &str| {
        let away = folder.path.parent().unwrap().join(format!(".moved-{}", name.replace('/', "-")));
        std::fs::rename(folder.path.join(name), &away).unwrap();
        symlink(&away, folder.path.join(name)).unwrap();
    };
    let snapshot = format!("snapshots/{}", commit('b'));
    for name in ["refs", "snapshots", "blobs", &snapshot] {
        untouched(|folder| moved(folder, name), &format!("/{name}: a link to "));
    }
    untouched(|folder| moved(folder, "refs/dev"), "/refs/dev: no reference");
    for torn in ["", "aaaaaaaa"] {
        untouched(
            |folder| std::fs::write(folder.path.join("refs/main"), torn).unwrap(),
            "refs/main",
        );
    }
    let file = |name: &'static str| {
        move |folder: &Folder| std::fs::write(folder.path.join(name), "?").unwrap()
    };
    untouched(file("snapshots/odd"), "snapshots/odd: not known");
    untouched(file("blobs/.odd"), "blobs/.odd: not known");
    untouched(
        |folder| std::fs::create_dir(folder.path.join("versions")).unwrap(),
        "versions: not known",
    );
    // A snapshot that lives off another one.
    let into = |folder: &Folder| {
        let to = format!("../{}/config.json", commit('a'));
        symlink(to, folder.pointer(&commit('b'), "config.json")).unwrap();
    };
    untouched(into, "config.json: a link to");
}

#[test]
fn what_must_not_be_read_makes_its_repository_untouchable() {
    let snapshot = format!("snapshots/{}", commit('b'));
    let places: [(&str, u32); 6] = [
        (&snapshot, 0o000),
        (&snapshot, 0o444),
        ("refs", 0o000),
        ("refs/main", 0o000),
        ("blobs", 0o000),
        ("snapshots", 0o000),
    ];
    for (place, mode) in places {
        let home = Sandbox::new();
        let cached = Cached::new(&home);
        let folder = some(&cached);
        hand_over(&home.home(), 0o700);
        let spoiled = folder.path.join(place);
        let allow = |mode: u32| {
            std::fs::set_permissions(&spoiled, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let before = cached.all();
        allow(mode);
        for (words, code) in VERBS {
            let done = as_nobody(&home, words).output().unwrap();
            refused(&done, words, code, place);
        }
        allow(if spoiled.is_file() { 0o600 } else { 0o700 });
        assert_eq!(cached.all(), before, "{place} {mode:o}");
    }
}

#[test]
fn a_line_break_in_a_reference_is_none_of_its_commit() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = some(&cached);
    std::fs::write(folder.path.join("refs/main"), commit('a') + "\n").unwrap();
    age(&folder.path.join("refs/main"), 3);
    let before = cached.all();
    home.hfenv(["cache", "prune", "--yes"]).assert().success();
    assert_eq!(cached.all(), before);
}

#[test]
fn a_blob_that_is_linked_to_by_another_name_of_the_cache_stays() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = some(&cached);
    symlink(&cached.root, home.path("alias")).unwrap();
    let pointer = folder.pointer(&commit('a'), "config.json");
    let blob = folder.blob(CONFIG.0, CONFIG.1);
    let below = blob.strip_prefix(&cached.root).unwrap();
    std::fs::remove_file(&pointer).unwrap();
    symlink(home.path("alias").join(below), &pointer).unwrap();
    let before = cached.all();
    home.hfenv(["cache", "prune", "--yes"]).assert().success();
    assert_eq!(cached.all(), before);
    assert!(Path::new(&pointer).is_file());
}

#[test]
fn an_empty_repository_of_today_is_left_to_the_download_that_made_it() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    home.hfenv(["cache", "prune", "--yes"]).assert().success();
    assert!(folder.path.join("blobs").is_dir());
    age(&folder.path, 2);
    home.hfenv(["cache", "prune", "--yes"]).assert().success();
    assert!(!folder.path.exists());
}
