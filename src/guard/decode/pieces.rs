//! Strings that are put together: `"a" + "b"`, `"a" "b"`, `a"b"'c'`, over lines and around
//! comments.
//! What counts is the joint, not the language: a quote that ends a word, an operator of any
//! language, and a quote that begins one. Code in the strings of a notebook is read as well.

use std::ops::Range;

use memchr::memrchr;

use super::blank::{Tie, blank};
use super::copied::Copied;
use super::find::Marks;
use super::{Encoding, Show};

/// How far the line is shown before its first joint, and how far from a secret's beginning that
/// may be.
const BACK: usize = 2 << 10;

/// The longest piece.
const PIECE: usize = 4 << 10;

/// The most that stands between two pieces.
const GLUE: usize = 512;

/// How many letters a secret has.
pub(super) const LEAST: usize = 16;

pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let end = window.len().min(fresh.end + BACK);
    chains(copied, window, fresh.start..end, Tie::Lines, show);
}

/// Shows what is put together in `range`, by nothing that is weaker than `weakest`.
fn chains(
    copied: &mut Copied,
    window: &[u8],
    range: Range<usize>,
    weakest: Tie,
    show: &mut Show<'_>,
) {
    let mut at = range.start;
    let mut marks = Marks::new(window, is_mark, may_join);
    while let Some(mark) = marks.next(at..range.end) {
        let chain = join(copied, window, mark, weakest);
        at = chain.end.max(mark + 1);
        if chain.is_text {
            copied.show(Encoding::Pieces, show);
        }
        // Blanks alone join strings in some languages only: a secret may end there.
        let stronger = match chain.weakest {
            Tie::Operator => continue,
            Tie::Blanks => Tie::Operator,
            Tie::Lines => Tie::Blanks,
        };
        chains(copied, window, mark..at, stronger, show);
    }
}

/// Takes in the string at `at` and what an operator adds to it behind the call that it stands in;
/// where that ends.
pub(super) fn behind(copied: &mut Copied, window: &[u8], seen: usize, at: usize) -> usize {
    let start = opening(window, at).filter(|_| at >= seen);
    let chain = start.map(|start| join(copied, window, piece_end(window, start), Tie::Operator));
    match chain {
        Some(chain) if chain.is_text => chain.end,
        _ => {
            copied.clear();
            seen
        }
    }
}

fn is_mark(byte: u8) -> bool {
    is_quote(byte) | (byte == b'\\') | (byte == b'$')
}

/// A letter of a secret before a quote, and behind it nothing that ends an expression.
fn may_join(before: u8, mark: u8, behind: u8) -> bool {
    let ends = (behind == b',') | (behind == b':') | (behind == b']');
    let ends = ends | (behind == b')') | (behind == b';') | (behind == b'>');
    let line = (behind == b'\n') | (behind == b'\r');
    let escaped = (mark == b'\\') & (line | is_quote(behind) | (behind == b'\\'));
    let hole = (mark == b'$') & (behind == b'{');
    ends_word(before) & ((is_quote(mark) & !ends) | escaped | hole)
}

/// `-`, `.`, `/`, `+`, `_`, digits and letters.
fn ends_word(byte: u8) -> bool {
    ((byte | 0x20).wrapping_sub(b'a') < 26)
        | (byte.wrapping_sub(b'-') < 13)
        | (byte == b'_')
        | (byte == b'+')
}

pub(super) fn is_quote(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\'') | (byte == b'`')
}

/// What may be of a secret, in whichever encoding.
fn is_letter(byte: u8) -> bool {
    ends_word(byte) || b"=:%~\\".contains(&byte)
}

/// What came of a joint.
struct Chain {
    /// Where to look for the next.
    end: usize,
    /// Whether a secret may be in what it joins.
    is_text: bool,
    /// Its weakest joint.
    weakest: Tie,
}

impl Chain {
    fn none(end: usize) -> Self {
        Self { end, is_text: false, weakest: Tie::Operator }
    }
}

/// Takes in what is put together at `mark` and behind it.
fn join(copied: &mut Copied, window: &[u8], mark: usize, weakest: Tie) -> Chain {
    if is_prefix(&window[..mark]) {
        return Chain::none(mark);
    }
    let joint = |at| joint(window, at).filter(|joint| joint.tie <= weakest);
    let Some(mut joined) = joint(mark) else { return Chain::none(mark) };
    copied.clear();
    // The letters around the joints, as far as nothing else stands between.
    let before = window[..mark].iter().rev().take(LEAST);
    let mut letters = before.take_while(|byte| is_letter(**byte)).count();
    let (mut whole, mut tie) = (true, Tie::Operator);
    loop {
        tie = tie.max(joined.tie);
        let end = piece_end(window, joined.start);
        let piece = &window[joined.start..end];
        let count = piece.iter().take_while(|byte| is_letter(**byte)).count();
        letters += if whole { count } else { 0 };
        whole &= count == piece.len();
        if !whole && letters < LEAST {
            // A later joint may have enough, and it needs no more than its own line.
            return Chain::none(joined.start);
        }
        if copied.bytes().is_empty() {
            let from = mark.saturating_sub(BACK);
            let line = memrchr(b'\n', &window[from..mark]).map_or(from, |at| from + at + 1);
            copied.extend(window, line..mark);
        }
        copied.extend(window, joined.start..end);
        let Some(next) = joint(end) else {
            // The quote says that no letter follows.
            copied.extend(window, end..window.len().min(end + 1));
            return Chain { end: end + 1, is_text: letters >= LEAST, weakest: tie };
        };
        joined = next;
    }
}

