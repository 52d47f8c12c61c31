//! `hfenv cache prune` and `trim`.

use std::os::unix::fs::symlink;

use crate::support::cached::{Cached, Folder, age, agreed, commit, etag, told};
use crate::support::sandbox::{Sandbox, stderr, stdout};

fn old(folder: &Folder, commit: &str, files: &[(&str, &[u8])], days: u64) {
    for (path, content) in files {
        age(&folder.blob(path, content), days);
    }
    age(&folder.path.join("snapshots").join(commit), days);
}

#[test]
fn what_nobody_refers_to_goes_and_the_rest_stays() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    folder.revision(&commit('a'), &[], &[("config.json", b"{}"), ("old.bin", &[1; 500])]).revision(
        &commit('b'),
        &["main"],
        &[("config.json", b"{}"), ("w.bin", &[2; 700])],
    );
    let kept = agreed(&home, &cached.root);
    assert_eq!(kept["repos"]["model/org/name"]["size"], 1_202);
    folder.part(&format!("{}.hfenv.incomplete", commit('1')), 40, 2);
    folder.part(&format!("{}.hfenv.map.incomplete", commit('1')), 2, 5);
    folder.part(&format!("{}.0123abcd.incomplete", commit('2')), 30, 0);
    folder.part(&commit('4'), 60, 9);
    let new_blob = folder.part(&commit('5'), 70, 0);
    let map = folder.part(&format!("{}.hfenv.map.incomplete", commit('3')), 2, 5);
    let part = folder.part(&format!("{}.hfenv.incomplete", commit('3')), 40, 0);
    symlink(format!("../../blobs/{}", commit('9')), folder.pointer(&commit('b'), "gone")).unwrap();
    std::fs::write(folder.path.join("refs/lost"), commit('8')).unwrap();
    age(&folder.path.join("refs/lost"), 3);
    let before = cached.all();
    let dry = home.hfenv(["cache", "prune", "--dry-run"]).assert().success();
    for told in ["aaaaaaaaaaaa (detached)", "1 link to nothing", "reference lost to nothing"] {
        let words: Vec<_> = stdout(&dry).split_whitespace().map(str::to_owned).collect();
        assert!(words.join(" ").contains(told), "{}", stdout(&dry));
    }
    assert_eq!(cached.all(), before);
    let done = told(&home, &["prune", "-y"], 0);
    assert_eq!((&done["freed"], &done["frees"]), (&602.into(), &602.into()));
    assert_eq!(agreed(&home, &cached.root)["repos"]["model/org/name"]["size"], 702);
    assert!(new_blob.exists() && map.exists() && part.exists());
    let again = home.hfenv(["cache", "prune"]).assert().success();
    assert!(stderr(&again).contains("nothing to delete"), "{}", stderr(&again));
}

#[test]
fn python_would_prune_the_same_revisions() {
    let home = Sandbox::new();
    let Some(hf) = crate::support::python::tool("hf") else { return };
    let caches = ["one", "two"].map(|name| Cached::at(home.path(name)));
    for cached in &caches {
        let folder = cached.repo("models--org--name");
        folder
            .revision(&commit('a'), &[], &[("a", b"1"), ("w.bin", &[2; 700])])
            .revision(&commit('b'), &["main"], &[("b", b"2"), ("w.bin", &[2; 700])])
            .revision(&commit('c'), &[], &[("c", b"3")]);
        cached.repo("datasets--org--name").revision(&commit('d'), &[], &[("d", b"4")]);
        cached.repo("models--org--x").revision(&commit('e'), &["v1"], &[("e", b"5")]);
        let shared = cached.repo("models--org--name");
        cached.share(&shared, &etag("w.bin", &[2; 700]), 'e');
        let lone = cached.share(&cached.repo("models--org--x"), &etag("e", b"5"), 'f');
        std::fs::remove_dir_all(cached.root.join("models--org--x")).unwrap();
        assert!(lone.exists());
    }
    let root = |at: usize| caches[at].root.to_str().unwrap().to_owned();
    home.hfenv(["cache", "prune", "-y", "--cache-dir", &root(0)]).assert().success();
    let mut command = home.command(hf);
    command.args(["cache", "prune", "-y", "--cache-dir", &root(1)]).env("HF_HOME", home.home());
    assert!(command.output().unwrap().status.success());
    assert_eq!(agreed(&home, &caches[0].root), agreed(&home, &caches[1].root));
    let names = |at: usize| {
        let all = caches[at].all().into_keys();
        all.filter(|name| !name.starts_with(".locks")).collect::<Vec<_>>()
    };
    assert_eq!(names(0), names(1));
}

#[test]
fn a_download_that_runs_or_was_broken_off_today_loses_nothing() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    // Its reference comes last.
    folder
        .revision(&commit('a'), &[], &[("config.json", b"{}")])
        .tree(&commit('a'), &[("config.json", b"{}"), ("w.bin", &[2; 700])]);
    let before = cached.all();
    home.hfenv(["cache", "prune", "-y"]).assert().success();
    assert_eq!(cached.all(), before);
    old(&folder, &commit('a'), &[("config.json", b"{}")], 2);
    let etag = etag("w.bin", &[2; 700]);
    folder.part(&format!("{etag}.hfenv.incomplete"), 40, 3);
    let held = cached.lock(&folder, &etag);
    let before = cached.all();
    let assert = home.hfenv(["cache", "prune", "-y"]).assert().code(1);
    assert!(stderr(&assert).contains("a download is using it"), "{}", stderr(&assert));
    assert_eq!(cached.all(), before);
    drop(held);
    home.hfenv(["cache", "prune", "-y"]).assert().success();
    assert!(!folder.path.exists());
}

