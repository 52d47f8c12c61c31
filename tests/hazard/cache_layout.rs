//! Hazard: what hfenv writes into the Hub cache is not what Python's huggingface_hub writes, reads,
//! locks and deletes. The judge is the real thing.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hfenv::cache::lock::Patience;
use hfenv::cache::{Cache, Folder};
use hfenv::paths::Paths;
use hfenv::repo::entry::Lfs;
use hfenv::repo::{Commit, Entry, Etag, FilePath, Kind, Repo, Revision};
use hfenv::vars::Env;
use serde_json::{Value, json};

use crate::support::python::{ask, cases};

/// Python's own functions for every piece of a cache, on a plan like ours.
const WRITE: &str = r"
import json, os, sys
from pathlib import Path
plan = json.load(sys.stdin)
os.environ.update(plan['vars'])
from huggingface_hub import _local_folder, _tree_cache, file_download
from huggingface_hub.utils import WeakFileLock
def write(root):
    repo = root / file_download.repo_folder_name(repo_id='o/m', repo_type='model')
    (repo / 'blobs').mkdir(parents=True, exist_ok=True)
    _local_folder._create_cachedir_tag(root)
    files = {f['path']: _tree_cache.TreeCacheEntry(f['size'], f['blob_id'], f['sha256'],
             f['size'] if f['sha256'] else None, f['xet']) for f in plan['files']}
    _tree_cache.write_tree_cache(str(repo), plan['commit'], files)
    for revision in plan['revisions']:
        file_download._cache_commit_hash_for_specific_revision(str(repo), revision, plan['commit'])
    for f in plan['files']:
        etag = f['sha256'] or f['blob_id']
        blob = repo / 'blobs' / etag
        lock = root / '.locks' / repo.name / (etag + '.lock')
        lock.parent.mkdir(parents=True, exist_ok=True)
        part = blob.with_name(blob.name + '.incomplete')
        with WeakFileLock(lock):
            new = not blob.exists()
            if new:
                part.write_bytes(bytes(f['size']))
                file_download._chmod_and_move(part, blob)
            pointer = file_download._get_pointer_path(str(repo), plan['commit'], f['path'])
            os.makedirs(os.path.dirname(pointer), exist_ok=True)
            file_download._create_symlink(str(blob), pointer, new_blob=new)
for root in plan['roots']:
    if len(plan['roots']) > 1:
        # Both begin at once.
        open(root + '.ready', 'w').close()
        while not os.path.exists(root + '.go'):
            pass
    write(Path(root))
print('null')
";

/// What Python makes of a cache that is there, offline.
const READ: &str = r"
import json, os, sys
from huggingface_hub import _tree_cache, file_download, snapshot_download, scan_cache_dir
from huggingface_hub.errors import IncompleteSnapshotError
plan = json.load(sys.stdin)
root = plan['roots'][0]
repo = os.path.join(root, 'models--o--m')
def snapshot(revision):
    try:
        return snapshot_download('o/m', revision=revision, cache_dir=root, local_files_only=True)
    except IncompleteSnapshotError:
        return 'incomplete'
found = scan_cache_dir(root)
missing = file_download.try_to_load_from_cache('o/m', 'no/such.json', cache_dir=root)
tree = _tree_cache.read_tree_cache(repo, plan['commit'])
print(json.dumps({
    'snapshots': [snapshot(revision) for revision in plan['revisions']],
    'missing': missing is file_download._CACHED_NO_EXIST,
    'warnings': [str(warning) for warning in found.warnings],
    'incomplete': len(found.incomplete_files),
    'refs': sorted(ref for repo in found.repos for r in repo.revisions for ref in r.refs),
    'files': sorted(f.file_name for repo in found.repos for r in repo.revisions for f in r.files),
    'tree': sorted(tree),
}))
";

const REVISIONS: [&str; 3] = ["main", "refs/pr/1", "feature/x"];

/// Variables that both read.
type Vars<'a> = &'a [(&'a str, &'a str)];

pub(super) fn commit() -> Commit {
    Commit::parse(&"c0ffee1234".repeat(4)).unwrap()
}

pub(super) fn folder(root: &Path, vars: Vars<'_>) -> Folder {
    let env = Env::of(vars);
    let cache = Cache::find(&Paths::find(&env), &env).at(root.to_owned());
    cache.folder(&Repo::new(Kind::Model, "o/m").unwrap())
}

/// Small and large files in folders, with names that JSON has to escape, two of one content.
pub(super) fn files() -> Vec<Entry> {
    let file = |path: &str, digit: &str, size: u64| Entry {
        path: FilePath::parse(path).unwrap(),
        size,
        blob_id: Etag::parse(&digit.repeat(40)).unwrap(),
        lfs: None,
        xet: None,
    };
    let large = |entry: Entry, digit: &str, xet: Option<String>| Entry {
        lfs: Some(Lfs { sha256: Etag::parse(&digit.repeat(64)).unwrap(), size: entry.size }),
        xet,
        ..entry
    };
    vec![
        file("config.json", "a", 12),
        file("Z.md", "b", 0),
        file("copy/of/config.json", "a", 12),
        file("naïve \"q\" 'x' & <y>/模型🤗.txt", "d", 3),
        large(file("model.safetensors", "e", 5000), "1", Some("0123456789abcdef".repeat(4))),
        large(file("onnx/model.onnx", "f", 100), "2", None),
    ]
}

