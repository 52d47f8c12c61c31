//! Hexadecimal digits: in one run, in groups as xxd and hexdump write them, with their offsets and
//! their column of text, and as the arrays of C. Hashes are far more frequent: what is no text is
//! not shown.

use std::ops::Range;

use memchr::memchr;

use super::copied::Copied;
use super::find::{bytes_run, has_text, is_text};
use super::{Encoding, Show, numbers};

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
    while let Some(digits) = bytes_run(window, at..window.len(), LEAST, is_of_run)
        && digits.start < fresh.end
    {
        numbers::lists(copied, window, digits.clone(), fresh.end, show);
        at = digits.start;
        if from > 0 && at == from {
            at += cut(copied, window, digits.clone(), show);
        }
        while at < digits.end.min(fresh.end) {
            let end = hash(window, at).unwrap_or_else(|| {
                let mut reader = Reader { window, at, copied: &mut *copied, long: Vec::new() };
                let end = reader.read();
                let long = reader.long;
                if has_text(copied.bytes()) {
                    copied.show(Encoding::Hex, show);
                    // A long group may be for itself: the next line is another's.
                    for group in long.into_iter().filter(|group| group.len() < copied.bytes().len())
                    {
                        copied.show_part(group, Encoding::Hex, show);
                    }
                }
                end
            });
            // What can't be read may be the end of a word; then the next line can.
            let rest = window.get(end..digits.end).unwrap_or_default();
            let line = || memchr(b'\n', rest).map_or(digits.end.max(end), |line| end + line + 1);
            at = if end > at && window[end - 1] == b'\n' { end } else { line() };
        }
        at = at.max(digits.end);
    }
}

/// Digits, and what stands in a run of them.
fn is_of_run(byte: u8) -> bool {
    let blank = (byte == b' ') | (byte == b'\t') | (byte == b'\n') | (byte == b'\r');
    let between = (byte == b',') | (byte == b':') | (byte == b'-') | (byte | 0x20 == b'x');
    is_digit(byte) | blank | between
}

fn is_digit(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | ((byte | 0x20).wrapping_sub(b'a') < 6)
}

/// A line that begins before the look does is passed over, if it ends soon. What is one long group
/// may have its first digit there: it is shown from the second one on as well.
fn cut(copied: &mut Copied, window: &[u8], digits: Range<usize>, show: &mut Show<'_>) -> usize {
    let start = &window[digits.start..digits.end.min(digits.start + BACK / 2)];
    if let Some(line) = memchr(b'\n', start) {
        return line + 1;
    }
    let group = &window[digits.start + 1..digits.end];
    let count = group.iter().take_while(|byte| is_digit(**byte)).count();
    if is_text(count / 2, |index| pair(group, 2 * index)) {
        copied.clear();
        for index in (1..count).step_by(2) {
            copied.push(pair(group, index - 1), digits.start + index);
        }
        copied.show(Encoding::Hex, show);
    }
    0
}

/// Where the group at `at` ends, if it is alone and says nothing.
fn hash(window: &[u8], at: usize) -> Option<usize> {
    let rest = &window[at..];
    let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
    let group = &rest[blanks..];
    let count = group.iter().take_while(|byte| is_digit(**byte)).count();
    if count < LEAST || is_text(count / 2, |index| pair(group, 2 * index)) {
        return None;
    }
    let behind = group[count..].iter().skip_while(|byte| is_of_run(**byte) && !is_digit(**byte));
    let goes_on = behind.take(2).filter(|byte| is_digit(**byte)).count() == 2;
    (!goes_on).then_some(at + blanks + count)
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
    /// Where the groups are that could have a secret each.
    long: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Takes in all lines from here on; where they end.
    fn read(&mut self) -> usize {
        self.copied.clear();
        loop {
            self.begin();
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
        rest.iter().take_while(|byte| is_digit(**byte)).count()
    }

    /// Passes over what is before the first group: also the end of a word.
    fn begin(&mut self) {
        const BETWEEN: &[u8] = b" \t\r\n,:-xX";
        self.skip(BETWEEN);
        loop {
            let is_digit = |ahead| is_digit(self.byte(ahead));
            let marked = self.byte(0) == b'0' && matches!(self.byte(1), b'x' | b'X');
            if !is_digit(0) || is_digit(1) || marked {
                return;
            }
            self.at += 1;
            self.skip(BETWEEN);
        }
    }

    /// Passes over the offset that a line begins with.
    fn offset(&mut self) -> Line {
        let digits = (0..OFFSET.end).take_while(|at| is_digit(self.byte(*at)));
        let count = digits.count();
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
        let mut all_marked = None;
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
            if *all_marked.get_or_insert(marked) != marked {
                return;
            }
            let before = self.copied.bytes().len();
            if marked && count == 1 {
                self.copied.push(digit(self.byte(0)), self.at);
            } else if column || count < 2 {
                return;
            }
            // Of a swapped number, both bytes begin where it does.
            let swaps = line == Line::Swapped && count == 4;
            for index in (0..count & !1).step_by(2) {
                let digits = self.at + if swaps { index ^ 2 } else { index };
                let at = if swaps { self.at } else { digits };
                self.copied.push(pair(self.window, digits), at);
            }
            self.at += count;
            if count >= LEAST {
                self.long.push(before..self.copied.bytes().len());
            }
        }
    }
}
