//! `hfenv cache verify`.

use std::os::unix::fs::symlink;

use crate::support::cached::{Cached, agreed, commit, etag, told};
use crate::support::sandbox::{Sandbox, stderr, stdout};

const FILES: [(&str, &[u8]); 3] =
    [("config.json", b"{}"), ("deep/w.bin", &[7; 400_000]), ("__init__.py", b"")];

fn some(home: &Sandbox) -> Cached {
    let cached = Cached::new(home);
    cached
        .repo("models--org--name")
        .revision(&commit('a'), &["main"], &FILES)
        .tree(&commit('a'), &FILES);
    cached
}

fn wrong(told: &serde_json::Value) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let all = told["wrong"].as_array().unwrap().iter();
    all.map(|fault| {
        let what = ["blob", "path", "reference"].iter().map(|key| text(&fault[*key]));
        (what.collect::<String>(), text(&fault["how"]))
    })
    .collect()
}

#[test]
fn what_is_right_is_right_and_leaves_no_trace_of_reading() {
    let home = Sandbox::new();
    let cached = some(&home);
    let blob = cached.repo("models--org--name").blob(FILES[1].0, FILES[1].1);
    crate::support::cached::age(&blob, 9);
    let time = |path: &std::path::Path| path.metadata().unwrap().accessed().unwrap();
    let before = time(&blob);
    let assert = home.hfenv(["cache", "verify"]).assert().success();
    assert!(stderr(&assert).contains("3 files read, 400.0 kB"), "{}", stderr(&assert));
    assert!(stdout(&assert).is_empty());
    if cfg!(target_os = "linux") {
        assert_eq!(time(&blob), before, "trim goes by that time");
    }
    let seen = told(&home, &["verify", "org/name", "--revision", "main"], 0);
    assert_eq!((&seen["checked"], &seen["bytes"]), (&3.into(), &400_002.into()));
    home.hfenv(["cache", "verify", "org/nome"]).assert().code(1);
    home.hfenv(["cache", "verify", "--revision", "main"]).assert().code(2);
}

#[test]
fn every_damage_is_found_and_repaired_for_the_next_fetch() {
    let home = Sandbox::new();
    let cached = some(&home);
    let folder = cached.repo("models--org--name");
    let config = folder.blob(FILES[0].0, FILES[0].1);
    let weights = folder.blob(FILES[1].0, FILES[1].1);
    let mut flipped = FILES[1].1.to_vec();
    flipped[300_000] ^= 1;
    std::fs::write(&weights, &flipped).unwrap();
    std::fs::write(&config, "{").unwrap();
    symlink(format!("../../blobs/{}", commit('9')), folder.pointer(&commit('a'), "gone")).unwrap();
    std::fs::write(folder.path.join("refs/lost"), commit('8')).unwrap();
    folder.revision(&commit('b'), &["v1"], &[("other.bin", FILES[1].1)]);
    std::fs::write(&weights, &flipped).unwrap();
    let seen = told(&home, &["verify"], 1);
    let mut expected = vec![
        (etag(FILES[0].0, FILES[0].1), "size".to_owned()),
        (etag(FILES[1].0, FILES[1].1), "content".to_owned()),
        ("gone".to_owned(), "dangling".to_owned()),
        ("lost".to_owned(), "dangling".to_owned()),
    ];
    expected[..2].sort();
    assert_eq!(wrong(&seen), expected);
    let shown = home.hfenv(["cache", "verify"]).assert().code(1);
    let out = stdout(&shown);
    assert!(out.contains("aaaaaaaaaaaa config.json: it has 1 bytes, and 2 are listed"), "{out}");
    assert!(out.contains("deep/w.bin: the content is not what its name says"), "{out}");
    assert!(stderr(&shown).contains("--repair"), "{}", stderr(&shown));
    let repaired = home.hfenv(["cache", "verify", "--repair"]).assert().code(1);
    let said = stderr(&repaired);
    assert!(said.contains("hfenv fetch org/name\n"), "{said}");
    assert!(said.contains("hfenv fetch org/name --revision v1"), "{said}");
    assert!(!weights.exists() && !config.exists());
    assert!(!folder.pointer(&commit('b'), "other.bin").is_symlink());
    let seen = told(&home, &["verify"], 0);
    let missing: Vec<&str> = seen["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["config.json", "deep/w.bin"]);
    agreed(&home, &cached.root);
}

#[test]
fn files_without_links_are_checked_by_the_list_of_their_commit() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("datasets--org--name");
    let snapshot = folder.path.join("snapshots").join(commit('a'));
    std::fs::create_dir_all(snapshot.join("deep")).unwrap();
    for (path, content) in FILES {
        std::fs::write(snapshot.join(path), content).unwrap();
    }
    let seen = told(&home, &["verify"], 0);
    assert_eq!((&seen["checked"], &seen["unchecked"]), (&0.into(), &3.into()));
    folder.tree(&commit('a'), &FILES);
    assert_eq!(told(&home, &["verify"], 0)["checked"], 3);
    std::fs::write(snapshot.join("config.json"), "[]").unwrap();
    let seen = told(&home, &["verify", "datasets/org/name", "--repair"], 1);
    assert_eq!(wrong(&seen), [("config.json".to_owned(), "content".to_owned())]);
    assert_eq!(seen["freed"], 2);
    let command = format!("hfenv fetch datasets/org/name --revision {}", commit('a'));
    assert_eq!(seen["fetch"][0], command);
    assert!(!snapshot.join("config.json").exists() && snapshot.join("deep/w.bin").exists());
}

#[test]
fn a_wrong_content_of_the_shared_store_goes_for_all() {
    let home = Sandbox::new();
    let cached = some(&home);
    let other = cached.repo("models--org--two");
    other.revision(&commit('d'), &["main"], &[FILES[1]]);
    let etag = etag(FILES[1].0, FILES[1].1);
    let payload = cached.share(&cached.repo("models--org--name"), &etag, 'e');
    cached.share(&other, &etag, 'e');
    home.hfenv(["cache", "verify"]).assert().success();
    std::fs::write(&payload, vec![8; 400_000]).unwrap();
    let seen = told(&home, &["verify", "--repair"], 1);
    assert_eq!(wrong(&seen).len(), 2);
    assert_eq!(seen["freed"], 400_000);
    assert!(!payload.exists());
    home.hfenv(["cache", "verify"]).assert().success();
}
