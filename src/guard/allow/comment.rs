//! Whether a place on a line is in a comment, in any language: behind what begins one in most, and
//! in no string. A comment of code that itself stands in a string, as in a notebook's cell, counts
//! for a secret in the same string; what another string says counts for nothing.

use std::ops::Range;

use memchr::memmem;

/// What begins a comment wherever it stands, and what ends it; nothing where that is the line.
const OPENERS: [(&[u8], &[u8]); 8] = [
    (b"/*", b"*/"),
    (b"<!--", b"-->"),
    (b"{{!--", b"--}}"),
    (b"{{!", b"}}"),
    (b"{#", b"#}"),
    (b"(*", b"*)"),
    (b"{-", b"-}"),
    (b"//", b""),
];

/// What begins one only before a blank or itself: `#define` and `--token` do not.
const BEFORE_BLANK: [u8; 2] = *b"#-";

/// What begins one in some language, if the mark follows at once.
const BEFORE_MARK: &[u8] = b"#;%!*-/ \t:";

/// How deep strings are looked into.
const DEPTH: usize = 3;

/// Whether `mark` is in a comment that is about what was found.
pub(super) fn has(line: &[u8], found: &Range<usize>, mark: usize) -> bool {
    within(line, 0..line.len(), found, mark, DEPTH)
}

fn within(
    line: &[u8],
    text: Range<usize>,
    found: &Range<usize>,
    mark: usize,
    depth: usize,
) -> bool {
    let mut at = text.start;
    // Quotes that no other one follows: apostrophes, and strings that go on.
    let mut alone: [usize; 3] = [usize::MAX; 3];
    while at < mark {
        // What was found begins nothing, whatever it is made of.
        if found.contains(&at) {
            at = found.end;
            continue;
        }
        if let Some(end) = comment(line, at, text.end, mark) {
            if mark < end {
                return true;
            }
            at = end;
            continue;
        }
        let kind = b"\"'`".iter().position(|quote| *quote == line[at]);
        at = match kind.filter(|kind| at < alone[*kind]) {
            None => at + 1,
            Some(kind) => match closing(line, text.start, at, text.end) {
                // Its end is before the mark, or the mark is in this string.
                Some(close) if close > mark => {
                    let together = at < found.start && found.end <= close;
                    return together
                        && depth > 1
                        && within(line, at + 1..close, found, mark, depth - 1);
                }
                Some(close) => close + 1,
                None if line[at] == b'\'' && line[at + 1..mark].trim_ascii().is_empty() => {
                    return true;
                }
                None => {
                    alone[kind] = at;
                    at + 1
                }
            },
        };
    }
    false
}

/// Where a comment ends that begins here, if one does.
fn comment(line: &[u8], at: usize, end: usize, mark: usize) -> Option<usize> {
    let rest = &line[at..end];
    for (opener, closer) in OPENERS {
        // `https://` begins none.
        let is_address = opener == b"//" && at > 0 && line[at - 1] == b':';
        if rest.starts_with(opener) && !is_address {
            if closer.is_empty() {
                return Some(end);
            }
            let inside = &rest[opener.len()..];
            return Some(
                memmem::find(inside, closer)
                    .map_or(end, |found| at + opener.len() + found + closer.len()),
            );
        }
    }
    let begins = BEFORE_BLANK.iter().any(|letter| {
        let count = rest.iter().take_while(|byte| *byte == letter).count();
        let least = if *letter == b'-' { 2 } else { 1 };
        count >= least && matches!(rest.get(count), None | Some(b' ' | b'\t'))
    });
    let is_bare = |text: &[u8]| text.iter().all(|byte| BEFORE_MARK.contains(byte));
    let before = !rest[0].is_ascii_whitespace() && rest[0] != b':' && is_bare(&line[at..mark]);
    (begins || before).then_some(end)
}

/// Where the string ends that the quote at `at` begins: at the next one that has as many
/// backslashes before it.
fn closing(line: &[u8], start: usize, at: usize, end: usize) -> Option<usize> {
    let marks = |at: usize| line[start..at].iter().rev().take_while(|byte| **byte == b'\\').count();
    let wanted = marks(at);
    let mut from = at + 1;
    while let Some(found) = memchr::memchr(line[at], &line[from..end]) {
        if marks(from + found) == wanted {
            return Some(from + found);
        }
        from += found + 1;
    }
    None
}
