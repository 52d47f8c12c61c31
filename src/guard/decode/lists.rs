//! Strings that a function puts together: `"".join(["a", "b"])`, `["a", "b"].join("")`,
//! `concat("a", "b")`. A comma joins nothing elsewhere.

use std::ops::Range;

use memchr::memrchr;

use super::blank::blank;
use super::copied::Copied;
use super::pieces::{is_quote, opening};
use super::words::BACK;

/// The longest piece, and what stands between two.
const PIECE: usize = 4 << 10;

/// The longest separator.
const SEPARATOR: usize = 8;

/// Takes in the list of the function whose name stands at `at`, if nothing of it was seen; where it
/// ends.
pub(super) fn strings(copied: &mut Copied, window: &[u8], seen: usize, at: Range<usize>) -> usize {
    let (list, separator) = match before(window, seen, at.start) {
        Some(list) => (list, literal(window, at.end)),
        None if at.end >= seen => separated(window, at.end)
            .unwrap_or_else(|| (inner(window, at.end), separator(window, at.start))),
        None => return seen,
    };
    take(copied, window, list, separator)
}

/// The same of a list behind its separator, both in a list: `!Join ["", ["a", "b"]]`.
pub(super) fn pair(copied: &mut Copied, window: &[u8], seen: usize, at: Range<usize>) -> usize {
    let list = separated(window, at.end).filter(|_| at.end >= seen);
    list.map_or(seen, |(list, separator)| take(copied, window, list, separator))
}

/// The same of a function that puts a blank between, if it is not told to put nothing there.
pub(super) fn pasted(copied: &mut Copied, window: &[u8], seen: usize, at: Range<usize>) -> usize {
    if at.end < seen {
        return seen;
    }
    let end = take(copied, window, at.end, 0..0);
    let rest = window.get(end..window.len().min(end + SEPARATOR)).unwrap_or_default();
    let told = rest.strip_prefix(b"sep").map(<[u8]>::trim_ascii_start);
    let told = told.and_then(|told| told.strip_prefix(b"=")).map(<[u8]>::trim_ascii_start);
    if !told.is_some_and(|told| told.starts_with(b"\"\"") || told.starts_with(b"''")) {
        copied.clear();
    }
    end
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
    let comma = skip(window, behind_string(window, separator.end));
    (window.get(comma) == Some(&b',')).then_some(())?;
    let list = skip(window, comma + 1);
    let is_list = window.get(list) == Some(&b'[');
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
pub(super) fn string_end(window: &[u8], start: usize) -> Option<usize> {
    let quote = window[start - 1];
    let text = &window[start..window.len().min(start + PIECE)];
    let end = text.iter().position(|byte| *byte == quote || *byte == b'\n')?;
    // The quote may have been written as an escape.
    let marks = text[..end].iter().rev().take_while(|byte| **byte == b'\\').count();
    (text[end] == quote).then_some(start + end - marks)
}

/// Behind the quote of a string whose text ends at `end`.
pub(super) fn behind_string(window: &[u8], end: usize) -> usize {
    end + window[end..].iter().take_while(|byte| **byte == b'\\').count() + 1
}

/// Where the blanks end that begin at `at`.
fn skip(window: &[u8], at: usize) -> usize {
    at + blank(&window[at..window.len().min(at + PIECE)]).length
}

/// Takes in the strings of the list at `at`; where it ends.
fn take(copied: &mut Copied, window: &[u8], mut at: usize, separator: Range<usize>) -> usize {
    loop {
        at = skip(window, at);
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
        at = skip(window, behind_string(window, end));
        if window.get(at) != Some(&b',') {
            copied.push(b'"', end);
            return at;
        }
        at += 1;
    }
}
