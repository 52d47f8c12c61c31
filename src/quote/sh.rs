//! The sh family: bash, zsh, dash, busybox ash, mksh, ksh93, yash.
//!
//! People write `eval $(hfenv)` without quotes. The shell then splits the output and expands globs
//! against the current folder *before* `eval` sees it, so quotes inside the output protect nothing
//! and a planted file name can become code. The only defence is an output in which nothing splits
//! wrongly and nothing is a pattern: `[A-Za-z0-9_./\\'"$()=%;{}-]` and single spaces.

use super::{bare, push_all};

/// Makes the evaluating shell's status 1: a subshell, because `false` would do the same only where
/// nobody has aliased it.
pub(super) const FAIL: &str = "(exit 1);";

/// `export NAME=…;` A bare value costs no process; any other is printed by one `printf`.
pub(super) fn assign(out: &mut String, name: &str, value: &str) {
    push_all(out, &["export ", name, "="]);
    if value.is_empty() {
        out.push_str("\"\";");
    } else if bare(value) {
        push_all(out, &[value, ";"]);
    } else {
        out.push_str("\"$(printf '");
        octal(out, value);
        // Command substitution drops every trailing LF (POSIX XCU 2.6.3), so a dot guards them.
        if value.ends_with('\n') {
            push_all(out, &[".')\"; ", name, "=\"${", name, "%.}\";"]);
        } else {
            out.push_str("')\";");
        }
    }
}

/// `unset NAME;`
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["unset ", name, ";"]);
}

/// `value` as a format for `printf`: every byte but the bare ones in three octal digits, which all
/// `printf`s know (`$'…'` is missing in dash and yash). A leading `-` is encoded too: bash, dash,
/// ksh93 and yash would take the format for an option.
pub(super) fn octal(out: &mut String, value: &str) {
    for (index, byte) in value.bytes().enumerate() {
        if super::is_bare(byte) && !(index == 0 && byte == b'-') {
            out.push(char::from(byte));
        } else {
            out.push('\\');
            for shift in [6, 3, 0] {
                out.push(char::from(b'0' + (byte >> shift & 7)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(value: &str) -> String {
        let mut out = String::new();
        assign(&mut out, "K", value);
        out
    }

    #[test]
    fn a_token_or_a_plain_path_stays_readable() {
        assert_eq!(assigned("hf_aB3"), "export K=hf_aB3;");
        assert_eq!(assigned("/mnt/big-disk/hf.d"), "export K=/mnt/big-disk/hf.d;");
        assert_eq!(assigned("-x"), "export K=-x;");
        assert_eq!(assigned(""), "export K=\"\";");
    }

    #[test]
    fn what_could_split_or_match_is_octal() {
        assert_eq!(assigned("a *"), r#"export K="$(printf 'a\040\052')";"#);
        assert_eq!(assigned("-n x"), r#"export K="$(printf '\055n\040x')";"#);
        assert_eq!(assigned("é%"), r#"export K="$(printf '\303\251\045')";"#);
    }

    #[test]
    fn line_ends_at_the_end_are_guarded() {
        assert_eq!(assigned("a\n"), r#"export K="$(printf 'a\012.')"; K="${K%.}";"#);
    }
}
