//! Bodies that break off, are too long or too short, or have a wrong byte in them.

use std::time::Duration;

use super::stage::{LARGE, MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, File};

const MIB: u64 = 1 << 20;

/// What passes when it is tried again.
fn passing() -> Vec<Fault> {
    vec![
        Fault::CutAfter(0),
        Fault::CutAfter(5 * MIB + 17),
        Fault::CutAfter(LARGE - 1),
        Fault::ShortChunked(7 * MIB),
        Fault::Flip(0),
        Fault::Flip(LARGE / 2),
        Fault::Flip(LARGE - 1),
        Fault::Drip(512 << 10, Duration::from_millis(1)),
    ]
}

/// What is told in the answer's head: another size than the listing's, an encoding.
fn told() -> Vec<Fault> {
    vec![Fault::Short(10), Fault::Promise(1000), Fault::Surplus(1000), Fault::Gzip]
}

#[test]
fn a_large_file_survives_each_fault_once() {
    let (stage, files) = Stage::with_model();
    for fault in passing() {
        stage.hub.cdn().fault("model.safetensors", fault.clone(), 1);
        let said = stage.fetch(&[MODEL]);
        assert_eq!(stage.hub.cdn().faults_left(), 0, "{fault:?} was not committed");
        println!("{fault:?}");
        assert_whole(&said, &files);
        assert_eq!(stage.parts(), Vec::<std::path::PathBuf>::new(), "{fault:?}");
        std::fs::remove_dir_all(stage.cache()).unwrap();
    }
}

#[test]
fn a_large_file_survives_many_faults_at_once() {
    let (stage, files) = Stage::with_model();
    for round in 1..=3 {
        for fault in [
            Fault::CutAfter(round * MIB),
            Fault::status(503),
            Fault::ShortChunked(round),
            Fault::IgnoreRange,
            Fault::CutAfter(0),
        ] {
            stage.hub.cdn().fault("model.safetensors", fault, 1);
        }
    }
    assert_whole(&stage.fetch(&[MODEL]), &files);
}

#[test]
fn a_small_file_survives_each_fault_once() {
    let stage = Stage::new();
    let files = [("notes.txt", File::from("a line\n".repeat(5000).as_bytes()))];
    stage.hub.add_files(MODEL, &files);
    let length = files[0].1.len();
    for fault in [
        Fault::CutAfter(0),
        Fault::CutAfter(length - 1),
        Fault::ShortChunked(10),
        Fault::Flip(0),
        Fault::Flip(length - 1),
    ] {
        stage.hub.fault("/api/resolve-cache/", fault.clone(), 1);
        let said = stage.fetch(&[MODEL]);
        assert_eq!(stage.hub.faults_left(), 0, "{fault:?} was not committed");
        println!("{fault:?}");
        assert_whole(&said, &files);
        std::fs::remove_dir_all(stage.cache()).unwrap();
    }
}

#[test]
fn an_answer_that_says_it_is_another_file_is_not_taken_for_this_one() {
    for large in [true, false] {
        for fault in told() {
            for times in [1, usize::MAX] {
                let (stage, files) = Stage::with_model();
                if large {
                    stage.hub.cdn().fault("model.safetensors", fault.clone(), times);
                } else {
                    stage.hub.fault("/api/resolve-cache/", fault.clone(), times);
                }
                let said = stage.fetch(&[MODEL]);
                println!("{fault:?}, {times} times, large: {large}: {:?}", said.code);
                if said.code == Some(0) {
                    assert_whole(&said, &files);
                } else {
                    let clear = said.err.contains("listed") || said.err.contains("encoding");
                    assert!(said.code == Some(2) && clear, "{said:?}");
                }
                stage.hub.clear_faults();
                stage.hub.cdn().clear_faults();
                assert_whole(&stage.fetch(&[MODEL]), &files);
            }
        }
    }
}

#[test]
fn a_byte_that_is_always_wrong_is_an_error_and_nothing_is_published() {
    for large in [true, false] {
        let (stage, files) = Stage::with_model();
        let name = if large { "model.safetensors" } else { "config.json" };
        let flip = Fault::Flip(11);
        if large {
            stage.hub.cdn().fault(name, flip, usize::MAX);
        } else {
            stage.hub.fault("/api/resolve-cache/", flip, usize::MAX);
        }
        // One connection, so that nothing is on its way when a helper takes over.
        let said = stage.fetch(&[MODEL, "--max-workers", "1"]).exits(2).names(&[name, "hash"]);
        assert!(said.out.is_empty(), "{said:?}");
        let path = if large { files[1].0 } else { files[0].0 };
        let snapshots = super::stage::below(&stage.folder().join("snapshots"));
        assert!(!snapshots.iter().any(|found| found.ends_with(path)), "{snapshots:?}");
        assert!(!stage.folder().join("refs/main").exists(), "the reference is the last thing");
        assert!(stage.sent("model") <= LARGE * 2, "it was tried more than twice");
        stage.hub.clear_faults();
        stage.hub.cdn().clear_faults();
        assert_whole(&stage.fetch(&[MODEL]), &files);
    }
}

#[test]
fn lies_of_the_listing_about_size_and_hash_are_errors() {
    let small = || File::from("text\n");
    let large = || File::made(3, 2 * MIB);
    let wrong = "0123456789abcdef".repeat(4);
    for (file, what) in [
        (small().listed_with_size(4), "too small"),
        (small().listed_with_size(6), "too large"),
        (small().listed_with_size(0), "empty"),
        (small().listed_with_size(1 << 62), "beyond any disk"),
        (small().listed_with_size(u64::MAX), "beyond any file"),
        (small().listed_with_oid(&wrong[..40]), "another hash"),
        (large().listed_with_size(2 * MIB - 1), "large and too small"),
        (large().listed_with_size(2 * MIB + 1), "large and too large"),
        (large().listed_with_size(0), "large and empty"),
        (large().with_sha256(&wrong), "large with another hash"),
    ] {
        let stage = Stage::new();
        stage.hub.add_files(MODEL, &[("a.bin", file)]);
        let said = stage.fetch(&[MODEL]);
        assert_eq!(said.code, Some(2), "{what}: {said:?}");
        assert!(said.out.is_empty() && stage.blobs().is_empty(), "{what}: {said:?}");
        assert!(!stage.folder().join("refs/main").exists(), "{what}");
    }
}

#[test]
fn empty_files_come_too() {
    let stage = Stage::new();
    let files = [("empty.txt", File::from("")), ("empty.bin", File::large(""))];
    stage.hub.add_files(MODEL, &files);
    assert_whole(&stage.fetch(&[MODEL]), &files);
}
