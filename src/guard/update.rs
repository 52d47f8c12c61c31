//! What a push is about to change, as git tells its pre-push hook: one line for each reference.

use std::ffi::OsString;

use thiserror::Error;

/// The most bytes that git's lines may be: a hundred thousand references.
pub const LIMIT: u64 = 64 << 20;

/// A reference of the remote that a push sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// What is pushed, as it was named: a branch, a tag, or any revision.
    pub local_ref: OsString,
    /// The object that it is; none deletes the reference there.
    pub local: Option<String>,
    /// The reference there.
    pub remote_ref: OsString,
    /// The object that it has there; none if it is new.
    pub remote: Option<String>,
}

/// What git never says.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("standard input: line {0} is not what git tells a pre-push hook")]
pub struct NoUpdate(usize);

impl Update {
    /// Reads git's lines.
    pub fn parse(bytes: &[u8]) -> Result<Vec<Self>, NoUpdate> {
        let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let lines = text.split(|byte| *byte == b'\n').enumerate();
        lines.map(|(index, line)| Self::of(line).ok_or(NoUpdate(index + 1))).collect()
    }

    /// The objects stand at the end and have no blank in them; neither has a reference there, while
    /// the revision that is pushed may be written with one.
    fn of(line: &[u8]) -> Option<Self> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut words = line.rsplitn(4, |byte| *byte == b' ');
        let (remote, remote_ref) = (words.next()?, words.next()?);
        let (local, local_ref) = (words.next()?, words.next()?);
        let odd = |name: &[u8]| name.is_empty() || name.iter().any(u8::is_ascii_control);
        if odd(local_ref) || odd(remote_ref) || local.len() != remote.len() {
            return None;
        }
        Some(Self {
            local_ref: super::repo::path(local_ref.to_owned()).into_os_string(),
            local: object(local).ok()?,
            remote_ref: super::repo::path(remote_ref.to_owned()).into_os_string(),
            remote: object(remote).ok()?,
        })
    }
}

/// What is no object's name.
struct NoObject;

/// An object's full name by SHA-1 or SHA-256; only zeros are no object.
fn object(name: &[u8]) -> Result<Option<String>, NoObject> {
    if !crate::text::is_hex(name) || ![40, 64].contains(&name.len()) {
        return Err(NoObject);
    }
    let is_some = name.iter().any(|byte| *byte != b'0');
    Ok(is_some.then(|| String::from_utf8_lossy(name).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(local_ref: &str, local: &str, remote_ref: &str, remote: &str) -> String {
        let [local, remote] = [local, remote].map(|digit| digit.repeat(40));
        format!("{local_ref} {local} {remote_ref} {remote}\n")
    }

    #[test]
    fn new_changed_and_deleted_references_are_told_apart() {
        let text = line("refs/heads/a", "a", "refs/heads/b", "0")
            + &line("(delete)", "0", "refs/heads/old", "c")
            + &line("HEAD@{1 day ago}", "a", "refs/heads/ä", "c");
        let updates = Update::parse(text.as_bytes()).unwrap();
        let [new, deleted, named] = updates.as_slice() else { panic!("{updates:?}") };
        assert_eq!((new.local.as_deref(), &new.remote), (Some("a".repeat(40).as_str()), &None));
        assert_eq!((&deleted.local, deleted.remote.as_deref().map(str::len)), (&None, Some(40)));
        assert_eq!(deleted.local_ref, "(delete)");
        assert_eq!(
            (named.local_ref.to_str(), named.remote_ref.to_str()),
            (Some("HEAD@{1 day ago}"), Some("refs/heads/ä"))
        );
    }

    #[test]
    fn the_last_line_needs_no_end_and_lines_may_end_as_on_windows() {
        let text = line("a", "a", "b", "b");
        let one = Update::parse(text.as_bytes()).unwrap();
        assert_eq!(Update::parse(text.trim_end().as_bytes()).unwrap(), one);
        assert_eq!(Update::parse(text.replace('\n', "\r\n").as_bytes()).unwrap(), one);
        assert_eq!(Update::parse(b"").unwrap(), []);
        let sha256 = format!("a {} b {}\n", "a".repeat(64), "0".repeat(64));
        assert_eq!(Update::parse(sha256.as_bytes()).unwrap()[0].remote, None);
    }

    #[test]
    fn thousands_are_read() {
        let many: Vec<_> = (0..5000).map(|at| line(&format!("r/{at}"), "a", "b", "0")).collect();
        assert_eq!(Update::parse(many.concat().as_bytes()).unwrap().len(), 5000);
    }

    #[test]
    fn garbage_is_refused_by_its_line() {
        let good = line("a", "a", "b", "b");
        for bad in ["\n", "a", "a b c d", " ", "\0", "\u{fffd}", &good.replace('a', "A")] {
            assert_eq!(Update::parse(format!("{good}{bad}\n").as_bytes()), Err(NoUpdate(2)));
        }
        let uneven = format!("a {} b {}", "a".repeat(40), "0".repeat(64));
        assert_eq!(Update::parse(uneven.as_bytes()), Err(NoUpdate(1)));
        assert_eq!(Update::parse(good.replace("a ", "\t ").as_bytes()), Err(NoUpdate(1)));
    }
}
