//! What stands between the pieces of a string, and how well that joins them.

use memchr::{memchr, memmem};

/// What joins, the weakest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// An operator, the escaped end of a line, or nothing at all.
    Operator,
    /// Blanks.
    Blanks,
    /// Blanks and ends of lines.
    Lines,
}

/// Blanks, ends of lines and comments.
pub(super) struct Blank {
    pub(super) length: usize,
    pub(super) tie: Tie,
    /// A secret may be in one.
    pub(super) has_comment: bool,
}

/// The blanks that `text` begins with; those of a notebook's strings, too.
pub(super) fn blank(text: &[u8]) -> Blank {
    let (mut at, mut lines, mut goes_on) = (0, false, false);
    let mut has_comment = false;
    loop {
        let rest = &text[at..];
        let line = || memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        at += match rest {
            [b' ' | b'\t', ..] => 1,
            [b'\r' | b'\n', ..] => {
                lines = true;
                1
            }
            [b'\\', b'n' | b'r', behind @ ..] => {
                lines = true;
                2 + cell_line(behind)
            }
            [b'\\', b'\n' | b'\r' | b'\\', ..] => {
                goes_on = true;
                1
            }
            [b'#', ..] | [b'/', b'/', ..] | [b'-', b'-', ..] => {
                (lines, has_comment) = (true, true);
                line()
            }
            [b'/', b'*', ..] => {
                has_comment = true;
                memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2)
            }
            _ => break,
        }
    }
    let tie = match (at, goes_on, lines) {
        (0, ..) | (_, true, _) => Tie::Operator,
        (_, false, true) => Tie::Lines,
        (_, false, false) => Tie::Blanks,
    };
    Blank { length: at, tie, has_comment }
}

/// The end of one string and the beginning of the next, where each line of a cell is one.
fn cell_line(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(b"\",") else { return 0 };
    let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    if rest.get(blanks) == Some(&b'"') { blanks + 3 } else { 0 }
}
