//! Reads `table.toml`.
//!
//! The `toml` crate takes 0.45 ms for it, which a hook would pay every time; this reader knows only
//! what the table uses, and takes a twentieth. A test holds the two against each other.

use std::sync::OnceLock;

use super::anchors::{Anchor, Anchors};
use super::binary_key;
use super::shape::Shape;
use super::{Kind, Rule, RulesError};

/// The table as it is written.
pub(super) const TEXT: &str = include_str!("table.toml");

/// The rules of what no shape finds.
const ENV_FILE: &str = "env-file";
const BINARY_KEY: &str = "private-key-binary";

/// What is looked for.
pub(super) struct Table {
    pub(super) rules: Vec<Rule>,
    pub(super) anchors: Anchors,
    /// The place of the rule for environment files.
    pub(super) env_file: usize,
    /// The place of the rule for keys that are not in letters.
    pub(super) binary_key: usize,
}

/// The table, read once.
pub(super) fn table() -> Result<&'static Table, RulesError> {
    static TABLE: OnceLock<Result<Table, RulesError>> = OnceLock::new();
    TABLE.get_or_init(|| read(TEXT)).as_ref().map_err(Clone::clone)
}

fn wrong(line: usize, what: impl Into<String>) -> RulesError {
    RulesError { line, what: what.into() }
}

/// The rules in `text`, and how to find them.
pub(super) fn read(text: &'static str) -> Result<Table, RulesError> {
    let mut rules: Vec<Rule> = Vec::with_capacity(128);
    let mut entry: Option<Entry> = None;
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "[[rule]]" {
            rules.extend(entry.replace(Entry::new(number)).map(Entry::rule).transpose()?);
            continue;
        }
        let (key, value) = line.split_once(" = ").ok_or_else(|| wrong(number, "no value"))?;
        let mut more = || lines.next().map(|(_, line)| line.trim());
        let value = match value {
            "[" => {
                let items = std::iter::from_fn(|| more().filter(|line| *line != "]"));
                Value::Several(items.collect())
            }
            _ => value
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
                .map_or_else(|| Value::One(value), |inside| Value::Several(Vec::from([inside]))),
        };
        let Some(entry) = &mut entry else { return Err(wrong(number, "no rule yet")) };
        entry.set(key, &value).map_err(|what| wrong(number, what))?;
    }
    rules.extend(entry.map(Entry::rule).transpose()?);
    let anchors = rules.iter().enumerate().flat_map(|(index, rule)| {
        let any_case = rule.shape.has_context;
        rule.anchors.iter().map(move |text| Anchor { rule: index, text, any_case })
    });
    let place = |name: &str| {
        let place = rules.iter().position(|rule| rule.name == name);
        place.ok_or_else(|| wrong(0, format!("no rule {name}")))
    };
    let (env_file, rule) = (place(ENV_FILE)?, place(BINARY_KEY)?);
    let binary = binary_key::ANCHORS.map(|text| Anchor { rule, text, any_case: false });
    let anchors = Anchors::new(anchors.chain(binary));
    Ok(Table { rules, anchors, env_file, binary_key: rule })
}

/// What stands behind `=`.
enum Value {
    One(&'static str),
    /// What stands between the brackets, by lines.
    Several(Vec<&'static str>),
}

impl Value {
    fn text(&self) -> Result<&'static str, String> {
        let Self::One(value) = self else { return Err("not one value".to_owned()) };
        let inside = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        inside.filter(|text| !text.contains('\'')).ok_or_else(|| "not a literal text".to_owned())
    }

    fn number(&self) -> Result<usize, String> {
        let Self::One(value) = self else { return Err("not one value".to_owned()) };
        value.parse().map_err(|_| "not a number".to_owned())
    }

    fn texts(&self) -> Result<Vec<&'static str>, String> {
        let Self::Several(lines) = self else { return Err("not a list".to_owned()) };
        let items = lines.iter().flat_map(|line| line.split(',')).map(str::trim);
        items.filter(|item| !item.is_empty()).map(|item| Self::One(item).text()).collect()
    }
}

/// A rule while it is read.
struct Entry {
    line: usize,
    name: Option<&'static str>,
    what: Option<&'static str>,
    revoke: Option<&'static str>,
    variable: Option<&'static str>,
    anchors: Vec<&'static str>,
    shape: Option<&'static str>,
    kind: Option<Kind>,
    back: usize,
    least: Option<usize>,
    reach: Option<usize>,
}

impl Entry {
    fn new(line: usize) -> Self {
        Self {
            line,
            name: None,
            what: None,
            revoke: None,
            variable: None,
            anchors: Vec::new(),
            shape: None,
            kind: None,
            back: 0,
            least: None,
            reach: None,
        }
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), String> {
        match key {
            "name" => self.name = Some(value.text()?),
            "what" => self.what = Some(value.text()?),
            "revoke" => self.revoke = Some(value.text()?),
            "variable" => self.variable = Some(value.text()?),
            "anchors" => self.anchors = value.texts()?,
            "shape" => self.shape = Some(value.text()?),
            "kind" => self.kind = Some(kind(value.text()?)?),
            "back" => self.back = value.number()?,
            "least" => self.least = Some(value.number()?),
            "reach" => self.reach = Some(value.number()?),
            // The tests read these.
            "yes" | "no" => {}
            _ => return Err(format!("{key} is not known")),
        }
        Ok(())
    }

    fn rule(self) -> Result<Rule, RulesError> {
        let line = self.line;
        let given = |what: &str, value: Option<&'static str>| {
            value.ok_or_else(|| wrong(line, format!("a rule without {what}")))
        };
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        let kind = self.kind.ok_or_else(|| wrong(line, "a rule without kind"))?;
        let mut shape = Shape::new(kind, given("shape", self.shape)?);
        shape.back = self.back;
        shape.least = self.least.unwrap_or(shape.least);
        shape.reach = self.reach.unwrap_or(shape.reach);
        Ok(Rule {
            name: given("name", self.name)?,
            what: given("what", self.what)?,
            revoke: some(given("revoke", self.revoke)?),
            variable: some(given("variable", self.variable)?),
            anchors: self.anchors,
            shape,
        })
    }
}

fn kind(name: &str) -> Result<Kind, String> {
    Ok(match name {
        "alnum" => Kind::Alnum,
        "hex" => Kind::Hex,
        "url" => Kind::Url,
        "base64" => Kind::Base64,
        "jwt" => Kind::Jwt,
        "pem" => Kind::Pem,
        "text" => Kind::Text,
        other => return Err(format!("{other} is no kind")),
    })
}
