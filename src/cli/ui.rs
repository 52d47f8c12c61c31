//! What a person sees. The rules, for every command:
//!
//! Data goes to standard output, words go to standard error with `hfenv: ` in front, without a
//! capital or a final period. A hint names one thing to do. Colour repeats what the words say.
//! Tables fit 80 columns.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use super::args::{Color, Global};
use super::failure::{Failure, Outcome};
use crate::text::redact;
use crate::vars::Env;

/// Columns of a table and of wrapped text.
const WIDTH: usize = 80;

/// How to talk to the person.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about options and terminals")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    quiet: bool,
    verbose: bool,
    color_out: bool,
    color_err: bool,
    folds: bool,
    input: bool,
}

/// A meaning that colour may repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It is in use, or went well.
    Good,
    /// It wants attention.
    Warn,
    /// It failed.
    Bad,
    /// It matters less.
    Dim,
    /// A name or heading.
    Strong,
}

impl Ui {
    /// Reads the options and the terminals.
    #[must_use]
    pub(crate) fn new(global: &Global, env: &Env) -> Self {
        let color = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal
                    && !env.has("NO_COLOR")
                    && env.raw("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let err_terminal = io::stderr().is_terminal();
        Self {
            quiet: global.quiet,
            verbose: global.verbose,
            color_out: color(io::stdout().is_terminal()),
            color_err: color(err_terminal),
            folds: err_terminal,
            input: !global.no_input && io::stdin().is_terminal() && err_terminal,
        }
    }

    /// Whether a question can be asked and answered.
    #[must_use]
    pub(crate) fn can_ask(self) -> bool {
        self.input
    }

    /// Writes data to standard output, whole and as it is: assignments, tokens, protocols.
    #[expect(clippy::unused_self, reason = "one face for both streams")]
    pub(crate) fn data(self, bytes: impl AsRef<[u8]>) -> Outcome {
        let mut out = io::stdout().lock();
        out.write_all(bytes.as_ref())
            .and_then(|()| out.flush())
            .map_err(|error| Failure::output(&error))
    }

    /// Writes what is there to be read to standard output. Names, addresses and configuration of
    /// others are in it, so what looks like a token is cut.
    pub(crate) fn shown(self, text: impl AsRef<str>) -> Outcome {
        self.data(redact(text.as_ref()).as_bytes())
    }

    /// The same for one line, or for one JSON document.
    pub(crate) fn line(self, text: impl Display) -> Outcome {
        self.shown(format!("{text}\n"))
    }

    /// Tells something, unless `-q`.
    pub(crate) fn say(self, text: impl Display) {
        if !self.quiet {
            self.tell(Tone::Strong, "", text);
        }
    }

    /// Warns, unless `-q`.
    pub(crate) fn warn(self, text: impl Display) {
        if !self.quiet {
            self.tell(Tone::Warn, "warning: ", text);
        }
    }

    /// Names a next step, unless `-q`.
    pub(crate) fn hint(self, text: impl Display) {
        if !self.quiet {
            self.tell(Tone::Dim, "hint: ", text);
        }
    }

    /// Tells a detail, with `-v` only.
    pub(crate) fn detail(self, text: impl Display) {
        if self.verbose {
            self.tell(Tone::Dim, "", text);
        }
    }

    /// Tells a failure and its hints.
    pub(crate) fn failure(self, failure: &Failure) {
        if !failure.error.is_empty() {
            self.tell(Tone::Bad, "error: ", &failure.error);
        }
        for hint in &failure.hints {
            self.tell(Tone::Dim, "hint: ", hint);
        }
    }

    /// One line on standard error. Whatever is in it, a token can't be: the last net under all
    /// others.
    fn tell(self, tone: Tone, label: &str, text: impl Display) {
        let label = if self.color_err { paint(tone, label) } else { label.to_owned() };
        let line = format!("hfenv: {label}{}", redact(&text.to_string()));
        // A pipe gets one line a message; a person gets lines that break between words.
        let line = if self.folds { folded(&line, 7) + "\n" } else { line + "\n" };
        // Nobody is left to tell if standard error is gone.
        let _ = io::stderr().lock().write_all(line.as_bytes());
    }

    /// A piece of standard output in the colour of its meaning.
    #[must_use]
    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        if self.color_out { paint(tone, text) } else { text.to_owned() }
    }
}

fn paint(tone: Tone, text: &str) -> String {
    let code = match tone {
        Tone::Good => "32",
        Tone::Warn => "33",
        Tone::Bad => "31",
        Tone::Dim => "2",
        Tone::Strong => "1",
    };
    if text.is_empty() { String::new() } else { format!("\u{1b}[{code}m{text}\u{1b}[0m") }
}

/// `text` broken at single blanks where the width asks for it, with `indent` blanks before all
/// lines but the first. Words stay whole, so that an address can be copied.
fn folded(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = visible(word);
        if column > indent && column + 1 + length > WIDTH {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// `text` broken at blanks so that every line, with `indent` blanks before all but the first, fits
/// the width. A word longer than a line, such as a path, is cut.
#[must_use]
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let room = WIDTH.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let used = lines.last().map_or(0, |line| visible(line));
        if used > 0 && used + 1 + visible(word) > room {
            lines.push(String::new());
        }
        for c in (used > 0).then_some(' ').into_iter().chain(word.chars()) {
            let line = lines.last().map_or(0, |line| visible(line));
            if line == room {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut().filter(|line| c != ' ' || !line.is_empty()) {
                line.push(c);
            }
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Rows as columns, each as wide as its widest cell; the last one is wrapped.
#[must_use]
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| visible(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let mut out = String::new();
    for row in rows {
        let Some((last, cells)) = row.split_last() else { continue };
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - visible(cell) + 2));
        }
        let indent = widths.iter().take(cells.len()).map(|width| width + 2).sum();
        line.push_str(&wrapped(last, indent));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How many columns a text takes: colour takes none.
fn visible(text: &str) -> usize {
    let mut columns = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // `paint` writes no other sequence than ESC [ … m.
            chars.by_ref().find(|c| *c == 'm');
        } else {
            columns += 1;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_break_between_words_only() {
        let text = format!("hfenv: hint: {} https://{}", "word ".repeat(14).trim(), "x".repeat(90));
        let folded = folded(&text, 7);
        let lines: Vec<&str> = folded.lines().collect();
        assert_eq!(lines.len(), 3, "{folded}");
        assert!(lines[1..].iter().all(|line| line.starts_with("       ")), "{folded}");
        assert_eq!(folded.replace("\n      ", ""), text);
    }

    #[test]
    fn colour_takes_no_room() {
        let plain = |text: &str| text.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
        let rows = [paint(Tone::Good, "used"), "absent".to_owned()];
        let rows: Vec<_> = rows.map(|cell| vec![cell, "why".to_owned()]).into();
        assert_eq!(plain(&table(&rows)), "used    why\nabsent  why\n");
    }

    #[test]
    fn long_words_are_cut_and_none_is_lost() {
        let text = format!("a {} b", "/long".repeat(40));
        let wrapped = wrapped(&text, 10);
        assert!(wrapped.lines().skip(1).all(|line| line.chars().count() <= WIDTH), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().collect::<String>(), text.replace(' ', ""));
    }

    #[test]
    fn tables_fit_eighty_columns() {
        let rows = vec![
            vec!["a".into(), "used".into(), "word ".repeat(60)],
            vec!["bbbb".into(), "x".into(), "y".into()],
        ];
        let table = table(&rows);
        assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
        assert!(table.starts_with("a     used  word"));
        assert!(table.ends_with("bbbb  x     y\n"));
    }
}
