//! From the bytes of a `.env` to the text that python-dotenv sees.

use std::fmt;

use zeroize::Zeroizing;

use super::cut::Statement;

/// A file as Python's text mode gives it: without BOM, and with LF line ends only. Bytes that are
/// not UTF-8 become a placeholder and their place is kept, so that they cost one statement only.
pub struct Source {
    text: Zeroizing<String>,
    damage: Vec<usize>,
}

/// Whether the file starts with the mark of UTF-16.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

impl Source {
    /// Decodes a whole file.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        // Nothing below makes it longer, so it never moves and leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
        let mut damage = Vec::new();
        for chunk in bytes.utf8_chunks() {
            push_with_lf(&mut text, chunk.valid());
            if !chunk.invalid().is_empty() {
                damage.push(text.len());
                text.push('\u{1a}');
            }
        }
        Self { text, damage }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a statement of this text has bytes that were not UTF-8.
    #[must_use]
    pub fn is_damaged(&self, statement: &Statement<'_>) -> bool {
        let first = self.damage.partition_point(|at| *at < statement.start);
        self.damage.get(first).is_some_and(|at| *at < statement.start + statement.raw.len())
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({} bytes)", self.text.len())
    }
}

fn push_with_lf(text: &mut String, part: &str) {
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('\r') {
        text.push_str(before);
        text.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    text.push_str(rest);
}
