//! git's raw diffs: which path had which object, and which one it has now.

use std::io::BufRead;
use std::path::PathBuf;

use super::GuardError;
use super::repo;

/// A path that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The path from the work tree's top.
    pub(super) path: PathBuf,
    /// Its objects before; a merge has several, and a new path none.
    pub(super) old: Vec<String>,
    /// What it has now.
    pub(super) new: New,
    /// The commit, where commits are compared.
    pub(super) commit: Option<String>,
}

impl Change {
    /// The message of a commit or tag.
    pub(super) fn message(id: &str) -> Self {
        let (path, old, new) = (PathBuf::new(), Vec::new(), New::Message(id.to_owned()));
        Self { path, old, new, commit: Some(id.to_owned()) }
    }
}

/// What a path has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum New {
    /// This blob.
    Blob(String),
    /// What lies in the work tree.
    File,
    /// The message of this commit or tag.
    Message(String),
    /// This object, whatever it is.
    Object(String),
    /// What another path had before.
    Name,
    /// Nothing.
    Nothing,
}

/// The options of every raw diff. A submodule is a repository of its own.
pub(super) const OPTIONS: [&str; 5] =
    ["--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=all"];

/// `git diff-tree` for the commits that it reads. A merge brings in what none of its parents has;
/// --always tells of commits without changes, too, for their messages.
pub(super) fn of_commits() -> Vec<&'static str> {
    ["diff-tree", "--stdin", "-r", "-c", "--root", "--always"].into_iter().chain(OPTIONS).collect()
}

/// A piece of a raw diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// The changes that follow are those of this commit.
    Commit(String),
    /// A path that differs.
    Change(Change),
}

const WRONG: GuardError = GuardError::Unexpected("--raw");

/// Reads what `diff-index`, `diff-files` or `diff-tree --stdin` write with [`OPTIONS`], as it
/// comes.
pub(super) fn read(
    from: &mut impl BufRead,
    each: &mut dyn FnMut(Entry) -> Result<(), GuardError>,
) -> Result<(), GuardError> {
    let mut commit = None;
    while let Some(head) = field(from)? {
        let head = String::from_utf8(head).map_err(|_| WRONG)?;
        if !head.starts_with(':') {
            let id = head.trim().to_owned();
            commit = Some(id.clone());
            each(Entry::Commit(id))?;
            continue;
        }
        let path = field(from)?.ok_or(WRONG)?;
        each(Entry::Change(change(&head, path, commit.clone())?))?;
    }
    Ok(())
}

/// The bytes up to the next NUL.
fn field(from: &mut impl BufRead) -> Result<Option<Vec<u8>>, GuardError> {
    let mut bytes = Vec::new();
    if from.read_until(0, &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.pop() == Some(0) { Ok(Some(bytes)) } else { Err(WRONG) }
}

/// Reads a change's head: the modes of each parent and the new one, then the objects alike, then
/// the letters.
fn change(head: &str, path: Vec<u8>, commit: Option<String>) -> Result<Change, GuardError> {
    let parents = head.bytes().take_while(|byte| *byte == b':').count();
    let words: Vec<&str> = head[parents..].split(' ').collect();
    let [modes @ .., _] = words.as_slice() else { return Err(WRONG) };
    if modes.len() != 2 * (parents + 1) {
        return Err(WRONG);
    }
    let (modes, ids) = modes.split_at(parents + 1);
    let old = ids[..parents].iter().filter(|id| !is_null(id)).map(|id| (*id).to_owned());
    let new = match modes[parents] {
        // A submodule's commit is none of this repository's, but its name is.
        "160000" => New::Name,
        mode if !mode.starts_with("10") && mode != "120000" => New::Nothing,
        _ if is_null(ids[parents]) => New::File,
        _ => New::Blob(ids[parents].to_owned()),
    };
    Ok(Change { path: repo::path(path), old: old.collect(), new, commit })
}

fn is_null(id: &str) -> bool {
    id.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    const NONE: &str = "0000000000000000000000000000000000000000";

    fn change(path: &str, old: &[&str], new: New) -> Change {
        let old = old.iter().map(|id| (*id).to_owned()).collect();
        Change { path: path.into(), old, new, commit: None }
    }

    fn entries(bytes: &[u8]) -> Result<Vec<Entry>, GuardError> {
        let mut all = Vec::new();
        read(&mut &bytes[..], &mut |entry| {
            all.push(entry);
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn every_kind_of_change_is_told_apart() {
        let text = format!(
            ":100644 100644 {A} {B} M\0a b\n:c\0:000000 100755 {NONE} {A} A\0-n\0\
             :100644 000000 {A} {NONE} D\0gone\0:100644 100644 {A} {NONE} M\0tree\0\
             :000000 160000 {NONE} {A} A\0sub\0:100644 120000 {A} {B} T\0link\0"
        );
        let wanted = [
            change("a b\n:c", &[A], New::Blob(B.into())),
            change("-n", &[], New::Blob(A.into())),
            change("gone", &[A], New::Nothing),
            change("tree", &[A], New::File),
            change("sub", &[], New::Name),
            change("link", &[A], New::Blob(B.into())),
        ];
        assert_eq!(entries(text.as_bytes()).unwrap(), wanted.map(Entry::Change));
    }

    #[test]
    fn merges_and_commits_are_read() {
        let text = format!("{A}\0::100644 100644 100644 {A} {NONE} {B} MA\0x\0{B}\0");
        let merged = Change { commit: Some(A.into()), ..change("x", &[A], New::Blob(B.into())) };
        let wanted = [Entry::Commit(A.into()), Entry::Change(merged), Entry::Commit(B.into())];
        assert_eq!(entries(text.as_bytes()).unwrap(), wanted);
    }

    #[test]
    fn a_cut_end_and_nonsense_are_refused() {
        let text = format!(":100644 100644 {A} {B} M\0a\0:100644 100644 {A}");
        assert!(entries(text.as_bytes()).is_err());
        assert!(entries(&text.as_bytes()[..97]).is_err());
        for bad in [":\0x\0", ":1 2 3\0x\0", ":100644 100644 a b c M\0x\0", ":x\0"] {
            assert!(entries(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(entries(&[b':', 0xff, 0, 0]).is_err());
    }
}
