//! UTF-16 and UTF-32, in either order, also in the middle of binary files: letters with one zero
//! between, or with three. numpy keeps strings in UTF-32, each as wide as the longest.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::{memchr, memmem};

use super::copied::Copied;
use super::{Encoding, Show};

/// How many letters in a row are a text.
const LEAST: usize = 16;

/// How far back the letters before are shown, and how much of a text may lie behind `fresh` before
/// it is seen.
const BACK: usize = 512;

/// How many bytes are looked at together. Of a text's letters, half lie in one block, and but for
/// the first or last each has a zero on either side.
const BLOCK: usize = 64;
const IN_BLOCK: u8 = 7;

pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let end = window.len().min(fresh.end + 2 * BLOCK);
    let mut at = fresh.start.saturating_sub(1);
    let from = fresh.start.saturating_sub(BACK);
    let array = OnceCell::new();
    while let Some(zeros) = memchr(0, &window[at.min(end)..end]) {
        at += zeros;
        let block = at..end.min(at + BLOCK);
        at = block.end;
        if count(window, block.clone()) < IN_BLOCK {
            continue;
        }
        let is_one = |index: &usize| {
            is_letter(window[*index])
                && (zero(window, index.wrapping_sub(1)) || zero(window, *index + 1))
        };
        let mut index = block.start.saturating_sub(1);
        while let Some(letter) = (index..block.end).find(is_one) {
            let text = around::<2>(window, from, letter);
            let four = if text.len() == 2 { around::<4>(window, from, letter) } else { 0..0 };
            if four.len() >= 4 * LEAST {
                let array = array.get_or_init(|| Array::find(window));
                take(copied, window, four.clone().step_by(4), array.as_ref());
                copied.show(Encoding::Utf32, show);
            } else if text.len() >= 2 * LEAST {
                take(copied, window, text.clone().step_by(2), None);
                copied.show(Encoding::Utf16, show);
            }
            index = text.end.max(four.end);
        }
        at = at.max(index);
    }
}

/// Takes in the letters at these places; the strings of an array on a line each.
fn take(
    copied: &mut Copied,
    window: &[u8],
    letters: impl Iterator<Item = usize>,
    array: Option<&Array>,
) {
    copied.clear();
    for (count, letter) in letters.enumerate() {
        if count > 0 && array.is_some_and(|array| array.begins(letter)) {
            copied.push(b'\n', letter);
        }
        copied.push(window[letter], letter);
    }
}

/// How many bytes of the block are a printable letter between zeros.
fn count(window: &[u8], block: Range<usize>) -> u8 {
    let around = &window[block.start.saturating_sub(1)..window.len().min(block.end + 1)];
    let (Some(behind), Some(here)) = (around.get(2..), around.get(1..)) else { return 0 };
    let three = around.iter().zip(here).zip(behind);
    let is =
        |before: u8, here: u8, behind: u8| (before | behind == 0) & (here.wrapping_sub(b' ') < 95);
    three.map(|((before, here), behind)| u8::from(is(*before, *here, *behind))).sum()
}

fn zero(window: &[u8], at: usize) -> bool {
    window.get(at) == Some(&0)
}

/// The letters of Latin 1, and what ends lines.
fn is_letter(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0xa0..)
}

/// The text around a letter, from its first letter on, so many bytes each.
fn around<const STEP: usize>(window: &[u8], from: usize, letter: usize) -> Range<usize> {
    let zeros = |at: usize| (at + 1..at + STEP).all(|at| zero(window, at));
    let mut start = letter;
    while start >= from + STEP && zeros(start - STEP) && is_letter(window[start - STEP]) {
        start -= STEP;
    }
    let mut end = letter;
    while zeros(end) && window.get(end + STEP).is_some_and(|byte| is_letter(*byte)) {
        end += STEP;
    }
    start..end + STEP
}

/// The strings of an array in numpy's own format, NEP 1: all are of one width.
struct Array {
    start: usize,
    width: usize,
}

impl Array {
    /// The last one that begins in `window`.
    fn find(window: &[u8]) -> Option<Self> {
        const MAGIC: &[u8] = b"\x93NUMPY";
        let rest = &window[memmem::rfind(window, MAGIC)? + MAGIC.len()..];
        let (head, length) = match *rest {
            [1, _, a, b, ref head @ ..] => (head, u32::from(u16::from_le_bytes([a, b]))),
            [2 | 3, _, a, b, c, d, ref head @ ..] => (head, u32::from_le_bytes([a, b, c, d])),
            _ => return None,
        };
        let length = usize::try_from(length).ok().filter(|length| *length <= head.len())?;
        let start = window.len() - head.len() + length;
        let head = &head[..length];
        let kind = memmem::find(head, b"<U").or_else(|| memmem::find(head, b">U"))?;
        let digits = head[kind + 2..].iter().map_while(|byte| char::from(*byte).to_digit(10));
        let letters = digits.take(7).fold(0, |all, digit| all * 10 + digit);
        let width = usize::try_from(letters).ok()?.checked_mul(4).filter(|width| *width > 0)?;
        Some(Self { start, width })
    }

    /// Whether a string begins where this letter stands, in either order of its bytes.
    fn begins(&self, letter: usize) -> bool {
        letter.checked_sub(self.start).is_some_and(|far| far % self.width < 4)
    }
}
