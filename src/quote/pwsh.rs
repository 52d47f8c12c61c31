//! PowerShell, where a value is a literal if it is printable ASCII and a list of code units if not.
//!
//! PowerShell's lexer takes U+2018, U+2019, U+201A and U+201B for single quotes too
//! (`CharTraits.cs`), and a value with one of them ends a naive `'…'`, which runs the rest.
//! Doubling all five would do for the lexer. But between here and there Windows decodes our output
//! by the console's code page and a pipe cuts it into lines, so that neither a letter outside ASCII
//! nor a line break would arrive whole. Numbers do: only printable ASCII is ever printed.

use std::fmt::Write as _;

use super::push_all;

/// What a failing program would leave; `exit` would close the session.
pub(super) const FAIL: &str = "$global:LASTEXITCODE=1;";

/// `${env:NAME}='…';` or `${env:NAME}=-join[char[]](…);`
pub(super) fn assign(out: &mut String, name: &str, value: &str) -> Result<(), &'static str> {
    if value.is_empty() {
        return Err("PowerShell before 7.5 removes a variable that is set to nothing");
    }
    push_all(out, &["${env:", name, "}="]);
    expression(out, value);
    out.push(';');
    Ok(())
}

/// `$NAME='…';`
pub(super) fn variable(out: &mut String, name: &str, value: &str) {
    push_all(out, &["$", name, "="]);
    expression(out, value);
    out.push_str(";\n");
}

fn expression(out: &mut String, value: &str) {
    if value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        literal(out, value);
    } else {
        code_units(out, value);
    }
}

/// `'…'` with the quote doubled, the only character that is special inside.
fn literal(out: &mut String, value: &str) {
    out.push('\'');
    for c in value.chars() {
        out.push_str(if c == '\'' { "'" } else { "" });
        out.push(c);
    }
    out.push('\'');
}

/// One flat array: a sum of literals and `[char]`s would nest as deep as the value is long.
fn code_units(out: &mut String, value: &str) {
    let mut before = "-join[char[]](";
    for unit in value.encode_utf16() {
        // Writing to a String cannot fail.
        let _ = write!(out, "{before}{unit}");
        before = ",";
    }
    out.push(')');
}

/// `${env:NAME}=$null;` removes it, in every version.
pub(super) fn unset(out: &mut String, name: &str) {
    push_all(out, &["${env:", name, "}=$null;"]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(value: &str) -> Result<String, &'static str> {
        let mut out = String::new();
        assign(&mut out, "K", value).map(|()| out)
    }

    #[test]
    fn printable_ascii_is_a_literal_with_doubled_quotes() {
        assert_eq!(assigned("hf_aB3").unwrap(), "${env:K}='hf_aB3';");
        assert_eq!(assigned("it's $x `n \"").unwrap(), "${env:K}='it''s $x `n \"';");
    }

    #[test]
    fn the_other_four_quotes_never_reach_the_lexer() {
        for quote in ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'] {
            let expected = format!("${{env:K}}=-join[char[]](97,{},59);", u32::from(quote));
            assert_eq!(assigned(&format!("a{quote};")).unwrap(), expected);
        }
    }

    #[test]
    fn line_ends_and_surrogate_pairs_are_numbers() {
        assert_eq!(assigned("\r\n😀").unwrap(), "${env:K}=-join[char[]](13,10,55357,56832);");
        assert!(assigned("").is_err());
    }
}
