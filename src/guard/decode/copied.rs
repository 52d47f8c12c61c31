//! Bytes as they would be read, and where each comes from.

use std::ops::Range;

use zeroize::Zeroizing;

use super::{Encoding, Show, View};

/// Bytes that were taken out of a window, one after the other.
#[derive(Default)]
pub(super) struct Copied {
    bytes: Zeroizing<Vec<u8>>,
    spans: Vec<Span>,
}

/// From which index on the bytes come from which place on, and how far each is from the next.
struct Span {
    index: usize,
    place: usize,
    step: usize,
}

impl Span {
    fn place(&self, index: usize) -> usize {
        self.place + (index - self.index) * self.step
    }
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
        let index = self.bytes.len();
        self.bytes.push(byte);
        if let Some(last) = self.spans.last_mut() {
            if index == last.index + 1 && at >= last.place {
                last.step = at - last.place;
            }
            if last.place(index) == at {
                return;
            }
        }
        self.spans.push(Span { index, place: at, step: 1 });
    }

    /// Adds what means itself.
    pub(super) fn extend(&mut self, window: &[u8], range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let index = self.bytes.len();
        self.bytes.extend_from_slice(&window[range.clone()]);
        let goes_on = |last: &Span| last.step == 1 && last.place(index) == range.start;
        if !self.spans.last().is_some_and(goes_on) {
            self.spans.push(Span { index, place: range.start, step: 1 });
        }
    }

    /// The place of the byte at an index.
    pub(super) fn place(&self, index: usize) -> usize {
        let behind = self.spans.partition_point(|span| span.index <= index);
        let span = behind.checked_sub(1).and_then(|last| self.spans.get(last));
        span.map_or(0, |span| span.place(index))
    }

    /// Up to where the bytes from an index on stood together.
    pub(super) fn stretch(&self, index: usize) -> usize {
        let behind = self.spans.partition_point(|span| span.index <= index);
        self.spans.get(behind).map_or(self.bytes.len(), |span| span.index)
    }

    pub(super) fn show(&self, encoding: Encoding, show: &mut Show<'_>) {
        self.show_part(0..self.bytes.len(), encoding, show);
    }

    pub(super) fn show_part(&self, part: Range<usize>, encoding: Encoding, show: &mut Show<'_>) {
        let place = |index: usize| self.place(part.start + index);
        show(&View { encoding, bytes: &self.bytes[part.clone()], place: &place });
    }
}
