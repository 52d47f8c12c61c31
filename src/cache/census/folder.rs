//! Reads one repository's folder.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::at::{Place, entries};
use super::store::{self, Store};
use super::{
    Blob, CachedFile, CachedRef, CachedRepo, CachedRevision, Content, Part, Unknown, is_litter,
    unknown_link,
};
use crate::cache::hand::read_small;
use crate::cache::remove::{REMOVED, REMOVED_BLOB};
use crate::cache::stat::Stat;
use crate::repo::Repo;

/// What a download leaves in a repository's folder besides blobs, references and snapshots.
const BESIDE: [&str; 2] = [".no_exist", "trees"];

pub(super) fn read(place: &Place, store: &Store, repo: Repo, name: &OsStr) -> Option<CachedRepo> {
    let path = place.root.join(name);
    let stat = stat(&path)?;
    let mut cached = CachedRepo {
        repo,
        path,
        revisions: Vec::new(),
        refs: Vec::new(),
        blobs: BTreeMap::new(),
        parts: Vec::new(),
        left: Vec::new(),
        unknown: Vec::new(),
        stat,
    };
    let mut folders = Vec::new();
    for (name, kind) in entries(&cached.path, &mut cached.unknown) {
        let path = cached.path.join(&name);
        let known = ["blobs", "refs", "snapshots"].iter().find(|known| name == **known);
        match known {
            Some(known) if kind.is_dir() => folders.push(*known),
            _ if kind.is_symlink() => cached.unknown.push(unknown_link(path)),
            None if kind.is_dir() && BESIDE.iter().any(|beside| name == *beside) => {}
            None if kind.is_dir() && is_removed(&name) => cached.left.push(path),
            None if is_litter(&name) => {}
            _ => cached.unknown.push(not_known(path)),
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
    Some(cached)
}

fn read_blobs(place: &Place, store: &Store, cached: &mut CachedRepo) {
    let folder = cached.path.join("blobs");
    for (name, kind) in entries(&folder, &mut cached.unknown) {
        let path = folder.join(&name);
        let Some(name) = name.to_str().filter(|_| kind.is_file() || kind.is_symlink()) else {
            cached.unknown.push(not_known(path));
            continue;
        };
        if kind.is_symlink() {
            let target = std::fs::read_link(&path).ok();
            let below = target.and_then(|text| place.inside(&folder, &text));
            let hash = below.and_then(|below| store::hash_in(&below));
            // A link to nothing is no blob; what links to it dangles.
            match hash.as_ref().map(|hash| store.payloads.get(hash)) {
                Some(Some(stat)) => {
                    let blob = Blob { stat: *stat, shared: hash };
                    cached.blobs.insert(name.to_owned(), blob);
                }
                _ => cached.unknown.push(unknown_link(path)),
            }
            continue;
        }
        let Some(stat) = stat(&path) else { continue };
        if name.ends_with(REMOVED_BLOB) {
            cached.left.push(path);
        } else if name.ends_with(".incomplete") {
            cached.parts.push(Part { name: name.to_owned(), stat });
        } else if is_litter(OsStr::new(name)) {
        } else if name.starts_with('.') {
            cached.unknown.push(not_known(path));
        } else {
            cached.blobs.insert(name.to_owned(), Blob { stat, shared: None });
        }
    }
    cached.parts.sort_by(|a, b| a.name.cmp(&b.name));
}

fn read_refs(cached: &mut CachedRepo) {
    let top = cached.path.join("refs");
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for (name, kind) in entries(&top.join(&below), &mut cached.unknown) {
            let below = below.join(&name);
            let path = top.join(&below);
            if kind.is_dir() {
                folders.push(below);
                continue;
            }
            if is_litter(&name) {
                continue;
            }
            let text = if kind.is_file() { read_small(&path, 256).ok() } else { None };
            let text = text.and_then(|text| String::from_utf8(text).ok());
            match (text, below.to_str(), stat(&path)) {
                (Some(commit), Some(name), Some(stat)) => cached.refs.push(CachedRef {
                    name: name.replace(std::path::MAIN_SEPARATOR, "/"),
                    commit,
                    modified: stat.modified,
                }),
                _ => cached.unknown.push(not_known(path)),
            }
        }
    }
    cached.refs.sort_by(|a, b| a.name.cmp(&b.name));
}

fn read_snapshots(place: &Place, cached: &mut CachedRepo) {
    let top = cached.path.join("snapshots");
    for (name, kind) in entries(&top, &mut cached.unknown) {
        let path = top.join(&name);
        let (Some(name), true) = (name.to_str(), kind.is_dir()) else {
            match kind.is_symlink() {
                true => cached.unknown.push(unknown_link(path)),
                false if is_litter(&name) => {}
                false => cached.unknown.push(not_known(path)),
            }
            continue;
        };
        let Some(stat) = stat(&path) else { continue };
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
        for (name, kind) in entries(&folder, &mut cached.unknown) {
            let path = below.join(&name);
            if kind.is_dir() {
                folders.push(path);
                continue;
            }
            let content = if kind.is_symlink() {
                linked(place, cached, &folder, &folder.join(&name))
            } else {
                stat(&folder.join(&name)).map(Content::Own)
            };
            files.extend(content.map(|content| CachedFile { path, content }));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// What a link of a snapshot leads to: a blob of the same repository, or something that is not
/// looked at.
fn linked(place: &Place, cached: &CachedRepo, folder: &Path, link: &Path) -> Option<Content> {
    let text = std::fs::read_link(link).ok()?;
    let below = place.inside(folder, &text);
    let parts: Vec<&OsStr> =
        below.iter().flat_map(|below| below.components()).map(Component::as_os_str).collect();
    let [repo, blobs, name] = parts[..] else { return Some(Content::Elsewhere(text)) };
    let name = name.to_str().filter(|_| repo == cached.folder() && blobs == "blobs");
    let Some(name) = name else { return Some(Content::Elsewhere(text)) };
    let there = cached.blobs.contains_key(name);
    Some(if there { Content::Blob(name.to_owned()) } else { Content::Dangling(name.to_owned()) })
}

fn stat(path: &Path) -> Option<Stat> {
    std::fs::symlink_metadata(path).ok().map(|meta| Stat::of(&meta, path))
}

fn is_removed(name: &OsString) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(REMOVED))
}

fn not_known(path: PathBuf) -> Unknown {
    Unknown { path, why: "not known".to_owned() }
}
