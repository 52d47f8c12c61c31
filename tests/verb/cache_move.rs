//! `hfenv cache move`.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::support::cached::{Cached, age, agreed, commit, told};
use crate::support::sandbox::{Sandbox, stderr};

static WEIGHTS: [u8; 300_000] = [7; 300_000];

fn some(home: &Sandbox) -> Cached {
    let cached = Cached::new(home);
    let folder = cached.repo("models--org--name");
    folder
        .revision(&commit('a'), &["v1"], &[("config.json", b"{}"), ("w.bin", &WEIGHTS)])
        .revision(&commit('b'), &["main"], &[("config.json", b"{ }"), ("deep/w.bin", &WEIGHTS)]);
    folder.part(&format!("{}.hfenv.incomplete", commit('1')), 10, 0);
    age(&folder.blob("w.bin", &WEIGHTS), 9);
    cached.repo("models--org--two").revision(&commit('c'), &["main"], &[("x.bin", b"xx")]);
    let mode = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(folder.blob("config.json", b"{}"), mode).unwrap();
    cached
}

/// A folder on another file system, if there is one.
fn elsewhere() -> Option<tempfile::TempDir> {
    let other = tempfile::tempdir_in("/dev/shm").ok()?;
    let here = std::env::temp_dir().metadata().unwrap().dev();
    let found = other.path().metadata().unwrap().dev() != here;
    if !found {
        println!("skipped: /dev/shm is no other file system");
    }
    found.then_some(other)
}

#[test]
fn on_one_disk_it_is_a_rename() {
    let home = Sandbox::new();
    let cached = some(&home);
    let before = (cached.all(), agreed(&home, &cached.root));
    let absolute = cached.repo("models--org--name").pointer(&commit('a'), "absolute");
    let blob = cached.repo("models--org--name").blob("w.bin", &WEIGHTS);
    symlink(&blob, &absolute).unwrap();
    let moved = home.hfenv(["cache", "move", "new/hub"]).assert().success();
    let said = stderr(&moved);
    let to = home.path("new/hub");
    assert!(said.contains(&format!("HF_HUB_CACHE={}", to.display())), "{said}");
    assert!(!cached.root.exists());
    let now = Cached { root: to };
    // What led to the cache by its whole path does so still.
    let link = now.root.join("models--org--name/snapshots").join(commit('a')).join("absolute");
    assert_eq!(std::fs::read(&link).unwrap(), WEIGHTS);
    std::fs::remove_file(&link).unwrap();
    assert_eq!((now.all(), agreed(&home, &now.root)), before);
}

#[test]
fn to_another_disk_everything_is_copied_as_it_is() {
    let home = Sandbox::new();
    let Some(disk) = elsewhere() else { return };
    let cached = some(&home);
    // A file may have two names: that takes the room of one, here and there.
    let (one, two) = (cached.repo("models--org--name"), cached.repo("models--org--two"));
    std::fs::hard_link(one.blob("w.bin", &WEIGHTS), two.blob("w.bin", &WEIGHTS)).unwrap();
    two.revision(&commit('c'), &[], &[("w.bin", &WEIGHTS)]);
    let size = |root: &Path| {
        let words = ["ls", "--cache-dir", root.to_str().unwrap()];
        told(&home, &words, 0)["size"].as_u64().unwrap()
    };
    let before = (cached.all(), size(&cached.root));
    assert_eq!(before.1, 300_007);
    let facts = |root: &Path| {
        let blob = |repo: &str| {
            root.join(repo).join("blobs").join(crate::support::cached::etag("w.bin", &WEIGHTS))
        };
        let meta = blob("models--org--name").metadata().unwrap();
        let same = meta.ino() == blob("models--org--two").metadata().unwrap().ino();
        let config = crate::support::cached::etag("config.json", b"{}");
        let config = root.join("models--org--name/blobs").join(config).metadata().unwrap();
        (same, meta.mtime(), meta.mtime_nsec(), meta.atime(), config.mode())
    };
    let was = facts(&cached.root);
    assert!(was.0);
    let to = disk.path().join("hub");
    let done = told(&home, &["move", to.to_str().unwrap()], 0);
    assert_eq!((&done["copied"], &done["left"]), (&true.into(), &serde_json::json!([])));
    assert!(!cached.root.exists());
    assert_eq!(facts(&to), was);
    let now = Cached { root: to };
    assert_eq!((now.all(), size(&now.root)), before);
    home.hfenv(["cache", "verify", "--cache-dir", now.root.to_str().unwrap()]).assert().success();
}

