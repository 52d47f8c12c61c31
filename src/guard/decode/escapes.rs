//! Letters that are written as escapes: in URLs, strings, HTML and mails. The word around one is
//! shown without any of its kind; words with several kinds are left to the view of the view.

use std::ops::Range;

use super::copied::Copied;
use super::find::Marks;
use super::{Encoding, Show};

/// How far a word is shown before its first escape, and how far from its beginning that may be.
const BACK: usize = 2 << 10;

/// How far a word is shown behind its last escape.
const AHEAD: usize = 4 << 10;

/// A kind of escapes: what they begin with, and their reading.
struct Kind {
    mark: u8,
    /// Without a branch: what may follow the mark.
    may: fn(u8) -> bool,
    read: fn(&[u8]) -> Option<Escape>,
}

/// An escape: what it means, if anything, and how long it is.
type Escape = (Option<u8>, usize);

const KINDS: [Kind; 4] = [
    Kind { mark: b'%', may: |next| is_digit(next) | (next == b'u'), read: percent },
    Kind { mark: b'\\', may: is_of_string, read: string },
    Kind { mark: b'&', may: |next| next == b'#', read: entity },
    Kind { mark: b'=', may: |next| is_digit(next) | is_end(next), read: quoted },
];

fn is_digit(byte: u8) -> bool {
    byte.wrapping_sub(b'2') < 6
}

fn is_end(byte: u8) -> bool {
    (byte == b'\n') | (byte == b'\r')
}

/// The beginnings of `\x5f`, `\u005f`, `\U0000005f`, `\137`, `\_`, `\-` and `\/`.
fn is_of_string(next: u8) -> bool {
    let hex = (next == b'x') | (next == b'u') | (next == b'U');
    hex | (next == b'0') | (next == b'1') | (next == b'_') | (next == b'-') | (next == b'/')
}

pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let end = window.len().min(fresh.end + BACK);
    // All kinds in one pass: a mark is rare.
    let may = |_, mark: u8, next: u8| {
        ((mark == b'%') & (is_digit(next) | (next == b'u')))
            | ((mark == b'\\') & is_of_string(next))
            | ((mark == b'&') & (next == b'#'))
            | ((mark == b'=') & (is_digit(next) | is_end(next)))
    };
    let is_mark = |byte| (byte == b'%') | (byte == b'\\') | (byte == b'&') | (byte == b'=');
    let mut marks = Marks::new(window, is_mark, may);
    let mut shown = [0; KINDS.len()];
    let mut at = fresh.start;
    while let Some(mark) = marks.next(at..end) {
        at = mark + 1;
        for (kind, shown) in KINDS.iter().zip(&mut shown) {
            let is_one = kind.mark == window[mark] && (kind.may)(window[mark + 1]);
            if is_one && mark >= *shown && matters(kind, window, mark) {
                *shown = word(copied, kind, window, mark);
                copied.show(Encoding::Escapes, show);
            }
        }
    }
}

/// Whether there is an escape that a secret may have.
fn matters(kind: &Kind, window: &[u8], at: usize) -> bool {
    match (kind.read)(&window[at..]) {
        // Of a secret, or of another escape.
        Some((Some(byte), _)) => byte.is_ascii_alphanumeric() || b"_-+/=.:%\\&#".contains(&byte),
        // A soft end is one of a line with a word before it.
        Some((None, _)) => at > 0 && !is_blank(window[at - 1]),
        None => false,
    }
}

fn is_blank(byte: u8) -> bool {
    byte <= b' '
}

/// Takes in the word around the escape at `first`; where it ends.
fn word(copied: &mut Copied, kind: &Kind, window: &[u8], first: usize) -> usize {
    copied.clear();
    let from = first.saturating_sub(BACK);
    let blank = window[from..first].iter().rposition(|byte| is_blank(*byte));
    let mut plain = blank.map_or(from, |blank| from + blank + 1);
    let mut at = plain;
    let mut last = first;
    while at < window.len() && at < last + AHEAD {
        let escape = if window[at] == kind.mark { (kind.read)(&window[at..]) } else { None };
        let Some((byte, length)) = escape else {
            if is_blank(window[at]) {
                break;
            }
            at += 1;
            continue;
        };
        copied.extend(window, plain..at);
        if let Some(byte) = byte {
            copied.push(byte, at);
        }
        at += length;
        plain = at;
        last = last.max(at);
    }
    copied.extend(window, plain..at);
    at
}

/// The number that `digits` hexadecimal digits are.
fn hex(text: &[u8], digits: usize) -> Option<u32> {
    let text = text.get(..digits).filter(|text| text.iter().all(u8::is_ascii_hexdigit))?;
    number(text, 16)
}

fn number(digits: &[u8], base: u32) -> Option<u32> {
    let digits = digits.iter().map(|digit| char::from(*digit).to_digit(base));
    digits.into_iter().try_fold(0_u32, |all, digit| all.checked_mul(base)?.checked_add(digit?))
}

/// A byte in so many digits.
fn byte(text: &[u8], before: usize) -> Option<Escape> {
    let byte = u8::try_from(hex(text.get(before..)?, 2)?).ok()?;
    Some((Some(byte), before + 2))
}

/// A character by its number; what is not ASCII stays as it is written.
fn character(number: Option<u32>, length: usize) -> Option<Escape> {
    let byte = u8::try_from(number?).ok().filter(u8::is_ascii)?;
    Some((Some(byte), length))
}

fn percent(text: &[u8]) -> Option<Escape> {
    match text {
        [_, b'u', rest @ ..] => character(hex(rest, 4), 6),
        _ => byte(text, 1),
    }
}

fn quoted(text: &[u8]) -> Option<Escape> {
    match text {
        [_, b'\n', ..] => Some((None, 2)),
        [_, b'\r', b'\n', ..] => Some((None, 3)),
        _ => byte(text, 1),
    }
}

/// How many digits before `end`, at most so many.
fn until(text: &[u8], end: u8, most: usize) -> Option<usize> {
    text.iter().take(most + 1).position(|byte| *byte == end)
}

fn entity(text: &[u8]) -> Option<Escape> {
    let rest = text.strip_prefix(b"&#")?;
    let (rest, base, before) = match rest {
        [b'x' | b'X', rest @ ..] => (rest, 16, 3),
        _ => (rest, 10, 2),
    };
    let digits = until(rest, b';', 8)?;
    character(number(&rest[..digits], base), before + digits + 1)
}

fn string(text: &[u8]) -> Option<Escape> {
    let rest = text.get(1..)?;
    let simple = |byte| Some((Some(byte), 2));
    match rest {
        [b'n', ..] => simple(b'\n'),
        [b'r', ..] => simple(b'\r'),
        [b't', ..] => simple(b'\t'),
        [b'e', ..] => simple(0x1b),
        [c @ (b'"' | b'\'' | b'\\' | b'/' | b'_' | b'-'), ..] => simple(*c),
        [b'x', ..] => byte(text, 2),
        [b'U', rest @ ..] => character(hex(rest, 8), 10),
        [b'u', b'{', rest @ ..] => {
            let digits = until(rest, b'}', 8)?;
            character(number(&rest[..digits], 16), digits + 4)
        }
        [b'u', rest @ ..] => character(hex(rest, 4), 6),
        _ => {
            let is_octal = |byte: &&u8| (b'0'..=b'7').contains(*byte);
            let digits = rest.iter().take(3).take_while(is_octal).count();
            character(number(&rest[..digits], 8).filter(|_| digits > 0), digits + 1)
        }
    }
}
