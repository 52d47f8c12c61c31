//! `kill -9` at any moment: the next run goes on from what is safe, the end is right, and Python
//! never takes what is half here for a whole.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use super::stage::{MODEL, Stage, assert_whole};
use crate::support::hub::File;
use crate::support::python::{self, Dice};

const MIB: u64 = 1 << 20;
/// What may come again of each file after a kill; what a socket holds on its way counts.
const AGAIN: u64 = 8 * MIB;

/// What huggingface_hub makes of the cache without a net: the snapshot and what is readable of it.
const JUDGE: &str = r"
import json, os, sys, hashlib
os.environ['HF_HUB_OFFLINE'] = '1'
from huggingface_hub import scan_cache_dir, snapshot_download
from huggingface_hub.utils import CacheNotFound
asked = json.load(sys.stdin)
answer = {'warnings': [], 'files': {}, 'snapshot': None, 'error': None}
try:
    info = scan_cache_dir(asked['cache'])
    answer['warnings'] = [str(warning) for warning in info.warnings]
    for repo in info.repos:
        for revision in repo.revisions:
            for file in revision.files:
                digest = hashlib.sha256(file.file_path.read_bytes()).hexdigest()
                answer['files'][file.file_name] = digest
except CacheNotFound:
    pass
try:
    answer['snapshot'] = snapshot_download(asked['repo'], cache_dir=asked['cache'])
except Exception as error:
    answer['error'] = type(error).__name__
print(json.dumps(answer))
";

fn files() -> Vec<(&'static str, File)> {
    vec![
        ("config.json", "{}\n".into()),
        ("a/model-1.safetensors", File::made(1, 20 * MIB + 7)),
        ("a/model-2.safetensors", File::made(2, 12 * MIB + 1)),
        ("tokenizer.json", File::made(3, 700_001)),
        ("vocab.txt", "word\n".repeat(3000).as_bytes().into()),
    ]
}

/// Starts a fetch, kills it after a while, and tells whether it was still there.
fn killed(stage: &Stage, after: Duration) -> bool {
    let mut child =
        stage.command(&[MODEL]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let running = child.try_wait().unwrap().is_none();
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// Python, asked about the cache as it is now.
fn judge(stage: &Stage) -> Option<Value> {
    let home = stage.home.path(".cache/huggingface");
    std::fs::create_dir_all(&home).unwrap();
    let asked = json!({ "cache": stage.cache(), "repo": MODEL });
    python::ask_with(&["huggingface_hub"], JUDGE, &asked, &home)
}

/// Nothing that Python can read may be anything but whole.
fn assert_honest(answer: &Value, files: &[(&str, File)], whole: bool) {
    for (name, hash) in answer["files"].as_object().unwrap() {
        let of = |path: &str| path.rsplit('/').next() == Some(name);
        let (_, file) = files.iter().find(|(path, _)| of(path)).expect("a file of the repository");
        assert_eq!(hash, &json!(file.sha256()), "Python reads half of {name}");
    }
    let complete = answer["files"].as_object().unwrap().len() == files.len();
    let taken = !answer["snapshot"].is_null();
    assert!(!taken || complete, "Python takes a partial for a whole: {answer}");
    assert!(!whole || taken, "Python does not take what is whole: {answer}");
}

#[test]
fn every_kill_is_survived() {
    let (stage, files, mut dice) = (Stage::new(), files(), Dice::new());
    let hashed: Vec<(&str, File)> = files
        .iter()
        .map(|(path, file)| (*path, file.clone().with_sha256(&file.sha256())))
        .collect();
    stage.hub.add_files(MODEL, &files);
    // A run takes about two seconds, so that a kill hits it anywhere.
    stage.hub.cdn().set_rate(12 << 20);
    let (mut left, mut hits, mut lost) = (python::cases(200), 0, 0);
    while left > 0 {
        let mut kills = 0;
        stage.hub.cdn().clear();
        while left > 0 && killed(&stage, Duration::from_millis(dice.below(900) as u64 + 10)) {
            (left, kills, hits) = (left - 1, kills + 1, hits + 1);
            stage.check();
            if let Some(answer) = dice.below(4).eq(&0).then(|| judge(&stage)).flatten() {
                assert_honest(&answer, &hashed, false);
            }
        }
        assert_whole(&stage.fetch(&[MODEL]), &files);
        assert!(stage.parts().is_empty(), "{:?}", stage.parts());
        for (path, file) in &files {
            let name = path.rsplit('/').next().unwrap();
            let again = stage.sent(name).saturating_sub(file.len());
            lost = lost.max(again / (kills + 1));
            assert!(again <= kills * AGAIN, "{path}: {again} bytes came again after {kills} kills");
        }
        if let Some(answer) = judge(&stage) {
            assert_honest(&answer, &hashed, true);
        }
        // A round that no kill met counts, so that it ends on any machine.
        left -= usize::from(kills == 0);
        std::fs::remove_dir_all(stage.cache()).unwrap();
    }
    println!("{hits} kills; at most {lost} bytes of a file came again after one");
    assert!(hits > 0, "no kill met a running fetch");
    assert!(!Path::new(&stage.folder()).exists());
}