/// Whether the last word is what a string's opening quote may have before it. A shell's word that
/// is as short, with a string behind it, is less frequent.
fn is_prefix(before: &[u8]) -> bool {
    let prefix = before.iter().rev().take_while(|byte| PREFIX.contains(byte)).count();
    let rest = &before[..before.len() - prefix];
    (1..=2).contains(&prefix)
        && !rest.last().is_some_and(|byte| is_letter(*byte) || is_quote(*byte))
}

/// The letters of Python's, Rust's and C's strings.
const PREFIX: &[u8] = b"rbfuRBFUL";

/// Where a piece ends: at its quote, however that is written, at a joint within, or its line's end.
fn piece_end(window: &[u8], start: usize) -> usize {
    let piece = &window[start..window.len().min(start + PIECE)];
    let mut at = 0;
    while at < piece.len() {
        match piece[at..] {
            [b'\n', ..] | [b'$', b'{', ..] => break,
            [byte, ..] if is_quote(byte) => break,
            [b'\\', ..] => {
                let marks = backslashes(piece[at..].iter());
                match piece.get(at + marks) {
                    Some(byte) if is_quote(*byte) || matches!(byte, b'\n' | b'\r') => break,
                    _ => at += marks,
                }
            }
            _ => at += 1,
        }
    }
    start + at
}

fn backslashes<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take_while(|byte| **byte == b'\\').count()
}

/// A joint: where the text goes on behind it.
#[derive(Clone, Copy)]
struct Joint {
    start: usize,
    tie: Tie,
}

/// The joint at `at`, if there is one.
fn joint(window: &[u8], at: usize) -> Option<Joint> {
    let byte = |at: usize| window.get(at).copied().unwrap_or_default();
    let marks = backslashes(window.get(at..)?.iter());
    let behind = at + marks + 1;
    let tight = |start| Joint { start, tie: Tie::Operator };
    match byte(at + marks) {
        b'\n' | b'\r' if marks > 0 => {
            let rest = &window[behind..window.len().min(behind + GLUE)];
            let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            Some(tight(behind + blanks))
        }
        b'$' if marks == 0 && byte(behind) == b'{' => opening(window, behind + 1).map(tight),
        quote if is_quote(quote) => match byte(behind) {
            b'}' => is_letter(byte(behind + 1)).then(|| tight(behind + 1)),
            // Of a call around the string, which an operator has to follow.
            b')' => glue(window, behind + 1).filter(|joint| joint.tie == Tie::Operator),
            next => glue(window, behind).or_else(|| is_letter(next).then(|| tight(behind))),
        },
        _ => None,
    }
}

/// The longer ones first.
const OPERATORS: [&[u8]; 13] =
    [b".concat(", b"++", b"..", b"<>", b"||", b"<<", b"+", b".", b"&", b"~", b"^", b"@", b"*"];

/// Passes over an operator, or none, and what is blank around it, to behind the opening quote.
fn glue(window: &[u8], from: usize) -> Option<Joint> {
    let end = window.len().min(from + GLUE);
    let skip = |at: usize| blank(window.get(at..end).unwrap_or_default());
    let blanks = skip(from);
    let mut at = from + blanks.length;
    let rest = window.get(at..end)?;
    let mut tie = blanks.tie;
    if !rest.first().is_some_and(|first| b".+<|&~^@*".contains(first)) {
        return opening(window, at).map(|start| Joint { start, tie });
    }
    if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(operator)) {
        at += operator.len();
        let more = skip(at);
        let has_comment = blanks.has_comment || more.has_comment;
        tie = if has_comment { Tie::Blanks } else { Tie::Operator };
        at += more.length;
        // The end of a line in Basic.
        if matches!(window.get(at..), Some([b'_', b'\n' | b'\r', ..])) {
            at += 1 + skip(at + 1).length;
        }
    }
    opening(window, at).map(|start| Joint { start, tie })
}

/// Behind the quote that a string begins with, and before it `f`, `rb`, `@` and the like.
pub(super) fn opening(window: &[u8], at: usize) -> Option<usize> {
    let rest = window.get(at..)?;
    let is_prefix = |byte: &&u8| PREFIX.contains(byte) || matches!(byte, b'@' | b'$');
    let prefix = rest.iter().take(2).take_while(is_prefix).count();
    let marks = backslashes(rest[prefix..].iter());
    is_quote(*rest.get(prefix + marks)?).then_some(at + prefix + marks + 1)
}
