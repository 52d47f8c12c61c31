//! `hf cache` and `scan_cache_dir` on what hfenv wrote: nothing to warn of, nothing to repair.

use serde_json::json;

use super::{Pair, model};
use crate::fetch::stage::{MODEL, below};
use crate::support::hub::File;

const SCAN: &str = r"
import json
from huggingface_hub import scan_cache_dir
info = scan_cache_dir()
repos = {}
for repo in info.repos:
    refs = sorted(ref for revision in repo.revisions for ref in revision.refs)
    files = {file.file_path.relative_to(revision.snapshot_path)
             for revision in repo.revisions for file in revision.files}
    size = repo.size_on_disk
    repos[f'{repo.repo_type}/{repo.repo_id}'] = {'refs': refs, 'files': len(files), 'size': size}
print(json.dumps({'warnings': [str(one) for one in info.warnings], 'repos': repos}))
";

/// A cache as months of use make it: kinds, revisions, parts of repositories.
fn used(pair: &Pair) -> u64 {
    let (stage, files) = (&pair.stage, model());
    for id in [MODEL, "datasets/acme/data", "spaces/acme/room", "kernels/acme/kernel"] {
        let commit = stage.hub.add_files(id, &files);
        stage.hub.point(id, "refs/tags/v1.0", &commit);
        stage.hub.add_commit(id, "refs/pr/1", &[("more.txt", "more")]);
    }
    for words in [
        &[MODEL][..],
        &[MODEL, "--revision", "refs/pr/1"][..],
        &[MODEL, "--revision", "v1.0", "config.json"][..],
        &["datasets/acme/data", "--include", "*.json"][..],
        &["spaces/acme/room", "onnx/"][..],
        &["kernels/acme/kernel"][..],
    ] {
        let said = stage.fetch(words);
        assert_eq!(said.code, Some(0), "{said:?}");
    }
    files.iter().map(|(_, file)| file.len()).sum()
}

#[test]
fn the_scan_finds_all_of_it_and_nothing_odd() {
    let Some(pair) = Pair::new() else { return };
    let size = used(&pair);
    let answer = pair.ask(SCAN, &json!(null), &[]);
    assert_eq!(answer["warnings"], json!([]));
    let repos = &answer["repos"];
    assert_eq!(repos.as_object().unwrap().len(), 4, "{repos}");
    let expected = json!({ "refs": ["main", "refs/pr/1", "v1.0"], "files": 7, "size": size + 4 });
    assert_eq!(repos["model/acme/model"], expected);
    assert_eq!(repos["dataset/acme/data"]["files"], 3);
    assert_eq!(repos["space/acme/room"]["files"], 2);
    assert_eq!(repos["kernel/acme/kernel"]["refs"], json!(["main"]));
}

#[test]
fn hf_cache_lists_verifies_and_prunes_it() {
    let Some(pair) = Pair::new() else { return };
    used(&pair);
    let listed = pair.hf(&["cache", "ls", "-q", "--show-warnings"], &[]);
    let mut lines: Vec<&str> = listed.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        ["dataset/acme/data", "kernel/acme/kernel", "model/acme/model", "space/acme/room"]
    );
    for words in [&[MODEL][..], &[MODEL, "--revision", "refs/pr/1"][..]] {
        let strict = ["--fail-on-missing-files", "--fail-on-extra-files"];
        let all: Vec<&str> =
            ["cache", "verify"].iter().chain(words).chain(&strict).copied().collect();
        pair.hf(&all, &[]);
    }
    pair.hf(&["cache", "verify", "acme/data", "--type", "dataset"], &[]);
    // Everything has a name, so nothing is pruned.
    let before = below(&pair.stage.cache());
    pair.hf(&["cache", "prune", "-y"], &[]);
    assert_eq!(below(&pair.stage.cache()), before);
}

/// What a killed fetch left is no model for Python, no reason to warn, and pruned by `hf`.
#[test]
fn what_is_half_here_is_pruned_by_hf() {
    let Some(pair) = Pair::new() else { return };
    let stage = &pair.stage;
    stage.hub.add_files(MODEL, &[("big.bin", File::made(1, 64 << 20)), ("a.txt", "a".into())]);
    stage.hub.cdn().set_rate(8 << 20);
    let mut child = stage.command(&[MODEL, "-q"]).spawn().unwrap();
    let begun = std::time::Instant::now();
    while stage.sent("big.bin") < 4 << 20 {
        assert!(begun.elapsed().as_secs() < 60, "nothing was sent");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(stage.parts().len(), 1);
    let answer = pair.ask(SCAN, &json!(null), &[]);
    assert_eq!(answer["warnings"], json!([]));
    assert_eq!(answer["repos"]["model/acme/model"]["files"], 1, "{answer}");
    pair.hf(&["cache", "prune", "-y"], &[]);
    let left = below(&stage.cache().join("models--acme--model/blobs"));
    let names: Vec<_> = left.iter().map(|path| path.file_name().unwrap()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("incomplete")), "{names:?}");
    stage.hub.cdn().set_rate(0);
    assert_eq!(stage.fetch(&[MODEL]).code, Some(0));
}
