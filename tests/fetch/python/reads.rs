//! What hfenv fetched is all that Python needs.

use serde_json::json;

use super::{Pair, Place, model};
use crate::fetch::stage::{MODEL, assert_whole};

const OFFLINE: &[(&str, &str)] = &[("HF_HUB_OFFLINE", "1")];

/// What transformers does with a model of several shards: the configuration, the index, and each
/// shard that the index names, none of it from the Hub.
const LOAD: &str = r"
import json, struct, sys
from pathlib import Path
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError
repo = json.load(sys.stdin)['repo']
def file(name):
    return Path(hf_hub_download(repo, name, local_files_only=True))
try:
    file('generation_config.json')
    raise SystemExit('there is none')
except LocalEntryNotFoundError:
    pass
config = json.loads(file('config.json').read_text())
index = json.loads(file('model.safetensors.index.json').read_text())
tensors = {}
for shard in sorted(set(index['weight_map'].values())):
    content = file(shard).read_bytes()
    size, = struct.unpack('<Q', content[:8])
    header, data = json.loads(content[8:8 + size]), content[8 + size:]
    for name, tensor in header.items():
        begin, end = tensor['data_offsets']
        assert end == len(data)
        tensors[name] = sum(data[begin:end])
print(json.dumps({'type': config['model_type'], 'tensors': tensors}))
";

#[test]
fn offline_python_has_all_of_it_without_a_question() {
    let Some(pair) = Pair::new() else { return };
    let (stage, files) = (&pair.stage, model());
    let mut more = files.clone();
    more.push(("more.txt", "more".into()));
    let kinds =
        [("", "model"), ("datasets/", "dataset"), ("spaces/", "space"), ("kernels/", "kernel")];
    let (mut places, mut paths) = (Vec::new(), Vec::new());
    let commits = kinds.map(|(folder, _)| {
        let id = format!("{folder}{MODEL}");
        let commit = stage.hub.add_files(&id, &files);
        stage.hub.point(&id, "refs/tags/v1.0", &commit);
        (commit, stage.hub.add_commit(&id, "refs/pr/1", &[("more.txt", "more")]))
    });
    for ((_, kind), (commit, pull)) in kinds.into_iter().zip(&commits) {
        for (revision, files) in [
            ("main", &files),
            ("v1.0", &files),
            ("refs/pr/1", &more),
            (commit, &files),
            (pull, &more),
        ] {
            let said = stage.fetch(&[MODEL, "--type", kind, "--revision", revision, "-q"]);
            assert_whole(&said, files);
            places.push((Place { repo: MODEL, kind, revision }, files));
            paths.push(said.out.trim_end().to_owned());
        }
    }
    pair.forget();
    assert_eq!(pair.read(&places, OFFLINE), paths);
    assert_eq!(pair.asked(), [""; 0]);
}

#[test]
fn a_model_is_loaded_as_transformers_does() {
    let Some(pair) = Pair::new() else { return };
    pair.stage.hub.add_files(MODEL, &model());
    pair.stage.fetch(&[MODEL]);
    for vars in [&[][..], OFFLINE] {
        pair.forget();
        let answer = pair.ask(LOAD, &json!({ "repo": MODEL }), vars);
        assert_eq!(answer["type"], "made-up");
        let sum = |length: u64| (0..length).map(|at| at % 251).sum::<u64>();
        assert_eq!(answer["tensors"], json!({ "a": sum(1 << 20), "b": sum(70_001) }));
        assert_eq!(pair.asked(), [""; 0]);
    }
}

#[test]
fn online_python_gets_no_content_again() {
    let Some(pair) = Pair::new() else { return };
    let files = model();
    let commit = pair.stage.hub.add_files(MODEL, &files);
    let said = pair.stage.fetch(&[MODEL]);
    for revision in ["main", &commit] {
        pair.forget();
        let place = Place { repo: MODEL, kind: "model", revision };
        let found = pair.read(&[(place, &files)], &[]);
        assert_eq!(found, [said.out.trim_end()]);
        assert_eq!(pair.contents_asked(), [""; 0], "{revision}");
    }
    // With a full commit, the list of its files is all that Python needs.
    assert_eq!(pair.asked(), [""; 0]);
}

#[test]
fn single_files_are_found_where_python_looks() {
    let Some(pair) = Pair::new() else { return };
    let files = model();
    pair.stage.hub.add_files(MODEL, &files);
    let said = pair.stage.fetch(&[MODEL, "onnx/deep/er/weights.bin"]);
    pair.forget();
    let script = "import json, sys\n\
        from huggingface_hub import hf_hub_download, try_to_load_from_cache\n\
        repo, name = json.load(sys.stdin)\n\
        path = hf_hub_download(repo, name)\n\
        assert path == try_to_load_from_cache(repo, name)\n\
        print(json.dumps(path))";
    let input = json!([MODEL, "onnx/deep/er/weights.bin"]);
    assert_eq!(pair.ask(script, &input, OFFLINE), said.out.trim_end());
    assert_eq!(pair.asked(), [""; 0]);
    assert_eq!(pair.ask(script, &input, &[]), said.out.trim_end());
    assert_eq!(pair.contents_asked(), [""; 0]);
}

/// A part of a repository is not taken for all of it.
#[test]
fn a_part_is_not_taken_for_the_whole() {
    let Some(pair) = Pair::new() else { return };
    pair.stage.hub.add_files(MODEL, &model());
    pair.stage.fetch(&[MODEL, "--include", "*.json"]);
    let script = "import json, sys\n\
        from huggingface_hub import snapshot_download\n\
        from huggingface_hub.errors import IncompleteSnapshotError, LocalEntryNotFoundError\n\
        repo = json.load(sys.stdin)\n\
        snapshot_download(repo, allow_patterns='*.json')\n\
        try:\n    snapshot_download(repo)\n    answer = 'whole'\n\
        except (IncompleteSnapshotError, LocalEntryNotFoundError) as error:\n    \
            answer = type(error).__name__\n\
        print(json.dumps(answer))";
    assert_eq!(pair.ask(script, &json!(MODEL), OFFLINE), "IncompleteSnapshotError");
}
