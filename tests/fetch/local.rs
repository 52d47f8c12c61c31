//! The same promises for `--local-dir`: nothing half or wrong under a file's own name.

use super::stage::{HERE, LARGE, MODEL, Stage, assert_whole, below};
use crate::support::hub::{Fault, File};

const WORDS: [&str; 3] = [MODEL, "--local-dir", HERE];

/// What is in the folder but the notes of huggingface_hub.
fn files(stage: &Stage) -> Vec<std::path::PathBuf> {
    let here = stage.home.path(HERE);
    let mut found: Vec<_> = below(&here).into_iter().filter(|path| path.is_file()).collect();
    found.retain(|path| !path.starts_with(here.join(".cache")));
    found
}

#[test]
fn a_byte_that_is_always_wrong_never_gets_a_name() {
    let (stage, whole) = Stage::with_model();
    stage.hub.cdn().fault("model.safetensors", Fault::Flip(9), usize::MAX);
    stage.fetch(&WORDS).exits(2).names(&["model.safetensors", "hash"]);
    let named = files(&stage);
    assert!(!named.iter().any(|path| path.ends_with("model.safetensors")), "{named:?}");
    stage.hub.cdn().clear_faults();
    assert_whole(&stage.fetch(&WORDS), &whole);
}

#[test]
fn it_goes_on_where_it_stopped_and_keeps_an_old_file_until_then() {
    let (stage, old) = Stage::with_model();
    assert_whole(&stage.fetch(&WORDS), &old);
    let new = [("weights/model.safetensors", File::made(2, LARGE))];
    stage.hub.add_files(MODEL, &new);
    let cdn = stage.hub.cdn();
    cdn.clear();
    cdn.fault("model.safetensors", Fault::CutAfter(LARGE / 2), 1);
    cdn.fault("model.safetensors", Fault::status(404), usize::MAX);
    stage.fetch(&[MODEL, "--local-dir", HERE, "--max-workers", "1"]).exits(2);
    let here = stage.home.path(HERE);
    let there = std::fs::read(here.join(old[1].0));
    assert!(there.is_err() || there.unwrap() == old[1].1.bytes(), "half of a new file");
    cdn.clear_faults();
    assert_whole(&stage.fetch(&WORDS), &new);
    let again = stage.sent("model.safetensors") - LARGE;
    assert!(again <= 8 << 20, "{again} bytes came again");
    cdn.clear();
    stage.hub.clear();
    assert_whole(&stage.fetch(&WORDS), &new);
    assert_eq!((stage.asked(""), cdn.requests().len()), (1, 0));
}
