//! fish, where bare words with `\Xhh` pass every way of evaluating them.
//!
//! `'…'` would not: `eval (hfenv)` splits its argument at line ends, inside quotes or not.

use std::fmt::Write as _;

use super::{is_bare, push_all};

/// Makes the evaluating shell's status 1. fish has no `(exit 1)`.
pub(super) const FAIL: &str = "false;";

/// `set -gx NAME …;`, one byte at a time: `\X` takes any byte, also the parts of a UTF-8 letter.
pub(super) fn assign(out: &mut String, name: &str, value: &str) {
    push_all(out, &["set -gx ", name]);
    word(out, value.as_bytes());
    out.push(';');
}

/// The same for the plugin, unless the user has an own one that is not exported.
pub(super) fn assign_whole(out: &mut String, name: &str, value: &str) {
    push_all(out, &["__hfenv_own ", name, "; or "]);
    assign(out, name, value);
}

/// `set -g NAME … …;`
pub(super) fn list(out: &mut String, name: &str, words: &[&[u8]]) {
    push_all(out, &["set -g ", name]);
    for bytes in words {
        word(out, bytes);
    }
    out.push(';');
}

/// A blank and one word.
fn word(out: &mut String, bytes: &[u8]) {
    out.push(' ');
    if bytes.is_empty() {
        out.push_str("''");
    }
    for byte in bytes.iter().copied() {
        if is_bare(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\X{byte:02x}");
        }
    }
}

/// `set -e NAME;`
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["set -e ", name, ";"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_outside_the_bare_set_are_hexadecimal() {
        let mut out = String::new();
        assign(&mut out, "K", "a b\né'");
        assert_eq!(out, r"set -gx K a\X20b\X0a\Xc3\Xa9\X27;");
        out.clear();
        list(&mut out, "L", &[b"/a", b"", b"\xff"]);
        list(&mut out, "M", &[]);
        assert_eq!(out, r"set -g L /a '' \Xff;set -g M;");
    }
}
