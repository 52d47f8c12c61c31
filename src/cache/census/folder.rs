//! Reads one repository's folder.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::FileType;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::at::{Place, entries};
use super::store::{self, Store};
use super::{
    Blob, CachedFile, CachedRef, CachedRepo, CachedRevision, Content, Lies, Part, Unknown,
    is_litter, unknown_link,
};
use crate::cache::disk;
use crate::cache::remove::{REMOVED, REMOVED_BLOB};
use crate::cache::stat::Stat;
use crate::repo::{Commit, Repo};

/// What a download leaves in a repository's folder besides blobs, references and snapshots.
const BESIDE: [&str; 2] = [".no_exist", "trees"];

pub(super) fn read(place: &Place, store: &Store, repo: Repo, name: &OsStr) -> Option<CachedRepo> {
    let path = place.root.join(name);
    let stat = Stat::of(&std::fs::symlink_metadata(&path).ok()?, &path);
    let mut cached = CachedRepo {
        repo,
        path,
        revisions: Vec::new(),
        refs: Vec::new(),
        blobs: BTreeMap::new(),
        parts: Vec::new(),
        left: Vec::new(),
        unknown: Vec::new(),
        blind: None,
        stat,
    };
    let mut folders = Vec::new();
    for (name, kind) in cached.entries(&cached.path.clone()) {
        let path = cached.path.join(&name);
        let known = ["blobs", "refs", "snapshots"].iter().find(|known| name == **known);
        match known {
            Some(known) if kind.is_dir() => folders.push(*known),
            _ if kind.is_symlink() => cached.doubt(unknown_link(path)),
            None if kind.is_dir() && BESIDE.iter().any(|beside| name == *beside) => {}
            None if kind.is_dir() && is_removed(&name) => {
                let stat = cached.stat(&path);
                cached.left.extend(stat.map(|stat| (path, stat)));
            }
            None if is_litter(&name) => {}
            None if kind.is_file() && disk::is_temporary(&name) => {}
            // A file beside can't refer to anything; a folder can.
            None if kind.is_file() => cached.unknown.push(not_known(path)),
            _ => cached.doubt(not_known(path)),
        }
    }
    // Blobs first: snapshots are links to them.
    folders.sort_unstable();
    for folder in folders {
        match folder {
            "blobs" => read_blobs(place, store, &mut cached),
            "refs" => read_refs(&mut cached),
            _ => read_snapshots(place, &mut cached),
        }
    }
    // What is no commit and no snapshot may have been one, and was torn.
    let is_torn = |named: &&CachedRef| {
        Commit::parse(&named.commit).is_err()
            && !cached.revisions.iter().any(|revision| revision.name == named.commit)
    };
    let torn =
        cached.refs.iter().find(is_torn).map(|named| cached.path.join("refs").join(&named.name));
    if let Some(path) = torn {
        cached.doubt(Unknown { path, why: "no commit".to_owned() });
    }
    Some(cached)
}

/// Reads a repository's folder of the cache once more.
pub(in crate::cache) fn again(root: &Path, repo: &Repo, name: &Path) -> Option<CachedRepo> {
    let place = Place::new(root.to_owned(), root);
    read(&place, &Store::read(root, &mut Vec::new()), repo.clone(), name.as_os_str())
}

fn read_blobs(place: &Place, store: &Store, cached: &mut CachedRepo) {
    let folder = cached.path.join("blobs");
    for (name, kind) in cached.entries(&folder) {
        let path = folder.join(&name);
        let Some(name) = name.to_str().filter(|_| kind.is_file() || kind.is_symlink()) else {
            cached.doubt(not_known(path));
            continue;
        };
        if kind.is_symlink() {
            let text = cached.seen(&path, std::fs::read_link(&path));
            let blob = text.map(|text| behind(place, store, &folder, text));
            cached.blobs.extend(blob.map(|blob| (name.to_owned(), blob)));
            continue;
        }
        let Some(stat) = cached.stat(&path) else { continue };
        if name.ends_with(REMOVED_BLOB) {
            cached.left.push((path, stat));
        } else if name.ends_with(".incomplete") {
            cached.parts.push(Part { name: name.to_owned(), stat });
        } else if is_litter(OsStr::new(name)) {
        } else if name.starts_with('.') {
            cached.doubt(not_known(path));
        } else {
            cached.blobs.insert(name.to_owned(), Blob { stat: Some(stat), lies: Lies::Here });
        }
    }
    cached.parts.sort_by(|a, b| a.name.cmp(&b.name));
}

/// A blob that is a link.
fn behind(place: &Place, store: &Store, folder: &Path, text: PathBuf) -> Blob {
    let below = place.inside(folder, &text);
    let Some(hash) = below.and_then(|below| store::hash_in(&below)) else {
        return Blob { stat: None, lies: Lies::Elsewhere(text) };
    };
    match store.payloads.get(&hash) {
        Some(stat) => Blob { stat: Some(*stat), lies: Lies::Shared(hash) },
        // It dangles, if the store was read at all.
        None if store.is_read => Blob { stat: None, lies: Lies::Nowhere },
        None => Blob { stat: None, lies: Lies::Elsewhere(text) },
    }
}

