//! Reads and writes INI as Python's `configparser.ConfigParser(interpolation=None)` does, and
//! nothing more: strict, whole-line comments, `=` or `:`. The reader follows `_read` of Python
//! 3.11. Where Python raises, this is an error; where it accepts, the values are the same.

use std::collections::BTreeSet;

use thiserror::Error;
use zeroize::Zeroizing;

/// The section whose keys flow into all others.
pub(super) const DEFAULT: &str = "DEFAULT";

/// What makes a file unreadable. The content is never quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("line {line}: {why}")]
pub struct IniError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: IniFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IniFault {
    /// Bytes that are not UTF-8.
    #[error("not UTF-8 text")]
    NotUtf8,
    /// A line before the first `[name]`.
    #[error("text before the first [name]")]
    NoSection,
    /// The same `[name]` again.
    #[error("the same [name] a second time")]
    DuplicateSection,
    /// The same key again in one section.
    #[error("the same key a second time in one section")]
    DuplicateKey,
    /// A line without `=` or `:`, or with nothing before it.
    #[error("neither a [name] nor a key with its value")]
    NoKey,
}

/// One section: keys in the order of the file.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) keys: Vec<(String, Zeroizing<String>)>,
}

impl Section {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.keys.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// Like an assignment to a Python dictionary: an existing key keeps its place.
    fn put(&mut self, key: &str, value: Zeroizing<String>) {
        match self.keys.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.keys.push((key.to_owned(), value)),
        }
    }
}

/// The sections in the order of the file, with the keys of `DEFAULT` in front of their own.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Section>, IniError> {
    let text = std::str::from_utf8(bytes).map_err(|error| IniError {
        line: bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count(),
        why: IniFault::NotUtf8,
    })?;
    // Python's text mode: a CR ends a line, alone or before an LF.
    let text = Zeroizing::new(text.replace("\r\n", "\n"));
    let text = Zeroizing::new(text.replace('\r', "\n"));
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line(line).map_err(|why| IniError { line: index + 1, why })?;
    }
    Ok(reader.finish())
}

/// Python's `write` after `add_section` and `set` in the given order.
pub(super) fn write<'s>(sections: impl Iterator<Item = &'s Section>) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::new());
    for section in sections {
        out.extend_from_slice(format!("[{}]\n", section.name).as_bytes());
        for (key, value) in &section.keys {
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(b" = ");
            let value = Zeroizing::new(value.replace('\n', "\n\t"));
            out.extend_from_slice(value.as_bytes());
            out.push(b'\n');
        }
        out.push(b'\n');
    }
    out
}

/// The state of `_read` between two lines. Section 0 is `DEFAULT`.
struct Reader {
    sections: Vec<Section>,
    names: BTreeSet<String>,
    keys: BTreeSet<(usize, String)>,
    current: Option<usize>,
    /// Whether a value is open for continuation lines.
    open: bool,
    indent: usize,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            sections: vec![Section { name: DEFAULT.to_owned(), keys: Vec::new() }],
            names: BTreeSet::new(),
            keys: BTreeSet::new(),
            current: None,
            open: false,
            indent: 0,
        }
    }
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), IniFault> {
        let text = line.trim_matches(is_space);
        if text.is_empty() {
            // A blank line belongs to the value; what is left at its end is cut off later.
            self.go_on("");
            return Ok(());
        }
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        let indent = line.chars().take_while(|c| is_space(*c)).count();
        if indent > self.indent && self.go_on(text) {
            return Ok(());
        }
        self.indent = indent;
        match (header(text), self.current) {
            (Some(name), _) => self.section(name),
            (None, Some(section)) => self.key(section, text),
            (None, None) => Err(IniFault::NoSection),
        }
    }

    /// Adds a line to the open value, if one is open.
    fn go_on(&mut self, text: &str) -> bool {
        let section = self.current.filter(|_| self.open).map(|index| &mut self.sections[index]);
        let Some((_, value)) = section.and_then(|section| section.keys.last_mut()) else {
            return false;
        };
        value.push('\n');
        value.push_str(text);
        true
    }

    fn section(&mut self, name: &str) -> Result<(), IniFault> {
        self.open = false;
        if name == DEFAULT {
            self.current = Some(0);
            return Ok(());
        }
        if !self.names.insert(name.to_owned()) {
            return Err(IniFault::DuplicateSection);
        }
        self.current = Some(self.sections.len());
        self.sections.push(Section { name: name.to_owned(), keys: Vec::new() });
        Ok(())
    }

    fn key(&mut self, section: usize, text: &str) -> Result<(), IniFault> {
        let (key, value) = text.split_once(['=', ':']).ok_or(IniFault::NoKey)?;
        let key = key.trim_end_matches(is_space).to_lowercase();
        if key.is_empty() {
            return Err(IniFault::NoKey);
        }
        if !self.keys.insert((section, key.clone())) {
            return Err(IniFault::DuplicateKey);
        }
        let value = Zeroizing::new(value.trim_matches(is_space).to_owned());
        self.sections[section].keys.push((key, value));
        self.open = true;
        Ok(())
    }

    fn finish(mut self) -> Vec<Section> {
        for (_, value) in self.sections.iter_mut().flat_map(|section| &mut section.keys) {
            let length = value.trim_end_matches(is_space).len();
            value.truncate(length);
        }
        let mut sections = self.sections.into_iter();
        let defaults = sections.next().unwrap_or_default();
        if defaults.keys.is_empty() {
            return sections.collect();
        }
        sections
            .map(|section| {
                let mut merged = Section { name: section.name, keys: defaults.keys.clone() };
                section.keys.into_iter().for_each(|(key, value)| merged.put(&key, value));
                merged
            })
            .collect()
    }
}

/// `SECTCRE`: from the first `[` to the last `]`, not stripped; what follows is ignored.
fn header(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?;
    inner.rfind(']').filter(|end| *end > 0).map(|end| &inner[..end])
}

/// What Python's `str.strip` and `\s` take for white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}
