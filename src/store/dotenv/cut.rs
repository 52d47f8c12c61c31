//! Cuts a `.env` into statements by python-dotenv's rules (its `parser.py`, 1.2), and says what
//! each one means there. It is exact, so that a shell and a notebook never get different tokens.
//!
//! The text must have LF line ends only: Python opens the file in text mode, which turns CRLF and
//! CR into LF everywhere, quoted values included, before python-dotenv sees it.

use std::fmt;

use zeroize::Zeroizing;

/// One statement that names a key, whether or not it means anything.
pub struct Statement<'t> {
    /// The key, without the quotes it may have been written in.
    pub key: &'t str,
    /// What follows the key.
    pub value: Written<'t>,
    /// The whole statement, `export` and comment included, without its line end.
    pub raw: &'t str,
    /// Where [`Self::raw`] begins, in bytes.
    pub start: usize,
    /// Where the key begins, in bytes.
    pub key_at: usize,
}

/// How a value is written; its inner text is still escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Written<'t> {
    /// A key alone, without `=`.
    Nothing,
    /// Up to the end of the line or the comment.
    Bare(&'t str),
    /// Between `'`.
    Single(&'t str),
    /// Between `"`.
    Double(&'t str),
    /// A quote that never ends; python-dotenv skips the line.
    Unclosed,
    /// Text after the closing quote, or after a key without `=`; python-dotenv skips the line.
    Trailing,
}

impl Written<'_> {
    /// The value as python-dotenv gives it with `interpolate=False`; `None` for a key alone and for
    /// a line that it skips.
    #[must_use]
    pub fn meaning(self) -> Option<Zeroizing<String>> {
        match self {
            Self::Bare(text) => Some(Zeroizing::new(text.to_owned())),
            Self::Single(text) => Some(unescape(text, |c| matches!(c, '\\' | '\'').then_some(c))),
            Self::Double(text) => Some(unescape(text, double_escape)),
            Self::Nothing | Self::Unclosed | Self::Trailing => None,
        }
    }

    /// Whether python-dotenv skips the line, so that an earlier value of the key stays.
    #[must_use]
    pub fn is_skipped(self) -> bool {
        matches!(self, Self::Unclosed | Self::Trailing)
    }
}

impl fmt::Debug for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Statement({}=***)", self.key)
    }
}

impl fmt::Debug for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(***)")
    }
}

/// All statements of `text` that name a key, in order. Comments, blank lines and lines without a
/// key are passed over, as python-dotenv does.
#[must_use]
pub fn statements(text: &str) -> Statements<'_> {
    Statements { text, at: 0 }
}

/// The iterator behind [`statements`].
pub struct Statements<'t> {
    text: &'t str,
    at: usize,
}

impl fmt::Debug for Statements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Statements(at {})", self.at)
    }
}

impl<'t> Iterator for Statements<'t> {
    type Item = Statement<'t>;

    fn next(&mut self) -> Option<Statement<'t>> {
        loop {
            self.skip(is_space);
            if self.rest().is_empty() {
                return None;
            }
            let start = self.at;
            let statement = self.export_and_key().map(|(key, key_at)| {
                let value = self.value_and_end();
                (key, key_at, value)
            });
            self.skip(|c| c != '\n');
            let raw = &self.text[start..self.at];
            self.eat('\n');
            if let Some((key, key_at, value)) = statement {
                return Some(Statement { key, value, raw, start, key_at });
            }
        }
    }
}

