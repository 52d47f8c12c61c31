//! Lines that do nothing but set a variable, which a comment can stand for.

/// Words that stand before a variable's name where it is set.
const WORDS: [&str; 12] = [
    "-", "ARG", "ENV", "declare", "export", "let-env", "local", "readonly", "set", "set-env",
    "setenv", "typeset",
];

/// Those behind which no `=` stands between name and value.
const WITHOUT_MARK: [&str; 4] = ["ENV", "set", "set-env", "setenv"];

/// What shells put in front of the name of a variable of the environment.
const SIGILS: [&str; 4] = ["$env:", "$env.", "E:", "$"];

/// The variable that a line sets, if it does nothing else: what stands before the value, and what
/// stands behind it.
pub(super) fn variable<'l>(before: &'l str, behind: &str) -> Option<&'l str> {
    let (before, quote) = match before.strip_suffix(['"', '\'']) {
        Some(rest) => (rest, &before[rest.len()..]),
        None => (before, ""),
    };
    let behind = behind.strip_prefix(quote)?.trim_start();
    let behind = behind.strip_prefix(';').unwrap_or(behind).trim();
    // What the comment says may be about the token, and goes with it.
    (behind.is_empty() || behind.starts_with('#')).then_some(())?;
    let (head, marked) = match before.trim_end().strip_suffix(['=', ':']) {
        Some(head) => (head, true),
        None => (before, false),
    };
    let mut words: Vec<&str> = head.split_whitespace().collect();
    let name = words.pop()?;
    let sigil = SIGILS.iter().find(|sigil| name.starts_with(**sigil));
    let name = &name[sigil.map_or(0, |sigil| sigil.len())..];
    let blank = head.ends_with(char::is_whitespace);
    let set = marked || (blank && words.iter().any(|word| WITHOUT_MARK.contains(word)));
    let known = words.iter().all(|word| WORDS.contains(word) || word.starts_with('-'));
    (set && known && is_name(name)).then_some(name)
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && !name.as_bytes()[0].is_ascii_digit() && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_set_one_variable_and_do_nothing_else_are_known() {
        for (before, behind) in [
            ("HF_TOKEN=", ""),
            ("  export HF_TOKEN=\"", "\"  # mine"),
            ("typeset -gx HF_TOKEN='", "';"),
            ("setenv HF_TOKEN ", ""),
            ("set -gx HF_TOKEN ", "\r"),
            ("$env:HF_TOKEN = \"", "\""),
            ("$env.HF_TOKEN = '", "'"),
            ("set E:HF_TOKEN = ", ""),
            ("$HF_TOKEN = '", "'"),
            ("ENV HF_TOKEN=", ""),
            ("ENV HF_TOKEN ", ""),
            ("  - HF_TOKEN=", ""),
        ] {
            assert_eq!(variable(before, behind), Some("HF_TOKEN"), "{before}…{behind}");
        }
        for (before, behind) in [
            ("HF_TOKEN=", " python x.py"),
            ("HF_TOKEN=", " \\"),
            ("test -n \"$x\" || export HF_TOKEN=", ""),
            ("alias x='HF_TOKEN=", " y'"),
            ("export A=1 HF_TOKEN=", ""),
            ("curl -H \"Authorization: Bearer ", "\" url"),
            ("HF_TOKEN=\"", ""),
            ("echo ", ""),
            ("if true; then export HF_TOKEN=", "; fi"),
            ("HF_TOKEN=$(echo ", ")"),
        ] {
            assert_eq!(variable(before, behind), None, "{before}…{behind}");
        }
    }
}
