//! Bytes as they would be read, and where each comes from.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Encoding, Show, View};

/// Bytes that were taken out of a window, one after the other.
#[derive(Default)]
pub(super) struct Copied {
    bytes: Zeroizing<Vec<u8>>,
    /// From which index on the bytes come from which place on, one by one.
    spans: Vec<(usize, usize)>,
}

impl Copied {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds what is written at `at` and means `byte`.
    pub(super) fn push(&mut self, byte: u8, at: usize) {
        self.span(at);
        self.bytes.push(byte);
    }

    /// Adds what means itself.
    pub(super) fn extend(&mut self, window: &[u8], range: Range<usize>) {
        if !range.is_empty() {
            self.span(range.start);
            self.bytes.extend_from_slice(&window[range]);
        }
    }

    fn span(&mut self, at: usize) {
        let goes_on =
            self.spans.last().is_some_and(|(index, place)| self.bytes.len() - index + place == at);
        if !goes_on {
            self.spans.push((self.bytes.len(), at));
        }
    }

    /// The place of the byte at an index.
    pub(super) fn place(&self, index: usize) -> usize {
        let behind = self.spans.partition_point(|(first, _)| *first <= index);
        let span = behind.checked_sub(1).and_then(|last| self.spans.get(last));
        span.map_or(0, |(first, place)| place + (index - first))
    }

    pub(super) fn show(&self, encoding: Encoding, show: &mut Show<'_>) {
        show(&View { encoding, bytes: &self.bytes, place: &|index| self.place(index) });
    }
}
