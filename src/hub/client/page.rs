//! The entries of a list of files. They become names on disk, so none is taken on trust.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use serde::Deserialize;

use super::super::error::{HubError, Subject};
use super::super::http::repeats;
use crate::repo::entry::{Lfs, is_xet};
use crate::repo::{Entry, Etag, FilePath, RepoError};
use crate::token::Token;

/// An entry as it is sent.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    #[serde(rename = "type")]
    kind: String,
    path: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    oid: String,
    #[serde(default)]
    lfs: Option<ListedLfs>,
    #[serde(rename = "xetHash", default)]
    xet: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ListedLfs {
    oid: String,
    size: u64,
}

/// A list as far as it was read.
pub(super) struct Listing<'a> {
    subject: &'a Subject,
    token: Option<&'a Token>,
    hasher: RandomState,
    /// Hashes of all files' paths: a list can be long.
    files: HashSet<u64>,
    /// Hashes of the folders that files lie in.
    folders: HashSet<u64>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(subject: &'a Subject, token: Option<&'a Token>) -> Self {
        let (files, folders) = (HashSet::new(), HashSet::new());
        Self { subject, token, hasher: RandomState::new(), files, folders }
    }

    /// The error of a list.
    pub(super) fn odd(&self, why: impl Into<String>) -> HubError {
        HubError::Listing { subject: Box::new(self.subject.clone()), why: why.into() }
    }

    /// The next entry; `None` where it is no file.
    pub(super) fn entry(&mut self, listed: Listed) -> Result<Option<Entry>, HubError> {
        if listed.kind != "file" {
            return Ok(None);
        }
        if self.token.is_some_and(|token| repeats(&listed.path, token)) {
            return Err(self.odd("a name has the token in it"));
        }
        let entry = checked(listed).map_err(|why| self.odd(why))?;
        self.note(&entry.path)?;
        Ok(Some(entry))
    }

    /// One path has one content, and what is a file is no folder.
    fn note(&mut self, path: &FilePath) -> Result<(), HubError> {
        let hash = |text: &str| self.hasher.hash_one(text);
        let text = path.as_str();
        let above: Vec<u64> = text.match_indices('/').map(|(at, _)| hash(&text[..at])).collect();
        let own = hash(text);
        if !self.files.insert(own) {
            return Err(self.odd(format!("{path} is there twice")));
        }
        if self.folders.contains(&own) || above.iter().any(|folder| self.files.contains(folder)) {
            return Err(self.odd(format!("{path} is a file and a folder, or lies in a file")));
        }
        self.folders.extend(above);
        Ok(())
    }
}

fn checked(listed: Listed) -> Result<Entry, String> {
    let words = |error: RepoError| error.to_string();
    let Listed { path, size, oid, lfs, xet, .. } = listed;
    let path = FilePath::parse(&path).map_err(words)?;
    let blob_id = Etag::parse(&oid).map_err(words)?;
    if blob_id.is_sha256() {
        return Err(format!("{path} has no git blob id"));
    }
    let lfs = match lfs {
        None => None,
        Some(lfs) => Some(checked_lfs(&path, size, &lfs)?),
    };
    let xet = xet.filter(|hash| is_xet(hash));
    Ok(Entry { path, size, blob_id, lfs, xet })
}

fn checked_lfs(path: &FilePath, size: u64, lfs: &ListedLfs) -> Result<Lfs, String> {
    let sha256 = Etag::parse(&lfs.oid).map_err(|error| error.to_string())?;
    if !sha256.is_sha256() {
        return Err(format!("{path} has no SHA-256"));
    }
    if lfs.size != size {
        return Err(format!("{path} has {size} bytes and {} bytes", lfs.size));
    }
    Ok(Lfs { sha256, size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Endpoint;
    use crate::repo::{Kind, Repo, Revision};

    const ID: &str = "0123456789012345678901234567890123456789";

    fn read(json: &str) -> Result<Vec<Entry>, String> {
        let subject = Subject {
            endpoint: Endpoint::hub(),
            repo: Repo::new(Kind::Model, "org/name").unwrap(),
            revision: Revision::main(),
            path: None,
            token: true,
        };
        let token = Token::clean(&"s3".repeat(20)).unwrap().unwrap();
        let mut listing = Listing::new(&subject, Some(&token));
        let page: Vec<Listed> = serde_json::from_str(json).unwrap();
        let entries: Result<Vec<_>, _> =
            page.into_iter().map(|listed| listing.entry(listed)).collect();
        let words = |error: HubError| error.to_string();
        entries.map(|entries| entries.into_iter().flatten().collect()).map_err(words)
    }

    fn file(path: &str) -> String {
        format!(r#"{{"type":"file","path":"{path}","size":3,"oid":"{ID}"}}"#)
    }

    #[test]
    fn files_of_both_kinds_are_read_and_folders_skipped() {
        let sha = "ab".repeat(32);
        let json = format!(
            r#"[{{"type":"directory","path":"..","oid":"x","size":0}},
                {{"type":"file","path":"a/b.bin","size":9,"oid":"{ID}","xetHash":"{sha}",
                  "lfs":{{"oid":"{sha}","size":9,"pointerSize":120}}}},
                {{"type":"file","path":"ä.txt","size":0,"oid":"{ID}","xetHash":"redacted"}}]"#
        );
        let entries = read(&json).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].etag().as_str(), entries[0].size), (sha.as_str(), 9));
        assert_eq!(entries[0].xet.as_deref(), Some(sha.as_str()));
        assert_eq!((entries[1].etag().as_str(), &entries[1].xet), (ID, &None));
    }

    #[test]
    fn what_is_not_to_be_trusted_is_refused_by_name() {
        let (sha, other) = ("ab".repeat(32), "cd".repeat(20));
        let lfs = |oid: &str, size: u64| {
            let lfs = format!(r#"{{"oid":"{oid}","size":{size}}}"#);
            format!(r#"{{"type":"file","path":"a","size":9,"oid":"{ID}","lfs":{lfs}}}"#)
        };
        for (entries, words) in [
            (vec![file("../a")], "../a is refused"),
            (vec![file("/etc/passwd")], "/etc/passwd is refused"),
            (vec![file("C:/a")], "C:/a is refused"),
            (vec![file(&"x".repeat(300))], "is refused"),
            (vec![file("a\\u001b[2J")], "a\\u{1b}[2J is refused"),
            (vec![file(&format!("a{}", "s3".repeat(20)))], "has the token in it"),
            (vec![file("a"), file("b"), file("a")], "a is there twice"),
            (vec![file("a"), file("a/b")], "a/b is a file and a folder"),
            (vec![file("a/b/c"), file("a")], "a is a file and a folder"),
            (vec![file("a").replace(ID, "12")], "12 is not a hash"),
            (vec![file("a").replace(ID, &sha)], "a has no git blob id"),
            (vec![lfs(&other, 9)], "a has no SHA-256"),
            (vec![lfs("", 9)], "is not a hash"),
            (vec![lfs(&sha, 8)], "a has 9 bytes and 8 bytes"),
        ] {
            let said = read(&format!("[{}]", entries.join(","))).unwrap_err();
            assert!(said.contains(words), "{words}: {said}");
            assert!(
                said.starts_with("https://huggingface.co lists the files of org/name"),
                "{said}"
            );
        }
    }
}
