//! xonsh, evaluated with `execx($(hfenv))`: each value is a Python literal in ASCII, so that no
//! locale has a say in it.

use std::fmt::Write as _;

use super::push_all;

/// xonsh's `$?`. `![false]` would raise an exception in an rc file (xonsh 0.25).
pub(super) const FAIL: &str = "$LAST_RETURN_CODE = 1";

/// `$NAME = '…'` as Python's `ascii()` writes it.
pub(super) fn assign(out: &mut String, name: &str, value: &str) -> Result<(), &'static str> {
    // xonsh's tools.py: such names get type EnvPath by their pattern, and `~` in them is expanded.
    if name.ends_with("PATH") || name.ends_with("DIRS") {
        return Err("xonsh makes a list of folders of it and expands `~`");
    }
    push_all(out, &["$", name, " = "]);
    literal(out, value);
    Ok(())
}

/// `NAME = '…'`, which xonsh leaves to Python.
pub(super) fn variable(out: &mut String, name: &str, value: &str) {
    push_all(out, &[name, " = "]);
    literal(out, value);
    out.push('\n');
}

fn literal(out: &mut String, value: &str) {
    out.push('\'');
    for c in value.chars() {
        // Writing to a String cannot fail.
        let _ = match (c, u32::from(c)) {
            ('\'' | '\\', _) => write!(out, "\\{c}"),
            (' '..='~', _) => write!(out, "{c}"),
            (_, code @ ..=0xff) => write!(out, "\\x{code:02x}"),
            (_, code @ ..=0xffff) => write!(out, "\\u{code:04x}"),
            (_, code) => write!(out, "\\U{code:08x}"),
        };
    }
    out.push('\'');
}

/// Removes NAME; `del $NAME` would raise an exception where it is not set.
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["${...}.pop('", name, "', None)"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_ascii_literals() {
        let mut out = String::new();
        assign(&mut out, "K", "it's \\\n\u{7f}é\u{2019}😀").unwrap();
        assert_eq!(out, r"$K = 'it\'s \\\x0a\x7f\xe9\u2019\U0001f600'");
        assert!(assign(&mut out, "HF_TOKEN_PATH", "~/x").is_err());
    }
}