#[test]
fn a_move_that_was_killed_goes_on() {
    let home = Sandbox::new();
    let Some(disk) = elsewhere() else { return };
    let cached = some(&home);
    let folder = cached.repo("models--org--big");
    for number in 0..40_u32 {
        let content = vec![u8::try_from(number).unwrap(); 2_000_000];
        let name = format!("{number}.bin");
        folder.revision(&commit('d'), &["main"], &[(name.as_str(), &content)]);
    }
    let before = (cached.all(), agreed(&home, &cached.root));
    let to = disk.path().join("hub");
    let mut kills = 0;
    for wait in [5, 20, 40, 60, 80, 120] {
        let mut child = home
            .command(env!("CARGO_BIN_EXE_hfenv"))
            .args(["cache", "move", to.to_str().unwrap()])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        kills += u32::from(!status.success());
        // Each content is in one of the two places, whole.
        for path in before.0.keys().filter(|path| path.contains("/blobs/")) {
            let there = [&cached.root, &to].map(|root| std::fs::read(root.join(path)).ok());
            let content = there
                .into_iter()
                .flatten()
                .any(|bytes| String::from_utf8_lossy(&bytes) == before.0[path]);
            assert!(content, "{path} is lost");
        }
    }
    assert!(kills > 0, "no run was killed in time");
    if cached.root.exists() {
        home.hfenv(["cache", "move", to.to_str().unwrap()]).assert().success();
    }
    let now = Cached { root: to };
    assert!(!cached.root.exists());
    assert_eq!((now.all(), agreed(&home, &now.root)), before);
}

#[test]
fn what_would_not_be_a_move_is_refused_and_changes_nothing() {
    let home = Sandbox::new();
    let cached = some(&home);
    home.write("full/notes.txt", "mine");
    let before = cached.all();
    let inside = cached.root.join("deep/er");
    let above = home.path(".cache");
    let cases: [(PathBuf, &str); 5] = [
        (inside, "one is in the other"),
        (above, "one is in the other"),
        (cached.root.clone(), "there already"),
        (home.path("full"), "not empty, and no cache"),
        (home.path("full/notes.txt"), "Not a directory"),
    ];
    for (to, words) in cases {
        let assert = home.hfenv(["cache", "move", to.to_str().unwrap()]).assert().code(2);
        assert!(stderr(&assert).contains(words), "{}", stderr(&assert));
    }
    let held = cached.lock(&cached.repo("models--org--name"), &commit('1'));
    let assert = home.hfenv(["cache", "move", "new"]).assert().code(2);
    assert!(stderr(&assert).contains("a download is running"), "{}", stderr(&assert));
    drop(held);
    assert_eq!(cached.all(), before);
    assert!(!home.path("new").exists());
    let none = home.hfenv(["cache", "move", "new", "--cache-dir", "none"]).assert().code(2);
    assert!(stderr(&none).contains("there is no cache"), "{}", stderr(&none));
}

#[test]
fn into_another_cache_both_are_joined_and_no_file_is_replaced() {
    let home = Sandbox::new();
    let cached = some(&home);
    let other = Cached::at(home.path("other"));
    let folder = other.repo("models--org--name");
    folder.revision(&commit('e'), &["main"], &[("w.bin", &WEIGHTS), ("x", b"x")]);
    age(&folder.path.join("refs/main"), 9);
    folder.part(&format!("{}.hfenv.incomplete", commit('1')), 33, 0);
    let left = told(&home, &["move", other.root.to_str().unwrap()], 1)["left"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert!(left[0]["path"].as_str().unwrap().ends_with(".incomplete"), "{left}");
    let seen = agreed(&home, &other.root);
    let revisions = &seen["repos"]["model/org/name"]["revisions"];
    assert_eq!(revisions.as_object().unwrap().len(), 3);
    assert_eq!(revisions[commit('b')][2][0], "main", "the later reference counts");
    assert!(cached.root.exists());
    home.hfenv(["cache", "verify", "--cache-dir", "other"]).assert().success();
}
