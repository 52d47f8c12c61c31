//! elvish, evaluated with `eval (hfenv | slurp)`: one string, so that quotes hold.

use super::push_all;

/// elvish has exceptions for a status. Each statement has its own line, because a traceback shows
/// the whole line of the culprit, and an assignment on it would show a token.
pub(super) const FAIL: &str = "fail hfenv";

/// `set-env NAME '…'`, where only the quote needs doubling (not POSIX's `'\''`).
pub(super) fn assign(out: &mut String, name: &str, value: &str) {
    push_all(out, &["set-env ", name, " "]);
    literal(out, value);
}

/// `var NAME = '…'`
pub(super) fn variable(out: &mut String, name: &str, value: &str) {
    push_all(out, &["var ", name, " = "]);
    literal(out, value);
    out.push('\n');
}

fn literal(out: &mut String, value: &str) {
    out.push('\'');
    for c in value.chars() {
        out.push_str(if c == '\'' { "'" } else { "" });
        out.push(c);
    }
    out.push('\'');
}

/// `unset-env NAME`
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["unset-env ", name]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_nothing_else_is_touched() {
        let mut out = String::new();
        assign(&mut out, "K", "it's $x\n\\");
        assert_eq!(out, "set-env K 'it''s $x\n\\'");
    }
}
