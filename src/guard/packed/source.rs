//! Bytes of a stream to look at before they are taken, and some of those that were.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::meter::Meter;

/// The whole of it.
const SIZE: usize = 160 << 10;

/// How many bytes that were taken are still there.
const KEPT: usize = 32 << 10;

/// How many bytes can be looked at.
const AHEAD: usize = SIZE - KEPT;

/// A stream in which one can look ahead, and go back a little.
pub(super) struct Source<'s> {
    from: &'s mut dyn Read,
    meter: &'s Meter,
    buffer: Zeroizing<Vec<u8>>,
    /// What is next, and behind the last there is.
    start: usize,
    end: usize,
    /// How many bytes were taken.
    position: u64,
    /// Nobody sees what lies from here on.
    fence: u64,
    is_over: bool,
}

impl<'s> Source<'s> {
    /// With the memory of another one, if there is one that has ended.
    pub(super) fn new(
        from: &'s mut dyn Read,
        meter: &'s Meter,
        memory: Option<Zeroizing<Vec<u8>>>,
    ) -> Self {
        let buffer = memory.unwrap_or_else(|| Zeroizing::new(vec![0; SIZE]));
        let (start, end, position, fence) = (0, 0, 0, u64::MAX);
        Self { from, meter, buffer, start, end, position, fence, is_over: false }
    }

    pub(super) fn into_memory(self) -> Zeroizing<Vec<u8>> {
        self.buffer
    }

    pub(super) fn meter(&self) -> &'s Meter {
        self.meter
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Hides what lies behind so many bytes more; the position there.
    pub(super) fn fence(&mut self, bytes: u64) -> u64 {
        self.fence = self.position.saturating_add(bytes);
        self.fence
    }

    /// Hides what lies from a position on.
    pub(super) fn fence_at(&mut self, position: u64) {
        self.fence = position;
    }

    pub(super) fn is_at_fence(&self) -> bool {
        self.position == self.fence
    }

    pub(super) fn open(&mut self) {
        self.fence = u64::MAX;
    }

    /// What is next: at least so many bytes, where there are so many, and maybe more.
    pub(super) fn ahead(&mut self, bytes: usize) -> &[u8] {
        let wanted = bytes.min(AHEAD);
        while self.end - self.start < wanted && !self.is_over && !self.meter.is_over() {
            self.fill();
        }
        let left = usize::try_from(self.fence.saturating_sub(self.position)).unwrap_or(usize::MAX);
        &self.buffer[self.start..self.end.min(self.start.saturating_add(left))]
    }

    fn fill(&mut self) {
        let drop = self.start.saturating_sub(KEPT);
        if SIZE - self.end < AHEAD / 2 && drop > 0 {
            self.buffer.copy_within(drop..self.end, 0);
            self.start -= drop;
            self.end -= drop;
        }
        match self.from.read(&mut self.buffer[self.end..]) {
            Ok(0) => self.is_over = true,
            Ok(read) => self.end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                self.meter.fail(error);
                self.is_over = true;
            }
        }
    }

    /// Takes bytes that were looked at.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.start += bytes;
        self.position += bytes as u64;
    }

    /// Takes so many bytes; nothing where there are fewer.
    pub(super) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = *self.ahead(N).first_chunk()?;
        self.pass(N);
        Some(bytes)
    }

    /// Takes a byte after the other until this one; what was before it, at most so many of them.
    pub(super) fn until(&mut self, last: u8, most: usize) -> Option<Vec<u8>> {
        let ahead = self.ahead(most);
        let end = memchr::memchr(last, &ahead[..ahead.len().min(most)])?;
        let bytes = ahead[..end].to_owned();
        self.pass(end + 1);
        Some(bytes)
    }

    /// Goes back to where it was, or as far as possible.
    pub(super) fn back(&mut self, position: u64) {
        let bytes = usize::try_from(self.position.saturating_sub(position)).unwrap_or(usize::MAX);
        let bytes = bytes.min(self.start);
        self.start -= bytes;
        self.position -= bytes as u64;
    }
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let ahead = self.ahead(1);
        let length = ahead.len().min(into.len());
        into[..length].copy_from_slice(&ahead[..length]);
        self.pass(length);
        Ok(length)
    }
}
