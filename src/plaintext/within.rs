//! Whether a line begins within something that began before it: a here-document, quotes, or a line
//! that goes on. What looks like an assignment there is text of another program.

use super::form::Form;

/// Whether the line behind `before` is no line of its own. In doubt it is none.
pub(super) fn goes_on(form: Form, before: &[u8]) -> bool {
    before.ends_with(b"\\\n")
        || match form {
            Form::Lines | Form::Docker => in_value(before),
            _ => in_script(before),
        }
}

/// Within the quotes of a value: `NAME="…`. Other quotes mean nothing there.
fn in_value(before: &[u8]) -> bool {
    let mut rest = before;
    while let Some(at) = rest.iter().position(|byte| *byte == b'=' || *byte == b'#') {
        let (is_comment, after) = (rest[at] == b'#', &rest[at + 1..]);
        let value = after.trim_ascii_start();
        let quote = value.first().copied().filter(|byte| b"'\"".contains(byte) && !is_comment);
        rest = match quote {
            Some(quote) => match end_of(value, quote) {
                Some(end) => &value[end..],
                None => return true,
            },
            None => after.iter().position(|byte| *byte == b'\n').map_or(&[], |end| &after[end..]),
        };
    }
    false
}

/// Behind the quote that ends what the first byte opened.
fn end_of(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 1,
            byte if *byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

/// Within quotes or a here-document of a shell's or Python's script.
fn in_script(before: &[u8]) -> bool {
    let mut documents: Vec<(bool, &[u8])> = Vec::new();
    let mut at = 0;
    while let Some(byte) = before.get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'#' if at < 2 || before[at - 2].is_ascii_whitespace() || before[at - 2] == b';' => {
                let end = before[at..].iter().position(|byte| *byte == b'\n');
                at = end.map_or(before.len(), |end| at + end);
            }
            // What a shell keeps as it is has no escapes.
            b'\'' => match before[at..].iter().position(|byte| *byte == b'\'') {
                Some(end) => at += end + 1,
                None => return true,
            },
            b'"' | b'`' => match end_of(&before[at - 1..], *byte) {
                Some(end) => at += end - 1,
                None => return true,
            },
            b'<' if before[at..].starts_with(b"<<") => at += 2,
            b'<' if before[at..].starts_with(b"<") => {
                let (document, behind) = document(&before[at + 1..]);
                documents.extend(document);
                at += 1 + behind;
            }
            b'\n' => {
                for (tabs, word) in documents.drain(..) {
                    match behind_document(&before[at..], tabs, word) {
                        Some(behind) => at += behind,
                        None => return true,
                    }
                }
            }
            _ => {}
        }
    }
    !documents.is_empty()
}

/// The word of a here-document, whether tabs before it don't count, and where it ends.
fn document(text: &[u8]) -> (Option<(bool, &[u8])>, usize) {
    let tabs = text.starts_with(b"-");
    let mut from = usize::from(tabs);
    while text.get(from).is_some_and(|byte| b" \t'\"\\".contains(byte)) {
        from += 1;
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"'\";|&<>()".contains(byte);
    let end = text[from..].iter().position(ends).map_or(text.len(), |end| from + end);
    let quoted = text.get(end).is_some_and(|byte| b"'\"".contains(byte));
    let word = &text[from..end];
    ((!word.is_empty()).then_some((tabs, word)), end + usize::from(quoted))
}

/// Behind the line that ends a here-document.
fn behind_document(text: &[u8], tabs: bool, word: &[u8]) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        let whole = line.strip_suffix(b"\n")?;
        let start = whole.iter().position(|byte| *byte != b'\t').unwrap_or(whole.len());
        if (if tabs { &whole[start..] } else { whole }) == word {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_began_before_a_line_is_seen() {
        for inside in [
            "cat <<EOF\n",
            "cat <<-'EOF' > x\na\n\tEOFX\n",
            "cat <<EOF\nEOF\ncat << \"A B\"\n",
            "python -c \"\nimport os\n",
            "x='it is\n",
            "echo `date\n",
            "cat <<A <<B\n1\nA\n",
            "a \\\n",
            "print('''\n",
        ] {
            assert!(goes_on(Form::Sh, inside.as_bytes()), "{inside}");
        }
        for own in [
            "",
            "a=1\n",
            "# don't\n",
            "x=$#; y='a\"b'\n",
            "cat <<EOF\nit's \"\nEOF\n",
            "cat <<-EOF\n\tx\n\tEOF\n",
            "cat <<<word\n",
            "echo \"it's\" 'a\\' \"b\\\"\"\n",
            "print('''\nx\n''')\n",
            "cat <<'E' && echo \"\n\"\nx\nE\n",
        ] {
            assert!(!goes_on(Form::Sh, own.as_bytes()), "{own}");
        }
        assert!(goes_on(Form::Lines, b"A='b'\nB=\"one\ntwo\n"));
        assert!(goes_on(Form::Lines, b"A=\\\n"));
        for own in ["A=it's\nB=\"x\"\n", "# A='\n", "A='b\nc'\n", "A=\"b\\\"\" # '\n"] {
            assert!(!goes_on(Form::Lines, own.as_bytes()), "{own}");
        }
    }
}
