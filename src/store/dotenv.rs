//! The one gate of the crate `dotenvy`, and hfenv's reader of `.env` files.
//!
//! Used alone, dotenvy would not do: it puts variables of the process into values, stumbles over a
//! BOM, and its errors print the whole line. So [`cut`] finds the statements and their meaning by
//! python-dotenv's rules, dotenvy gets one wanted statement at a time, and a value is taken only if
//! both agree on it. Everything else is refused by line and column. Nothing is expanded, no value
//! is ever guessed, and no message quotes the file.
//!
//! Of a key set twice the last one counts, as in python-dotenv. So there is at most one value and
//! one refusal for each key: a refused assignment takes an earlier value away, a line that
//! python-dotenv skips leaves it, and a later good assignment makes an earlier refusal moot.

pub mod cut;
pub mod source;

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use self::cut::{Statement, Written};
use self::source::Source;

/// The largest file that is read, in bytes.
pub const MAX_FILE: u64 = 1 << 20;

/// The longest statement that is judged, in bytes.
pub const MAX_STATEMENT: usize = 64 << 10;

/// A value that is taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable's name.
    pub key: String,
    /// Its value; may be empty.
    pub value: Zeroizing<String>,
    /// Line of the key, from 1.
    pub line: usize,
    /// Column of the key in characters, from 1.
    pub column: usize,
}

/// A place whose value is not taken. Its `Display` never quotes the file beyond the wanted key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {}: {why}", key.as_deref().unwrap_or(".env"))]
pub struct Refusal {
    /// The wanted key; `None` if the whole file is meant.
    pub key: Option<String>,
    /// Line of the key, from 1.
    pub line: usize,
    /// Column of the key in characters, from 1.
    pub column: usize,
    /// The reason.
    pub why: Why,
}

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Why {
    /// The file starts with the mark of UTF-16, as PowerShell's `>` writes it.
    #[error("the file is UTF-16; a .env is UTF-8")]
    Utf16,
    /// Bytes that are not UTF-8.
    #[error("the statement is not UTF-8 text")]
    NotUtf8,
    /// A NUL, which no variable can hold.
    #[error("the value has a NUL character")]
    Nul,
    /// Longer than [`MAX_STATEMENT`].
    #[error("the statement is longer than {MAX_STATEMENT} bytes")]
    TooLong,
    /// A key without `=`.
    #[error("the name stands alone, without a value")]
    NoValue,
    /// A quote without its end.
    #[error("the quote is not closed")]
    Unclosed,
    /// Text where the line should end.
    #[error("there is text after the value or the name")]
    Trailing,
    /// `${…}`, which python-dotenv expands, even between single quotes.
    #[error("the value refers to another variable with ${{…}}, which is not expanded here")]
    Interpolation,
    /// A `$` outside single quotes.
    #[error("the value has a $ outside single quotes, which some readers expand")]
    Dollar,
    /// dotenvy can't read it, or reads something else than python-dotenv.
    #[error("readers of .env files disagree about this value")]
    Disagreement,
}

impl Refusal {
    /// What to write instead.
    #[must_use]
    pub fn hint(&self) -> String {
        match (self.why, &self.key) {
            (Why::Utf16 | Why::NotUtf8, _) => "save the file as UTF-8".to_owned(),
            (Why::Interpolation, _) => "write the value itself".to_owned(),
            (_, key) => format!("write it as {}='value'", key.as_deref().unwrap_or("KEY")),
        }
    }
}

impl fmt::Debug for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Assignment({}=*** at {}:{})", self.key, self.line, self.column)
    }
}

/// What a file gives for the wanted keys, each list in the order of the file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The values, at most one for each key.
    pub values: Vec<Assignment>,
    /// The refusals, at most one for each key.
    pub refused: Vec<Refusal>,
}

