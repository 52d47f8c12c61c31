use std::os::unix::fs::{MetadataExt, symlink};

use super::*;
use crate::paths::Paths;
use crate::repo::{Entry, Kind};
use crate::vars::Env;

/// A cache in `root`, with these variables.
pub(in crate::cache) fn cache(root: &Path, vars: &[(&str, &str)]) -> Cache {
    let env = Env::of(vars);
    Cache::find(&Paths::find(&env), &env).at(root.to_owned())
}

/// The folder of a repository in it.
pub(in crate::cache) fn folder(root: &Path, vars: &[(&str, &str)]) -> Folder {
    cache(root, vars).folder(&Repo::new(Kind::Model, "o/m").unwrap())
}

pub(in crate::cache) fn commit(digit: &str) -> Commit {
    Commit::parse(&digit.repeat(40)).unwrap()
}

/// A small file of a repository; its content is as long as asked for and nothing else is known.
pub(in crate::cache) fn entry(path: &str, digit: &str, size: u64) -> Entry {
    Entry {
        path: FilePath::parse(path).unwrap(),
        size,
        blob_id: Etag::parse(&digit.repeat(40)).unwrap(),
        lfs: None,
        xet: None,
    }
}

/// Every file, folder and link below a folder, with what changes when it is written anew.
fn census(folder: &Path) -> Vec<(PathBuf, u64, i64, i64)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let meta = path.symlink_metadata().unwrap();
        if meta.is_dir() {
            found.extend(census(&path));
        }
        found.push((path, meta.ino(), meta.mtime(), meta.mtime_nsec()));
    }
    found.sort();
    found
}

fn revision(text: &str) -> Revision {
    Revision::parse(text).unwrap()
}

#[test]
fn folders_and_the_tag_are_made_once() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("deep/hub");
    let folder = folder(&root, &[]);
    folder.prepare().unwrap();
    for made in ["models--o--m/blobs", "models--o--m/snapshots", ".locks/models--o--m"] {
        assert!(root.join(made).is_dir(), "{made}");
    }
    let tag = root.join("CACHEDIR.TAG");
    assert_eq!(std::fs::read(&tag).unwrap().len(), 191);
    std::fs::write(&tag, "mine").unwrap();
    folder.prepare().unwrap();
    assert_eq!(std::fs::read(&tag).unwrap(), b"mine");
    std::fs::remove_file(&tag).unwrap();
    symlink(home.path().join("elsewhere"), &tag).unwrap();
    folder.prepare().unwrap();
    assert!(!home.path().join("elsewhere").exists());
}

#[test]
fn a_reference_is_forty_bytes_and_written_only_if_it_changed() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    for name in ["main", "refs/pr/1", "feature/x"] {
        let revision = revision(name);
        assert_eq!(folder.read_ref(&revision), None);
        folder.write_ref(&revision, &commit("a")).unwrap();
        let path = folder.path().join("refs").join(name);
        assert_eq!(std::fs::read(&path).unwrap(), "a".repeat(40).as_bytes());
        let before = census(folder.path());
        folder.write_ref(&revision, &commit("a")).unwrap();
        assert_eq!(census(folder.path()), before);
        folder.write_ref(&revision, &commit("b")).unwrap();
        assert_eq!(folder.read_ref(&revision), Some(commit("b")));
    }
    let before = census(folder.path());
    folder.write_ref(&revision(&"c".repeat(40)), &commit("c")).unwrap();
    assert_eq!(census(folder.path()), before, "a commit needs no reference");
    let umask = home.path().join("umask");
    std::fs::write(&umask, "").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("refs/main")), mode(&umask));
}

#[test]
fn a_reference_that_holds_no_commit_is_absent_and_mended() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    let path = folder.path().join("refs/main");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let main = Revision::main();
    let lines = format!("{}\n", "a".repeat(40));
    for odd in [b"".as_slice(), b"main", b"\xff\xfe", lines.as_bytes(), &[b'a'; 1000]] {
        std::fs::write(&path, odd).unwrap();
        assert_eq!(folder.read_ref(&main), None);
        folder.write_ref(&main, &commit("a")).unwrap();
        assert_eq!(folder.read_ref(&main), Some(commit("a")));
    }
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(folder.read_ref(&main), None);
    folder.write_ref(&main, &commit("a")).unwrap();
    assert!(matches!(
        folder.write_ref(&revision("main/x"), &commit("a")),
        Err(CacheError::Odd { .. })
    ));
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(matches!(folder.write_ref(&main, &commit("a")), Err(CacheError::Odd { .. })));
}

