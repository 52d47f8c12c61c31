//! git's raw diffs: which path had which object, and which one it has now.

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

/// What a path has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum New {
    /// This blob.
    Blob(String),
    /// What lies in the work tree.
    File,
    /// Nothing, or a submodule's commit.
    Nothing,
}

/// The options of every raw diff. A submodule is a repository of its own.
pub(super) const OPTIONS: [&str; 5] =
    ["--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=all"];

/// Reads what `diff-index`, `diff-files` or `diff-tree --stdin` write with [`OPTIONS`]; with the
/// last also how many commits there were. The end may be cut.
pub(super) fn parse(bytes: &[u8]) -> Result<(Vec<Change>, u64), GuardError> {
    const WRONG: GuardError = GuardError::Unexpected("--raw");
    let mut changes = Vec::new();
    let mut commit = None;
    let mut commits = 0;
    let mut fields = bytes.split_inclusive(|byte| *byte == 0);
    while let Some(head) = fields.next().and_then(|field| field.strip_suffix(&[0])) {
        let head = std::str::from_utf8(head).map_err(|_| WRONG)?;
        let parents = head.bytes().take_while(|byte| *byte == b':').count();
        if parents == 0 {
            commit = Some(head.trim().to_owned());
            commits += 1;
            continue;
        }
        let Some(path) = fields.next().and_then(|field| field.strip_suffix(&[0])) else { break };
        let words: Vec<&str> = head[parents..].split(' ').collect();
        // The modes of each parent and the new one, then the objects alike, then the letters.
        let [modes @ .., _] = words.as_slice() else { return Err(WRONG) };
        if modes.len() != 2 * (parents + 1) {
            return Err(WRONG);
        }
        let (modes, ids) = modes.split_at(parents + 1);
        let old = ids[..parents].iter().filter(|id| !is_null(id)).map(|id| (*id).to_owned());
        let new = match modes[parents] {
            mode if !mode.starts_with("10") && mode != "120000" => New::Nothing,
            _ if is_null(ids[parents]) => New::File,
            _ => New::Blob(ids[parents].to_owned()),
        };
        let path = repo::path(path.to_owned());
        changes.push(Change { path, old: old.collect(), new, commit: commit.clone() });
    }
    Ok((changes, commits))
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
            change("sub", &[], New::Nothing),
            change("link", &[A], New::Blob(B.into())),
        ];
        assert_eq!(parse(text.as_bytes()).unwrap(), (wanted.to_vec(), 0));
    }

    #[test]
    fn merges_and_commits_are_read() {
        let text = format!("{A}\0::100644 100644 100644 {A} {NONE} {B} MA\0x\0{B}\0");
        let merged = Change { commit: Some(A.into()), ..change("x", &[A], New::Blob(B.into())) };
        assert_eq!(parse(text.as_bytes()).unwrap(), (vec![merged], 2));
    }

    #[test]
    fn a_cut_end_is_left_out_and_nonsense_refused() {
        let text = format!(":100644 100644 {A} {B} M\0a\0:100644 100644 {A}");
        assert_eq!(parse(text.as_bytes()).unwrap().0.len(), 1);
        assert_eq!(parse(&text.as_bytes()[..97]).unwrap().0, []);
        for bad in [":\0x\0", ":1 2 3\0x\0", ":100644 100644 a b c M\0x\0", "\u{fffd}:\0"] {
            let known = parse(bad.as_bytes());
            assert!(known.is_err() || known.unwrap().0.is_empty(), "{bad}");
        }
        assert!(parse(&[b':', 0xff, 0, 0]).is_err());
    }
}
