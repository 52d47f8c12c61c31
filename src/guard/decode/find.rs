//! Passes quickly over what is of no interest.

use std::ops::Range;

/// How many bytes are looked at together: vector instructions do it without a branch.
const BLOCK: usize = 64;

/// The first index of `range` where `may` says yes to the byte before, the byte, and the one behind
/// it; a zero stands for what is outside. `may` must not branch: `&` and `|`, not `&&` and `||`.
pub(super) fn next(
    bytes: &[u8],
    range: Range<usize>,
    may: impl Fn(u8, u8, u8) -> bool,
) -> Option<usize> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let fits = |at: &usize| may(byte(at.wrapping_sub(1)), byte(*at), byte(*at + 1));
    let mut at = range.start;
    if at == 0 && !range.is_empty() {
        if fits(&0) {
            return Some(0);
        }
        at = 1;
    }
    while at + BLOCK <= range.end && at + BLOCK < bytes.len() {
        if any(&bytes[at - 1..], &may) {
            let found = (at..at + BLOCK).find(fits);
            if found.is_some() {
                return found;
            }
        }
        at += BLOCK;
    }
    (at..range.end.min(bytes.len())).find(fits)
}

/// Whether `may` says yes to any of the first block's bytes but the one before it.
fn any(bytes: &[u8], may: &impl Fn(u8, u8, u8) -> bool) -> bool {
    let part = |from: usize| bytes.get(from..).and_then(|rest| rest.first_chunk::<BLOCK>());
    let (Some(before), Some(here), Some(behind)) = (part(0), part(1), part(2)) else {
        return true;
    };
    let mut any = 0;
    for index in 0..BLOCK {
        any |= u8::from(may(before[index], here[index], behind[index]));
    }
    any != 0
}

/// The first run of at least `least` indexes of `range` that all fit. It looks at few of the others:
/// at every `least`-th, and backwards from there to the first that does not fit.
pub(super) fn run(
    range: Range<usize>,
    least: usize,
    fits: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let mut start = range.start;
    // From `start` to here all fit.
    let mut known = start;
    loop {
        let last = start + least - 1;
        if last >= range.end {
            return None;
        }
        match (known..=last).rev().find(|at| !fits(*at)) {
            Some(wrong) => start = wrong + 1,
            None => {
                let end = (last + 1..range.end).find(|at| !fits(*at)).unwrap_or(range.end);
                return Some(start..end);
            }
        }
        known = last + 1;
    }
}

/// How many letters in a row make a text. Chance makes so many of random bytes once in 100 kB.
const TEXT: usize = 12;

/// Whether there is text in some bytes, in UTF-16 or not. No secret lies in anything else.
pub(super) fn has_text(bytes: &[u8]) -> bool {
    let mut run = 0;
    bytes.iter().any(|byte| {
        run = match byte {
            b' '..=b'~' => run + 1,
            0 => run,
            _ => 0,
        };
        run >= TEXT
    })
}
