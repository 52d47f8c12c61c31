//! base32, in the runs of letters that base64 has been looked for in: by what it says as well, in
//! whichever of the eight alignments.

use zeroize::Zeroizing;

use super::copied::Copied;
use super::find::{has_text, run};
use super::{Encoding, Show, View};

/// The shortest run that is looked at.
const RUN: usize = 48;

/// How many letters are so many bytes.
const GROUP: usize = 8;
const BYTES: usize = 5;

/// How many groups of ASCII in a row may be text: 37 letters have five in every alignment.
const GROUPS: usize = 5;

/// Shows what in a run is text in base32 and begins before `end`.
pub(super) fn views(
    copied: &Copied,
    decoded: &mut Zeroizing<Vec<u8>>,
    end: usize,
    show: &mut Show<'_>,
) {
    let letters = copied.bytes();
    let mut from = 0;
    while let Some(found) = run(from..letters.len(), RUN, |at| value(letters[at]) != NONE) {
        from = found.end;
        if copied.place(found.start) >= end {
            return;
        }
        // Proteins are written in these letters, too, but never with a digit.
        if !letters[found.clone()].iter().any(u8::is_ascii_digit) {
            continue;
        }
        for phase in 0..GROUP {
            let letters = &letters[found.start + phase..found.end];
            let mut group = 0;
            let groups = letters.len() / GROUP;
            let ascii = |at: usize| is_ascii(&letters[at * GROUP..]);
            while let Some(text) = run(group..groups, GROUPS, ascii) {
                group = text.end;
                // A secret may begin in the group before, and end in the one behind.
                let first = text.start.saturating_sub(1) * GROUP;
                let last = letters.len().min(text.end * GROUP + GROUP);
                decode(&letters[first..last], decoded);
                if has_text(decoded) {
                    let start = found.start + phase + first;
                    let place = |at: usize| copied.place(start + at * GROUP / BYTES);
                    show(&View { encoding: Encoding::Base32, bytes: decoded, place: &place });
                }
            }
        }
    }
}

/// What each letter stands for; [`NONE`] for all other bytes.
const VALUES: [u8; 256] = values();
const NONE: u8 = 32;

const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut value = 0;
    while value < NONE {
        values[letters[value as usize] as usize] = value;
        value += 1;
    }
    values
}

fn value(letter: u8) -> u8 {
    VALUES[usize::from(letter)]
}

/// Whether the highest bit of each byte is zero.
fn is_ascii(letters: &[u8]) -> bool {
    [(0, 16), (1, 2), (3, 8), (4, 1), (6, 4)].iter().all(|(at, bit)| value(letters[*at]) & bit == 0)
}

fn decode(letters: &[u8], decoded: &mut Zeroizing<Vec<u8>>) {
    decoded.clear();
    let (mut bits, mut count) = (0_u32, 0);
    for letter in letters {
        bits = bits << 5 | u32::from(value(*letter));
        count += 5;
        if count >= 8 {
            count -= 8;
            decoded.extend((bits >> count & 0xff).to_le_bytes().first());
        }
    }
}
