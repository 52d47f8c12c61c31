//! Folders of real files (`--local-dir`), and caches on file systems without links: both ways.

use std::path::Path;

use super::{Pair, Place, model};
use crate::fetch::stage::{MODEL, assert_whole, below};
use crate::support::hub::File;
use crate::support::sandbox::Sandbox;

const OFFLINE: (&str, &str) = ("HF_HUB_OFFLINE", "1");
const NO_LINKS: (&str, &str) = ("HF_HUB_DISABLE_SYMLINKS", "1");

/// All of these files are real and right below the folder.
#[track_caller]
fn assert_real(folder: &Path, files: &[(&str, File)]) {
    for (name, file) in files {
        let path = folder.join(name);
        assert!(path.symlink_metadata().unwrap().is_file(), "{name}");
        assert!(std::fs::read(path).unwrap() == file.bytes(), "{name} is wrong");
    }
}

#[test]
fn a_folder_that_hf_filled_is_known() {
    let Some(pair) = Pair::new() else { return };
    let (files, elsewhere) = (model(), Sandbox::new());
    let commit = pair.stage.hub.add_files(MODEL, &files);
    let folder = elsewhere.path("weights");
    let at = folder.to_str().unwrap();
    pair.hf(&["download", "-q", MODEL, "--local-dir", at], &[]);
    let theirs = below(&pair.stage.cache());
    for (words, questions) in [
        (&[][..], 1),
        (&["--revision", &commit][..], 0),
        (&["config.json"][..], 1),
        (&["--revision", &commit, "onnx/config.json"][..], 0),
    ] {
        pair.forget();
        let all: Vec<&str> = [MODEL, "--local-dir", at].iter().chain(words).copied().collect();
        let said = pair.stage.fetch(&all);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(pair.asked().len(), questions, "{words:?}: {:?}", pair.asked());
    }
    assert_real(&folder, &files);
    assert_eq!(below(&pair.stage.cache()), theirs, "the cache has nothing to do with it");
}

/// Of a single file `hf` lists nothing; its note says enough.
#[test]
fn a_single_file_that_hf_put_there_is_known() {
    let Some(pair) = Pair::new() else { return };
    let elsewhere = Sandbox::new();
    let commit = pair.stage.hub.add_files(MODEL, &model());
    let folder = elsewhere.path("weights");
    let at = ["--local-dir", folder.to_str().unwrap()];
    pair.hf(&["download", "-q", MODEL, "onnx/config.json", at[0], at[1]], &[]);
    for (revision, questions) in [("main", 1), (&commit, 0)] {
        pair.forget();
        pair.stage.fetch(&[MODEL, "onnx/config.json", "--revision", revision, at[0], at[1]]);
        assert_eq!(pair.asked().len(), questions, "{:?}", pair.asked());
    }
    // What somebody changed is not what was noted.
    std::fs::write(folder.join("onnx/config.json"), "[]").unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    let file = std::fs::File::options().write(true).open(folder.join("onnx/config.json")).unwrap();
    file.set_modified(later).unwrap();
    pair.stage.fetch(&[MODEL, "onnx/config.json", at[0], at[1]]);
    assert_eq!(std::fs::read(folder.join("onnx/config.json")).unwrap(), b"{}");
}

#[test]
fn a_folder_that_hfenv_filled_is_known() {
    let Some(pair) = Pair::new() else { return };
    let (mut files, elsewhere) = (model(), Sandbox::new());
    pair.stage.hub.add_files(MODEL, &files);
    let folder = elsewhere.path("weights");
    let at = folder.to_str().unwrap();
    let said = pair.stage.fetch(&[MODEL, "--local-dir", at]);
    assert_eq!((said.code, said.out.trim_end()), (Some(0), at), "{said:?}");
    assert_real(&folder, &files);
    // Who takes a lock leaves its file.
    let kept = || {
        let mut found = below(&folder);
        found.retain(|path| path.extension().is_none_or(|end| end != "lock"));
        found
    };
    let before = kept();
    for vars in [&[][..], &[OFFLINE][..]] {
        pair.forget();
        pair.hf(&["download", "-q", MODEL, "--local-dir", at], vars);
        assert_eq!(pair.contents_asked(), [""; 0]);
    }
    assert_eq!(kept(), before, "Python found all that it would have written");
    pair.hf(&["cache", "verify", MODEL, "--local-dir", at, "--fail-on-missing-files"], &[]);
    // What changed on the Hub comes anew, by either of them, and nothing else does.
    for (turn, text) in ["second", "third"].into_iter().enumerate() {
        pair.stage.hub.add_files(MODEL, &[("config.json", text)]);
        files[0].1 = text.into();
        pair.forget();
        if turn == 0 {
            pair.hf(&["download", "-q", MODEL, "--local-dir", at], &[]);
        } else {
            pair.stage.fetch(&[MODEL, "--local-dir", at]);
        }
        assert_eq!(pair.stage.sent("model-"), 0);
        assert_real(&folder, &files);
    }
}

#[test]
fn a_cache_without_links_is_shared_too() {
    for first in ["hf", "hfenv"] {
        let Some(pair) = Pair::new() else { return };
        let files = model();
        pair.stage.hub.add_files(MODEL, &files);
        let fetch = |words: &[&str]| {
            let mut command = pair.stage.command(words);
            command.env(NO_LINKS.0, NO_LINKS.1);
            pair.stage.run(command)
        };
        if first == "hf" {
            pair.hf(&["download", "-q", MODEL], &[NO_LINKS]);
        } else {
            fetch(&[MODEL]);
        }
        pair.forget();
        let said = fetch(&[MODEL]);
        assert_eq!(pair.asked().len(), 1, "after {first}: {:?}", pair.asked());
        assert_whole(&said, &files);
        assert_real(Path::new(said.out.trim_end()), &files);
        assert_eq!(pair.stage.blobs().len(), 0, "each content is here once");
        pair.forget();
        pair.read(&[(Place::main(MODEL), &files)], &[NO_LINKS, OFFLINE]);
        pair.read(&[(Place::main(MODEL), &files)], &[OFFLINE]);
        assert_eq!(pair.asked(), [""; 0]);
        pair.read(&[(Place::main(MODEL), &files)], &[NO_LINKS]);
        assert_eq!(pair.contents_asked(), [""; 0]);
    }
}

/// A cache that had links before, and one that gets them later.
#[test]
fn links_and_real_files_in_one_cache() {
    for order in [[&[][..], &[NO_LINKS][..]], [&[NO_LINKS][..], &[][..]]] {
        let Some(pair) = Pair::new() else { return };
        let mut files = model();
        pair.stage.hub.add_files(MODEL, &files);
        pair.hf(&["download", "-q", MODEL, "--include", "*.json"], order[0]);
        let mut command = pair.stage.command(&[MODEL]);
        command.envs(order[1].iter().copied());
        assert_whole(&pair.stage.run(command), &files);
        pair.stage.hub.add_files(MODEL, &[("config.json", "second")]);
        files[0].1 = "second".into();
        pair.hf(&["download", "-q", MODEL], order[0]);
        pair.forget();
        assert_whole(&pair.stage.fetch(&[MODEL]), &files);
        assert_eq!(pair.asked().len(), 1, "{:?}", pair.asked());
        pair.read(&[(Place::main(MODEL), &files)], &[OFFLINE]);
    }
}
