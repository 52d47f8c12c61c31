//! What a secret looks like: the Hub's token families, as data.
//!
//! No family has a checksum, so only its plausibility tells a token from a placeholder.

use std::ops::Range;

use crate::text::TOKEN_PREFIXES;
use crate::token::{MAX_LEN, Token};

/// A family of secrets.
#[derive(Debug)]
pub struct Rule {
    /// Its name, for reports and allow lists.
    pub name: &'static str,
    /// What it finds, for people.
    pub what: &'static str,
    /// Where its owner ends it.
    pub revoke: Option<&'static str>,
    /// The variable that programs read it from.
    pub variable: Option<&'static str>,
    prefix: &'static str,
    body: Body,
}

impl Rule {
    /// What may be shown of a secret of this kind.
    pub(super) fn mask(&self, value: &[u8]) -> String {
        let token = Token::clean_bytes(value).ok().flatten();
        token.map_or_else(|| "…".to_owned(), |token| token.mask())
    }
}

/// What stands behind the prefix.
#[derive(Debug, Clone, Copy)]
enum Body {
    /// So many random letters and digits, and then neither.
    Random(usize),
    /// A signed JSON document: three parts in base64url, with dots between.
    Jwt,
}

/// The families; the longer prefix first where one begins with the other.
static RULES: [Rule; 7] = [
    rule(
        "hf-oauth-refresh",
        "Hugging Face OAuth refresh token",
        "hf_oauth__refresh_",
        Body::Random(34),
    ),
    rule("hf-oauth", "Hugging Face OAuth token", "hf_oauth_", Body::Jwt),
    rule("hf-jwt", "Hugging Face job token", "hf_jwt_", Body::Jwt),
    rule("hf-s3", "Hugging Face storage session", "hf_s3_", Body::Jwt),
    rule("hf-app", "Hugging Face app token", "hf_app_", Body::Random(32)),
    rule("hf-user", "Hugging Face token", "hf_", Body::Random(34)),
    rule("hf-organisation", "Hugging Face organisation token", "api_org_", Body::Random(34)),
];

const fn rule(name: &'static str, what: &'static str, prefix: &'static str, body: Body) -> Rule {
    let revoke = Some("https://huggingface.co/settings/tokens");
    Rule { name, what, revoke, variable: Some("HF_TOKEN"), prefix, body }
}

/// Every rule.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter()
}

/// The rule of this name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The most bytes before a secret that say whether it begins there.
pub(super) const BEFORE: usize = 32;