#[test]
fn folders_that_are_links_make_nothing_dangle() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    folder.revision(&commit('a'), &["main"], &[("w.bin", &[2; 700])]);
    folder.revision(&commit('b'), &[], &[("x.bin", &[3; 700])]);
    // People move what is big to another disk.
    let disk = home.path("disk");
    std::fs::rename(folder.path.join("blobs"), &disk).unwrap();
    symlink(&disk, folder.path.join("blobs")).unwrap();
    let other = cached.repo("models--org--other");
    other.revision(&commit('c'), &["main"], &[("y.bin", &[4; 700])]);
    let blob = other.blob("y.bin", &[4; 700]);
    std::fs::rename(&blob, home.path("moved")).unwrap();
    symlink(home.path("moved"), &blob).unwrap();
    let blobs = std::fs::read_dir(&disk).unwrap().count();
    home.hfenv(["cache", "prune", "-y"]).assert().success();
    assert_eq!(std::fs::read_dir(&disk).unwrap().count(), blobs);
    assert_eq!(std::fs::read(folder.pointer(&commit('a'), "w.bin")).unwrap(), [2; 700]);
    assert_eq!(std::fs::read(other.pointer(&commit('c'), "y.bin")).unwrap(), [4; 700]);
}

#[test]
fn trim_drops_what_was_not_used_for_the_longest_time() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let (one, two) = (cached.repo("models--org--one"), cached.repo("models--org--two"));
    let files: [(&str, &[u8]); 4] = [
        ("a.bin", &[1; 1_000]),
        ("b.bin", &[2; 1_000]),
        ("c.bin", &[3; 1_000]),
        ("s.bin", &[4; 500]),
    ];
    one.revision(&commit('a'), &["old"], &[files[0], files[3]]);
    one.revision(&commit('b'), &["main"], &[files[1], files[3]]);
    two.revision(&commit('c'), &["main"], &[files[2]]);
    two.revision(&commit('d'), &[], &[("d.bin", &[5; 100])]);
    old(&one, &commit('a'), &[files[0]], 30);
    old(&one, &commit('b'), &[files[1]], 5);
    old(&two, &commit('c'), &[files[2]], 20);
    let left = |seen: serde_json::Value| {
        let repos = seen["repos"].as_object().unwrap().values();
        let names = repos.flat_map(|repo| repo["revisions"].as_object().unwrap().keys());
        let mut names: Vec<char> = names.map(|name| name.chars().next().unwrap()).collect();
        names.sort_unstable();
        names.into_iter().collect::<String>()
    };
    let fits = home.hfenv(["cache", "trim", "--max-size", "3.6kB"]).assert().success();
    assert!(stderr(&fits).contains("nothing to delete"), "{}", stderr(&fits));
    for (limit, expected, freed) in
        [("3.5kB", "abc", 100), ("2.6kB", "bc", 1_000), ("1.9kB", "b", 1_000), ("1", "", 1_500)]
    {
        let dry = told(&home, &["trim", "--max-size", limit, "--dry-run"], 0);
        let done = told(&home, &["trim", "--max-size", limit, "--yes"], 0);
        assert_eq!((&dry["frees"], &done["freed"]), (&freed.into(), &freed.into()), "{limit}");
        assert_eq!(left(agreed(&home, &cached.root)), expected, "{limit}");
    }
    let wrong = home.hfenv(["cache", "trim", "--max-size", "big"]).assert().code(2);
    assert!(stderr(&wrong).contains("200GB"), "{}", stderr(&wrong));
}

#[test]
fn trim_drops_a_broken_download_before_what_is_whole() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let (slow, huge) = (cached.repo("models--org--slow"), cached.repo("models--org--huge"));
    slow.revision(&commit('a'), &["main"], &[("w.bin", &[1; 6_000])]);
    let part = huge.part(&format!("{}.hfenv.incomplete", commit('1')), 20_000, 0);
    let held = cached.lock(&huge, &commit('1'));
    let limit = ["cache", "trim", "--max-size", "22kB", "--yes"];
    let dry = home.hfenv(limit[..4].iter().chain(&["--dry-run"])).assert().success();
    assert!(stdout(&dry).contains("org/slow"), "{}", stdout(&dry));
    drop(held);
    home.hfenv(limit).assert().success();
    assert!(!part.exists() && slow.blob("w.bin", &[1; 6_000]).exists());
}

#[test]
fn trim_that_does_not_get_there_is_a_no() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    folder.revision(&commit('a'), &["main"], &[("w.bin", &[1; 500])]);
    let held = cached.lock(&folder, &etag("other.bin", &[2; 500]));
    let trim = || home.hfenv(["cache", "trim", "--max-size", "1", "--yes"]);
    let refused = trim().assert().code(1);
    assert!(stderr(&refused).contains("the cache is larger than 1 B"), "{}", stderr(&refused));
    drop(held);
    trim().assert().success();
}
