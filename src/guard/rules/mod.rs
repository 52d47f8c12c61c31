//! What a secret looks like: rules as data (`table.toml`), and the one pass that finds them.
//!
//! The pass looks for what secrets begin with (`anchors`); only there a rule's shape is tried
//! (`shape`), then what stands before and behind it (`borders`), and last whether chance could
//! have made it (`chance`): few families have a checksum, so nothing else tells a secret from a
//! placeholder.

mod anchors;
mod binary_key;
mod borders;
mod chance;
pub mod env_file;
mod shape;
mod table;

use std::ops::Range;

use thiserror::Error;

use self::shape::Shape;
use self::table::Table;

/// What `table.toml` says that can't be.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("the table of secrets is broken at line {line}: {what} (this is a fault of hfenv's build)")]
pub struct RulesError {
    line: usize,
    what: String,
}

/// A kind of secret.
#[derive(Debug)]
pub struct Rule {
    /// Its name, for reports and allow lists.
    pub name: &'static str,
    /// What it finds, for people.
    pub what: &'static str,
    /// How such a secret is made worthless, an address or words; none if it soon ends by itself.
    pub revoke: Option<&'static str>,
    /// The environment variable it is read from instead, where there is one.
    pub variable: Option<&'static str>,
    /// What it begins with, or what stands before it; none for what no shape finds.
    anchors: Vec<&'static str>,
    shape: Shape,
}

/// The fewest characters that stay hidden where the last four are shown.
const HIDDEN: usize = 16;
const TAIL: usize = 4;

impl Rule {
    /// What may be shown of a secret of this kind: what tells the kind, and the last characters if
    /// enough others stay hidden.
    #[must_use]
    pub fn mask(&self, value: &[u8]) -> String {
        if self.shape.kind == Kind::Text {
            return "…".to_owned();
        }
        if self.shape.kind == Kind::Pem {
            let dashes = |five: &[u8]| five == b"-----";
            let end = value.windows(5).skip(5).position(dashes).map_or(0, |at| at + 10);
            let header = &value[..end];
            return format!("{}…", String::from_utf8_lossy(header));
        }
        let told = |anchor: &&&str| value.starts_with(anchor.as_bytes());
        let prefix = self.anchors.iter().filter(told).max_by_key(|anchor| anchor.len());
        let prefix = prefix.copied().unwrap_or_default();
        let tail = match value.len().checked_sub(prefix.len() + TAIL) {
            Some(hidden) if hidden >= HIDDEN => &value[value.len() - TAIL..],
            _ => b"",
        };
        format!("{prefix}…{}", String::from_utf8_lossy(tail))
    }
}

/// What a secret is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Letters and digits.
    Alnum,
    /// Hexadecimal digits.
    Hex,
    /// Base64 for addresses.
    Url,
    /// Base64.
    Base64,
    /// A signed JSON document.
    Jwt,
    /// A header, and lines of base64.
    Pem,
    /// Anything.
    Text,
}

/// Every rule, or why there is none: nothing can be searched then.
pub fn ready() -> Result<&'static [Rule], RulesError> {
    table::table().map(|table| table.rules.as_slice())
}

/// Every rule; none without a table, which [`ready`] tells.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ready().unwrap_or_default().iter()
}

/// The rule of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The most bytes before a secret that say whether it begins there.
pub(super) const BEFORE: usize = 32;

/// The most bytes from an anchor to the secret it announces.
const CONTEXT: usize = 256;

/// The most bytes from the beginning of a secret to the end of its anchor.
const BACK: usize = 128;

/// A secret, by the place of its rule in the table.
type Hit = (usize, Range<usize>);

/// Calls back with every secret that begins in `fresh`, and its rule, in order; of those that
/// overlap, with the one whose rule comes first. What stands before and behind is looked at, too.
/// Without a table nothing is found: [`ready`] says so before.
pub(super) fn find(
    bytes: &[u8],
    fresh: Range<usize>,
    found: &mut dyn FnMut(&'static Rule, Range<usize>),
) {
    let Ok(table) = table::table() else { return };
    let mut hits = hits(table, bytes, &fresh);
    hits.sort_unstable_by_key(|(rule, range)| (range.start, *rule));
    let mut tell = |(rule, range): Hit| {
        if fresh.contains(&range.start) {
            found(&table.rules[rule], range);
        }
    };
    let mut best: Option<Hit> = None;
    for hit in hits {
        match &mut best {
            Some(best) if hit.1.start < best.1.end => {
                if hit.0 < best.0 {
                    *best = hit;
                }
            }
            _ => best.replace(hit).into_iter().for_each(&mut tell),
        }
    }
    best.into_iter().for_each(tell);
}

/// Every secret whose anchor stands in `fresh` or near it.
fn hits(table: &'static Table, bytes: &[u8], fresh: &Range<usize>) -> Vec<Hit> {
    let from = fresh.start.saturating_sub(CONTEXT);
    // A secret may begin before its anchor.
    let to = bytes.len().min(fresh.end + BACK);
    let mut hits = Vec::new();
    table.anchors.each(bytes, from..to, &mut |rule, anchor: Range<usize>| {
        let secret = if rule == table.binary_key {
            binary_key::find(bytes, &anchor)
        } else {
            table.rules[rule].shape.secret(bytes, &anchor)
        };
        if let Some(range) = secret
            && range.start <= anchor.start + CONTEXT
        {
            hits.push((rule, range));
        }
    });
    hits
}

#[cfg(test)]
pub(super) mod tests;
