//! What `git cat-file` answers.

use std::io::{self, Read};

use super::GuardError;
use super::child::Started;

/// What git keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A content.
    Blob,
    /// The names in a folder.
    Tree,
    /// A commit or a tag.
    Message,
}

/// The kind and the size of what `git cat-file` gives; none of what is missing, as in a partial
/// clone.
pub(super) fn there(answer: &[u8]) -> Result<Option<(Kind, u64)>, GuardError> {
    let kind = match answer.split(|byte| *byte == b' ').nth(1) {
        Some(b"blob") => Kind::Blob,
        Some(b"tree") => Kind::Tree,
        Some(b"commit" | b"tag") => Kind::Message,
        Some(b"missing") => return Ok(None),
        _ => return Err(GuardError::Unexpected("cat-file")),
    };
    size(answer).map(|size| Some((kind, size))).ok_or(GuardError::Unexpected("cat-file"))
}

/// Passes over this many bytes, which have to be there: git ends in the middle of a content that is
/// damaged, or when it is killed.
pub(super) fn pass(talk: &mut Started, bytes: u64) -> Result<(), GuardError> {
    let passed = io::copy(&mut talk.output()?.take(bytes), &mut io::sink())?;
    if passed == bytes { Ok(()) } else { Err(GuardError::Cut) }
}

/// The size in `ID blob SIZE`; none of what is missing, as in a partial clone.
pub(super) fn size(answer: &[u8]) -> Option<u64> {
    let size = answer.split(|byte| *byte == b' ').nth(2)?;
    std::str::from_utf8(size).ok()?.parse().ok()
}
