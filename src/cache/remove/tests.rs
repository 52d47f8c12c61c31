#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use super::*;
use crate::cache::Cache;
use crate::cache::check::Check;
use crate::cache::layout::tests::{cache, commit};

/// SHA-1 of a git blob of no bytes: the one content whose name is short to tell.
const EMPTY: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

struct Place {
    home: tempfile::TempDir,
    cache: Cache,
}

impl Place {
    /// A snapshot of one file, with a reference.
    fn new(content: &[u8], reference: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let place = Self { cache: cache(home.path(), &[]), home };
        for folder in ["blobs", "refs", "snapshots/"] {
            std::fs::create_dir_all(place.at(folder)).unwrap();
        }
        std::fs::write(place.at("blobs").join(EMPTY), content).unwrap();
        let snapshot = place.at("snapshots").join(commit("a").as_str());
        std::fs::create_dir(&snapshot).unwrap();
        symlink(format!("../../blobs/{EMPTY}"), snapshot.join("file")).unwrap();
        if let Some(name) = reference {
            place.refer(name);
        }
        place
    }

    fn at(&self, below: &str) -> PathBuf {
        self.home.path().join("models--o--m").join(below)
    }

    fn refer(&self, name: &str) {
        std::fs::write(self.at("refs").join(name), commit("a").as_str()).unwrap();
    }

    fn file(&self) -> PathBuf {
        self.at("snapshots").join(commit("a").as_str()).join("file")
    }

    fn census(&self) -> Census {
        Census::take(&self.cache).unwrap()
    }

    fn run(&self, removal: &Removal) -> Freed {
        removal.run(&self.census().root).unwrap()
    }

    fn repair(&self) -> Removal {
        let census = self.census();
        let mut check = Check::default();
        check.add(&census, &self.cache, 0, None);
        check.run(&|_| {}).repair(&census)
    }
}

#[test]
fn a_wrong_blob_goes_with_its_links_unless_it_was_put_right_meanwhile() {
    let place = Place::new(b"wrong", Some("main"));
    let repair = place.repair();
    assert!(!repair.is_nothing());
    // A download puts the right content there.
    std::fs::write(place.at("new"), "").unwrap();
    std::fs::rename(place.at("new"), place.at("blobs").join(EMPTY)).unwrap();
    let freed = place.run(&repair);
    assert_eq!(freed.kept.len(), 1, "{freed:?}");
    assert_eq!(std::fs::read(place.file()).unwrap(), b"");
    std::fs::write(place.at("blobs").join(EMPTY), "wrong").unwrap();
    let freed = place.run(&place.repair());
    assert_eq!((freed.bytes, freed.kept), (5, Vec::new()));
    assert!(place.file().symlink_metadata().is_err());
}

#[test]
fn a_snapshot_that_got_a_name_meanwhile_stays_and_so_does_a_name_that_got_another_commit() {
    let place = Place::new(b"", None);
    let census = place.census();
    let removal = Removal { repos: vec![FromRepo::all(&census.repos[0])], ..Removal::default() };
    place.refer("main");
    let freed = place.run(&removal);
    assert!(freed.kept.iter().any(|kept| kept.why.contains("main")), "{freed:?}");
    assert_eq!(std::fs::read(place.file()).unwrap(), b"");
    // The other way round.
    let census = place.census();
    let removal = Removal { repos: vec![FromRepo::all(&census.repos[0])], ..Removal::default() };
    std::fs::create_dir(place.at("snapshots").join(commit("b").as_str())).unwrap();
    std::fs::write(place.at("refs/main"), commit("b").as_str()).unwrap();
    place.run(&removal);
    assert!(place.at("refs/main").is_file() && !place.file().exists());
}

#[test]
fn what_is_in_doubt_by_now_keeps_everything() {
    let place = Place::new(b"", Some("main"));
    let census = place.census();
    let removal = Removal { repos: vec![FromRepo::all(&census.repos[0])], ..Removal::default() };
    std::fs::write(place.at("refs/torn"), "aaaa").unwrap();
    let freed = place.run(&removal);
    assert!(freed.kept[0].path.ends_with("refs/torn"), "{freed:?}");
    assert!(place.file().is_file() && place.at("refs/main").is_file());
}
