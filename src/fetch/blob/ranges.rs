//! Ranges of a file: those that are safe on disk, and so the holes between them.

use std::ops::Range;

/// Ranges in order that neither overlap nor touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges(Vec<Range<u64>>);

impl Ranges {
    /// Joins a range to them.
    pub fn add(&mut self, mut range: Range<u64>) {
        if range.is_empty() {
            return;
        }
        let from = self.0.partition_point(|known| known.end < range.start);
        let to = self.0.partition_point(|known| known.start <= range.end);
        if let [first, .., last] | [first @ last] = &self.0[from..to] {
            range = range.start.min(first.start)..range.end.max(last.end);
        }
        self.0.splice(from..to, [range]);
    }

    /// Leaves out what lies at `end` or behind it.
    pub fn cut(&mut self, end: u64) {
        self.0.retain(|known| known.start < end);
        if let Some(last) = self.0.last_mut() {
            last.end = last.end.min(end);
        }
    }

    /// How many bytes they have.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().map(|known| known.end - known.start).sum()
    }

    /// Where the range ends that has `at`; `at` itself if none does.
    #[must_use]
    pub fn end(&self, at: u64) -> u64 {
        let next = self.0.partition_point(|known| known.end <= at);
        self.0.get(next).filter(|known| known.start <= at).map_or(at, |known| known.end)
    }

    /// The first hole from `at` on, before `size`.
    #[must_use]
    pub fn hole(&self, at: u64, size: u64) -> Option<Range<u64>> {
        let start = self.end(at);
        let next = self.0.partition_point(|known| known.start <= start);
        let end = self.0.get(next).map_or(size, |known| known.start.min(size));
        (start < end).then_some(start..end)
    }
}

impl FromIterator<Range<u64>> for Ranges {
    fn from_iter<I: IntoIterator<Item = Range<u64>>>(list: I) -> Self {
        let mut ranges = Self::default();
        list.into_iter().for_each(|range| ranges.add(range));
        ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_a_set_of_bytes(
            added in prop::collection::vec((0_usize..60, 0_usize..20), 0..20), cut in 0_usize..80,
        ) {
            let list = added.iter().map(|(start, length)| *start as u64..(start + length) as u64);
            let mut ranges: Ranges = list.collect();
            ranges.cut(cut as u64);
            let mut bytes = [false; 80];
            for (start, length) in added {
                bytes[start..start + length].fill(true);
            }
            bytes[cut..].fill(false);
            prop_assert_eq!(ranges.total(), bytes.iter().filter(|byte| **byte).count() as u64);
            for at in 0..80 {
                let start = at + bytes[at..].iter().take_while(|byte| **byte).count();
                prop_assert_eq!(ranges.end(at as u64), start as u64);
                let end = start + bytes[start..].iter().take_while(|byte| !**byte).count();
                let hole = (start < end).then_some(start as u64..end as u64);
                prop_assert_eq!(ranges.hole(at as u64, 80), hole);
            }
            prop_assert!(ranges.0.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }
}
