//! Repositories with files: commits, the names that point to them, and what each commit lists.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::content::{Content, File, git_blob, sha256};
use super::desk::lock;

/// What a commit has at a path.
pub(super) struct Blob {
    pub(super) content: Content,
    pub(super) size: u64,
    /// The git blob id, of the pointer where the file is large.
    pub(super) oid: String,
    pub(super) lfs: Option<Lfs>,
    pub(super) xet: Option<String>,
}

/// A large file as listings tell it.
pub(super) struct Lfs {
    pub(super) sha256: String,
    pub(super) pointer_size: usize,
}

/// The files of a commit.
pub(super) struct Tree {
    pub(super) commit: String,
    pub(super) files: BTreeMap<String, Arc<Blob>>,
}

#[derive(Default)]
struct Repo {
    commits: HashMap<String, Arc<Tree>>,
    refs: BTreeMap<String, String>,
}

/// All of them, by id.
#[derive(Default)]
pub(super) struct Shelf {
    repos: Mutex<HashMap<String, Repo>>,
    aliases: Mutex<HashMap<String, String>>,
    objects: Mutex<HashMap<String, Content>>,
}

impl Shelf {
    /// A new commit on `revision`: the files that it had (or else those of main), and these.
    pub(super) fn add(&self, id: &str, revision: &str, files: Vec<(String, File)>) -> String {
        let mut repos = lock(&self.repos);
        let repo = repos.entry(id.to_owned()).or_default();
        let name = full_name(revision);
        let before = repo.refs.get(&name).or_else(|| repo.refs.get("refs/heads/main"));
        let mut all = before.map_or_else(BTreeMap::new, |old| repo.commits[old].files.clone());
        for (path, file) in files {
            let blob = Arc::new(Blob::new(file));
            if let Some(lfs) = &blob.lfs {
                let object = format!("{id}/{}", lfs.sha256);
                lock(&self.objects).insert(object, blob.content.clone());
            }
            all.insert(path, blob);
        }
        let mut text = format!("commit {} of {id} on {name}\n", repo.commits.len());
        for (path, blob) in &all {
            text.extend([path, " ", blob.etag(), "\n"]);
        }
        let commit = git_blob(text.as_bytes());
        let tree = Tree { commit: commit.clone(), files: all };
        repo.commits.insert(commit.clone(), Arc::new(tree));
        repo.refs.insert(name, commit.clone());
        commit
    }

    /// A new commit on main without this file.
    pub(super) fn remove(&self, id: &str, path: &str) -> String {
        let mut repos = lock(&self.repos);
        let repo = repos.get_mut(id).expect("a repository with files");
        let old = &repo.commits[&repo.refs["refs/heads/main"]];
        let mut files = old.files.clone();
        files.remove(path).expect("the file is there");
        let commit = git_blob(format!("{} without {path}\n", old.commit).as_bytes());
        let tree = Tree { commit: commit.clone(), files };
        repo.commits.insert(commit.clone(), Arc::new(tree));
        repo.refs.insert("refs/heads/main".to_owned(), commit.clone());
        commit
    }

    pub(super) fn point(&self, id: &str, revision: &str, commit: &str) {
        let mut repos = lock(&self.repos);
        let repo = repos.get_mut(id).expect("a repository with files");
        assert!(repo.commits.contains_key(commit), "{id} has no commit {commit}");
        repo.refs.insert(full_name(revision), commit.to_owned());
    }

    pub(super) fn has(&self, id: &str) -> bool {
        lock(&self.repos).contains_key(id)
    }

    /// The commit that a branch, a tag, a full name or a commit's id leads to.
    pub(super) fn tree(&self, id: &str, revision: &str) -> Option<Arc<Tree>> {
        let repos = lock(&self.repos);
        let repo = repos.get(id)?;
        let names = [
            revision.to_owned(),
            format!("refs/heads/{revision}"),
            format!("refs/tags/{revision}"),
        ];
        let commit = names.iter().find_map(|name| repo.refs.get(name));
        repo.commits.get(commit.map_or(revision, String::as_str)).cloned()
    }

