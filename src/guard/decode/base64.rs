//! base64, found by what it says: wherever it begins in a run of its letters, and in whichever of
//! the four alignments, text shows in the bits that are zero in ASCII. So a picture is never
//! decoded, and a run is understood from its middle.

use std::ops::Range;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::base32;
use super::copied::Copied;
use super::find::{bytes_run, has_text, run};
use super::{Encoding, Show, View};

/// The shortest run of letters that is looked at; but for the last, a line must be as long.
const RUN: usize = 24;

/// How many quads of ASCII in a row may be text: the shortest secret, 16 letters, has so many.
const QUADS: usize = 4;

/// How far back a look begins: further than the longest usual line.
const BACK: usize = 512;

/// How long what stands between two lines of a run may be.
const GAP: usize = 128;

/// How much is shown from where a text might begin as well.
const SHORT: usize = 4 << 10;

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a byte may be: a letter of either alphabet, and one that leaves the highest bit of a byte
/// zero as the first, second or third letter of four.
const LETTER: u8 = 8;
const LETTERS: [u8; 256] = letters();

const fn letters() -> [u8; 256] {
    let mut letters = [0; 256];
    let standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    let mut index = 0;
    while index < standard.len() {
        let value = if index < 64 { index } else { index - 2 };
        letters[standard[index] as usize] = LETTER
            | if value & 0x20 == 0 { 1 } else { 0 }
            | if value & 0x08 == 0 { 2 } else { 0 }
            | if value & 0x02 == 0 { 4 } else { 0 };
        index += 1;
    }
    letters
}

/// The letters of both alphabets, told without a look-up.
fn is_letter(byte: u8) -> bool {
    let slash_or_digit = byte.wrapping_sub(b'/') < 11;
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    letter | slash_or_digit | (byte == b'+') | (byte == b'-') | (byte == b'_')
}

#[derive(Default)]
pub(super) struct Memory {
    /// The letters of a run, without what stands between its lines.
    run: Copied,
    letters: Zeroizing<Vec<u8>>,
    decoded: Zeroizing<Vec<u8>>,
}

pub(super) fn views(memory: &mut Memory, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let mut at = fresh.start.saturating_sub(BACK);
    while let Some(first) = bytes_run(window, at..window.len(), RUN, is_letter)
        && first.start < fresh.end
    {
        memory.run.clear();
        at = lines(window, first, &mut memory.run);
        base32::views(&memory.run, &mut memory.decoded, fresh.end, show);
        texts(memory, fresh.end, show);
    }
}

/// Collects the lines of a run, of which the first is known; where it ends.
fn lines(window: &[u8], mut line: Range<usize>, into: &mut Copied) -> usize {
    // The letter of an escape is none of the run's.
    if line.start > 0 && window[line.start - 1] == b'\\' && b"nrt".contains(&window[line.start]) {
        line.start += 1;
    }
    loop {
        into.extend(window, line.clone());
        let next = if line.len() < RUN { None } else { next_line(window, line.end) };
        let Some(start) = next else { return line.end };
        let letters = window[start..].iter().take_while(|byte| is_letter(**byte)).count();
        line = start..start + letters;
    }
}

/// Where a run goes on behind the end of a line, which may be written as an escape, in quotes, in
/// comments.
fn next_line(window: &[u8], from: usize) -> Option<usize> {
    let gap = &window[from..window.len().min(from + GAP)];
    let mut ended = false;
    let mut at = 0;
    while at < gap.len() {
        match gap[at..] {
            [b'\n' | b'\r', ..] => ended = true,
            [b'\\', b'n' | b'r', ..] => {
                ended = true;
                at += 1;
            }
            [b'\\' | b' ' | b'\t' | b'"' | b'\'' | b',' | b'>' | b'#' | b'*', ..] => {}
            [letter, ..] if ended && is_letter(letter) => return Some(from + at),
            _ => return None,
        }
        at += 1;
    }
    None
}

/// Shows each text in the run that begins before `end`.
fn texts(memory: &mut Memory, end: usize, show: &mut Show<'_>) {
    let letters = memory.run.bytes();
    for phase in 0..4.min(letters.len()) {
        let quads = (memory.run.bytes().len() - phase) / 4;
        let mut from = 0;
        loop {
            let letters = &memory.run.bytes()[phase..];
            let Some(text) = run(from..quads, QUADS, |quad| is_ascii(&letters[4 * quad..])) else {
                break;
            };
            from = text.end;
            let start = phase + 4 * text.start;
            // A secret may begin in the quad before.
            if memory.run.place(start.saturating_sub(4)) >= end {
                break;
            }
            // What is left behind the last quad, and a secret that ends in one.
            let end = memory.run.bytes().len().min(phase + 4 * text.end + 8);
            text_at(memory, start..end, show);
            lines_of(memory, start..end, show);
        }
    }
}

/// Shows each line of a text for itself that has its alignment: it may be another value.
fn lines_of(memory: &mut Memory, text: Range<usize>, show: &mut Show<'_>) {
    let mut start = text.start;
    while start < text.end {
        let end = memory.run.stretch(start).min(text.end);
        let whole = start == text.start && end == text.end;
        let aligned = (start - text.start).is_multiple_of(4);
        if aligned && !whole && end - start >= 4 * QUADS {
            show_from(memory, start..end, show);
        }
        start = end;
    }
}

fn is_ascii(letters: &[u8]) -> bool {
    let bit = |index: usize| LETTERS[usize::from(letters[index])];
    bit(0) & bit(1) >> 1 & bit(2) >> 2 & 1 == 1
}

/// Shows a text of the run. Where letters stand before it, it may also begin with the bytes that
/// they end with, or a little later, because they happen to be ASCII.
fn text_at(memory: &mut Memory, text: Range<usize>, show: &mut Show<'_>) {
    let begins =
        text.start == 0 || memory.run.place(text.start) != memory.run.place(text.start - 1) + 1;
    let before = if begins { text.start } else { text.start.saturating_sub(4) };
    let whole = if before + 4 == text.start { before } else { text.start };
    if !show_from(memory, whole..text.end, show) {
        return;
    }
    for quad in 0..4 {
        let start = text.start + 4 * quad;
        if start == whole || start + 4 * QUADS > text.end {
            continue;
        }
        let joined = matches!(memory.run.bytes()[start - 1], b'-' | b'_' | b'/' | b'+');
        if joined || !begins {
            show_from(memory, start..text.end.min(start + SHORT), show);
        }
    }
}

/// Whether these letters are text, which is then shown.
fn show_from(memory: &mut Memory, letters: Range<usize>, show: &mut Show<'_>) -> bool {
    let Memory { run, letters: standard, decoded } = memory;
    // A single letter is no byte.
    let length = if letters.len() % 4 == 1 { letters.len() - 1 } else { letters.len() };
    standard.clear();
    standard.extend(run.bytes()[letters.start..letters.start + length].iter().map(|letter| {
        match letter {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        }
    }));
    decoded.resize(length / 4 * 3 + 3, 0);
    let Ok(length) = ENGINE.decode_slice(standard, decoded) else { return false };
    let bytes = &decoded[..length];
    let is_text = has_text(bytes);
    if is_text {
        let place = |index: usize| run.place(letters.start + index / 3 * 4 + index % 3);
        show(&View { encoding: Encoding::Base64, bytes, place: &place });
    }
    is_text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_as_the_table_has_them() {
        for byte in 0..=u8::MAX {
            assert_eq!(is_letter(byte), LETTERS[usize::from(byte)] != 0, "{byte}");
        }
    }
}
