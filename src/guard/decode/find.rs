//! Passes quickly over what is of no interest.

use std::ops::Range;

use memchr::memchr;

/// How many bytes are looked at together: vector instructions do it without a branch.
const BLOCK: usize = 64;

/// Looks for bytes by themselves, the one before and the one behind; a zero stands for what is
/// outside. `is_mark` tells most others apart by themselves. Neither must branch: `&` and `|`, not
/// `&&` and `||`.
pub(super) struct Marks<'a, M, F> {
    bytes: &'a [u8],
    is_mark: M,
    may: F,
    /// The block that was looked at last, and which of its bytes are marks.
    block: Range<usize>,
    found: [u8; BLOCK],
}

impl<'a, M: Fn(u8) -> bool, F: Fn(u8, u8, u8) -> bool> Marks<'a, M, F> {
    pub(super) fn new(bytes: &'a [u8], is_mark: M, may: F) -> Self {
        Self { bytes, is_mark, may, block: 0..0, found: [0; BLOCK] }
    }

    /// The first mark in `range`.
    pub(super) fn next(&mut self, range: Range<usize>) -> Option<usize> {
        let end = range.end.min(self.bytes.len());
        let mut at = range.start;
        while at < end {
            if !self.block.contains(&at) {
                self.read(at);
            }
            let marks = &self.found[at - self.block.start..self.block.len()];
            if let Some(index) = memchr(1, marks) {
                return Some(at + index).filter(|mark| *mark < end);
            }
            at = self.block.end;
            while at + BLOCK < end && at > 0 && !self.any(at) {
                at += BLOCK;
            }
        }
        None
    }

    /// Whether a mark may be in the block at `at`.
    fn any(&self, at: usize) -> bool {
        let Some([before, here, behind]) = around(self.bytes, at) else { return true };
        if here.iter().fold(0, |any, byte| any | u8::from((self.is_mark)(*byte))) == 0 {
            return false;
        }
        let mut any = 0;
        for index in 0..BLOCK {
            any |= u8::from((self.may)(before[index], here[index], behind[index]));
        }
        any != 0
    }

    fn read(&mut self, at: usize) {
        self.block = at..self.bytes.len().min(at + BLOCK);
        if let Some([before, here, behind]) = around(self.bytes, at) {
            for (index, mark) in self.found.iter_mut().enumerate() {
                *mark = u8::from((self.may)(before[index], here[index], behind[index]));
            }
        } else {
            let byte = |at: usize| self.bytes.get(at).copied().unwrap_or_default();
            for (at, mark) in self.block.clone().zip(&mut self.found) {
                *mark = u8::from((self.may)(byte(at.wrapping_sub(1)), byte(at), byte(at + 1)));
            }
        }
    }
}

/// The bytes before, at and behind each of a block's indexes.
fn around(bytes: &[u8], at: usize) -> Option<[&[u8; BLOCK]; 3]> {
    let part = |from: usize| bytes.get(from..).and_then(|rest| rest.first_chunk());
    Some([part(at.checked_sub(1)?)?, part(at)?, part(at + 1)?])
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
        let Some(wrong) = last_wrong(known..probe + 1, &fits) else {
            let end = (probe + 1..range.end).find(|at| !fits(*at)).unwrap_or(range.end);
            return Some(start..end);
        };
        start = wrong + 1;
        known = probe + 1;
    }
}

/// How many indexes are looked at together, which a processor does at the same time.
const TOGETHER: usize = 8;

/// The last index of `range` that does not fit.
fn last_wrong(range: Range<usize>, fits: impl Fn(usize) -> bool) -> Option<usize> {
    let mut end = range.end;
    while let Some(start) = end.checked_sub(TOGETHER).filter(|start| *start >= range.start) {
        let wrong =
            (0..TOGETHER).fold(0, |wrong, index| wrong | u8::from(!fits(start + index)) << index);
        if wrong != 0 {
            return Some(start + wrong.ilog2() as usize);
        }
        end = start;
    }
    (range.start..end).rev().find(|at| !fits(*at))
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
