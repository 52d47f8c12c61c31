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
        octal(out, value.as_bytes());
        // Command substitution drops every trailing LF (POSIX XCU 2.6.3), so a dot guards them.
        if value.ends_with('\n') {
            push_all(out, &[".')\"; ", name, "=\"${", name, "%.}\";"]);
        } else {
            out.push_str("')\";");
        }
    }
}

/// `export NAME=…;` for the plugin of bash or zsh, unless the user has an own one that is not
/// exported. The text is evaluated in quotes: no process is started for any value.
pub(super) fn assign_whole(out: &mut String, name: &str, value: &str) {
    push_all(out, &["__hfenv_own ", name, " || export ", name, "="]);
    word(out, value.as_bytes());
    out.push(';');
}

/// `NAME=…;`
pub(super) fn variable(out: &mut String, name: &str, bytes: &[u8]) {
    push_all(out, &[name, "="]);
    word(out, bytes);
    out.push(';');
}

/// `NAME=(… …);`
pub(super) fn list(out: &mut String, name: &str, words: &[&[u8]]) {
    push_all(out, &[name, "=("]);
    for (at, bytes) in words.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        word(out, bytes);
    }
    out.push_str(");");
}

/// Bare, or `$'…'` with every other byte in octal: of ASCII alone, whatever the locale is.
fn word(out: &mut String, bytes: &[u8]) {
    if !bytes.is_empty() && bytes.iter().all(|byte| super::is_bare(*byte)) {
        out.extend(bytes.iter().copied().map(char::from));
        return;
    }
    out.push_str("$'");
    octal(out, bytes);
    out.push('\'');
}

/// A whole script for `eval $(…)` without quotes, in bash and zsh: one `printf` that makes its
/// text, and `evaluate`, a command that evaluates it. Lines that are comments and the blanks before
/// the others stay away. The script has no string of more than one line.
pub(super) fn unquoted(evaluate: &str, script: &str) -> String {
    let mut out = format!("{evaluate} \"$(\\printf '");
    let mut last = b' ';
    for byte in statements(script).join("\n").bytes().chain([b'\n']) {
        // A blank survives the splitting if it is alone.
        let plain = super::is_bare(byte)
            || matches!(byte, b'=' | b'"' | b'$' | b'(' | b')' | b';' | b'{' | b'}')
            || (byte == b' ' && last != b' ');
        if plain {
            out.push(char::from(byte));
        } else {
            octal_byte(&mut out, byte);
        }
        last = byte;
    }
    out.push_str("')\";\n");
    out
}

/// The same read in bash without the user's aliases, which would change what the script means.
pub(super) fn unaliased(line: &str) -> String {
    let off = "__hfenv_alias=\"\"; if \\shopt -q expand_aliases; then __hfenv_alias=1; fi; \
               \\shopt -u expand_aliases;";
    let on = "if \\test -n \"${__hfenv_alias-}\"; then \\shopt -s expand_aliases; fi; \
              \\unset __hfenv_alias;";
    format!("{off} {} {on}\n", line.trim_end())
}

/// The lines of a script that are no comments, without the blanks before and behind them.
pub(super) fn statements(script: &str) -> Vec<&str> {
    let lines = script.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// `unset NAME;`
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["unset ", name, ";"]);
}

/// `value` as a format for `printf`: every byte but the bare ones in three octal digits, which all
/// `printf`s know (`$'…'` is missing in dash and yash). A leading `-` is encoded too: bash, dash,
/// ksh93 and yash would take the format for an option.
pub(super) fn octal(out: &mut String, value: &[u8]) {
    for (index, byte) in value.iter().copied().enumerate() {
        if super::is_bare(byte) && !(index == 0 && byte == b'-') {
            out.push(char::from(byte));
        } else {
            octal_byte(out, byte);
        }
    }
}

fn octal_byte(out: &mut String, byte: u8) {
    out.push('\\');
    for shift in [6, 3, 0] {
        out.push(char::from(b'0' + (byte >> shift & 7)));
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
    fn a_text_evaluated_whole_starts_no_process() {
        let mut out = String::new();
        assign_whole(&mut out, "K", "a \n");
        list(&mut out, "L", &[b"/a", b"", b"\xff'"]);
        list(&mut out, "M", &[]);
        assert_eq!(out, r"__hfenv_own K || export K=$'a\040\012';L=(/a $'' $'\377\047');M=();");
    }

    #[test]
    fn a_script_becomes_one_line_without_patterns() {
        let out = unquoted("eval", "# why\nf() {\n    echo  \"*\"\n}\n");
        assert_eq!(out, "eval \"$(\\printf 'f() {\\012echo \\040\"\\052\"\\012}\\012')\";\n");
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
