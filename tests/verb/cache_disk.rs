//! `hfenv cache` where the disk is full or only read.

use std::path::Path;

use crate::fetch::disk::Disk;
use crate::support::cached::{Cached, agreed, commit, told};
use crate::support::sandbox::{Sandbox, stderr};

/// Writes until nothing more goes in, neither bytes nor files.
fn fill(folder: &Path) {
    std::fs::create_dir(folder.join("full")).unwrap();
    for number in 0.. {
        if std::fs::write(folder.join("full").join(number.to_string()), vec![0; 65_536]).is_err() {
            break;
        }
    }
    for number in 0.. {
        if std::fs::File::create_new(folder.join("full").join(format!("x{number}"))).is_err() {
            return;
        }
    }
}

fn some(cached: &Cached) {
    for number in 0..12_u8 {
        let content = vec![number; 100_000];
        let name = format!("{number}.bin");
        let revision = commit(if number < 6 { 'a' } else { 'b' });
        let refs: &[&str] = if number < 6 { &["old"] } else { &["main"] };
        cached.repo("models--org--name").revision(&revision, refs, &[(&name, &content)]);
    }
}

#[test]
fn on_a_full_disk_there_is_room_to_delete() {
    let home = Sandbox::new();
    let root = home.path(".cache/huggingface/hub");
    let Some(disk) = Disk::mount(&root, 4 << 20) else { return };
    disk.files(100);
    let cached = Cached::at(root);
    some(&cached);
    fill(&cached.root);
    assert!(std::fs::File::create(cached.root.join(".locks/x")).is_err(), "it is not full");
    let done = told(&home, &["rm", &commit('a'), "--yes"], 0);
    assert_eq!((&done["freed"], &done["kept"]), (&600_000.into(), &serde_json::json!([])));
    std::fs::remove_dir_all(cached.root.join("full")).unwrap();
    agreed(&home, &cached.root);
    fill(&cached.root);
    let done = told(&home, &["trim", "--max-size", "0", "--yes"], 0);
    assert_eq!(done["freed"], 600_000);
    assert!(!cached.root.join("models--org--name").exists());
}

#[test]
fn a_new_place_that_is_full_loses_nothing() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    some(&cached);
    let before = (cached.all(), agreed(&home, &cached.root));
    let to = home.path("disk");
    let Some(disk) = Disk::mount(&to, 1 << 20) else { return };
    let refused = home.hfenv(["cache", "move", "disk"]).assert().code(2);
    let said = stderr(&refused);
    assert!(said.contains("bytes are needed and") && said.contains("prune"), "{said}");
    drop(disk);
    let Some(disk) = Disk::mount(&to, 4 << 20) else { return };
    // Room for bytes, and not for files: it fails in the middle.
    disk.files(14);
    let failed = home.hfenv(["cache", "move", "disk"]).assert().code(2);
    assert!(stderr(&failed).contains("nothing is lost; to go on"), "{}", stderr(&failed));
    assert_eq!((cached.all(), agreed(&home, &cached.root)), before);
    disk.files(200);
    home.hfenv(["cache", "move", "disk"]).assert().success();
    let now = Cached { root: to };
    assert_eq!((now.all(), agreed(&home, &now.root)), before);
    assert!(!cached.root.exists());
}

#[test]
fn a_cache_that_is_only_read_can_be_looked_at() {
    let home = Sandbox::new();
    let root = home.path(".cache/huggingface/hub");
    let Some(disk) = Disk::mount(&root, 4 << 20) else { return };
    let cached = Cached::at(root);
    some(&cached);
    let before = cached.all();
    disk.read_only(true);
    agreed(&home, &cached.root);
    told(&home, &["verify"], 0);
    for words in [["rm", "org/name"], ["trim", "--max-size=1"]] {
        let assert = home.hfenv(["cache", words[0], words[1], "--yes"]).assert().code(1);
        assert!(stderr(&assert).contains("ead-only"), "{}", stderr(&assert));
    }
    // What can't be deleted is at least copied, and that it stays is told.
    let assert = home.hfenv(["cache", "move", "new"]).assert().code(1);
    assert!(stderr(&assert).contains("not all of it was moved"), "{}", stderr(&assert));
    assert_eq!(cached.all(), before);
    assert_eq!(Cached { root: home.path("new") }.all(), before);
}
