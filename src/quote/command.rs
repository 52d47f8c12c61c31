//! A program's path as the first word of a command, as it stands in a person's rc file: readable,
//! and taken whole by the shell whatever characters are in it.

use super::{CannotCarry, Shell, bare};

/// `program` so that `shell` starts it. A plain path stays as it is.
pub fn command(shell: Shell, program: &str) -> Result<String, CannotCarry> {
    let refuse = |why| CannotCarry { shell, name: program.to_owned(), why };
    if program.is_empty() || program.chars().any(char::is_control) {
        return Err(refuse("no line of text can name such a path"));
    }
    let plain = bare(program);
    Ok(match shell {
        Shell::Nu if plain => format!("^{program}"),
        _ if plain => program.to_owned(),
        Shell::Fish => quoted(program, &[(r"\", r"\\"), ("'", r"\'")]),
        // Within backquotes, and these two it takes apart inside of any quotes.
        Shell::Tcsh if program.contains(['!', '`']) => {
            return Err(refuse("tcsh has no quotes for ! and `"));
        }
        Shell::Sh | Shell::Bash | Shell::Zsh | Shell::Ksh | Shell::Tcsh => {
            quoted(program, &[("'", r"'\''")])
        }
        Shell::Elvish => quoted(program, &[("'", "''")]),
        Shell::Nu => format!("^\"{}\"", program.replace('\\', r"\\").replace('"', "\\\"")),
        // A bare string would be searched for `$NAME` and `~`; a value is not.
        Shell::Xonsh => format!("@({})", quoted(program, &[(r"\", r"\\"), ("'", r"\'")])),
        // The lexer takes all five for the same quote, as in `pwsh.rs`.
        Shell::Pwsh => {
            let quotes = ["'", "\u{2018}", "\u{2019}", "\u{201a}", "\u{201b}"];
            format!("& {}", quoted(program, &quotes.map(|quote| (quote, quote.repeat(2)))))
        }
        Shell::Cmd => return Err(refuse("cmd takes a path in quotes apart")),
    })
}

/// `'…'` with these replaced inside, one after the other.
fn quoted<S: AsRef<str>>(text: &str, special: &[(&str, S)]) -> String {
    let inner =
        special.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to.as_ref()));
    format!("'{inner}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_path_stays_readable() {
        for shell in Shell::ALL {
            let shown = command(shell, "/usr/bin/hfenv").unwrap();
            assert_eq!(shown.trim_start_matches('^'), "/usr/bin/hfenv", "{shell:?}");
        }
    }

    #[test]
    fn every_language_has_its_quotes() {
        let path = r#"/it's "a" \ $x"#;
        for (shell, expected) in [
            (Shell::Bash, r#"'/it'\''s "a" \ $x'"#),
            (Shell::Fish, r#"'/it\'s "a" \\ $x'"#),
            (Shell::Tcsh, r#"'/it'\''s "a" \ $x'"#),
            (Shell::Elvish, r#"'/it''s "a" \ $x'"#),
            (Shell::Nu, r#"^"/it's \"a\" \\ $x""#),
            (Shell::Xonsh, r#"@('/it\'s "a" \\ $x')"#),
            (Shell::Pwsh, r#"& '/it''s "a" \ $x'"#),
        ] {
            assert_eq!(command(shell, path).unwrap(), expected);
        }
        assert_eq!(command(Shell::Pwsh, "/\u{2019}").unwrap(), "& '/\u{2019}\u{2019}'");
    }

    #[test]
    fn what_no_quotes_hold_is_refused_with_the_path() {
        for (shell, path) in [(Shell::Bash, "/a\nb"), (Shell::Tcsh, "/a!"), (Shell::Cmd, "/a b")] {
            assert_eq!(command(shell, path).unwrap_err().name, path);
        }
    }
}
