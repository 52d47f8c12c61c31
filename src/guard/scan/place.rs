//! Where in a text something stands.

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    /// In characters.
    pub(super) column: u64,
}

impl Place {
    /// Goes on behind these bytes.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') {
            self.line += count(bytes, |byte| byte == b'\n');
            self.column = 1;
            rest = &bytes[last + 1..];
        }
        // Of a character's bytes in UTF-8 only the first one is not of this form.
        self.column += count(rest, |byte| byte & 0xc0 != 0x80);
    }
}

/// How many bytes count. Sums of one byte, over as many as fit, are what vector instructions do.
fn count(bytes: &[u8], counts: impl Fn(u8) -> bool) -> u64 {
    let few = |few: &[u8]| few.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|part| u64::from(few(part))).sum()
}
