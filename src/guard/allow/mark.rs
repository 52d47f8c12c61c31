//! The mark `hfenv:allow REASON` on the line of a finding, in whatever way its language writes a
//! comment.

use std::ops::Range;

use super::comment;

/// The mark.
const MARK: &[u8] = b"hfenv:allow";

/// On longer lines, as programs write them, a mark can't be for everything: there it counts within
/// [`NEAR`] bytes behind the finding.
const LONG: usize = 1_000;
const NEAR: usize = 200;

/// The fewest letters of a reason.
const REASON: usize = 3;

/// What ends a comment within its line.
const ENDS: [&[u8]; 5] = [b"*/", b"-->", b"--}}", b"#}", b"%}"];

/// What a line says of the secrets in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// `hfenv:allow` without a reason, which does not count.
    Bare,
    /// `hfenv:allow` and a reason.
    Reason,
}

/// Reads the marks on a line, which may be cut, for what was found in it.
#[must_use]
pub fn mark(line: &[u8], found: Range<usize>) -> Mark {
    let (start, end) = (found.start.min(line.len()), found.end.min(line.len()));
    let (from, to) =
        if line.len() > LONG { (end, line.len().min(end + NEAR)) } else { (0, line.len()) };
    let mut best = Mark::None;
    for at in memchr::memmem::find_iter(&line[from..to], MARK).map(|at| from + at) {
        let rest = &line[at + MARK.len()..if at < start { start } else { to }];
        let goes_on = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | 0x80..);
        if rest.first().is_some_and(goes_on) || !comment::has(line, &(start..end), at) {
            continue;
        }
        if is_reason(rest) {
            return Mark::Reason;
        }
        best = Mark::Bare;
    }
    best
}

/// Whether there are words before the comment, or the text it stands in, ends.
fn is_reason(rest: &[u8]) -> bool {
    let ends = ENDS.iter().filter_map(|end| memchr::memmem::find(rest, end));
    let end = ends.chain(memchr::memchr2(b'"', b'\n', rest)).min().unwrap_or(rest.len());
    // In JSON a line's end is written as an escape.
    let text = rest[..end].strip_suffix(b"\\n").unwrap_or(&rest[..end]);
    let letter = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80;
    let start = text.iter().position(letter).unwrap_or(text.len());
    let last = text.iter().rposition(letter).map_or(start, |at| at + 1);
    text.iter().filter(|b| letter(b)).count() >= REASON && !is_placeholder(&text[start..last])
}

/// Whether it is what stands in our own examples in place of a reason.
#[must_use]
pub fn is_placeholder(reason: &[u8]) -> bool {
    [b"REASON".as_slice(), b"TEXT", b"WHY"].contains(&reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a line says of the `*****` in it.
    fn of(line: &str) -> Mark {
        let start = line.find("*****").unwrap();
        mark(line.as_bytes(), start..start + 5)
    }

    #[test]
    fn a_mark_counts_with_a_reason_in_every_comment() {
        for line in [
            "key = '*****'  # hfenv:allow used by the tests",
            "key = '*****'  // hfenv:allow: used by the tests\r",
            "/* hfenv:allow test fixture */ const KEY = '*****';",
            "<b>*****</b> <!-- hfenv:allow old, revoked -->",
            "    \"key = '*****'  # hfenv:allow revoked\\n\",",
            "-- hfenv:allow 例 *****",
            "*****  # hfenv:allow, hfenv:allow revoked",
            "key = '*****'  # don't worry; hfenv:allow revoked",
            "f(\"a\", '*****', `b`)  // hfenv:allow revoked",
            "    \"f('*****', \\\"x\\\")  # hfenv:allow revoked\\n\",",
            "{\"script\": \"k=\\\"*****\\\" # hfenv:allow revoked\"}",
            "#define KEY \"*****\" /* hfenv:allow revoked */",
            "url = https://u:*****@h/  ; hfenv:allow revoked",
            "x = \"*****\" ' hfenv:allow revoked",
            "\\newcommand{\\key}{*****} % hfenv:allow revoked",
            "{# hfenv:allow revoked #} *****",
            " * hfenv:allow revoked: *****",
            "it's ***** # hfenv:allow revoked",
        ] {
            assert_eq!(of(line), Mark::Reason, "{line}");
        }
    }

    #[test]
    fn a_mark_without_a_reason_is_bare() {
        for line in [
            "*****  # hfenv:allow",
            "*****  # hfenv:allow ok\r",
            "*****  # hfenv:allow REASON",
            "*****  /* hfenv:allow: WHY */",
            "***** <!-- hfenv:allow --> <b>not a reason</b>",
            "/* hfenv:allow */ const KEY = '*****';",
            "    \"key = '*****'  # hfenv:allow\\n\",",
            // What was found is no reason.
            "# hfenv:allow *****",
        ] {
            assert_eq!(of(line), Mark::Bare, "{line}");
        }
    }

    #[test]
    fn other_words_are_no_mark() {
        for line in ["***** a reason", "***** # hfenv:allowed by all", "***** # hfenv: allow me"] {
            assert_eq!(of(line), Mark::None, "{line}");
        }
    }

    #[test]
    fn what_another_string_says_is_no_mark() {
        for line in [
            "f(\"*****\", \"hfenv:allow revoked\")",
            "f(\"*****\", \"# hfenv:allow revoked\")",
            "f('# hfenv:allow revoked', '*****')",
            "{\"a\": \"*****\", \"b\": \"// hfenv:allow revoked\"}",
            "    \"f('*****', '# hfenv:allow revoked')\\n\",",
            "#define KEY \"*****\" \"hfenv:allow revoked\"",
            "a = \"*****\"; b = \"hfenv:allow revoked\"",
            "https://h/?t=*****&x=\"hfenv:allow revoked\"",
            "/* x */ k = \"*****\"; why = `hfenv:allow revoked`",
            "***** hfenv:allow revoked",
        ] {
            assert_eq!(of(line), Mark::None, "{line}");
        }
    }

    #[test]
    fn on_a_long_line_a_mark_is_for_what_stands_before_it() {
        let long = "x".repeat(LONG);
        assert_eq!(of(&format!("{long} ***** # hfenv:allow revoked")), Mark::Reason);
        assert_eq!(of(&format!("***** # hfenv:allow revoked {long}")), Mark::Reason);
        assert_eq!(of(&format!("# hfenv:allow revoked ***** {long}")), Mark::None);
        assert_eq!(of(&format!("***** {long} # hfenv:allow revoked")), Mark::None);
    }
}
