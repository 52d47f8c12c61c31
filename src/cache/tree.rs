//! `trees/<commit>.json`: what a commit has, as huggingface_hub 1.22 and later write and read it
//! (`_tree_cache.py`): `{"format_version": 1, "files": {path: {size, blob_id, lfs_sha256?,
//! lfs_size?, xet_hash?}}}`, indented by 1, sorted. A commit never changes, so neither does this.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{CacheError, Folder, again, disk};
use crate::repo::entry::Lfs;
use crate::repo::{Commit, Entry, Etag, FilePath};

/// More than a list of 200,000 files with long names takes.
const TREE_MAX: u64 = 128 * 1024 * 1024;

const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Tree {
    format_version: u32,
    files: BTreeMap<String, Listed>,
}

#[derive(Deserialize)]
struct Listed {
    size: u64,
    blob_id: String,
    lfs_sha256: Option<String>,
    lfs_size: Option<u64>,
    xet_hash: Option<String>,
}

impl Folder {
    /// The files of a commit, if they were listed before, here or in a cache that is only read; a
    /// file that is damaged or of another version counts as absent.
    #[must_use]
    pub fn read_tree(&self, commit: &Commit) -> Option<Vec<Entry>> {
        self.places().find_map(|place| read(place, commit))
    }

    /// Remembers them all, unless they are known. As in huggingface_hub, a list with a Xet hash
    /// that is none is not kept: nobody would read it.
    pub fn write_tree(&self, commit: &Commit, entries: &[Entry]) -> Result<(), CacheError> {
        write(&self.path, commit, entries)
    }
}

/// The same in any folder: one that a repository was downloaded into has such lists, too.
pub fn write(folder: &Path, commit: &Commit, entries: &[Entry]) -> Result<(), CacheError> {
    let odd = |entry: &Entry| entry.xet.as_deref().is_some_and(|xet| !is_xet(xet));
    if entries.iter().any(odd) || read(folder, commit).is_some() {
        return Ok(());
    }
    let text = written(entries);
    again(|| {
        disk::make_below(folder, Path::new("trees"))?;
        disk::replace(&place(folder, commit), text.as_bytes(), folder)
    })
}

fn place(folder: &Path, commit: &Commit) -> PathBuf {
    folder.join("trees").join(format!("{}.json", commit.as_str()))
}

/// The files of a commit by the list in this folder.
#[must_use]
pub fn read(folder: &Path, commit: &Commit) -> Option<Vec<Entry>> {
    let bytes = disk::read(&place(folder, commit), TREE_MAX)?;
    let tree: Tree = serde_json::from_slice(&bytes).ok()?;
    drop(bytes);
    if tree.format_version != VERSION {
        return None;
    }
    tree.files.into_iter().map(|(path, listed)| listed.entry(&path)).collect()
}

impl Listed {
    fn entry(self, path: &str) -> Option<Entry> {
        let lfs = match self.lfs_sha256 {
            None => None,
            Some(sha256) => {
                let sha256 = Etag::parse(&sha256).ok().filter(Etag::is_sha256)?;
                Some(Lfs { sha256, size: self.lfs_size.unwrap_or(self.size) })
            }
        };
        if self.xet_hash.as_deref().is_some_and(|xet| !is_xet(xet)) {
            return None;
        }
        Some(Entry {
            path: FilePath::parse(path).ok()?,
            size: lfs.as_ref().map_or(self.size, |lfs| lfs.size),
            blob_id: Etag::parse(&self.blob_id).ok()?,
            lfs,
            xet: self.xet_hash,
        })
    }
}

fn is_xet(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The text as Python's `json.dump(…, indent=1)` has it.
fn written(entries: &[Entry]) -> String {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    // Bytes of UTF-8 are in the order of code points, by which Python sorts.
    sorted.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    sorted.dedup_by(|a, b| a.path == b.path);
    let mut out = format!("{{\n \"format_version\": {VERSION},\n \"files\": {{");
    for (index, entry) in sorted.iter().enumerate() {
        out.push_str(if index == 0 { "\n  " } else { ",\n  " });
        quote(entry.path.as_str(), &mut out);
        out.push_str(": {\n");
        // To a string nothing fails to be written.
        let _ = write!(out, "   \"size\": {},\n   \"blob_id\": \"{}\"", entry.size, entry.blob_id);
        if let Some(lfs) = &entry.lfs {
            let (sha256, size) = (&lfs.sha256, lfs.size);
            let _ = write!(out, ",\n   \"lfs_sha256\": \"{sha256}\",\n   \"lfs_size\": {size}");
        }
        if let Some(xet) = &entry.xet {
            let _ = write!(out, ",\n   \"xet_hash\": \"{xet}\"");
        }
        out.push_str("\n  }");
    }
    out.push_str(if sorted.is_empty() { "}\n}" } else { "\n }\n}" });
    out
}

/// A name in quotes, all in ASCII. A path has no control characters.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
