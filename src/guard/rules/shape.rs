//! The shape of a rule: a regular expression at an anchor, and what must be true around it.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;

use super::borders::{begins, belongs, ends, is_counted};
use super::{BEFORE, Kind, chance};

/// What stands for what in the table, the longest name first where one has the other in it.
const WORDS: [(&str, &str); 7] = [
    ("<key>", r"[\w.(-]{0,20}?(?:key|token|secret|password|credential|auth|pat)s?\w{0,6}<is>"),
    ("<is>", r#"(?:[\s\\"\x27\x60\[\](){}=:,>]|&quot;|value|bearer|basic|str(?:ing)?){1,24}"#),
    ("<eol>", r#"(?:[\s"\x27+,#*|]|\\+[nrt]|//|&#10;)"#),
    ("<alnum>", "[A-Za-z0-9]"),
    ("<hex>", "[0-9a-f]"),
    ("<url>", "[A-Za-z0-9_-]"),
    ("<b64>", "[A-Za-z0-9+/]"),
];

/// What a secret looks like from its anchor on.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    /// As the table has it.
    pub(super) text: &'static str,
    /// How many bytes before the anchor it may begin.
    pub(super) back: usize,
    /// How many bytes of its kind stand behind the anchor.
    pub(super) least: usize,
    /// How many bytes from the anchor on are looked at.
    pub(super) reach: usize,
    /// Whether the secret is only a part of it: the group. What stands before tells the kind then.
    pub(super) has_context: bool,
    /// Made when an anchor is met; none if it can't be made, which a test rules out.
    regex: OnceLock<Option<Regex>>,
}

impl Shape {
    pub(super) fn new(kind: Kind, text: &'static str) -> Self {
        let has_context = group(text).is_some();
        Self { kind, text, back: 0, least: 16, reach: 320, has_context, regex: OnceLock::new() }
    }

    /// The regular expression of all, and of the secret alone.
    pub(super) fn expressions(&self) -> (String, String) {
        let spelled = WORDS
            .iter()
            .fold(self.text.to_owned(), |text, (word, means)| text.replace(word, means));
        let Some(start) = group(&spelled) else { return (spelled.clone(), spelled) };
        let (before, secret) = spelled.split_at(start);
        (format!("(?i:{before}){secret}"), secret.to_owned())
    }

    pub(super) fn regex(&self) -> Option<&Regex> {
        let made = self.regex.get_or_init(|| {
            let start = if self.back == 0 { r"\A" } else { "" };
            Regex::new(&format!("(?-u){start}(?:{})", self.expressions().0)).ok()
        });
        made.as_ref()
    }

    /// The secret at this anchor.
    pub(super) fn secret(&self, bytes: &[u8], anchor: &Range<usize>) -> Option<Range<usize>> {
        let before = |at: usize| &bytes[at.saturating_sub(BEFORE)..at];
        let from_anchor = self.back == 0 && !self.has_context;
        if from_anchor && !begins(before(anchor.start)) {
            return None;
        }
        let word = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_alphanumeric);
        if from_anchor && word(&bytes[anchor.clone()]) && amid_base64(before(anchor.start)) {
            return None;
        }
        if !self.has_context {
            let run = bytes[anchor.end..].iter().take(self.least);
            let run = run.take_while(|byte| belongs(self.kind, **byte)).count();
            (run == self.least).then_some(())?;
        }
        let from = anchor.start.saturating_sub(self.back);
        let part = &bytes[from..bytes.len().min(anchor.start + self.reach)];
        let regex = self.regex()?;
        let mut found = regex.find(part)?.range();
        if self.has_context {
            found = regex.captures(part)?.get(1)?.range();
        }
        let range = from + found.start..from + found.end;
        if self.back > 0 && !begins(before(range.start)) {
            return None;
        }
        let behind = &bytes[range.end..bytes.len().min(range.end + BEFORE)];
        // Of the alphabet, an anchor with two slashes is a part of any base64.
        let amid = bytes[anchor.clone()].windows(2).any(|two| two == b"//")
            && matches!(behind, [b'+' | b'/', ..]);
        let body = if from_anchor {
            anchor.end..range.end
        } else if anchor.start.saturating_sub(range.start) >= chance::PART {
            // What stands behind such an anchor has much that is the same in every key.
            range.start..anchor.start
        } else {
            range.clone()
        };
        let over = ends(self.kind, behind) || is_counted(before(range.start), range.len());
        let sound = !amid && over;
        (sound && chance::is_plausible(self.kind, bytes.get(body)?)).then_some(range)
    }
}

/// Whether what follows may stand in the middle of something in base64, where chance makes every
/// short word.
fn amid_base64(before: &[u8]) -> bool {
    matches!(before, [.., b'+'])
        || matches!(before, [.., other, b'/'] if other.is_ascii_alphanumeric())
}

/// Where the group begins that is the secret.
fn group(shape: &str) -> Option<usize> {
    let bytes = shape.as_bytes();
    let opens = |at: &usize| bytes[*at] == b'(' && bytes.get(at + 1) != Some(&b'?');
    let plain = |at: &usize| !bytes[..*at].ends_with(b"\\") && !in_class(&bytes[..*at]);
    (0..bytes.len()).filter(opens).find(plain)
}

/// Whether a class is open at the end.
fn in_class(before: &[u8]) -> bool {
    let mut open = false;
    let mut at = 0;
    while at < before.len() {
        match before[at] {
            b'\\' => at += 1,
            b'[' => open = true,
            b']' => open = false,
            _ => {}
        }
        at += 1;
    }
    open
}