/// Takes the values of all keys that `wanted` holds for. Other keys are passed over, whatever they
/// look like.
#[must_use]
pub fn parse(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Parsed {
    if source::is_utf16(bytes) {
        let refusal = Refusal { key: None, line: 1, column: 1, why: Why::Utf16 };
        return Parsed { values: Vec::new(), refused: vec![refusal] };
    }
    let source = Source::decode(bytes);
    let mut slots: BTreeMap<&str, Slot> = BTreeMap::new();
    for statement in cut::statements(source.text()).filter(|statement| wanted(statement.key)) {
        let slot = slots.entry(statement.key).or_default();
        if statement.value.is_skipped() && !source.is_damaged(&statement) {
            slot.skipped = Some(statement);
        } else {
            *slot = Slot { assigned: Some(statement), skipped: None };
        }
    }
    judge_all(&source, slots.into_values())
}

/// The statements that count for one key. They are judged when all are known, so that a file of a
/// hundred thousand assignments costs one call of dotenvy.
#[derive(Default)]
struct Slot<'t> {
    assigned: Option<Statement<'t>>,
    skipped: Option<Statement<'t>>,
}

fn judge_all<'t>(source: &Source, slots: impl Iterator<Item = Slot<'t>>) -> Parsed {
    let mut verdicts = Vec::new();
    for Slot { assigned, skipped } in slots {
        let assigned = assigned.map(|statement| (judge(&statement, source), statement));
        let skipped = skipped.map(|statement| (judge(&statement, source), statement));
        // The last refusal of a key is the one to tell.
        verdicts.extend(assigned.filter(|(result, _)| result.is_ok() || skipped.is_none()));
        verdicts.extend(skipped);
    }
    verdicts.sort_by_key(|(_, statement)| statement.key_at);
    let mut ruler = Ruler::default();
    let mut parsed = Parsed::default();
    for (result, statement) in verdicts {
        let (line, column) = ruler.measure(source.text(), statement.key_at);
        let key = statement.key.to_owned();
        match result {
            Ok(value) => parsed.values.push(Assignment { key, value, line, column }),
            Err(why) => parsed.refused.push(Refusal { key: Some(key), line, column, why }),
        }
    }
    parsed
}

/// The value of one statement, or why it is not taken.
fn judge(statement: &Statement<'_>, source: &Source) -> Result<Zeroizing<String>, Why> {
    if source.is_damaged(statement) {
        return Err(Why::NotUtf8);
    }
    if statement.raw.len() > MAX_STATEMENT {
        return Err(Why::TooLong);
    }
    let value = match statement.value {
        Written::Unclosed => return Err(Why::Unclosed),
        Written::Trailing => return Err(Why::Trailing),
        written => written.meaning().ok_or(Why::NoValue)?,
    };
    if value.contains('\0') {
        return Err(Why::Nul);
    }
    if value.contains("${") {
        return Err(Why::Interpolation);
    }
    // Before dotenvy sees it: it would look the name up in the environment of this process.
    if value.contains('$') && !matches!(statement.value, Written::Single(_)) {
        return Err(Why::Dollar);
    }
    if ask_dotenvy(statement).is_some_and(|theirs| theirs == value) {
        Ok(value)
    } else {
        Err(Why::Disagreement)
    }
}

/// What dotenvy makes of this statement alone, if it is exactly one assignment of the same key. Its
/// error is dropped unseen, because it carries the whole line.
fn ask_dotenvy(statement: &Statement<'_>) -> Option<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(statement.raw.len() + 1));
    line.push_str(statement.raw);
    // dotenvy takes blanks before a line end, but not before the end of the input.
    line.push('\n');
    let mut found = dotenvy::from_read_iter(line.as_bytes());
    let Some(Ok((key, value))) = found.next() else { return None };
    let value = Zeroizing::new(value);
    (key == statement.key && found.next().is_none()).then_some(value)
}

/// Turns ascending byte offsets into lines and columns, in one pass over the text.
#[derive(Default)]
struct Ruler {
    lines: usize,
    line_start: usize,
}

impl Ruler {
    fn measure(&mut self, text: &str, at: usize) -> (usize, usize) {
        let passed = &text[self.line_start..at];
        if let Some(last) = passed.rfind('\n') {
            self.lines += passed.bytes().filter(|byte| *byte == b'\n').count();
            self.line_start += last + 1;
        }
        (self.lines + 1, text[self.line_start..at].chars().count() + 1)
    }
}
