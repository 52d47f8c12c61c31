//! A file of a repository, as the Hub's tree lists it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::RepoError;
use crate::text::{is_hex, printable};

/// A path inside a repository, with `/`, that can be joined to a folder without leaving it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(String);

/// The name of a blob in the cache: the file's SHA-256 where it is a large file, else its git blob
/// id. Both are known from the tree, so no request per file is needed to learn them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Etag(String);

/// A large file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lfs {
    /// SHA-256 of the content, 64 hexadecimal digits.
    pub sha256: Etag,
    /// Its length in bytes.
    pub size: u64,
}

/// A file of a repository at one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies.
    pub path: FilePath,
    /// Its length in bytes, the large file's own where it is one.
    pub size: u64,
    /// The git blob id; that of the pointer where it is a large file.
    pub blob_id: Etag,
    /// The large file behind the pointer.
    pub lfs: Option<Lfs>,
    /// The Xet hash, 64 hexadecimal digits, where the Hub tells it.
    pub xet: Option<String>,
}

/// Longest name in a folder, in bytes, that common file systems take.
const NAME_MAX: usize = 255;
/// Longest path in bytes.
const PATH_MAX: usize = 4096;

impl FilePath {
    /// Reads a path of a listing. What would leave its folder on any system is refused on all:
    /// `..`, an absolute path, a drive, a backslash (`huggingface_hub`, `file_download.py`).
    pub fn parse(text: &str) -> Result<Self, RepoError> {
        let refused = |why| Err(RepoError::Path(printable(text).into_owned(), why));
        if text.is_empty() || text.len() > PATH_MAX {
            return refused("it is empty or longer than 4096 bytes");
        }
        if text.contains(|c: char| c.is_control() || c == '\\') {
            return refused("it has a backslash or a control character");
        }
        if text.as_bytes().get(1) == Some(&b':') {
            return refused("it begins like a drive");
        }
        if text.starts_with('/') {
            return refused("it begins with /, and a repository has no root");
        }
        if text.split('/').any(str::is_empty) {
            return refused("a name in it is empty");
        }
        if text.split('/').any(|part| matches!(part, "." | "..")) {
            return refused("it would leave its folder");
        }
        if text.split('/').any(|part| part.len() > NAME_MAX) {
            return refused("a name in it is longer than 255 bytes");
        }
        #[cfg(windows)]
        if text.split('/').any(is_device) {
            return refused("it is a device on this system");
        }
        Ok(Self(text.to_owned()))
    }

    /// With `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Below a folder.
    #[must_use]
    pub fn below(&self, folder: &Path) -> PathBuf {
        folder.join(self.0.split('/').collect::<PathBuf>())
    }

    /// How many folders it lies in: 0 for `config.json`.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.matches('/').count()
    }
}

#[cfg(windows)]
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered =
        |name: &str| stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest != "0");
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

impl Etag {
    /// 40 (SHA-1) or 64 (SHA-256) hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Result<Self, RepoError> {
        if matches!(text.len(), 40 | 64) && is_hex(text.as_bytes()) {
            return Ok(Self(text.to_owned()));
        }
        Err(RepoError::Hash(printable(text).into_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the SHA-256 of a large file; else it is a git blob id.
    #[must_use]
    pub fn is_sha256(&self) -> bool {
        self.0.len() == 64
    }
}

/// Whether this is a Xet hash: 64 hexadecimal digits.
#[must_use]
pub fn is_xet(hash: &str) -> bool {
    hash.len() == 64 && is_hex(hash.as_bytes())
}

impl Entry {
    /// The blob's name in the cache.
    #[must_use]
    pub fn etag(&self) -> &Etag {
        self.lfs.as_ref().map_or(&self.blob_id, |lfs| &lfs.sha256)
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
