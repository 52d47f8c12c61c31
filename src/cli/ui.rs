//! What a person sees. The rules, for every command:
//!
//! Data goes to standard output, words go to standard error with `hfenv: ` in front, without a
//! capital or a final period. A hint names one thing to do. Colour repeats what the words say.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use super::args::{Color, Global};
use super::failure::{Failure, Outcome};
use super::layout::folded;
pub(crate) use super::layout::{table, wrapped};
use crate::text::redact;
use crate::vars::Env;

/// How to talk to the person.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about options and terminals")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    quiet: bool,
    verbose: bool,
    color_out: bool,
    color_err: bool,
    folds: bool,
    folds_out: bool,
    input: bool,
}

/// Something the user should know, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The fact.
    pub(crate) text: String,
    /// The next step.
    pub(crate) hint: Option<String>,
}

impl Remark {
    /// A fact that says its own next step, or has none.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), hint: None }
    }
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
        let out_terminal = io::stdout().is_terminal();
        let err_terminal = io::stderr().is_terminal();
        Self {
            quiet: global.quiet,
            verbose: global.verbose,
            color_out: color(out_terminal),
            color_err: color(err_terminal),
            folds: err_terminal,
            folds_out: out_terminal,
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

    /// The same for one thing of a list, which a terminal gets in lines of its own width.
    pub(crate) fn entry(self, text: impl Display) -> Outcome {
        let text = text.to_string();
        self.line(if self.folds_out { folded(&text, 4) } else { text })
    }

    /// Tells something, unless `-q`.
    pub(crate) fn say(self, text: impl Display) {
        if !self.quiet {
            self.tell(Tone::Strong, "", text);
        }
    }

    /// Tells what only the person can do, also with `-q`.
    pub(crate) fn urge(self, text: impl Display) {
        self.tell(Tone::Strong, "", text);
    }

    /// Warns, unless `-q`.
    pub(crate) fn warn(self, text: impl Display) {
        if !self.quiet {
            self.tell(Tone::Warn, "warning: ", text);
        }
    }

    /// Warns of each, unless `-q`.
    pub(crate) fn remarks(self, remarks: &[Remark]) {
        for remark in remarks {
            self.warn(&remark.text);
            if let Some(hint) = &remark.hint {
                self.hint(hint);
            }
        }
    }

    /// Names a next step, unless `-q`. A command behind a line's end is never broken.
    pub(crate) fn hint(self, text: impl Display) {
        if !self.quiet {
            self.tell(Tone::Dim, "hint: ", text);
        }
    }

    /// Whether only what matters is told.
    #[must_use]
    pub(crate) fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Whether details are told.
    #[must_use]
    pub(crate) fn is_verbose(self) -> bool {
        self.verbose
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
        let line = if self.folds { folded(&line, 7) } else { line.replace('\n', " ") } + "\n";
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_takes_no_room() {
        let plain = |text: &str| text.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
        let rows = [paint(Tone::Good, "used"), "absent".to_owned()];
        let rows: Vec<_> = rows.map(|cell| vec![cell, "why".to_owned()]).into();
        assert_eq!(plain(&table(&rows)), "used    why\nabsent  why\n");
    }
}
