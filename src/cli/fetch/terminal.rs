//! The terminal below the bars. The crate fills each line with blanks to the last column, where
//! the terminal breaks it: one that changes its width then takes two lines for one, and what is
//! drawn next lands on what was there before. So blanks become the end of the line here, and all
//! of a drawing is written at once.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::TermLike;

/// Columns where nobody tells.
const USUAL: (u16, u16) = (80, 24);

/// Standard error, drawn to in whole pictures.
#[derive(Debug, Default)]
pub(super) struct Terminal(Mutex<Picture>);

#[derive(Debug, Default)]
struct Picture {
    text: String,
    /// A line ended, and the cursor stays there unless another one follows.
    ended: bool,
}

impl Terminal {
    fn picture(&self) -> MutexGuard<'_, Picture> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn go(&self, lines: usize, letter: char) {
        let mut picture = self.picture();
        picture.ended = false;
        if lines > 0 {
            // To a string nothing fails to be written.
            let _ = write!(picture.text, "\u{1b}[{lines}{letter}");
        }
    }
}

impl TermLike for Terminal {
    fn width(&self) -> u16 {
        size().0
    }

    fn height(&self) -> u16 {
        size().1
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.go(n, 'A');
        Ok(())
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.go(n, 'B');
        Ok(())
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.go(n, 'C');
        Ok(())
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.go(n, 'D');
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)?;
        self.picture().text.push_str("\u{1b}[K\r\n");
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        let mut picture = self.picture();
        if text.bytes().all(|b| b == b' ') {
            picture.text.push_str("\u{1b}[K");
            picture.ended = true;
            return Ok(());
        }
        if std::mem::take(&mut picture.ended) && text != "\r" {
            picture.text.push_str("\r\n");
        }
        picture.text.push_str(text);
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.picture().text.push_str("\r\u{1b}[2K");
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        let mut picture = self.picture();
        picture.ended = false;
        let text = std::mem::take(&mut picture.text);
        io::stderr().lock().write_all(text.as_bytes())
    }
}

/// How wide and how high the terminal is now.
#[cfg(unix)]
pub(super) fn size() -> (u16, u16) {
    match rustix::termios::tcgetwinsize(rustix::stdio::stderr()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        _ => USUAL,
    }
}

#[cfg(not(unix))]
pub(super) fn size() -> (u16, u16) {
    USUAL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_their_text_ends() {
        let terminal = Terminal::default();
        for text in ["one", "     ", "two", "     "] {
            terminal.write_str(text).unwrap();
        }
        assert_eq!(terminal.picture().text, "one\u{1b}[K\r\ntwo\u{1b}[K");
        terminal.move_cursor_up(1).unwrap();
        terminal.write_str("\r").unwrap();
        assert!(terminal.picture().text.ends_with("two\u{1b}[K\u{1b}[1A\r"));
    }
}
