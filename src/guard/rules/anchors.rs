//! One pass over the bytes for all anchors at once.
//!
//! Four bytes at a time, letters in one case, are looked up in a table of 64 KiB; there is no state
//! that goes from one byte to the next, so a processor looks at several places at once. Measured
//! with 163 anchors on text, sources and random base64: 1.0 to 1.4 GB/s, and 25 µs to build.
//! `aho_corasick`'s DFA made 0.5 GB/s and took 0.7 ms to build, its NFA 0.2 GB/s and 0.2 ms, where
//! a hook has 10 ms for everything.

use std::ops::Range;

/// How many places are looked at without a branch.
const BLOCK: usize = 32;

/// How many bytes are looked up at a time.
const GRAM: usize = 4;
const CELLS: usize = 1 << 16;

/// What stands behind an anchor of three bytes, letters in one case.
const BEHIND: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz-_.~";

/// An anchor of a rule.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    rule: usize,
    text: &'static [u8],
    /// Where in it the bytes stand that are looked up.
    gram: usize,
    any_case: bool,
}

/// The anchors of all rules.
pub(super) struct Anchors {
    /// By [`cell`]: which chain stands there, from 1; 0 is none.
    cells: Box<[u8; CELLS]>,
    chains: Vec<Vec<Anchor>>,
}

impl Anchors {
    /// Nothing to look for yet.
    pub(super) fn new() -> Self {
        let cells = vec![0; CELLS].into_boxed_slice().try_into();
        Self { cells: cells.unwrap_or_else(|_| Box::new([0; CELLS])), chains: Vec::new() }
    }

    /// Looks for `text`, too; whether there was room for it.
    pub(super) fn add(&mut self, rule: usize, text: &'static str, any_case: bool) -> bool {
        let text = text.as_bytes();
        let anchor = |gram| Anchor { rule, text, gram, any_case };
        if let [a, b, c] = *text {
            return BEHIND.iter().all(|d| self.put(cell(&[a, b, c, *d]), anchor(0)));
        }
        let rarest = (0..(text.len() + 1).saturating_sub(GRAM)).min_by_key(|at| {
            let gram = &text[*at..at + GRAM];
            let same = gram.iter().all(|byte| *byte == gram[0]);
            gram.iter().map(|byte| frequency(*byte)).sum::<u32>() + if same { 40 } else { 0 }
        });
        rarest.is_some_and(|at| self.put(cell(&text[at..at + GRAM]), anchor(at)))
    }

    fn put(&mut self, cell: usize, anchor: Anchor) -> bool {
        let same = |a: &Anchor, b: &Anchor| (a.rule, a.text) == (b.rule, b.text);
        let mut chain = match self.cells[cell] {
            0 => Vec::new(),
            number => self.chains[usize::from(number) - 1].clone(),
        };
        if chain.iter().any(|other| same(other, &anchor)) {
            return true;
        }
        chain.push(anchor);
        let equal = |other: &Vec<Anchor>| {
            other.len() == chain.len() && other.iter().zip(&chain).all(|(a, b)| same(a, b))
        };
        let index = self.chains.iter().position(equal).unwrap_or_else(|| {
            self.chains.push(chain);
            self.chains.len() - 1
        });
        let number = u8::try_from(index + 1);
        self.cells[cell] = number.unwrap_or_default();
        number.is_ok()
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
            let block = &bytes[at..bytes.len().min(end + GRAM - 1)];
            let any = block.windows(GRAM).fold(0, |any, gram| any | self.cells[cell(gram)]);
            if any != 0 {
                for (index, gram) in block.windows(GRAM).enumerate() {
                    let number = usize::from(self.cells[cell(gram)]);
                    if number > 0 {
                        self.chain(&self.chains[number - 1], bytes, at + index, hit);
                    }
                }
            }
            at = end;
        }
    }

    #[expect(clippy::unused_self, reason = "reads as the other steps do")]
    fn chain(
        &self,
        chain: &[Anchor],
        bytes: &[u8],
        at: usize,
        hit: &mut dyn FnMut(usize, Range<usize>),
    ) {
        for anchor in chain {
            let Some(start) = at.checked_sub(anchor.gram) else { continue };
            let range = start..start + anchor.text.len();
            let Some(there) = bytes.get(range.clone()) else { continue };
            let same = if anchor.any_case {
                there.eq_ignore_ascii_case(anchor.text)
            } else {
                there == anchor.text
            };
            if same {
                hit(anchor.rule, range);
            }
        }
    }
}

/// Where four bytes stand in the table, letters of both cases at the same place.
fn cell(gram: &[u8]) -> usize {
    let [a, b, c, d] = *gram else { return 0 };
    let folded = u32::from_le_bytes([a, b, c, d]) | 0x2020_2020;
    // Fibonacci hashing: the upper half is well mixed.
    (folded.wrapping_mul(0x9e37_79b1) >> 16) as usize
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
