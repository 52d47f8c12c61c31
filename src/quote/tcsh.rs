//! tcsh, whose backslashes and quotes break on `$`, braces and tabs (as direnv's output does), so
//! that `printf` has to make the bytes here too.

use super::{bare, push_all, sh};

/// Makes the evaluating shell's status 1.
pub(super) const FAIL: &str = sh::FAIL;

/// How much tcsh 6.24 reads from backquotes at once. In the C locale it drops bytes outside ASCII
/// at that border, and the end of the value with them (found by trying every length).
const READ_BUFFER: usize = 4096;

/// ``setenv NAME "`printf '…'`";`` Backquotes split at every LF, and no sentinel mends that.
pub(super) fn assign(out: &mut String, name: &str, value: &str) -> Result<(), &'static str> {
    if value.contains('\n') {
        return Err("its value has a line break");
    }
    if !value.is_ascii() && value.len() > READ_BUFFER {
        return Err("its value is long and not ASCII");
    }
    push_all(out, &["setenv ", name, " "]);
    if value.is_empty() {
        out.push_str("\"\";");
    } else if bare(value) {
        push_all(out, &[value, ";"]);
    } else {
        out.push_str("\"`printf '");
        sh::octal(out, value.as_bytes());
        out.push_str("'`\";");
    }
    Ok(())
}

/// `unsetenv NAME;`
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["unsetenv ", name, ";"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bare_or_printed_and_a_line_break_is_refused() {
        let mut out = String::new();
        assign(&mut out, "K", "/a/b").unwrap();
        assign(&mut out, "L", "$x y").unwrap();
        unset(&mut out, "M");
        assert_eq!(out, "setenv K /a/b;setenv L \"`printf '\\044x\\040y'`\";unsetenv M;");
        assert!(assign(&mut out, "K", "a\nb").is_err());
        assert!(assign(&mut out, "K", &"x".repeat(READ_BUFFER + 1)).is_ok());
        assert!(assign(&mut out, "K", &"é".repeat(READ_BUFFER)).is_err());
    }
}
