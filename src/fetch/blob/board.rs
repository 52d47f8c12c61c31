//! Who pulls which range of a large file.
//!
//! One connection alone pulls all there is. Several take slices, one after another from the front,
//! so that the hash, which goes through the file in order, is never far behind them.

use std::ops::Range;

use super::ranges::Ranges;

/// The number of a range that a connection pulls.
pub type Number = u64;

/// A range that a connection pulls.
#[derive(Debug)]
struct Claim {
    number: Number,
    range: Range<u64>,
}

/// What is safe, and what is being pulled. The rest is holes.
#[derive(Debug)]
pub struct Board {
    size: u64,
    share: u64,
    slice: u64,
    safe: Ranges,
    claims: Vec<Claim>,
    numbers: Number,
}

impl Board {
    /// Nobody pulls anything yet. The last ranges are shared as long as `share` of one is to come.
    #[must_use]
    pub fn new(size: u64, safe: Ranges, share: u64) -> Self {
        let slice = (size / 64).clamp(4 * share, 32 * share);
        Self { size, share, slice, safe, claims: Vec::new(), numbers: 0 }
    }

    /// What is safe.
    #[must_use]
    pub fn safe(&self) -> &Ranges {
        &self.safe
    }

    /// Whether all of it is.
    #[must_use]
    pub fn whole(&self) -> bool {
        self.safe.end(0) == self.size
    }

    /// How many connections pull.
    #[must_use]
    pub fn pulled(&self) -> usize {
        self.claims.len()
    }

    /// The largest gain of one more connection, in bytes.
    #[must_use]
    pub fn offer(&self) -> u64 {
        let hole = self.hole().map(|hole| hole.end - hole.start);
        hole.or_else(|| self.widest().map(|claim| length(&self.claims[claim].range) / 2))
            .unwrap_or_default()
    }

    /// Takes a slice of the first hole, or all of it for whoever is alone. If there is none: a
    /// slice of the longest range that another one has before him, or its second half.
    pub fn claim(&mut self) -> Option<(Number, Range<u64>)> {
        let most = if self.claims.is_empty() { self.size } else { self.slice };
        let hole = self.hole().map(|hole| hole.start..hole.end.min(hole.start + most));
        let range = hole.or_else(|| self.part())?;
        self.numbers += 1;
        self.claims.push(Claim { number: self.numbers, range: range.clone() });
        Some((self.numbers, range))
    }

    /// The bytes of a claim up to `to` are safe. Tells where it ends by now.
    pub fn land(&mut self, number: Number, to: u64) -> u64 {
        let Some(claim) = self.claims.iter_mut().find(|claim| claim.number == number) else {
            return to;
        };
        self.safe.add(claim.range.start..to);
        claim.range.start = to;
        claim.range.end
    }

    /// Nobody pulls it any more. What is left of it is a hole, and one goes to whoever comes to it
    /// without a pause: he may have asked for it before others came.
    pub fn release(&mut self, number: Number) {
        let Some(at) = self.claims.iter().position(|claim| claim.number == number) else { return };
        let rest = self.claims.swap_remove(at).range;
        if rest.is_empty() {
            return;
        }
        let hole = self.taken().hole(rest.start, self.size).unwrap_or(rest);
        if let Some(before) = self.claims.iter_mut().find(|claim| claim.range.end == hole.start) {
            before.range.end = hole.end;
        }
    }

    fn hole(&self) -> Option<Range<u64>> {
        self.taken().hole(0, self.size)
    }

    fn taken(&self) -> Ranges {
        let mut taken = self.safe.clone();
        for claim in &self.claims {
            taken.add(claim.range.clone());
        }
        taken
    }

    fn widest(&self) -> Option<usize> {
        let wide = |index: &usize| length(&self.claims[*index].range) >= self.share;
        let all = (0..self.claims.len()).filter(wide);
        all.max_by_key(|index| length(&self.claims[*index].range))
    }