/// Calls back with every secret that begins in `fresh`, and its rule. What stands before and behind
/// is looked at, too.
pub(super) fn find(
    bytes: &[u8],
    fresh: Range<usize>,
    found: &mut dyn FnMut(&'static Rule, Range<usize>),
) {
    // A prefix may end a little later than it begins.
    let (from, to) = (fresh.start, bytes.len().min(fresh.end + BEFORE));
    const BLOCK: usize = 128;
    // What can't be the last two letters of a prefix is passed over without a branch, which vector
    // instructions do for many bytes at once; most blocks have nothing else.
    let may_end = |before: u8, last: u8| (last == b'_') & matches!(before, b'f' | b'g');
    let mut at = from.max(1);
    while at < to {
        let end = to.min(at + BLOCK);
        let pairs = bytes[at - 1..end - 1].iter().zip(&bytes[at..end]);
        if pairs.map(|(before, last)| u8::from(may_end(*before, *last))).sum::<u8>() > 0 {
            for last in (at..end).filter(|last| may_end(bytes[last - 1], bytes[*last])) {
                if let Some((rule, start, end)) = ending(bytes, last)
                    && fresh.contains(&start)
                {
                    found(rule, start..end);
                }
            }
        }
        at = end;
    }
}

/// The secret whose prefix ends with the byte at `last`.
fn ending(bytes: &[u8], last: usize) -> Option<(&'static Rule, usize, usize)> {
    let ends = |prefix: &&&str| bytes[..=last].ends_with(prefix.as_bytes());
    let start = last + 1 - TOKEN_PREFIXES.iter().find(ends)?.len();
    let (rule, length) = secret(&bytes[start..])?;
    begins(&bytes[start.saturating_sub(BEFORE)..start]).then_some((rule, start, start + length))
}

/// The family and the length of the secret that `bytes` begin with.
fn secret(bytes: &[u8]) -> Option<(&'static Rule, usize)> {
    RULES.iter().find_map(|rule| {
        let body = bytes.strip_prefix(rule.prefix.as_bytes())?;
        let length = match rule.body {
            Body::Random(length) => random(body, length)?,
            Body::Jwt => jwt(&body[..body.len().min(MAX_LEN - rule.prefix.len())])?,
        };
        Some((rule, rule.prefix.len() + length))
    })
}

/// `\b` would miss what stands behind an escape sequence that ends in a letter or a digit, as in
/// `"…\nhf_…"`, so a secret begins behind one, too.
fn begins(before: &[u8]) -> bool {
    let hex = |digits: usize, mark: &[u8]| {
        let Some(at) = before.len().checked_sub(digits) else { return false };
        before[..at].ends_with(mark) && before[at..].iter().all(u8::is_ascii_hexdigit)
    };
    match before {
        [] => true,
        [.., last] if !last.is_ascii_alphanumeric() => true,
        [.., b'\\', c] if b"abefnrtv".contains(c) => true,
        [start @ .., b'm'] => {
            // The end of a terminal's colour: ESC [ 3 1 m, however ESC is written.
            let digit = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
            let digits = start.iter().rev().take_while(|byte| digit(byte)).count();
            start[..start.len() - digits].ends_with(b"[")
        }
        _ => {
            let octal = before.iter().rev().take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            hex(2, b"%")
                || hex(2, b"\\x")
                || hex(4, b"\\u")
                || hex(8, b"\\U")
                || ((1..=3).contains(&octal) && before[..before.len() - octal].ends_with(b"\\"))
        }
    }
}

fn random(body: &[u8], length: usize) -> Option<usize> {
    let run = body.iter().take(length + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    (run == length && is_plausible(&body[..length])).then_some(length)
}

/// The fewest letters of the header, the document and the signature: less is an example.
const JWT_PARTS: [usize; 3] = [16, 16, 32];

fn jwt(body: &[u8]) -> Option<usize> {
    // Every header is a JSON object.
    if !body.starts_with(b"eyJ") {
        return None;
    }
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut length = 0;
    for (index, least) in JWT_PARTS.into_iter().enumerate() {
        if index > 0 {
            (body.get(length) == Some(&b'.')).then_some(())?;
            length += 1;
        }
        let part = body[length..].iter().take_while(|byte| word(byte)).count();
        (part >= least).then_some(())?;
        length += part;
    }
    Some(length)
}

/// Words of placeholders. They count from [`PLACEHOLDER_FROM`] letters on, so that no short word
/// that chance puts into a token hides it.
const PLACEHOLDER_WORDS: [&str; 26] = [
    "access",
    "change",
    "demo",
    "dummy",
    "example",
    "face",
    "fake",
    "goes",
    "here",
    "hugging",
    "insert",
    "mock",
    "none",
    "paste",
    "placeholder",
    "qwert",
    "read",
    "redacted",
    "replace",
    "sample",
    "secret",
    "test",
    "token",
    "value",
    "write",
    "your",
];
const PLACEHOLDER_FROM: usize = 7;

/// Whether chance could have made this. About one real token in a million fails; the
/// placeholders of documentation do: one letter again and again, the alphabet, words.
fn is_plausible(body: &[u8]) -> bool {
    let mut seen = [false; 256];
    for byte in body {
        seen[usize::from(*byte)] = true;
    }
    let distinct = seen.iter().filter(|seen| **seen).count();
    let class = |byte: u8| (byte.is_ascii_uppercase(), byte.is_ascii_digit());
    let changes = body.windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count();
    let lower = String::from_utf8_lossy(body).to_ascii_lowercase();
    let mut run = 1;
    let mut longest = 1;
    for pair in lower.as_bytes().windows(2) {
        run = if pair[1].wrapping_sub(pair[0]) == 1 { run + 1 } else { 1 };
        longest = longest.max(run);
    }
    let words = PLACEHOLDER_WORDS.iter().filter(|word| lower.contains(**word));
    let letters: usize = words.map(|word| word.len()).sum();
    distinct >= 15 && changes >= 4 && longest < 7 && letters < PLACEHOLDER_FROM
}

#[cfg(test)]
pub(super) mod tests;
