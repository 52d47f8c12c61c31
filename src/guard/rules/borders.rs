//! Where a secret may begin and end.

use super::Kind;

/// `\b` would miss what stands behind an escape sequence that ends in a letter or a digit, as in
/// `"…\nhf_…"`, so a secret begins behind one, too.
pub(super) fn begins(before: &[u8]) -> bool {
    let hex = |digits: usize, mark: &[u8]| {
        let Some(at) = before.len().checked_sub(digits) else { return false };
        before[..at].ends_with(mark) && before[at..].iter().all(u8::is_ascii_hexdigit)
    };
    match before {
        // The second: a string in the first, written protocol of pickle.
        [] | [.., b'\n', b'V'] => true,
        [.., last] if !last.is_ascii_alphanumeric() => true,
        [.., b'\\', c] if b"abefnrtv".contains(c) => true,
        [start @ .., b'm'] => {
            // The end of a terminal's colour: ESC [ 3 1 m, however ESC is written.
            let digit = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
            let digits = start.iter().rev().take_while(|byte| digit(byte)).count();
            start[..start.len() - digits].ends_with(b"[")
        }
        _ => {
            let octal = before.iter().rev().take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            hex(2, b"%")
                || hex(2, b"\\x")
                || hex(4, b"\\u")
                || hex(8, b"\\U")
                || ((1..=3).contains(&octal) && before[..before.len() - octal].ends_with(b"\\"))
                || is_field(before.iter().rev())
        }
    }
}

/// Whether a secret of this kind is over before `rest`.
pub(super) fn ends(kind: Kind, rest: &[u8]) -> bool {
    let goes_on = rest.first().is_some_and(|next| match kind {
        Kind::Alnum | Kind::Hex => next.is_ascii_alphanumeric(),
        Kind::Url | Kind::Jwt => belongs(Kind::Url, *next),
        Kind::Base64 => belongs(kind, *next) || *next == b'=',
        Kind::Pem | Kind::Text => false,
    });
    !goes_on || is_field(rest.iter())
}

/// How many bytes of a field in a binary file happen to be letters: a length, a tag, a sum.
const FIELD: usize = 4;

/// Whether the next few letters stand between a text and bytes that are in none, as in a pickle
/// (`…q\x01`), `SQLite` or a PNG.
fn is_field<'a>(mut bytes: impl Iterator<Item = &'a u8>) -> bool {
    let other = bytes.by_ref().take(FIELD + 1).find(|byte| !byte.is_ascii_alphanumeric());
    other.is_some_and(|byte| match byte {
        b'\t' | b'\n' | b'\r' | 0x1b => false,
        // Words of other languages have letters in UTF-8, which stand in no such field alone.
        0x80.. => bytes.next().is_none_or(|next| *next < 0x80),
        byte => byte.is_ascii_control(),
    })
}

/// Whether a secret of this kind has such a character.
pub(super) fn belongs(kind: Kind, byte: u8) -> bool {
    match kind {
        Kind::Alnum => byte.is_ascii_alphanumeric(),
        Kind::Hex => byte.is_ascii_hexdigit(),
        Kind::Url | Kind::Jwt => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
        Kind::Base64 | Kind::Pem => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'),
        Kind::Text => true,
    }
}
