//! fish, where bare words with `\Xhh` pass every way of evaluating them.
//!
//! `'…'` would not: `eval (hfenv)` splits its argument at line ends, inside quotes or not.

use std::fmt::Write as _;

use super::{is_bare, push_all};

/// Makes the evaluating shell's status 1. fish has no `(exit 1)`.
pub(super) const FAIL: &str = "false;";

/// `set -gx NAME …;`, one byte at a time: `\X` takes any byte, also the parts of a UTF-8 letter.
pub(super) fn assign(out: &mut String, name: &str, value: &str) {
    push_all(out, &["set -gx ", name, " "]);
    if value.is_empty() {
        out.push_str("''");
    }
    for byte in value.bytes() {
        if is_bare(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\X{byte:02x}");
        }
    }
    out.push(';');
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
    }
}
