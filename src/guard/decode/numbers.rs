//! Letters that are written as their numbers, in ten digits: `[104, 102, 95]`, the arrays of C,
//! `String.fromCharCode(104,102)`, `chr(104)+chr(102)`. Lists of numbers are far more frequent:
//! only those are looked at of which each could be a letter.

use std::ops::Range;

use super::copied::Copied;
use super::find::run;
use super::{Encoding, Show};

/// The shortest list that is looked at: 16 letters, each with a comma.
const LIST: usize = 64;

/// The same of calls: 16 letters, each as `chr(65)+`.
const CALLS: usize = 128;

/// How many letters a secret has.
const LETTERS: usize = 16;

/// How far back a look begins.
const BACK: usize = 512;

/// What a byte may be: a digit, what stands between the numbers of a list, and what stands between
/// calls.
const DIGIT: u8 = 1;
const IN_LIST: u8 = 2;
const IN_CALLS: u8 = 4;
const BYTES: [u8; 256] = bytes();

const fn bytes() -> [u8; 256] {
    let mut bytes = [0; 256];
    let kinds: [(&[u8], u8); 4] = [
        (b"0123456789", DIGIT),
        (b"\t\r\n", IN_LIST),
        (b" ,", IN_LIST | IN_CALLS),
        (b"()+.&~$charCHAR", IN_CALLS),
    ];
    let mut kind = 0;
    while kind < kinds.len() {
        let (letters, means) = kinds[kind];
        let mut index = 0;
        while index < letters.len() {
            bytes[letters[index] as usize] = means;
            index += 1;
        }
        kind += 1;
    }
    bytes
}

fn means(byte: u8) -> u8 {
    BYTES[usize::from(byte)]
}

/// Shows the lists in `range`, a run of what they have in common with the hexadecimal digits that
/// are looked for anyway.
pub(super) fn lists(
    copied: &mut Copied,
    window: &[u8],
    range: Range<usize>,
    end: usize,
    show: &mut Show<'_>,
) {
    let fits = |at: usize| match means(window[at]) {
        DIGIT => is_of_letter(window, at),
        other => other & IN_LIST != 0,
    };
    all(copied, window, range, (end, LIST), fits, show);
}

/// Shows the letters that calls give.
pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let fits = |at: usize| match means(window[at]) {
        DIGIT => is_of_letter(window, at),
        // Most of what is blank is the beginning of a line.
        _ if window[at] == b' ' => at > 0 && window[at - 1] != b' ',
        other => other & IN_CALLS != 0,
    };
    let from = fresh.start.saturating_sub(BACK);
    all(copied, window, from..window.len(), (fresh.end, CALLS), fits, show);
}

/// Shows each run of at least so many bytes that begins before an end.
fn all(
    copied: &mut Copied,
    window: &[u8],
    range: Range<usize>,
    (end, least): (usize, usize),
    fits: impl Fn(usize) -> bool,
    show: &mut Show<'_>,
) {
    let mut at = range.start;
    while let Some(list) = run(at..range.end, least, &fits)
        && list.start < end
    {
        at = list.end;
        take(copied, window, list);
        if copied.bytes().len() >= LETTERS {
            copied.show(Encoding::Numbers, show);
        }
    }
}

/// Whether a digit is one of a letter's number.
fn is_of_letter(window: &[u8], at: usize) -> bool {
    let byte = |at: Option<usize>| at.and_then(|at| window.get(at)).copied().unwrap_or_default();
    let around: [u8; 7] = match window.get(at.wrapping_sub(3)..).and_then(|rest| rest.first_chunk())
    {
        Some(around) => *around,
        None => std::array::from_fn(|far| byte((at + far).checked_sub(3))),
    };
    let before = around[..3].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    letter(&around[3 - before..]).is_some()
}

/// The letter whose number begins here, and how many digits that has.
fn letter(text: &[u8]) -> Option<(u8, usize)> {
    let digits = text.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    // A number with more digits is none.
    let digits = Some(digits).filter(|digits| (1..4).contains(digits))?;
    let number = text[..digits].iter().fold(0, |all, digit| all * 10 + u32::from(digit - b'0'));
    let letter = u8::try_from(number).ok()?;
    matches!(letter, b' '..=b'~' | b'\t' | b'\n' | b'\r').then_some((letter, digits))
}

/// Takes in the letters of a list.
fn take(copied: &mut Copied, window: &[u8], list: Range<usize>) {
    copied.clear();
    let mut at = list.start;
    while at < list.end {
        match letter(&window[at..]) {
            Some((letter, digits)) => {
                copied.push(letter, at);
                at += digits;
            }
            None => at += 1,
        }
    }
}
