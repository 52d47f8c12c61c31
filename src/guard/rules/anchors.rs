//! One pass over the bytes for all anchors at once.
//!
//! Four bytes at a time, letters in one case, are looked up in 32 KiB of bits; there is no state
//! that goes from one byte to the next, so a processor looks at several places at once. Measured
//! with 170 anchors on texts, sources and random base64: 0.8 to 0.9 GB/s where `aho_corasick`'s DFA
//! makes 0.5 and takes 0.7 ms to build, of the 10 ms that a hook has for everything; its NFA builds
//! in 0.2 ms and makes 0.2 GB/s. This builds in less than 0.1 ms.

use std::ops::Range;

/// How many places are looked at without a branch.
const BLOCK: usize = 32;

/// How many bytes are looked up at a time.
const GRAM: usize = 4;
const WORDS: usize = 1 << 12;

/// What stands behind an anchor of three bytes, letters in one case.
const BEHIND: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz-_.~";

/// An anchor of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    /// The place of its rule in the table.
    pub(super) rule: usize,
    pub(super) text: &'static str,
    pub(super) any_case: bool,
}

/// The anchors of all rules.
pub(super) struct Anchors {
    /// A bit for every four bytes that may be looked for, by [`place`].
    bits: Box<[u64; WORDS]>,
    /// The bytes, and where they stand in which anchor; sorted.
    grams: Vec<(u32, usize, Anchor)>,
}

impl Anchors {
    /// Looks for these.
    pub(super) fn new(anchors: impl Iterator<Item = Anchor>) -> Self {
        let mut grams = Vec::with_capacity(1024);
        for anchor in anchors {
            let text = anchor.text.as_bytes();
            if let [a, b, c] = *text {
                grams.extend(BEHIND.iter().map(|d| (folded([a, b, c, *d]), 0, anchor)));
            } else if let Some((at, gram)) = rarest(text) {
                grams.push((folded(gram), at, anchor));
            }
        }
        grams.sort_by_key(|(gram, ..)| *gram);
        #[expect(clippy::large_stack_arrays, reason = "32 KiB, once")]
        let mut bits = Box::new([0; WORDS]);
        for (gram, ..) in &grams {
            let place = place(*gram);
            bits[place / 64] |= 1 << (place % 64);
        }
        Self { bits, grams }
    }

    /// Calls back with every anchor whose looked-up bytes begin in `range`: its rule and its place.
    pub(super) fn each(
        &self,
        bytes: &[u8],
        range: Range<usize>,
        hit: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at + BLOCK);
            // The last few bytes are no whole block.
            let block = bytes[at..].first_chunk();
            if block.is_none_or(|block| self.may_be_in(block)) {
                for (start, gram) in (at..end).zip(bytes[at..].windows(GRAM)) {
                    self.tell(bytes, start, gram, hit);
                }
            }
            at = end;
        }
    }

    fn may_be_in(&self, block: &[u8; BLOCK + GRAM - 1]) -> bool {
        block.windows(GRAM).fold(0, |any, gram| any | self.bit(cut(gram))) != 0
    }

    fn bit(&self, gram: u32) -> u64 {
        let place = place(gram);
        self.bits[place / 64] >> (place % 64) & 1
    }

    /// The anchors that have these bytes, which begin at `start`.
    fn tell(
        &self,
        bytes: &[u8],
        start: usize,
        gram: &[u8],
        hit: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let gram = cut(gram);
        if self.bit(gram) == 0 {
            return;
        }
        let first = self.grams.partition_point(|(other, ..)| *other < gram);
        let same = self.grams[first..].iter().take_while(|(other, ..)| *other == gram);
        for (_, before, Anchor { rule, text, any_case }) in same {
            let Some(start) = start.checked_sub(*before) else { continue };
            let range = start..start + text.len();
            let Some(there) = bytes.get(range.clone()) else { continue };
            let text = text.as_bytes();
            if there == text || *any_case && there.eq_ignore_ascii_case(text) {
                hit(*rule, range);
            }
        }
    }
}

fn cut(gram: &[u8]) -> u32 {
    gram.first_chunk().map_or(0, |gram| folded(*gram))
}

/// The bytes as a number, the same for letters of both cases.
fn folded(gram: [u8; GRAM]) -> u32 {
    u32::from_le_bytes(gram) | 0x2020_2020
}

/// Which bit stands for it, by Fibonacci hashing: the upper bits are well mixed.
fn place(gram: u32) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> 14) as usize
}

/// The bytes of an anchor that texts have least, and where they stand in it.
fn rarest(text: &[u8]) -> Option<(usize, [u8; GRAM])> {
    let grams = text.windows(GRAM).filter_map(|gram| gram.first_chunk().copied()).enumerate();
    grams.min_by_key(|(_, gram)| {
        let same = gram.iter().all(|byte| *byte == gram[0]);
        gram.iter().map(|byte| frequency(*byte)).sum::<u32>() + if same { 40 } else { 0 }
    })
}

/// How often a byte stands in texts, roughly.
fn frequency(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        b'_' | b'-' | b'.' | b'/' | b'"' | b':' | b'=' => 2,
        b'0'..=b'9' | b'j' | b'k' | b'q' | b'v' | b'w' | b'x' | b'z' => 3,
        b'a' | b'e' | b'i' | b'n' | b'o' | b'r' | b's' | b't' | b' ' => 8,
        _ => 5,
    }
}
