use std::os::unix::fs::symlink;

use super::*;
use crate::cache::layout::tests::{commit, entry, folder};

const NO_LINKS: &[(&str, &str)] = &[("HF_HUB_DISABLE_SYMLINKS", "1")];

/// A folder with one blob of three bytes.
fn with_blob(home: &Path, vars: &[(&str, &str)], entry: &Entry) -> Folder {
    let folder = folder(home, vars);
    folder.prepare().unwrap();
    std::fs::write(folder.blob(entry.etag()), "abc").unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_pointer_climbs_as_high_as_it_lies_deep() {
    let home = tempfile::tempdir().unwrap();
    for (path, up) in [("f", "../.."), ("d/f", "../../.."), ("d/e/f", "../../../..")] {
        let entry = entry(path, "a", 3);
        let folder = with_blob(home.path(), &[], &entry);
        folder.link(&commit("c"), &entry).unwrap();
        let pointer = folder.pointer(&commit("c"), &entry.path);
        let target = pointer.read_link().unwrap();
        assert_eq!(target, PathBuf::from(format!("{up}/blobs/{}", "a".repeat(40))));
        assert_eq!(std::fs::read(&pointer).unwrap(), b"abc");
    }
    let left = names(&home.path().join("models--o--m"));
    assert_eq!(left, ["blobs", "snapshots"], "no temporary file is left");
}

#[test]
fn whatever_was_there_is_replaced_and_not_followed() {
    let home = tempfile::tempdir().unwrap();
    let entry = entry("f", "a", 3);
    let folder = with_blob(home.path(), &[], &entry);
    let pointer = folder.pointer(&commit("c"), &entry.path);
    let precious = home.path().join("precious");
    std::fs::write(&precious, "p").unwrap();
    std::fs::create_dir_all(pointer.parent().unwrap()).unwrap();
    for old in ["../../blobs/other", "f", precious.to_str().unwrap(), ""] {
        let _ = std::fs::remove_file(&pointer);
        if old.is_empty() {
            std::fs::write(&pointer, "torn").unwrap();
        } else {
            symlink(old, &pointer).unwrap();
        }
        assert!(!folder.has_pointer(&commit("c"), &entry.path, 3), "{old}");
        folder.link(&commit("c"), &entry).unwrap();
        assert!(folder.has_pointer(&commit("c"), &entry.path, 3), "{old}");
        assert!(pointer.is_symlink());
    }
    assert_eq!(std::fs::read(&precious).unwrap(), b"p");
    std::fs::remove_file(&pointer).unwrap();
    std::fs::create_dir(&pointer).unwrap();
    assert!(matches!(folder.link(&commit("c"), &entry), Err(CacheError::Odd { .. })));
}

#[test]
fn a_snapshot_that_leads_elsewhere_is_not_written_to() {
    let home = tempfile::tempdir().unwrap();
    let entry = entry("d/f", "a", 3);
    let outside = home.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    for (vars, planted) in [(&[][..], "d"), (NO_LINKS, "d"), (&[], ""), (NO_LINKS, "")] {
        let root = tempfile::tempdir().unwrap();
        let folder = with_blob(root.path(), vars, &entry);
        let at = folder.snapshot(&commit("c"));
        let at = if planted.is_empty() { at } else { at.join(planted) };
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(&outside, &at).unwrap();
        assert!(matches!(folder.link(&commit("c"), &entry), Err(CacheError::Odd { .. })));
        assert!(names(&outside).is_empty());
    }
    // A name that is a file of the same commit can't be a folder as well.
    let root = tempfile::tempdir().unwrap();
    let folder = with_blob(root.path(), &[], &entry);
    let file = super::tests::entry("d", "a", 3);
    folder.link(&commit("c"), &file).unwrap();
    assert!(matches!(folder.link(&commit("c"), &entry), Err(CacheError::Odd { .. })));
}

#[test]
fn only_a_whole_file_counts_as_there() {
    let home = tempfile::tempdir().unwrap();
    let entry = entry("f", "a", 3);
    let folder = with_blob(home.path(), &[], &entry);
    let blob = folder.blob(entry.etag());
    assert!(folder.has_blob(&entry));
    let replaced = |how: &dyn Fn()| {
        std::fs::remove_file(&blob).or_else(|_| std::fs::remove_dir(&blob)).unwrap();
        how();
        folder.has_blob(&entry)
    };
    assert!(!replaced(&|| std::fs::write(&blob, "ab").unwrap()));
    assert!(!replaced(&|| std::fs::create_dir(&blob).unwrap()));
    assert!(!replaced(&|| symlink("nowhere", &blob).unwrap()));
    assert!(!replaced(&|| symlink(blob.file_name().unwrap(), &blob).unwrap()));
    let pipe = |at: &Path| std::process::Command::new("mkfifo").arg(at).status().unwrap();
    assert!(!replaced(&|| assert!(pipe(&blob).success())));
    let gone = folder.link(&commit("c"), &entry);
    assert!(matches!(gone, Err(CacheError::Io { .. })), "{gone:?}");
    std::fs::write(home.path().join("payload"), "abc").unwrap();
    assert!(replaced(&|| symlink("../../payload", &blob).unwrap()));
}

#[test]
fn a_blob_of_a_cache_that_is_only_read_is_linked_to() {
    let (home, tier) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let entry = entry("d/f", "a", 3);
    let below = with_blob(tier.path(), &[], &entry);
    below.write_ref(&crate::repo::Revision::main(), &commit("c")).unwrap();
    below.write_tree(&commit("c"), std::slice::from_ref(&entry)).unwrap();
    let listed = tier.path().to_str().unwrap();
    let folder = folder(home.path(), &[("HFENV_READ_CACHES", listed)]);
    assert_eq!(folder.read_ref(&crate::repo::Revision::main()), Some(commit("c")));
    assert_eq!(folder.read_tree(&commit("c")).unwrap().len(), 1);
    assert!(folder.has_blob(&entry) && !folder.has_pointer(&commit("c"), &entry.path, 3));
    assert_eq!(folder.content(&entry), Some(below.blob(entry.etag())));
    folder.prepare().unwrap();
    // A torn blob of our own must not hide the whole one.
    std::fs::write(folder.blob(entry.etag()), "a").unwrap();
    folder.link(&commit("c"), &entry).unwrap();
    assert_eq!(folder.blob(entry.etag()).read_link().unwrap(), below.blob(entry.etag()));
    assert!(folder.has_pointer(&commit("c"), &entry.path, 3));
    assert_eq!(names(&folder.path().join("blobs")).len(), 1);
    let copy = tempfile::tempdir().unwrap();
    let vars = [NO_LINKS[0], ("HFENV_READ_CACHES", listed)];
    let plain = super::tests::folder(copy.path(), &vars);
    plain.link(&commit("c"), &entry).unwrap();
    let pointer = plain.pointer(&commit("c"), &entry.path);
    assert!(!pointer.is_symlink() && std::fs::read(&pointer).unwrap() == b"abc");
    assert!(!plain.blob(entry.etag()).exists());
}

#[test]
fn without_links_a_new_blob_is_moved_and_an_old_one_copied() {
    let home = tempfile::tempdir().unwrap();
    let entry = entry("d/f", "a", 3);
    let folder = with_blob(home.path(), NO_LINKS, &entry);
    let blob = folder.blob(entry.etag());
    let pointer = |digit: &str| folder.pointer(&commit(digit), &entry.path);
    folder.link(&commit("b"), &entry).unwrap();
    assert!(blob.is_file() && pointer("b").is_file() && !pointer("b").is_symlink());
    std::fs::write(folder.part(entry.etag()), "xyz").unwrap();
    folder.publish(entry.etag()).unwrap();
    folder.link(&commit("c"), &entry).unwrap();
    assert!(!blob.exists(), "it was moved");
    assert_eq!(std::fs::read(pointer("c")).unwrap(), b"xyz");
    assert_eq!(std::fs::read(pointer("b")).unwrap(), b"abc");
    assert!(folder.has_pointer(&commit("c"), &entry.path, 3) && !folder.has_blob(&entry));
    assert_eq!(names(folder.path()), ["blobs", "snapshots"], "no temporary file is left");
}

#[test]
fn many_at_once_leave_one_right_pointer() {
    let home = tempfile::tempdir().unwrap();
    let entry = entry("d/f", "a", 3);
    let folder = with_blob(home.path(), &[], &entry);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (folder, entry) = (&folder, &entry);
            scope.spawn(move || {
                for round in 0..50 {
                    if round % 2 == 0 {
                        let _ = std::fs::remove_file(folder.pointer(&commit("c"), &entry.path));
                    }
                    folder.link(&commit("c"), entry).unwrap();
                    folder.write_ref(&crate::repo::Revision::main(), &commit("c")).unwrap();
                }
            });
        }
    });
    assert!(folder.has_pointer(&commit("c"), &entry.path, 3));
    assert_eq!(names(folder.path()), ["blobs", "refs", "snapshots"]);
}
