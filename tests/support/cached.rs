//! A Hub cache as huggingface_hub leaves it, made by hand, and huggingface_hub as its judge.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::python;
use super::sandbox::{Sandbox, stdout};

/// A cache's folder.
pub(crate) struct Cached {
    pub(crate) root: PathBuf,
}

/// A repository's folder in it.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    name: String,
}

/// A commit of one digit.
pub(crate) fn commit(digit: char) -> String {
    std::iter::repeat_n(digit, 40).collect()
}

/// The blob's name: a large file's SHA-256, or a git blob id.
pub(crate) fn etag(path: &str, content: &[u8]) -> String {
    if Path::new(path).extension().is_some_and(|end| end == "bin") {
        return hex(&Sha256::digest(content));
    }
    let mut hash = Sha1::new_with_prefix(format!("blob {}\0", content.len()));
    hash.update(content);
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    hfenv::text::hex(bytes)
}

impl Cached {
    /// The cache of this home, empty.
    pub(crate) fn new(home: &Sandbox) -> Self {
        Self::at(home.path(".cache/huggingface/hub"))
    }

    pub(crate) fn at(root: PathBuf) -> Self {
        std::fs::create_dir_all(root.join(".locks")).unwrap();
        std::fs::write(root.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n")
            .unwrap();
        Self { root }
    }

    /// A repository, such as `models--org--name`.
    pub(crate) fn repo(&self, name: &str) -> Folder {
        let path = self.root.join(name);
        for folder in ["blobs", "refs", "snapshots"] {
            std::fs::create_dir_all(path.join(folder)).unwrap();
        }
        Folder { path, name: name.to_owned() }
    }

    /// Locks a blob, as a download does, until this is dropped.
    pub(crate) fn lock(&self, folder: &Folder, etag: &str) -> std::fs::File {
        let locks = self.root.join(".locks").join(&folder.name);
        std::fs::create_dir_all(&locks).unwrap();
        let file = std::fs::File::create(locks.join(format!("{etag}.lock"))).unwrap();
        file.lock().unwrap();
        file
    }

    /// Puts a content into the shared store, and a link to it where a blob belongs.
    pub(crate) fn share(&self, folder: &Folder, etag: &str, xet: char) -> PathBuf {
        let hash: String = std::iter::repeat_n(xet, 64).collect();
        let store = self.root.join("blobs");
        let payload = store.join(&hash[..2]).join(&hash);
        std::fs::create_dir_all(payload.parent().unwrap()).unwrap();
        std::fs::write(store.join(".huggingface-shared-blobs"), "1\n").unwrap();
        let blob = folder.path.join("blobs").join(etag);
        if payload.exists() {
            std::fs::remove_file(&blob).unwrap();
        } else {
            std::fs::rename(&blob, &payload).unwrap();
        }
        symlink(format!("../../blobs/{}/{hash}", &hash[..2]), &blob).unwrap();
        let refs = payload.with_extension("refs");
        let old = std::fs::read_to_string(&refs).unwrap_or_default();
        std::fs::write(&refs, format!("{old}{}/blobs/{etag}\n", folder.name)).unwrap();
        std::fs::write(payload.with_extension("lock"), "").unwrap();
        payload
    }

    /// Everything that lies in it: path, and content or link.
    pub(crate) fn all(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&self.root).unwrap().display().to_string();
                let meta = path.symlink_metadata().unwrap();
                if meta.is_dir() {
                    folders.push(path);
                } else if meta.is_symlink() {
                    let to = std::fs::read_link(&path).unwrap();
                    all.insert(name, format!("-> {}", to.display()));
                } else if !name.starts_with(".locks") {
                    let content = std::fs::read(&path).unwrap();
                    all.insert(name, String::from_utf8_lossy(&content).into_owned());
                }
            }
        }
        all
    }
}

