//! huggingface_hub's shared store, `blobs/` in the cache's own folder: contents named by their Xet
//! hash, each with a list of the blobs that are links to it (`utils/_shared_blobs.py`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Lies;
use super::at::entries;
use super::{Census, Unknown};
use crate::cache::disk;
use crate::cache::shared::MARK;
use crate::cache::stat::Stat;

/// The folder's name.
pub const NAME: &str = "blobs";
/// A list of references longer than this is not believed.
const LIST_MAX: u64 = 4 << 20;

/// The store.
#[derive(Debug, Default)]
pub struct Store {
    /// Whether there is one, by its mark.
    pub is_marked: bool,
    /// Whether all of it was read, too.
    pub is_read: bool,
    /// Its contents by their Xet hash.
    pub payloads: BTreeMap<String, Stat>,
}

impl Store {
    pub(super) fn read(root: &Path, unknown: &mut Vec<Unknown>) -> Self {
        let folder = root.join(NAME);
        let is_folder = std::fs::symlink_metadata(&folder).is_ok_and(|meta| meta.is_dir());
        let marked = || disk::read(&folder.join(MARK.0), 16).is_some_and(|text| text == MARK.1);
        if !is_folder || !marked() {
            return Self::default();
        }
        let mut payloads = BTreeMap::new();
        let mut unread = Vec::new();
        for (prefix, kind) in entries(&folder, &mut unread) {
            let Some(prefix) = prefix.to_str().filter(|name| kind.is_dir() && is_hex(name, 2))
            else {
                continue;
            };
            for (name, kind) in entries(&folder.join(prefix), &mut unread) {
                let Some(name) = name.to_str().filter(|name| kind.is_file() && is_hex(name, 64))
                else {
                    continue;
                };
                let path = folder.join(prefix).join(name);
                match std::fs::symlink_metadata(&path) {
                    Ok(meta) if name.starts_with(prefix) => {
                        payloads.insert(name.to_owned(), Stat::of(&meta, &path));
                    }
                    Ok(_) => {}
                    Err(error) => unread.push(Unknown { path, why: error.to_string() }),
                }
            }
        }
        let is_read = unread.is_empty();
        unknown.extend(unread);
        Self { is_marked: true, is_read, payloads }
    }
}

impl Lies {
    /// The Xet hash of what is shared.
    #[must_use]
    pub fn shared(&self) -> Option<&str> {
        match self {
            Self::Shared(hash) => Some(hash),
            _ => None,
        }
    }
}

impl Census {
    /// Contents of the store that nobody has a link to: neither a blob in this census nor one that
    /// the content's own list names. Without such a list nothing is said.
    #[must_use]
    pub fn unshared(&self) -> Vec<(&str, Stat)> {
        // What was not read may have a link that no list names.
        if self.repos.iter().any(|repo| repo.blind.is_some()) {
            return Vec::new();
        }
        let blobs = self.repos.iter().flat_map(|repo| repo.blobs.values());
        let used: std::collections::HashSet<&str> =
            blobs.filter_map(|blob| blob.lies.shared()).collect();
        let all = self.store.payloads.iter().map(|(hash, stat)| (hash.as_str(), *stat));
        let free = all.filter(|(hash, _)| !used.contains(hash));
        free.filter(|(hash, _)| is_free(&self.root, hash)).collect()
    }
}

/// Where a content of the store lies.
#[must_use]
pub fn payload(root: &Path, hash: &str) -> PathBuf {
    root.join(NAME).join(hash.get(..2).unwrap_or_default()).join(hash)
}

/// The Xet hash in a path below the cache, if it is that of a content of the store.
pub(super) fn hash_in(below: &Path) -> Option<String> {
    let mut parts = below.components().map(|part| part.as_os_str().to_str());
    let (folder, prefix, hash) = (parts.next()??, parts.next()??, parts.next()??);
    let fits = folder == NAME && is_hex(hash, 64) && hash.get(..2) == Some(prefix);
    (fits && parts.next().is_none()).then(|| hash.to_owned())
}

/// Whether the list of a content's references is there, can be read, and names none that holds.
#[must_use]
pub fn is_free(root: &Path, hash: &str) -> bool {
    let target = payload(root, hash);
    let Some(list) = disk::read(&target.with_extension("refs"), LIST_MAX) else { return false };
    let Ok(list) = String::from_utf8(list) else { return false };
    list.lines().all(|line| {
        let parts: Vec<&str> = line.split('/').collect();
        let [repo, NAME, blob] = parts[..] else { return true };
        if super::repo_of(repo.as_ref()).is_none() || matches!(blob, "" | "." | "..") {
            return true;
        }
        match std::fs::read_link(root.join(line)) {
            Ok(text) => {
                let place = super::Place::new(root.to_owned(), root);
                let folder = root.join(repo).join(NAME);
                place.inside(&folder, &text).and_then(|below| hash_in(&below)).as_deref()
                    != Some(hash)
            }
            Err(error) => matches!(
                error.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidInput
            ),
        }
    })
}

fn is_hex(name: &str, length: usize) -> bool {
    name.len() == length && crate::text::is_hex(name.as_bytes())
}
