//! Passes quickly over what is of no interest.

use std::ops::Range;

/// How many bytes are looked at together: vector instructions do it without a branch.
const BLOCK: usize = 64;

/// Eight flags of 0 or 1 times this have all of them in the upper byte.
const GATHER: u64 = 0x0102_0408_1020_4080;

/// Which flags of a block are set, the lowest bit for the first.
fn bits(flags: &[u8; BLOCK]) -> u64 {
    flags
        .as_chunks()
        .0
        .iter()
        .rev()
        .fold(0, |bits, eight| bits << 8 | u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56)
}

/// Looks for bytes by themselves, the one before and the one behind; a zero stands for what is
/// outside. `is_mark` tells most others apart by themselves. Neither must branch: `&` and `|`, not
/// `&&` and `||`.
pub(super) struct Marks<'a, M, F> {
    bytes: &'a [u8],
    is_mark: M,
    may: F,
    /// The block that was looked at last, and which of its bytes are marks.
    block: Range<usize>,
    found: u64,
}

impl<'a, M: Fn(u8) -> bool, F: Fn(u8, u8, u8) -> bool> Marks<'a, M, F> {
    pub(super) fn new(bytes: &'a [u8], is_mark: M, may: F) -> Self {
        Self { bytes, is_mark, may, block: 0..0, found: 0 }
    }

    /// The first mark in `range`.
    pub(super) fn next(&mut self, range: Range<usize>) -> Option<usize> {
        let end = range.end.min(self.bytes.len());
        let mut at = range.start;
        while at < end {
            if !self.block.contains(&at) {
                self.block = at..self.bytes.len().min(at + BLOCK);
                self.found = self.marks();
            }
            let found = self.found >> (at - self.block.start);
            if found != 0 {
                return Some(at + found.trailing_zeros() as usize).filter(|mark| *mark < end);
            }
            at = self.block.end;
        }
        None
    }

    /// The marks of the block.
    fn marks(&self) -> u64 {
        let mut flags = [0; BLOCK];
        if let Some([before, here, behind]) = around(self.bytes, self.block.start) {
            if !any(here, &self.is_mark) {
                return 0;
            }
            for (index, flag) in flags.iter_mut().enumerate() {
                *flag = u8::from((self.may)(before[index], here[index], behind[index]));
            }
        } else {
            let byte = |at: usize| self.bytes.get(at).copied().unwrap_or_default();
            for (at, flag) in self.block.clone().zip(&mut flags) {
                *flag = u8::from((self.may)(byte(at.wrapping_sub(1)), byte(at), byte(at + 1)));
            }
        }
        bits(&flags)
    }
}

