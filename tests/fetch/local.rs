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

#[test]
fn planted_links_lead_nothing_out_of_the_folder() {
    use std::os::unix::fs::symlink;

    let (stage, whole) = Stage::with_model();
    let here = stage.home.path(HERE);
    let (own, notes) =
        (stage.home.write(format!("{HERE}/own"), "mine"), here.join(".cache/huggingface/download"));
    std::fs::create_dir_all(&notes).unwrap();
    symlink(&own, notes.join("config.json.metadata")).unwrap();
    symlink(&own, here.join("config.json")).unwrap();
    assert_whole(&stage.fetch(&WORDS), &whole);
    assert_eq!(std::fs::read_to_string(&own).unwrap(), "mine");
    assert!(!here.join("config.json").is_symlink());
    std::fs::remove_dir_all(here.join("weights")).unwrap();
    symlink(stage.home.home(), here.join("weights")).unwrap();
    stage.fetch(&WORDS).exits(2).names(&["there is a link", "weights"]);
}

#[test]
fn a_repository_does_not_bring_hooks_for_git() {
    for name in [".git/hooks/post-checkout", "sub/.GIT/config", ".git"] {
        let stage = Stage::new();
        stage.hub.add_files(MODEL, &[("config.json", "{}"), (name, "evil")]);
        stage.fetch(&WORDS).exits(2).names(&["git would take it for its own"]);
        assert!(!stage.home.path(HERE).join(name).exists());
        stage.fetch(&[MODEL]).exits(0);
    }
}

#[test]
fn names_like_those_of_notes_are_not_in_their_way() {
    let stage = Stage::new();
    let files: Vec<(&str, File)> = ["a", "a.lock/b", "a.lock~/b", "a.metadata/c/d", "a.lock.lock"]
        .map(|name| (name, File::from(name)))
        .to_vec();
    stage.hub.add_files(MODEL, &files);
    assert_whole(&stage.fetch(&WORDS), &files);
    assert_whole(&stage.fetch(&WORDS).names(&["all 5 files are here"]), &files);
}