impl Folder {
    /// A snapshot with its blobs, and a reference to it.
    pub(crate) fn revision(&self, commit: &str, refs: &[&str], files: &[(&str, &[u8])]) -> &Self {
        for (path, content) in files {
            let etag = etag(path, content);
            let blob = self.path.join("blobs").join(&etag);
            if !blob.exists() {
                std::fs::write(&blob, content).unwrap();
            }
            let pointer = self.pointer(commit, path);
            std::fs::create_dir_all(pointer.parent().unwrap()).unwrap();
            let up = "../".repeat(path.matches('/').count() + 2);
            symlink(format!("{up}blobs/{etag}"), pointer).unwrap();
        }
        for name in refs {
            let path = self.path.join("refs").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, commit).unwrap();
        }
        self
    }

    /// `trees/<commit>.json`.
    pub(crate) fn tree(&self, commit: &str, files: &[(&str, &[u8])]) -> &Self {
        let listed = files.iter().map(|(path, content)| {
            let etag = etag(path, content);
            let mut entry = json!({"size": content.len(), "blob_id": self::etag("", content)});
            if etag.len() == 64 {
                entry["lfs_sha256"] = json!(etag);
                entry["lfs_size"] = json!(content.len());
            }
            ((*path).to_owned(), entry)
        });
        let files: serde_json::Map<String, Value> = listed.collect();
        let tree = json!({"format_version": 1, "files": files});
        std::fs::create_dir_all(self.path.join("trees")).unwrap();
        let path = self.path.join("trees").join(format!("{commit}.json"));
        std::fs::write(path, tree.to_string()).unwrap();
        self
    }

    pub(crate) fn pointer(&self, commit: &str, path: &str) -> PathBuf {
        self.path.join("snapshots").join(commit).join(path)
    }

    pub(crate) fn blob(&self, path: &str, content: &[u8]) -> PathBuf {
        self.path.join("blobs").join(etag(path, content))
    }

    /// A file in `blobs/`, of this age in days.
    pub(crate) fn part(&self, name: &str, bytes: usize, days: u64) -> PathBuf {
        let path = self.path.join("blobs").join(name);
        std::fs::write(&path, vec![1; bytes]).unwrap();
        age(&path, days);
        path
    }
}

/// Makes a file look so many days old.
pub(crate) fn age(path: &Path, days: u64) {
    let time = SystemTime::now() - Duration::from_secs(days * 86_400 + 60);
    let times = std::fs::FileTimes::new().set_accessed(time).set_modified(time);
    std::fs::File::options().read(true).open(path).unwrap().set_times(times).unwrap();
}

/// `hfenv cache … --json`, read.
pub(crate) fn told(home: &Sandbox, words: &[&str], code: i32) -> Value {
    let words = ["cache"].iter().chain(words).chain(&["--json"]);
    let assert = home.hfenv(words).assert().code(code);
    serde_json::from_str(&stdout(&assert)).unwrap()
}

const SCAN: &str = "
import json, sys
from huggingface_hub import scan_cache_dir
from huggingface_hub.errors import CacheNotFound
try:
    info = scan_cache_dir(json.load(sys.stdin))
except CacheNotFound:
    print(json.dumps({'size': 0, 'repos': {}, 'warnings': 0})); sys.exit()
print(json.dumps({'size': info.size_on_disk, 'warnings': len(info.warnings), 'repos': {
    f'{r.repo_type}/{r.repo_id}': {
        'size': r.size_on_disk, 'files': r.nb_files, 'revisions': {
            v.commit_hash: [v.size_on_disk, v.nb_files, sorted(v.refs)] for v in r.revisions
        }} for r in info.repos}}))
";

/// Whether huggingface_hub and hfenv see the same repositories, revisions and sizes in a cache, and
/// what that is.
pub(crate) fn agreed(home: &Sandbox, root: &Path) -> Value {
    let root = root.to_str().unwrap();
    let ours = told(home, &["ls", "--cache-dir", root], 0);
    let list = |value: &Value| value.as_array().unwrap().clone();
    let repos = list(&ours["repositories"]).into_iter().map(|repo| {
        let revisions = list(&repo["revisions"]).into_iter().map(|revision| {
            let name = revision["commit"].as_str().unwrap().to_owned();
            (name, json!([revision["size"], revision["files"], revision["refs"]]))
        });
        let revisions: serde_json::Map<String, Value> = revisions.collect();
        let name = [&repo["type"], &repo["name"]].map(|part| part.as_str().unwrap()).join("/");
        let facts = json!({"size": repo["size"], "files": repo["files"], "revisions": revisions});
        (name, facts)
    });
    let repos: serde_json::Map<String, Value> = repos.collect();
    let ours = json!({"size": ours["size"], "repos": repos, "warnings": 0});
    if let Some(theirs) = python::ask(SCAN, &json!(root), &home.home()) {
        assert_eq!(ours, theirs, "hfenv and huggingface_hub disagree");
    }
    ours
}