fn plan(roots: &[&Path], vars: Vars<'_>) -> Value {
    let files = files();
    let files = files.iter().map(|entry| {
        json!({
            "path": entry.path.as_str(),
            "size": entry.size,
            "blob_id": entry.blob_id.as_str(),
            "sha256": entry.lfs.as_ref().map(|lfs| lfs.sha256.as_str()),
            "xet": entry.xet,
        })
    });
    json!({
        "roots": roots,
        "vars": vars.iter().copied().collect::<BTreeMap<_, _>>(),
        "commit": commit().as_str(),
        "revisions": REVISIONS,
        "files": files.collect::<Vec<_>>(),
    })
}

/// The same, by hfenv.
fn write(root: &Path, vars: Vars<'_>) -> Folder {
    let folder = folder(root, vars);
    folder.prepare().unwrap();
    folder.write_tree(&commit(), &files()).unwrap();
    for entry in files() {
        let wait = Patience::Wait(Duration::from_secs(60), &|_| ());
        let _lock = folder.lock(entry.etag(), wait).unwrap();
        if !folder.has_blob(&entry) {
            let bytes = vec![0; usize::try_from(entry.size).unwrap()];
            std::fs::write(folder.part(entry.etag()), bytes).unwrap();
            folder.publish(entry.etag()).unwrap();
        }
        folder.link(&commit(), &entry).unwrap();
    }
    for revision in REVISIONS {
        folder.write_ref(&Revision::parse(revision).unwrap(), &commit()).unwrap();
    }
    folder
}

/// Every file below a folder: where, its mode, and its content or where it leads to. The mode of
/// a list of files is left out: Python's is 0600 whatever the umask says.
fn census(root: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let meta = path.symlink_metadata().unwrap();
            let below = path.strip_prefix(root).unwrap().to_owned();
            let mode = if path.parent().unwrap().ends_with("trees") { 0 } else { meta.mode() };
            let content = if meta.is_symlink() {
                path.read_link().unwrap().into_os_string().into_encoded_bytes()
            } else if meta.is_dir() {
                folders.push(path);
                Vec::new()
            } else {
                std::fs::read(&path).unwrap()
            };
            found.push((below, mode, content));
        }
    }
    found.sort();
    found
}

#[test]
fn both_write_the_same_files_with_the_same_bytes_links_and_modes() {
    for vars in [&[][..], &[("HF_HUB_DISABLE_SYMLINKS", "1")]] {
        let home = tempfile::tempdir().unwrap();
        let [ours, theirs] = ["ours", "theirs"].map(|name| home.path().join(name));
        if ask(WRITE, &plan(&[&theirs], vars), home.path()).is_none() {
            return;
        }
        write(&ours, vars);
        let read = folder(&theirs, vars).read_tree(&commit()).unwrap();
        let mut sorted = files();
        sorted.sort_by(|a, b| a.path.cmp(&b.path));
        assert_eq!(read, sorted);
        let (ours, theirs) = (census(&ours), census(&theirs));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours, theirs, "{vars:?}");
        }
        assert_eq!(ours.len(), theirs.len());
    }
}

#[test]
fn python_finds_a_whole_snapshot_and_knows_one_that_is_not() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("hub");
    let folder = write(&root, &[]);
    folder.note_missing(&commit(), &FilePath::parse("no/such.json").unwrap()).unwrap();
    let Some(found) = ask(READ, &plan(&[&root], &[]), home.path()) else { return };
    let snapshot = folder.snapshot(&commit());
    assert_eq!(found["snapshots"], json!([snapshot, snapshot, snapshot]));
    assert_eq!((&found["missing"], &found["warnings"]), (&json!(true), &json!([])));
    assert_eq!(found["refs"], json!(["feature/x", "main", "refs/pr/1"]));
    assert_eq!(found["files"].as_array().unwrap().len(), files().len());
    assert_eq!(found["tree"].as_array().unwrap().len(), files().len());
    assert_eq!(found["incomplete"], 0);
    std::fs::remove_file(folder.pointer(&commit(), &files()[0].path)).unwrap();
    std::fs::write(folder.part(files()[0].etag()), "half").unwrap();
    std::fs::write(folder.map(files()[0].etag()), "0 4\n").unwrap();
    let found = ask(READ, &plan(&[&root], &[]), home.path()).unwrap();
    assert_eq!(found["snapshots"], json!(["incomplete", "incomplete", "incomplete"]));
    assert_eq!((&found["incomplete"], &found["warnings"]), (&json!(2), &json!([])));
}

#[test]
fn both_at_once_leave_what_one_would() {
    let home = tempfile::tempdir().unwrap();
    let alone = home.path().join("alone");
    write(&alone, &[]);
    let roots: Vec<PathBuf> =
        (0..cases(500)).map(|round| home.path().join(round.to_string())).collect();
    std::thread::scope(|scope| {
        let plan = plan(&roots.iter().map(PathBuf::as_path).collect::<Vec<_>>(), &[]);
        let python = scope.spawn(|| ask(WRITE, &{ plan }, home.path()));
        for root in &roots {
            while !root.with_extension("ready").exists() {
                if python.is_finished() {
                    assert!(python.join().unwrap().is_none(), "Python ended early");
                    return;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            std::fs::write(root.with_extension("go"), "").unwrap();
            write(root, &[]);
        }
        python.join().unwrap();
        for root in &roots {
            assert_eq!(census(root), census(&alone));
        }
    });
}
