//! Windows' `cmd`, which has no quoting: inside `set "…"` most characters are plain, and the rest
//! can't be carried at all.
//!
//! The lines are run by `for /f "delims=" %i in ('hfenv export cmd') do @%i` or from a batch file.
//! The two differ in how they treat `%`, so a form that is right in one is wrong in the other.

use super::push_all;

/// cmd has no builtin that only fails. `/d` keeps `AutoRun` out of it.
pub(super) const FAIL: &str = "cmd /d /c exit 1";

/// The longest line that cmd reads (Microsoft's KB 830473).
const MAX_LINE: usize = 8191;

/// `set "NAME=…"`, or the reason why not.
pub(super) fn assign(out: &mut String, name: &str, value: &str) -> Result<(), &'static str> {
    if let Some(why) = why_not(value) {
        return Err(why);
    }
    if name.len() + value.len() + "set \"=\"".len() > MAX_LINE {
        return Err("its value is longer than a line may be");
    }
    push_all(out, &["set \"", name, "=", value, "\""]);
    Ok(())
}

fn why_not(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        return Some("cmd removes a variable that is set to nothing");
    }
    value.chars().find_map(|c| match c {
        '"' => Some("its value has a double quote"),
        '%' => Some("its value has a percent sign"),
        // Only under delayed expansion, which a value can't know of.
        '!' => Some("its value has an exclamation mark"),
        '\r' | '\n' => Some("its value has a line break"),
        c if c.is_control() => Some("its value has a control character"),
        // The console's code page, not UTF-8, decides what cmd reads.
        c if !c.is_ascii() => Some("its value has a character outside ASCII"),
        _ => None,
    })
}

/// `set "NAME="`
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["set \"", name, "=\""]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_plain_inside_the_quotes() {
        let mut out = String::new();
        assign(&mut out, "K", r"C:\a b\^&|<>()'").unwrap();
        assert_eq!(out, r#"set "K=C:\a b\^&|<>()'""#);
    }

    #[test]
    fn what_cmd_would_change_is_refused() {
        for value in ["", "a\"b", "%PATH%", "a!b", "a\nb", "a\r", "a\tb", "\u{1b}", "é"] {
            assert!(assign(&mut String::new(), "K", value).is_err(), "{value:?}");
        }
        assert!(assign(&mut String::new(), "K", &"x".repeat(MAX_LINE)).is_err());
        assert!(assign(&mut String::new(), "K", &"x".repeat(5000)).is_ok());
    }
}
