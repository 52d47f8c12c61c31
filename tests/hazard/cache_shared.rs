//! Hazard: Python's huggingface_hub and hfenv hold one lock at once, or Python deletes from its
//! shared store what hfenv links to. The judge is the real thing.

use std::time::{Duration, Instant};

use hfenv::cache::CacheError;
use hfenv::cache::lock::Patience;
use serde_json::{Value, json};

use super::cache_layout::{commit, files, folder};
use crate::support::python::ask;

#[test]
fn both_take_the_same_lock() {
    let home = tempfile::tempdir().unwrap();
    let (root, etag) = (home.path().join("hub"), files()[0].etag().clone());
    let folder = folder(&root, &[]);
    folder.prepare().unwrap();
    let path = root.join(".locks/models--o--m").join(format!("{etag}.lock"));
    let script = r"
import json, os, sys, time
from filelock import Timeout
from huggingface_hub.utils import WeakFileLock
plan = json.load(sys.stdin)
try:
    with WeakFileLock(plan['lock'], timeout=0.3):
        if plan['hold']:
            open(plan['hold'], 'w').close()
            limit = time.time() + 20
            while os.path.exists(plan['hold']) and time.time() < limit:
                time.sleep(0.01)
    print(json.dumps(os.getpid()))
except Timeout:
    print('null')
";
    let ours = folder.lock(&etag, Patience::None).unwrap();
    let Some(busy) = ask(script, &json!({"lock": path, "hold": ""}), home.path()) else { return };
    assert_eq!(busy, Value::Null, "Python took a lock that we hold");
    drop(ours);
    let hold = home.path().join("held");
    std::thread::scope(|scope| {
        let plan = json!({"lock": path, "hold": hold});
        let python = scope.spawn(move || ask(script, &plan, home.path()).unwrap());
        let begin = Instant::now();
        while !hold.exists() && begin.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(folder.lock(&etag, Patience::None).unwrap().is_none(), "we took Python's lock");
        let wait = Patience::Wait(Duration::from_millis(50), &|_| ());
        let refused = folder.lock(&etag, wait).unwrap_err();
        std::fs::remove_file(&hold).unwrap();
        let wait = Patience::Wait(Duration::from_secs(20), &|_| ());
        assert!(folder.lock(&etag, wait).unwrap().is_some());
        let process = python.join().unwrap();
        let CacheError::Locked { holder, .. } = &refused else { panic!("{refused}") };
        let holder = holder.as_deref().unwrap_or_default();
        // A file system may hide its locks, but what is told is true.
        assert!(holder.is_empty() || holder.starts_with(&format!("{process}, py")), "{holder}");
    });
}

#[test]
fn python_counts_on_what_was_taken_from_its_shared_store() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("hub");
    let entry = files().into_iter().find(|entry| entry.xet.is_some()).unwrap();
    let script = r"
import json, os, sys
from pathlib import Path
from huggingface_hub.utils import _shared_blobs as store
plan = json.load(sys.stdin)
root, xet, size = Path(plan['root']), plan['xet'], plan['size']
payload = store.shared_blob_path(root, xet)
if plan['make']:
    blob = root / 'models--other--m' / 'blobs' / plan['etag']
    blob.parent.mkdir(parents=True)
    blob.write_bytes(bytes(size))
    shared = store.publish_blob_to_shared_store(
        blob_path=str(blob), xet_hash=xet, cache_dir=root, expected_size=size)
    assert shared and blob.is_symlink()
    print('null')
else:
    (root / 'models--other--m' / 'blobs' / plan['etag']).unlink()
    kept = store.sweep_shared_blob(payload, cache_dir=root) == 0 and payload.exists()
    known = sorted(str(path) for path in store._read_valid_manifest_references(payload, root))
    (root / 'models--o--m' / 'blobs' / plan['etag']).unlink()
    freed = store.sweep_shared_blob(payload, cache_dir=root)
    print(json.dumps([kept, known, freed]))
";
    let plan = |make: bool| {
        let (xet, etag) = (entry.xet.clone(), entry.etag().as_str());
        json!({"root": root, "xet": xet, "etag": etag, "size": entry.size, "make": make})
    };
    if ask(script, &plan(true), home.path()).is_none() {
        return;
    }
    let folder = folder(&root, &[]);
    folder.prepare().unwrap();
    assert!(folder.has_blob(&entry));
    folder.link(&commit(), &entry).unwrap();
    let blob = folder.blob(entry.etag());
    assert!(blob.is_symlink() && folder.has_pointer(&commit(), &entry.path, entry.size));
    let said = ask(script, &plan(false), home.path()).unwrap();
    assert_eq!(said, json!([true, [blob], entry.size]));
    assert!(!folder.has_blob(&entry));
}