impl<'t> Statements<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Passes over all characters that `what` holds for, and says over which.
    fn skip(&mut self, what: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !what(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    /// `_export`, then `parse_key`: `None` for a comment or a line that has no key.
    fn export_and_key(&mut self) -> Option<(&'t str, usize)> {
        if let Some(after) = self.rest().strip_prefix("export")
            && after.starts_with(is_blank)
        {
            self.at += "export".len();
            self.skip(is_blank);
        }
        let key_at = self.at;
        let key = if self.rest().starts_with('\'') {
            let end = self.rest()[1..].find('\'').filter(|end| *end > 0)?;
            self.at += end + 2;
            &self.text[key_at + 1..=key_at + end]
        } else {
            self.skip(|c| !matches!(c, '=' | '#') && !is_space(c))
        };
        (!key.is_empty()).then_some((key, key_at))
    }

    /// What follows the key, and whether the line ends after it as it should.
    fn value_and_end(&mut self) -> Written<'t> {
        self.skip(is_blank);
        let value = if self.eat('=') { self.value() } else { Written::Nothing };
        if value == Written::Unclosed {
            return value;
        }
        self.skip(is_blank);
        match self.rest().chars().next() {
            None | Some('\n' | '#') => value,
            Some(_) => Written::Trailing,
        }
    }

    /// `parse_value`: after a blank `#` starts a comment, right after `=` it belongs to the value.
    fn value(&mut self) -> Written<'t> {
        let spaced = !self.skip(is_blank).is_empty();
        match self.rest().chars().next() {
            Some('#') if spaced => Written::Bare(""),
            Some('\'') => self.quoted('\'').map_or(Written::Unclosed, Written::Single),
            Some('"') => self.quoted('"').map_or(Written::Unclosed, Written::Double),
            _ => Written::Bare(without_comment(self.skip(|c| c != '\n'))),
        }
    }

    /// The text up to the closing quote, over as many lines as it takes; a backslash hides the
    /// character after it. At most one search per file finds no end, so this stays linear.
    fn quoted(&mut self, quote: char) -> Option<&'t str> {
        let inner = &self.rest()[1..];
        let mut escaped = false;
        let end = inner.find(|c| {
            let closes = !escaped && c == quote;
            escaped = !escaped && c == '\\';
            closes
        })?;
        self.at += end + 2;
        Some(&inner[..end])
    }
}

/// `re.sub(r"\s+#.*", "", part).rstrip()`.
fn without_comment(line: &str) -> &str {
    let comment = line
        .match_indices('#')
        .map(|(index, _)| index)
        .find(|index| line[..*index].ends_with(is_space))
        .unwrap_or(line.len());
    line[..comment].trim_end_matches(is_space)
}

fn unescape(text: &str, known: impl Fn(char) -> Option<char>) -> Zeroizing<String> {
    // No longer than the text, so that it never moves and leaves a copy behind.
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escape = if c == '\\' { chars.peek().copied().and_then(&known) } else { None };
        if escape.is_some() {
            chars.next();
        }
        out.push(escape.unwrap_or(c));
    }
    out
}

/// `_double_quote_escapes`.
fn double_escape(c: char) -> Option<char> {
    Some(match c {
        '\\' | '\'' | '"' => c,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        _ => return None,
    })
}

/// Python's `\s`: Unicode's white space and the four ASCII separators.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Python's `[^\S\r\n]`, in a text without CR.
fn is_blank(c: char) -> bool {
    c != '\n' && is_space(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(&str, Option<String>)> {
        statements(text)
            .map(|s| (s.key, s.value.meaning().map(|value| value.to_string())))
            .collect()
    }

    fn one(text: &str) -> Option<String> {
        cut(text).pop().unwrap().1
    }

    #[test]
    fn a_bad_line_costs_that_line_only() {
        let keys = |text| {
            statements(text).map(|s| (s.key, s.value.is_skipped())).collect::<Vec<(&str, bool)>>()
        };
        assert_eq!(keys("A=\"x\nB=1"), [("A", true), ("B", false)]);
        assert_eq!(keys("A='x' y\nB=1"), [("A", true), ("B", false)]);
        assert_eq!(keys("=x\n''=y\nB c\nD=1"), [("B", true), ("D", false)]);
    }

    #[test]
    fn a_hash_is_a_comment_only_after_a_blank() {
        assert_eq!(one("A=1#c").as_deref(), Some("1#c"));
        assert_eq!(one("A=1 #c").as_deref(), Some("1"));
        assert_eq!(one("A=#c").as_deref(), Some("#c"));
        assert_eq!(one("A= #c").as_deref(), Some(""));
        assert_eq!(one("A='1'#c").as_deref(), Some("1"));
    }

    #[test]
    fn quotes_span_lines_and_know_their_own_escapes() {
        assert_eq!(one("A=\"1\n2\\n\\$\" # c").as_deref(), Some("1\n2\n\\$"));
        assert_eq!(one("export 'A' = '1\\'\\n'").as_deref(), Some("1'\\n"));
        assert_eq!(one("A"), None);
    }
}
