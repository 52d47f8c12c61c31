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
    possible(value.as_bytes())?;
    push_all(out, &["setenv ", name, " "]);
    if value.is_empty() {
        out.push_str("\"\";");
    } else if bare(value) {
        push_all(out, &[value, ";"]);
    } else {
        printed(out, value.as_bytes());
        out.push(';');
    }
    Ok(())
}

/// What backquotes can bring.
fn possible(bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.contains(&b'\n') {
        return Err("its value has a line break");
    }
    if !bytes.is_ascii() && bytes.len() > READ_BUFFER {
        return Err("its value is long and not ASCII");
    }
    Ok(())
}

/// `setenv NAME '…';` for the plugin, which evaluates a variable: what is printable is said there
/// without a process.
pub(super) fn assign_whole(out: &mut String, name: &str, value: &str) -> Result<(), &'static str> {
    push_all(out, &["setenv ", name, " "]);
    word(out, value.as_bytes())?;
    out.push(';');
    Ok(())
}

/// `set NAME=…;`
pub(super) fn variable(out: &mut String, name: &str, bytes: &[u8]) -> Result<(), &'static str> {
    push_all(out, &["set ", name, "="]);
    word(out, bytes)?;
    out.push(';');
    Ok(())
}

/// `set NAME=(… …);`
pub(super) fn list(out: &mut String, name: &str, words: &[&[u8]]) -> Result<(), &'static str> {
    push_all(out, &["set ", name, "=("]);
    for (at, bytes) in words.iter().enumerate() {
        out.push_str(if at > 0 { " " } else { "" });
        word(out, bytes)?;
    }
    out.push_str(");");
    Ok(())
}

fn word(out: &mut String, bytes: &[u8]) -> Result<(), &'static str> {
    possible(bytes)?;
    match std::str::from_utf8(bytes) {
        Ok(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => quoted(out, text),
        _ => printed(out, bytes),
    }
    Ok(())
}

/// `'…'`, outside of which stands what is special in it: the quote, the history's mark, and the
/// backslash, which is special if the user has set `backslash_quote`.
fn quoted(out: &mut String, value: &str) {
    out.push('\'');
    for c in value.chars() {
        match c {
            '\'' | '!' | '\\' => out.extend(['\'', '\\', c, '\'']),
            c => out.push(c),
        }
    }
    out.push('\'');
}

/// ``"`printf '…'`"``
fn printed(out: &mut String, bytes: &[u8]) {
    out.push_str("\"`printf '");
    sh::octal(out, bytes);
    out.push_str("'`\"");
}

/// A whole script as one line for ``eval `…` ``, whose lines are whole statements: tcsh would join
/// them by blanks.
pub(super) fn unquoted(script: &str) -> String {
    let mut out = String::from("eval \"`printf '");
    let statements = sh::statements(script).into_iter().map(|line| line.trim_end_matches(';'));
    sh::octal(&mut out, statements.collect::<Vec<_>>().join(";").as_bytes());
    out.push_str("'`\";\n");
    out
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
    #[test]
    fn for_the_plugin_only_what_is_not_printable_is_printed() {
        let mut out = String::new();
        assign_whole(&mut out, "K", "it's $x!\\ `y`").unwrap();
        assert_eq!(out, r"setenv K 'it'\''s $x'\!''\\' `y`';");
        out.clear();
        list(&mut out, "L", &[b"/a", b"", b"\xff"]).unwrap();
        variable(&mut out, "M", b"").unwrap();
        assert_eq!(out, "set L=('/a' '' \"`printf '\\377'`\");set M='';");
        assert!(list(&mut out, "L", &[b"a\nb"]).is_err());
    }

    #[test]
    fn a_script_becomes_one_line_of_statements() {
        let out = unquoted("# why\nset a=1\n\nif ($a) echo '*'\n");
        let text = "eval \"`printf 'set\\040a\\0751\\073if\\040\\050\\044a\\051";
        assert_eq!(out, format!("{text}\\040echo\\040\\047\\052\\047'`\";\n"));
    }
}