    fn part(&mut self) -> Option<Range<u64>> {
        let widest = self.widest()?;
        let range = &mut self.claims[widest].range;
        let middle = range.start + length(range).div_ceil(2).min(self.slice);
        let part = middle..range.end.min(middle + self.slice);
        range.end = middle;
        Some(part)
    }
}

fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn board(size: u64, share: u64, safe: &[Range<u64>]) -> Board {
        Board::new(size, safe.iter().cloned().collect(), share)
    }

    #[test]
    fn holes_are_taken_first_and_then_halves() {
        let mut board = board(100, 40, &[10..20, 50..60]);
        assert_eq!(board.claim(), Some((1, 0..10)));
        assert_eq!(board.claim(), Some((2, 20..50)));
        assert_eq!(board.offer(), 40);
        assert_eq!(board.claim(), Some((3, 60..100)));
        assert_eq!(board.offer(), 20);
        assert_eq!(board.claim(), Some((4, 80..100)));
        assert_eq!(board.offer(), 0);
        assert_eq!(board.claim(), None);
        assert_eq!(board.land(3, 70), 80, "it ends where the other one began");
    }

    #[test]
    fn helpers_take_slices_from_the_front() {
        let mut board = board(1000, 10, &[]);
        assert_eq!(board.claim(), Some((1, 0..1000)), "who is alone takes all");
        assert_eq!(board.land(1, 20), 1000);
        assert_eq!(board.claim(), Some((2, 60..100)));
        assert_eq!(board.land(1, 30), 60);
        assert_eq!(board.claim(), Some((3, 100..140)));
        assert_eq!(board.land(2, 100), 100);
        board.release(2);
        assert_eq!(board.land(1, 40), 60, "what others have is theirs");
        assert_eq!(board.claim(), Some((4, 140..180)));
    }

    #[test]
    fn what_is_left_goes_back() {
        let mut board = board(1000, 10, &[]);
        assert_eq!(board.claim(), Some((1, 0..1000)));
        assert_eq!(board.land(1, 10), 1000);
        assert_eq!(board.claim(), Some((2, 50..90)));
        board.release(2);
        assert_eq!(board.land(1, 20), 1000, "nothing came of it, and one asked for all");
        assert_eq!(board.claim(), Some((3, 60..100)));
        assert_eq!(board.claim(), Some((4, 100..140)));
        assert_eq!(board.land(3, 70), 100);
        board.release(3);
        assert_eq!(board.land(1, 30), 60);
        assert_eq!(board.claim(), Some((5, 70..100)), "a hole");
        board.release(1);
        assert_eq!(board.claim(), Some((6, 30..60)));
        assert!(!board.whole());
    }

    proptest! {
        /// Whatever order things happen in, no byte is pulled twice or forgotten.
        #[test]
        fn every_byte_is_pulled_once(
            steps in prop::collection::vec((0_usize..4, 1_u64..50), 1..300),
        ) {
            let mut board = board(1000, 16, &[100..200, 500..501]);
            let mut at: Vec<(Number, Range<u64>)> = Vec::new();
            let mut landed = 0;
            for (which, count) in steps.into_iter().chain((0..10_000).map(|step| (step % 4, 20))) {
                match at.get_mut(which) {
                    None => at.extend(board.claim()),
                    Some((number, range)) if range.start < range.end && count < 48 => {
                        // At most what a buffer holds: less than a half of what is shared.
                        let to = (range.start + count.min(8)).min(range.end);
                        landed += to - range.start;
                        range.start = to;
                        range.end = board.land(*number, to);
                        prop_assert!(range.end >= to);
                    }
                    Some((number, _)) => {
                        board.release(*number);
                        at.swap_remove(which);
                    }
                }
            }
            prop_assert!(board.whole());
            prop_assert_eq!(landed, 1000 - 101);
        }
    }
}
