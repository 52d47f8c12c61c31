//! Strings that a function puts together: `"".join(["a", "b"])`, `["a", "b"].join("")`,
//! `concat("a", "b")`. A comma joins nothing elsewhere.

use std::ops::Range;

use memchr::{memmem, memrchr};

use super::blank::blank;
use super::copied::Copied;
use super::pieces::{LEAST, is_quote, opening};
use super::{Encoding, Show};

/// The ends of the functions' names, in all of their languages.
const NAMES: [&[u8]; 6] = [b"oin(", b"oncat(", b"oncat!(", b"ONCAT(", b"aste0(", b"mplode("];

/// The longest list before its function, and how far a function may be from a secret's beginning.
const BACK: usize = 2 << 10;

/// The longest piece, and what stands between two.
const PIECE: usize = 4 << 10;

/// The longest separator.
const SEPARATOR: usize = 8;

pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let end = window.len().min(fresh.end + BACK);
    let from = fresh.start.saturating_sub(BACK);
    for name in NAMES {
        // No list is read twice.
        let mut seen = from;
        for found in memmem::find_iter(&window[from..end], name) {
            let at = from + found;
            let behind = at + name.len();
            let (list, separator) = match before(window, seen, at) {
                Some(list) => (list, literal(window, behind)),
                None if behind >= seen => separated(window, behind)
                    .unwrap_or_else(|| (inner(window, behind), separator(window, at))),
                None => continue,
            };
            seen = take(copied, window, list, separator).max(behind);
            if copied.bytes().len() >= LEAST {
                copied.show(Encoding::Pieces, show);
            }
        }
    }
}

/// The list of which the function at `at` is a method.
fn before(window: &[u8], seen: usize, at: usize) -> Option<usize> {
    let end = at.checked_sub(3).filter(|end| window[*end] == b']')?;
    let from = end.saturating_sub(BACK).max(seen);
    let open = memrchr(b'[', window.get(from..end)?)?;
    Some(from + open + 1)
}

/// A list is an argument, or the arguments are the list.
fn inner(window: &[u8], at: usize) -> usize {
    at + usize::from(matches!(window.get(at), Some(b'[' | b'(' | b'{')))
}

/// The list behind a separator that comes first: `join("", ["a", "b"])`, `implode('', ['a', 'b'])`.
fn separated(window: &[u8], at: usize) -> Option<(usize, Range<usize>)> {
    let start = opening(window, at)?;
    let separator = start..string_end(window, start)?;
    let skip = |at: usize| at + blank(&window[at..window.len().min(at + PIECE)]).length;
    let comma = skip(separator.end + 1);
    let list = skip(comma + 1);
    let is_list = window.get(comma) == Some(&b',') && window.get(list) == Some(&b'[');
    (is_list && separator.len() <= SEPARATOR).then_some((list + 1, separator))
}

/// What the string says whose method the function at `at` is.
fn separator(window: &[u8], at: usize) -> Range<usize> {
    let Some(end) = at.checked_sub(3).filter(|end| is_quote(window[*end])) else { return 0..0 };
    if window[at..].starts_with(b"on") {
        return 0..0;
    }
    let from = end.saturating_sub(SEPARATOR);
    memrchr(window[end], &window[from..end]).map_or(0..0, |open| from + open + 1..end)
}

/// What the string at `at` says, or its begin: a long one between all pieces would be a bomb.
fn literal(window: &[u8], at: usize) -> Range<usize> {
    let Some(start) = opening(window, at) else { return 0..0 };
    start..string_end(window, start).unwrap_or(start).min(start + SEPARATOR)
}

/// Where the quote stands that ends the string which begins at `start`.
fn string_end(window: &[u8], start: usize) -> Option<usize> {
    let quote = window[start - 1];
    let text = &window[start..window.len().min(start + PIECE)];
    let end = text.iter().position(|byte| *byte == quote || *byte == b'\n')?;
    // The quote may have been written as an escape.
    let marks = text[..end].iter().rev().take_while(|byte| **byte == b'\\').count();
    (text[end] == quote).then_some(start + end - marks)
}

/// Takes in the strings of the list at `at`; where it ends.
fn take(copied: &mut Copied, window: &[u8], mut at: usize, separator: Range<usize>) -> usize {
    copied.clear();
    let skip = |at: usize| at + blank(&window[at..window.len().min(at + PIECE)]).length;
    loop {
        at = skip(at);
        let Some(start) = opening(window, at) else { return at };
        let Some(end) = string_end(window, start) else { return at };
        if copied.bytes().is_empty() {
            copied.extend(window, start - 1..start);
        } else {
            for byte in &window[separator.clone()] {
                copied.push(*byte, start);
            }
        }
        copied.extend(window, start..end);
        let marks = window[end..].iter().take_while(|byte| **byte == b'\\').count();
        at = skip(end + marks + 1);
        if window.get(at) != Some(&b',') {
            copied.push(b'"', end);
            return at;
        }
        at += 1;
    }
}
