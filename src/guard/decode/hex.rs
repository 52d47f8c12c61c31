//! Hexadecimal digits: in one run, in groups as xxd and hexdump write them, with their offsets and
//! their column of text, and as the arrays of C. Hashes are far more frequent: what is no text is
//! not shown.

use std::ops::Range;

use memchr::memchr;

use super::copied::Copied;
use super::find::{has_text, run};
use super::{Encoding, Show};

/// The shortest run of digits and what stands between them that is looked at: a line of xxd.
const LEAST: usize = 40;

/// How far back a look begins: a few lines.
const BACK: usize = 512;

/// How long the column of text behind a line's digits may be.
const COLUMN: usize = 80;

/// The lengths that an offset before a line may have.
const OFFSET: Range<usize> = 6..17;

/// How many bytes a line with an offset has, but for xxd's plain lines.
const IN_LINE: usize = 16;

pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let from = fresh.start.saturating_sub(BACK);
    let mut at = from;
    while let Some(digits) = run(at..window.len(), LEAST, |at| is_of_run(window[at]))
        && digits.start < fresh.end
    {
        at = digits.start;
        if from > 0 && at == from {
            at += cut(copied, window, digits.clone(), show);
        }
        while at < digits.end.min(fresh.end) {
            let end = Reader { window, at, copied: &mut *copied }.read();
            if has_text(copied.bytes()) {
                copied.show(Encoding::Hex, show);
            }
            // What can't be read may be the end of a word; then the next line can.
            let rest = window.get(end..digits.end).unwrap_or_default();
            let line = || memchr(b'\n', rest).map_or(digits.end.max(end), |line| end + line + 1);
            at = if end > at && window[end - 1] == b'\n' { end } else { line() };
        }
        at = at.max(digits.end);
    }
}

fn is_of_run(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
        || matches!(byte, b' ' | b',' | b'x' | b'X' | b'\n' | b'\r' | b'\t' | b':' | b'-')
}

/// A line that begins before the look does is passed over, if it ends soon. What is one long group
/// may have its first digit there: it is shown from the second one on as well.
fn cut(copied: &mut Copied, window: &[u8], digits: Range<usize>, show: &mut Show<'_>) -> usize {
    let start = &window[digits.start..digits.end.min(digits.start + BACK / 2)];
    if let Some(line) = memchr(b'\n', start) {
        return line + 1;
    }
    copied.clear();
    let group = &window[digits.start + 1..digits.end];
    let count = group.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    for index in (1..count).step_by(2) {
        copied.push(pair(window, digits.start + index), digits.start + index);
    }
    if has_text(copied.bytes()) {
        copied.show(Encoding::Hex, show);
    }
    0
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => (byte | 0x20).wrapping_sub(b'a' - 10),
    }
}

fn pair(window: &[u8], at: usize) -> u8 {
    digit(window[at]) << 4 | digit(window[at + 1]) & 15
}

/// How the bytes of a line stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// No offset: as many as there are.
    Free,
    /// `00000000: 6866 5f41  text`.
    Colon,
    /// `00000000  68 66 5f 41  68 66 5f 41  |text|`.
    Blank,
    /// `0000000 6668 415f`: two bytes in one number.
    Swapped,
}

struct Reader<'a> {
    window: &'a [u8],
    at: usize,
    copied: &'a mut Copied,
}

impl Reader<'_> {
    /// Takes in all lines from here on; where they end.
    fn read(&mut self) -> usize {
        self.copied.clear();
        loop {
            self.skip(b" \t\r\n,:-");
            // The end of a word.
            while self.digits(0) == 1 && !matches!(self.byte(1), b'x' | b'X') {
                self.at += 1;
                self.skip(b" \t\r\n,:-");
            }
            let line = self.offset();
            let before = self.copied.bytes().len();
            self.groups(line);
            let rest = &self.window[self.at..self.window.len().min(self.at + COLUMN)];
            let end = rest.iter().position(|byte| *byte == b'\n');
            match end {
                Some(end) if line != Line::Free && self.copied.bytes().len() > before => {
                    self.at += end + 1;
                }
                _ => return self.at,
            }
        }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.window.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn skip(&mut self, bytes: &[u8]) {
        while self.at < self.window.len() && bytes.contains(&self.window[self.at]) {
            self.at += 1;
        }
    }

    /// How many digits stand here.
    fn digits(&self, ahead: usize) -> usize {
        let rest = self.window.get(self.at + ahead..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count()
    }

    /// Passes over the offset that a line begins with.
    fn offset(&mut self) -> Line {
        let count = self.digits(0);
        if !OFFSET.contains(&count) {
            return Line::Free;
        }
        let blanks = (0..3).take_while(|ahead| self.byte(count + ahead) == b' ').count();
        let line = match self.byte(count) {
            b':' if matches!(self.byte(count + 1), b' ' | b'\t') => Line::Colon,
            b' ' => match self.digits(count + blanks) {
                2 => Line::Blank,
                4 => Line::Swapped,
                _ => return Line::Free,
            },
            _ => return Line::Free,
        };
        self.at += count + 1;
        line
    }

    /// Takes in the bytes of a line; all lines of an array are one.
    fn groups(&mut self, line: Line) {
        let (from, start) = (self.copied.bytes().len(), self.at);
        loop {
            let blank = self.at;
            self.skip(if line == Line::Free { b" \t,:-" } else { b" \t" });
            if line == Line::Free && matches!(self.byte(0), b'\n' | b'\r') {
                self.skip(b" \t\r\n,:-");
                let at = self.at;
                if self.offset() != Line::Free {
                    self.at = at;
                    return;
                }
            }
            let far = self.at - blank > 1;
            let taken = self.copied.bytes().len() - from;
            let column = match line {
                Line::Free => false,
                Line::Colon => far && blank > start && taken > 0,
                Line::Blank | Line::Swapped => taken >= IN_LINE,
            };
            let marked = self.byte(0) == b'0' && matches!(self.byte(1), b'x' | b'X');
            self.at += if marked { 2 } else { 0 };
            let count = self.digits(0);
            if marked && count == 1 {
                self.copied.push(digit(self.byte(0)), self.at);
            } else if column || count < 2 {
                return;
            }
            let swap = usize::from(line == Line::Swapped && count == 4) * 2;
            for index in (1..count).step_by(2) {
                let at = self.at + ((index - 1) ^ swap);
                self.copied.push(pair(self.window, at), at);
            }
            self.at += count;
        }
    }
}
