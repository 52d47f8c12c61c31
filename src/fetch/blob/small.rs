//! A small file: one thread pulls, writes and hashes it, from its first byte to its last.

use std::ops::Range;

use super::part::{Part, Trail};
use super::ranges::Ranges;
use super::stream::Pull;
use super::{Buffer, Failure};
use crate::cache::content::Content;

/// Pulls what is not safe yet. Tells whether all of it is the content that was listed.
pub fn pull(
    pull: &Pull<'_>,
    part: &Part,
    safe: &Ranges,
    buffer: &mut Buffer,
) -> Result<bool, Failure> {
    let (etag, size) = (pull.entry.etag(), pull.entry.size);
    let mut content = Content::new(etag, size);
    let mut at = 0;
    while at < size {
        let hole = safe.hole(at, size).unwrap_or(size..size);
        read_back(part, at..hole.start, buffer, &mut content)?;
        at = hole.end;
        bring(pull, part, hole, buffer, &mut content)?;
    }
    Ok(content.is(etag))
}

fn read_back(
    part: &Part,
    safe: Range<u64>,
    buffer: &mut Buffer,
    content: &mut Content,
) -> Result<(), Failure> {
    let mut at = safe.start;
    while at < safe.end {
        let count = usize::try_from(safe.end - at).unwrap_or(usize::MAX).min(buffer.len());
        part.read(at, &mut buffer[..count])?;
        content.update(&buffer[..count]);
        at += count as u64;
    }
    Ok(())
}

fn bring(
    pull: &Pull<'_>,
    part: &Part,
    mut hole: Range<u64>,
    buffer: &mut Buffer,
    content: &mut Content,
) -> Result<(), Failure> {
    let (mut trail, end) = (Trail::new(part, hole.start), hole.end);
    let brought = pull.insist(&mut hole, buffer, &mut |at, buffer, count| {
        part.write(at, &buffer[..count])?;
        content.update(&buffer[..count]);
        pull.run.progress.bytes(pull.file, count as u64);
        trail.reach(at + count as u64)?;
        Ok(end)
    });
    if brought.is_err() {
        // The next run goes on from here; a full disk may not even take this.
        let _ = trail.flush();
    }
    brought
}