fn any(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> bool {
    block.iter().fold(0, |any, byte| any | u8::from(is(*byte))) != 0
}

/// The bytes before, at and behind each of a block's indexes.
fn around(bytes: &[u8], at: usize) -> Option<[&[u8; BLOCK]; 3]> {
    let part = |from: usize| bytes.get(from..).and_then(|rest| rest.first_chunk());
    Some([part(at.checked_sub(1)?)?, part(at)?, part(at + 1)?])
}

/// The first run of at least `least` bytes of `range` that all are of a kind, `least` being less
/// than [`BLOCK`]. `is` must not branch.
pub(super) fn bytes_run(
    bytes: &[u8],
    range: Range<usize>,
    least: usize,
    is: impl Fn(u8) -> bool,
) -> Option<Range<usize>> {
    let mut at = range.start;
    // So many before it are of that kind.
    let mut before = 0;
    while at < range.end {
        let (of_kind, length) = kind_bits(&bytes[at..range.end], &is);
        let first = of_kind.trailing_ones() as usize;
        let start = if before + first >= least {
            Some(at - before)
        } else {
            let begins = runs(of_kind, least);
            (begins != 0).then(|| at + begins.trailing_zeros() as usize)
        };
        if let Some(start) = start {
            return Some(start..run_end(bytes, at.max(start)..range.end, &is));
        }
        before = if first >= BLOCK { before + BLOCK } else { of_kind.leading_ones() as usize };
        at += length;
    }
    None
}

/// Which of the first bytes are of a kind, and how many were looked at.
fn kind_bits(bytes: &[u8], is: impl Fn(u8) -> bool) -> (u64, usize) {
    let mut flags = [0; BLOCK];
    if let Some(block) = bytes.first_chunk::<BLOCK>() {
        for (flag, byte) in flags.iter_mut().zip(block) {
            *flag = u8::from(is(*byte));
        }
    } else {
        for (flag, byte) in flags.iter_mut().zip(bytes) {
            *flag = u8::from(is(*byte));
        }
    }
    (bits(&flags), bytes.len().min(BLOCK))
}

/// Where `least` bits in a row begin.
fn runs(bits: u64, least: usize) -> u64 {
    let (mut runs, mut length) = (bits, 1);
    while length < least {
        let more = length.min(least - length);
        runs &= runs >> more;
        length += more;
    }
    runs
}

/// Where the bytes from the beginning of `range` on are no longer of a kind.
fn run_end(bytes: &[u8], range: Range<usize>, is: impl Fn(u8) -> bool) -> usize {
    let mut at = range.start;
    while at < range.end {
        let (of_kind, length) = kind_bits(&bytes[at..range.end], &is);
        let first = of_kind.trailing_ones() as usize;
        if first < BLOCK {
            return at + first;
        }
        at += length;
    }
    at
}

/// The first run of at least `least` indexes of `range` that all fit. Few of the others are looked
/// at: every `least`-th, and backwards from there to the first that does not fit.
pub(super) fn run(
    range: Range<usize>,
    least: usize,
    fits: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let mut start = range.start;
    // From `start` to here all fit.
    let mut known = start;
    loop {
        let probe = start + least - 1;
        if probe >= range.end {
            return None;
        }
        let Some(wrong) = (known..=probe).rev().find(|at| !fits(*at)) else {
            let end = (probe + 1..range.end).find(|at| !fits(*at)).unwrap_or(range.end);
            return Some(start..end);
        };
        start = wrong + 1;
        known = probe + 1;
    }
}

/// How many letters in a row make a text. Chance makes so many of random bytes once in 100 kB.
const TEXT: usize = 12;

/// Whether there is text in some bytes, in UTF-16 or not. No secret lies in anything else.
pub(super) fn has_text(bytes: &[u8]) -> bool {
    // Most of what is no text has next to no letters.
    let is_letter = |byte: &u8| u8::from(byte.wrapping_sub(b' ') < 95);
    let few = |few: &[u8]| usize::from(few.iter().map(is_letter).sum::<u8>());
    let letters: usize = bytes.chunks(BLOCK).map(few).sum();
    letters >= TEXT && is_text(bytes.len(), |index| bytes[index])
}

/// The same of bytes that are only read where it matters.
pub(super) fn is_text(length: usize, byte: impl Fn(usize) -> u8) -> bool {
    let mut from = 0;
    let fits = |index| matches!(byte(index), 0 | b' '..=b'~');
    while let Some(text) = run(from..length, TEXT, fits) {
        from = text.end;
        if text.filter(|index| byte(*index) != 0).take(TEXT).count() == TEXT {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of which most are of the kind.
    fn some(seed: u64, length: usize) -> Vec<u8> {
        let mut state = seed | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        (0..length).map(|_| if next() % 40 == 0 { b'.' } else { b'a' }).collect()
    }

    #[test]
    fn a_run_is_the_same_by_blocks_as_one_by_one() {
        for seed in 1..400 {
            let bytes = some(seed * 7919, usize::try_from(seed).unwrap());
            for least in [1, 24, 40, 63] {
                let mut at = usize::try_from(seed).unwrap() % 5;
                loop {
                    let fast = bytes_run(&bytes, at..bytes.len(), least, |byte| byte == b'a');
                    let slow = run(at..bytes.len(), least, |at| bytes[at] == b'a');
                    assert_eq!(fast, slow, "seed {seed}, least {least}, at {at}");
                    let Some(found) = fast else { break };
                    at = found.end;
                }
            }
        }
    }

    #[test]
    fn marks_are_the_same_wherever_a_look_begins() {
        for seed in 1..200 {
            let bytes = some(seed * 104_729, usize::try_from(seed).unwrap());
            let is = |before, here, behind| (here == b'.') & (before == b'a') & (behind == b'a');
            let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
            for from in 0..bytes.len() {
                let mut marks = Marks::new(&bytes, |byte| byte == b'.', is);
                let wanted = (from..bytes.len())
                    .find(|at| is(byte(at.wrapping_sub(1)), byte(*at), byte(at + 1)));
                assert_eq!(marks.next(from..bytes.len()), wanted, "seed {seed}, from {from}");
            }
        }
    }
}
