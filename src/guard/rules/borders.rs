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
                || field_ends(before)
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
    !goes_on || field_begins(rest)
}

/// Whether what stands before a secret says that it has so many bytes: a byte behind one that is in
/// no text, or `37:` as in bencode. Then it is over, whatever follows.
pub(super) fn is_counted(before: &[u8], length: usize) -> bool {
    if let Some(text) = before.strip_suffix(b":") {
        let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = str::from_utf8(&text[text.len() - digits..]).ok();
        return number.and_then(|number| number.parse().ok()) == Some(length);
    }
    matches!(before, [.., other, count] if usize::from(*count) == length && is_binary(&[*other]))
}

/// How many bytes of a field in a binary file happen to be letters: a length, a tag, a sum.
const FIELD: usize = 4;

/// The longest character in UTF-8.
const CHARACTER: usize = 4;

/// Whether the next few letters stand between a text and bytes that are in none, as in a pickle
/// (`…q\x01`), `SQLite` or a PNG.
fn field_begins(rest: &[u8]) -> bool {
    let letters = rest.iter().take(FIELD).take_while(|byte| byte.is_ascii_alphanumeric());
    let other = &rest[letters.count()..];
    is_binary(&other[..other.len().min(CHARACTER)])
}

/// The same of the last few letters.
fn field_ends(before: &[u8]) -> bool {
    let letters = before.iter().rev().take(FIELD);
    let letters = letters.take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let other = &before[..before.len() - letters];
    let ends = (1..=CHARACTER.min(other.len())).map(|count| &other[other.len() - count..]);
    match ends.into_iter().find(|end| str::from_utf8(end).is_ok()) {
        Some(character) => is_binary(character),
        None => !other.is_empty(),
    }
}

/// Whether the first byte is none of a text. Words of other languages are in UTF-8.
fn is_binary(bytes: &[u8]) -> bool {
    match bytes {
        [] | [b'\t' | b'\n' | b'\r' | 0x1b, ..] => false,
        [0x80..=0xff, ..] => str::from_utf8(bytes).is_err_and(|error| error.valid_up_to() == 0),
        [byte, ..] => byte.is_ascii_control(),
    }
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
