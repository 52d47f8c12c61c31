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
        [] => true,
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
        }
    }
}

/// Whether a secret of this kind is over before `next`.
pub(super) fn ends(kind: Kind, next: Option<&u8>) -> bool {
    next.is_none_or(|next| match kind {
        Kind::Alnum | Kind::Hex => !next.is_ascii_alphanumeric(),
        Kind::Url | Kind::Jwt => !belongs(Kind::Url, *next),
        Kind::Base64 => !belongs(kind, *next) && *next != b'=',
        Kind::Pem | Kind::Text => true,
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
