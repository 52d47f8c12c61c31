//! Files that change between runs.

use super::stage::{LARGE, MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, File};

const NAME: &str = "model.safetensors";

/// Lets a run fail when half of the large file is there.
fn fail_half_way(stage: &Stage) {
    stage.hub.cdn().fault(NAME, Fault::CutAfter(LARGE / 2), 1);
    stage.hub.cdn().fault(NAME, Fault::status(404), usize::MAX);
    stage.fetch(&[MODEL, "--max-workers", "1"]).exits(2);
    stage.hub.cdn().clear_faults();
}

#[test]
fn a_new_commit_between_runs_is_what_the_next_run_fetches() {
    let (stage, _) = Stage::with_model();
    fail_half_way(&stage);
    let newer = [("weights/model.safetensors", File::made(2, LARGE))];
    let commit = stage.hub.add_files(MODEL, &newer);
    let said = stage.fetch(&[MODEL]);
    assert_whole(&said, &newer);
    assert!(said.out.contains(&commit), "{said:?}");
}

#[test]
fn a_new_commit_during_a_run_changes_nothing_of_it() {
    let (stage, files) = Stage::with_model();
    stage.hub.cdn().set_rate(20 << 20);
    let child = stage.command(&[MODEL]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    while stage.asked("/tree/") == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let newer = [("weights/model.safetensors", File::made(2, LARGE))];
    let commit = stage.hub.add_files(MODEL, &newer);
    let output = child.wait_with_output().unwrap();
    let said = crate::support::shown::said(&output, &[&stage.token]);
    assert_whole(&said, &files);
    assert!(!said.out.contains(&commit), "{said:?}");
    assert_whole(&stage.fetch(&[MODEL]), &newer);
}

#[test]
fn a_part_of_other_bytes_under_the_same_hash_is_thrown_away() {
    let stage = Stage::new();
    let right = File::made(1, LARGE);
    // The storage host has other bytes under this name at first, and the right ones later.
    let wrong = File::made(2, LARGE).with_sha256(&right.sha256());
    stage.hub.add_files(MODEL, &[("model.safetensors", wrong)]);
    fail_half_way(&stage);
    let files = [("model.safetensors", right)];
    stage.hub.add_files(MODEL, &files);
    assert_whole(&stage.fetch(&[MODEL]), &files);
    assert!(stage.parts().is_empty());
}

#[test]
fn a_file_that_is_taken_away_is_not_in_the_next_snapshot() {
    let (stage, files) = Stage::with_model();
    assert_whole(&stage.fetch(&[MODEL]), &files);
    stage.hub.remove_file(MODEL, "config.json");
    let before = stage.sent(NAME);
    let said = stage.fetch(&[MODEL]);
    assert_whole(&said, &files[1..]);
    assert!(!std::path::Path::new(said.out.trim()).join("config.json").exists());
    assert_eq!(stage.sent(NAME), before, "the same content came again");
}

#[test]
fn what_is_here_costs_one_request() {
    let (stage, files) = Stage::with_model();
    assert_whole(&stage.fetch(&[MODEL]), &files);
    stage.hub.clear();
    stage.hub.cdn().clear();
    let said = stage.fetch(&[MODEL]);
    assert_whole(&said, &files);
    assert_eq!((stage.asked(""), stage.hub.cdn().requests().len()), (1, 0), "{said:?}");
    let commit = said.out.trim().rsplit('/').next().unwrap().to_owned();
    assert_whole(&stage.fetch(&[MODEL, "--revision", &commit]), &files);
    assert_eq!(stage.asked(""), 1, "a full commit was asked for");
}
