//! UTF-16, in either order, also in the middle of binary files: letters with a zero between.

use std::ops::Range;

use memchr::memchr;

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
            let text = around(window, from, letter);
            index = text.end;
            if text.len() >= 2 * LEAST {
                copied.clear();
                for letter in text.clone().step_by(2) {
                    copied.push(window[letter], letter);
                }
                copied.show(Encoding::Utf16, show);
            }
        }
        at = at.max(index);
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

/// The text around a letter, from its first letter on, two bytes each.
fn around(window: &[u8], from: usize, letter: usize) -> Range<usize> {
    let mut start = letter;
    while start >= from + 2 && zero(window, start - 1) && is_letter(window[start - 2]) {
        start -= 2;
    }
    let mut end = letter;
    while zero(window, end + 1) && window.get(end + 2).is_some_and(|byte| is_letter(*byte)) {
        end += 2;
    }
    start..end + 2
}