#[test]
fn a_published_blob_takes_the_place_of_a_link_and_writes_through_none() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    folder.prepare().unwrap();
    let etag = entry("f", "a", 3).etag().clone();
    let payload = home.path().join("payload");
    std::fs::write(&payload, "old").unwrap();
    symlink(&payload, folder.blob(&etag)).unwrap();
    std::fs::write(folder.part(&etag), "new").unwrap();
    std::fs::write(folder.map(&etag), "0 3\n").unwrap();
    folder.publish(&etag).unwrap();
    assert_eq!(std::fs::read(&payload).unwrap(), b"old");
    assert_eq!(std::fs::read(folder.blob(&etag)).unwrap(), b"new");
    assert_eq!(std::fs::read_dir(folder.path().join("blobs")).unwrap().count(), 1);
    assert!(matches!(folder.publish(&etag), Err(CacheError::Io { .. })), "there is no part");
    symlink(&payload, folder.part(&etag)).unwrap();
    assert!(matches!(folder.publish(&etag), Err(CacheError::Odd { .. })));
    std::fs::remove_file(folder.part(&etag)).unwrap();
    std::fs::write(folder.part(&etag), "new").unwrap();
    std::fs::remove_file(folder.blob(&etag)).unwrap();
    std::fs::create_dir(folder.blob(&etag)).unwrap();
    assert!(matches!(folder.publish(&etag), Err(CacheError::Odd { .. })));
    assert!(folder.part(&etag).exists(), "what was downloaded is kept");
}

#[test]
fn a_missing_file_is_noted_once_and_inside() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    let path = FilePath::parse("a/b.json").unwrap();
    folder.note_missing(&commit("a"), &path).unwrap();
    let note = folder.path().join(".no_exist").join("a".repeat(40)).join("a/b.json");
    assert_eq!(std::fs::read(&note).unwrap(), b"");
    let before = census(folder.path());
    folder.note_missing(&commit("a"), &path).unwrap();
    assert_eq!(census(folder.path()), before);
    symlink(home.path(), folder.path().join(".no_exist").join("b".repeat(40))).unwrap();
    assert!(folder.note_missing(&commit("b"), &FilePath::parse("out").unwrap()).is_err());
    assert!(!home.path().join("out").exists());
}

#[test]
fn where_all_is_there_nothing_is_written() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    let entry = entry("a/b", "a", 3);
    let all = || {
        folder.prepare().unwrap();
        folder.write_tree(&commit("c"), std::slice::from_ref(&entry)).unwrap();
        folder.link(&commit("c"), &entry).unwrap();
        folder.write_ref(&Revision::main(), &commit("c")).unwrap();
        assert!(folder.has_pointer(&commit("c"), &entry.path, 3));
    };
    folder.prepare().unwrap();
    std::fs::write(folder.blob(entry.etag()), "abc").unwrap();
    all();
    let before = census(home.path());
    all();
    assert_eq!(census(home.path()), before);
}

#[test]
#[cfg(target_os = "linux")]
fn a_cache_that_is_only_read_says_so() {
    // Nobody can make a folder there, not even root.
    let kernel = Path::new("/sys/kernel");
    if !kernel.is_dir() {
        return;
    }
    let folder = folder(&kernel.join("hub"), &[]);
    let etag = entry("f", "a", 3).etag().clone();
    let refused = [
        folder.prepare(),
        folder.write_ref(&Revision::main(), &commit("a")),
        folder.write_tree(&commit("a"), &[]),
        folder.note_missing(&commit("a"), &FilePath::parse("f").unwrap()),
        folder.lock(&etag, Patience::None).map(|_| ()),
    ];
    for refused in refused {
        assert!(matches!(refused, Err(CacheError::ReadOnly(_))), "{refused:?}");
    }
}

#[test]
fn folders_that_were_taken_away_are_made_again() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    folder.prepare().unwrap();
    std::fs::remove_dir_all(folder.path()).unwrap();
    let etag = entry("f", "1", 0).blob_id;
    let lock = folder.lock(&etag, Patience::None).unwrap();
    assert!(lock.is_some() && folder.path().join("blobs").is_dir());
    // Between the folder and the file in it.
    let times = std::cell::Cell::new(0);
    let step = || {
        times.set(times.get() + 1);
        if times.get() == 1 {
            return Err(CacheError::write(home.path(), io::ErrorKind::NotFound.into()));
        }
        Ok(times.get())
    };
    assert_eq!(super::again(step).unwrap(), 2);
}
