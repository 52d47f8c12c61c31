//! What `git cat-file` answers.

use std::io::{self, BufRead, Read};

use zeroize::Zeroizing;

use super::child::Started;
use super::{GuardError, Part};

/// What git keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A content.
    Blob,
    /// The names in a folder.
    Tree,
    /// A commit.
    Commit,
    /// A tag.
    Tag,
}

/// The kind and the size of what `git cat-file` gives; none of what is missing, as in a partial
/// clone.
pub(super) fn there(answer: &[u8]) -> Result<Option<(Kind, u64)>, GuardError> {
    let kind = match answer.split(|byte| *byte == b' ').nth(1) {
        Some(b"blob") => Kind::Blob,
        Some(b"tree") => Kind::Tree,
        Some(b"commit") => Kind::Commit,
        Some(b"tag") => Kind::Tag,
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

/// The headers of a commit or tag that git gives now, and the empty line behind them.
pub(super) fn headers(news: &mut Started, size: u64) -> Result<Zeroizing<Vec<u8>>, GuardError> {
    let mut headers = Zeroizing::new(Vec::new());
    loop {
        let (begin, left) = (headers.len(), size - headers.len() as u64);
        let read = news.output()?.take(left).read_until(b'\n', &mut headers)?;
        match &headers[begin..] {
            [] if left > 0 => return Err(GuardError::Cut),
            [] | b"\n" => return Ok(headers),
            _ if read as u64 == left => return Ok(headers),
            _ => {}
        }
    }
}

/// What a commit's header in this line says.
pub(super) fn header(headers: &[u8], line: u64) -> Part {
    let index = usize::try_from(line).unwrap_or_default().saturating_sub(1);
    match headers.split(|byte| *byte == b'\n').nth(index) {
        Some(text) if text.starts_with(b"author ") => Part::Author,
        Some(text) if text.starts_with(b"committer ") => Part::Committer,
        _ => Part::Message,
    }
}