fn read_refs(cached: &mut CachedRepo) {
    let top = cached.path.join("refs");
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for (name, kind) in cached.entries(&top.join(&below)) {
            let below = below.join(&name);
            let path = top.join(&below);
            if kind.is_dir() {
                folders.push(below);
                continue;
            }
            if is_litter(&name) {
                continue;
            }
            let text = if kind.is_file() { disk::read(&path, 256) } else { None };
            let text = text.and_then(|text| String::from_utf8(text).ok());
            // Editors end a file with a line break.
            let commit = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            match (commit, below.to_str(), cached.stat(&path)) {
                (Some(commit), Some(name), Some(stat)) => cached.refs.push(CachedRef {
                    name: name.replace(std::path::MAIN_SEPARATOR, "/"),
                    commit: commit.to_owned(),
                    modified: stat.modified,
                }),
                _ => cached.doubt(Unknown { path, why: "no reference".to_owned() }),
            }
        }
    }
    cached.refs.sort_by(|a, b| a.name.cmp(&b.name));
}

fn read_snapshots(place: &Place, cached: &mut CachedRepo) {
    let top = cached.path.join("snapshots");
    for (name, kind) in cached.entries(&top) {
        let path = top.join(&name);
        let (Some(name), true) = (name.to_str(), kind.is_dir()) else {
            match kind.is_symlink() {
                true => cached.doubt(unknown_link(path)),
                false if is_litter(&name) => {}
                false => cached.doubt(not_known(path)),
            }
            continue;
        };
        let Some(stat) = cached.stat(&path) else { continue };
        let refs = cached.refs.iter().filter(|reference| reference.commit == name);
        let refs = refs.map(|reference| reference.name.clone()).collect();
        let files = read_files(place, cached, &path);
        cached.revisions.push(CachedRevision { name: name.to_owned(), refs, files, stat });
    }
    cached.revisions.sort_by(|a, b| a.name.cmp(&b.name));
}

fn read_files(place: &Place, cached: &mut CachedRepo, snapshot: &Path) -> Vec<CachedFile> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let folder = snapshot.join(&below);
        for (name, kind) in cached.entries(&folder) {
            let path = below.join(&name);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            let content = if kind.is_symlink() {
                linked(place, cached, &folder, &folder.join(&name))
            } else {
                cached.stat(&folder.join(&name)).map(Content::Own)
            };
            files.extend(content.map(|content| CachedFile { path, content }));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// What a link of a snapshot leads to: a blob of the same repository, or something that is not
/// looked at.
fn linked(place: &Place, cached: &mut CachedRepo, folder: &Path, link: &Path) -> Option<Content> {
    let text = cached.seen(link, std::fs::read_link(link))?;
    let below = place.inside(folder, &text);
    let parts: Vec<&OsStr> =
        below.iter().flat_map(|below| below.components()).map(Component::as_os_str).collect();
    let blob = match parts[..] {
        [repo, blobs, name] if repo == cached.folder() && blobs == "blobs" => name.to_str(),
        // Into another snapshot, perhaps: then that one is needed.
        [repo, ..] if repo == cached.folder() => {
            cached.doubt(unknown_link(link.to_owned()));
            None
        }
        _ => None,
    };
    let Some(name) = blob else { return Some(Content::Elsewhere(text)) };
    match cached.blobs.get(name).map(|blob| &blob.lies) {
        Some(Lies::Nowhere) => Some(Content::Dangling(name.to_owned())),
        Some(_) => Some(Content::Blob(name.to_owned())),
        // A folder that was not read may have it.
        None if cached.blind.is_some() => Some(Content::Elsewhere(text)),
        None => Some(Content::Dangling(name.to_owned())),
    }
}

impl CachedRepo {
    /// Notes what may hide something that is needed.
    fn doubt(&mut self, unknown: Unknown) {
        self.blind.get_or_insert_with(|| unknown.clone());
        self.unknown.push(unknown);
    }

    /// What was read, unless it could not be.
    fn seen<T>(&mut self, path: &Path, read: io::Result<T>) -> Option<T> {
        let doubt = |error: io::Error| Unknown { path: path.to_owned(), why: error.to_string() };
        read.map_err(|error| self.doubt(doubt(error))).ok()
    }

    fn stat(&mut self, path: &Path) -> Option<Stat> {
        let meta = std::fs::symlink_metadata(path);
        // A part has become a blob meanwhile, or was given up: nothing refers to it.
        let is_part = path.extension() == Some(OsStr::new("incomplete"));
        if is_part && meta.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return None;
        }
        self.seen(path, meta).map(|meta| Stat::of(&meta, path))
    }

    fn entries(&mut self, folder: &Path) -> Vec<(OsString, FileType)> {
        let mut unknown = Vec::new();
        let entries = entries(folder, &mut unknown);
        for unknown in unknown {
            self.doubt(unknown);
        }
        entries
    }
}

fn is_removed(name: &OsString) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(REMOVED))
}

fn not_known(path: PathBuf) -> Unknown {
    Unknown { path, why: "not known".to_owned() }
}