    /// The answer to `/refs`.
    pub(super) fn refs(&self, id: &str) -> Value {
        let repos = lock(&self.repos);
        let refs = repos.get(id).map(|repo| repo.refs.clone()).unwrap_or_default();
        let below = |folder: &str| -> Vec<Value> {
            let inside = refs.iter().filter_map(|(name, commit)| {
                let short = name.strip_prefix(folder)?;
                Some(json!({ "name": short, "ref": name, "targetCommit": commit }))
            });
            inside.collect()
        };
        json!({
            "branches": below("refs/heads/"),
            "converts": below("refs/convert/"),
            "tags": below("refs/tags/"),
            "pullRequests": below("refs/pr/"),
        })
    }

    pub(super) fn add_alias(&self, old: &str, new: &str) {
        lock(&self.aliases).insert(old.to_owned(), new.to_owned());
    }

    pub(super) fn alias(&self, id: &str) -> Option<String> {
        lock(&self.aliases).get(id).cloned()
    }

    /// The content that the storage host has under `org/name/<sha256>`.
    pub(super) fn object(&self, key: &str) -> Option<Content> {
        lock(&self.objects).get(key).cloned()
    }
}

/// `main` is a branch; what is written out stays.
fn full_name(revision: &str) -> String {
    if revision.starts_with("refs/") {
        return revision.to_owned();
    }
    format!("refs/heads/{revision}")
}

impl Blob {
    fn new(file: File) -> Self {
        let size = file.listed_size.unwrap_or(file.len());
        let (oid, lfs) = if file.large {
            let sha256 = file.listed_oid.clone().unwrap_or_else(|| file.sha256());
            let pointer = format!(
                "version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n"
            );
            let lfs = Lfs { sha256, pointer_size: pointer.len() };
            (git_blob(pointer.as_bytes()), Some(lfs))
        } else {
            (file.listed_oid.clone().unwrap_or_else(|| file.git_oid()), None)
        };
        Self { content: file.content, size, oid, lfs, xet: file.xet }
    }

    /// The name of its content: what becomes the blob's name in a cache.
    pub(super) fn etag(&self) -> &str {
        self.lfs.as_ref().map_or(&self.oid, |lfs| &lfs.sha256)
    }

    /// An entry of a listing.
    pub(super) fn entry(&self, path: &str) -> Value {
        let mut entry = json!({ "type": "file", "oid": self.oid, "size": self.size, "path": path });
        if let Some(lfs) = &self.lfs {
            entry["lfs"] = json!({
                "oid": lfs.sha256, "size": self.size, "pointerSize": lfs.pointer_size,
            });
        }
        if let Some(xet) = &self.xet {
            entry["xetHash"] = json!(xet);
        }
        entry
    }
}

impl Tree {
    /// The listing below a folder (all of it: ""), with the folders themselves.
    pub(super) fn list(&self, folder: &str, recursive: bool) -> Vec<Value> {
        let base = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        // A folder and a file of the same name, which no git has, are two entries.
        let mut listed: BTreeMap<(&str, bool), Option<&Blob>> = BTreeMap::new();
        for (path, blob) in &self.files {
            let Some(inside) = path.strip_prefix(&base) else { continue };
            let cuts = inside.match_indices('/').map(|(at, _)| &path[..base.len() + at]);
            let shown = if recursive { usize::MAX } else { 1 };
            listed.extend(cuts.take(shown).map(|folder| ((folder, true), None)));
            if recursive || !inside.contains('/') {
                listed.insert((path, false), Some(blob));
            }
        }
        let entries = listed.into_iter().map(|((path, _), blob)| match blob {
            Some(blob) => blob.entry(path),
            None => directory(path),
        });
        entries.collect()
    }

    /// What is at a path: a file or a folder.
    pub(super) fn entry(&self, path: &str) -> Option<Value> {
        let path = path.trim_end_matches('/');
        if let Some(blob) = self.files.get(path) {
            return Some(blob.entry(path));
        }
        let inside = format!("{path}/");
        self.files.keys().any(|file| file.starts_with(&inside)).then(|| directory(path))
    }
}

fn directory(path: &str) -> Value {
    json!({ "type": "directory", "oid": &sha256(path.as_bytes())[..40], "size": 0, "path": path })
}
