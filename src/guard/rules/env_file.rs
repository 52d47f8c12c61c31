//! Files that hold an environment, and the secrets that nothing but their names tell.

mod words;

use std::ops::Range;
use std::path::Path;

use memchr::{memchr, memrchr};
use serde_json::Value;

use self::words::{ABOUT, COMMON, OPEN, REFERENCES, TELLING, TELLING_ENDS};
use super::{Kind, Rule, chance, table};

/// Parts of names of files that are there to be copied, or for tests.
const TEMPLATES: [&str; 13] = [
    "default", "defaults", "demo", "dist", "example", "examples", "sample", "schema", "template",
    "test", "testing", "tmpl", "tpl",
];

/// Last parts of names of files that are something else.
const OTHERS: [&str; 18] = [
    "age", "asc", "cjs", "enc", "erb", "go", "gpg", "html", "j2", "js", "md", "mjs", "py", "rb",
    "rs", "sops", "ts", "vault",
];

/// What such a file without a dot in front is for.
const STAGES: [&str; 6] = ["dev", "development", "local", "prod", "production", "staging"];

/// Whether a file of this name holds an environment with real values, or is about to: `.env`,
/// `.env.local`, `prod.env`, `.envrc`, but no `.env.example`.
#[must_use]
pub fn is_one(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let name = name.to_string_lossy().to_ascii_lowercase();
    // An editor's copy of it has the same in it.
    let name = name.trim_end_matches('~');
    let parts: Vec<&str> = name.split(['.', '-', '_']).collect();
    let is = |part: &&str| matches!(*part, "env" | "envrc" | "flaskenv");
    let dotted = name.starts_with('.') && parts.get(1).is_some_and(is);
    let begins = dotted || (parts.len() == 2 && parts[0] == "env" && STAGES.contains(&parts[1]));
    let ends = name.strip_suffix(".env").is_some();
    let last = parts.last().copied().unwrap_or_default();
    (begins || ends)
        && !parts.iter().any(|part| TEMPLATES.contains(part))
        && !OTHERS.contains(&last)
}

/// Calls back with every secret value that begins in `fresh` of such a file, its rule, and the name
/// of its variable.
pub fn find(
    bytes: &[u8],
    fresh: Range<usize>,
    found: &mut dyn FnMut(&'static Rule, Range<usize>, &str),
) {
    let Ok(table) = table::table() else { return };
    let rule = &table.rules[table.env_file];
    let mut start = memrchr(b'\n', &bytes[..fresh.start]).map_or(0, |at| at + 1);
    while start < fresh.end.min(bytes.len()) {
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        if let Some((name, value)) = assignment(&bytes[start..end]) {
            let range = start + value.start..start + value.end;
            if fresh.contains(&range.start) {
                found(rule, range, name);
            }
        }
        start = end + 1;
    }
}

/// The longest name of a variable.
const LONGEST_NAME: usize = 128;

/// The variable and the place of the secret value that a line gives it.
fn assignment(line: &[u8]) -> Option<(&str, Range<usize>)> {
    let mut at = blank(line, 0);
    at += if line[at..].starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
    let comment = line[at..].starts_with(b"#");
    at = if comment { blank(line, at + 1) } else { at };
    if line[at..].starts_with(b"export ") {
        at = blank(line, at + "export ".len());
    }
    let of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'-' | b'.');
    let length = line[at..].iter().take(LONGEST_NAME + 1).take_while(of_name).count();
    let name = str::from_utf8(&line[at..at + length]).ok().filter(|name| !name.is_empty())?;
    (length <= LONGEST_NAME).then_some(())?;
    at = blank(line, at + length);
    let is_colon = !comment && matches!(line.get(at..), Some([b':', b' ' | b'\t', ..]));
    (is_colon || line.get(at) == Some(&b'=')).then_some(())?;
    let range = value(line, blank(line, at + 1));
    let value = str::from_utf8(&line[range.clone()]).ok()?;
    let secret = if comment {
        // Prose in comments is about values, too.
        is_telling(name) && value.len() >= 20 && chance::is_plausible(Kind::Url, value.as_bytes())
    } else {
        is_secret(name, value)
    };
    secret.then_some((name, range))
}

/// Where the blanks end that begin at `at`.
fn blank(line: &[u8], at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(**byte, b' ' | b'\t')).count()
}

/// Where the value stands that begins at `at`, without quotes and the comment behind it.
fn value(line: &[u8], at: usize) -> Range<usize> {
    let rest = &line[at..];
    if let [quote @ (b'"' | b'\'' | b'`'), inside @ ..] = rest {
        let length = memchr(*quote, inside).unwrap_or(inside.trim_ascii_end().len());
        return at + 1..at + 1 + length;
    }
    let comment = rest.windows(2).position(|pair| pair[0].is_ascii_whitespace() && pair[1] == b'#');
    at..at + rest[..comment.unwrap_or(rest.len())].trim_ascii_end().len()
}

/// Whether the name of a variable says that its value is a secret.
fn is_telling(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(['_', '-', '.']).collect();
    let telling =
        |word: &&str| TELLING.contains(word) || TELLING_ENDS.iter().any(|end| word.ends_with(end));
    words.iter().any(telling)
        && !words.iter().any(|word| OPEN.contains(word))
        && !words.last().is_some_and(|last| ABOUT.contains(last))
}

/// Whether the name says that a person made the value up, so that it may be a word.
fn is_password(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["pass", "pwd"].iter().any(|part| name.contains(part))
}

fn is_secret(name: &str, value: &str) -> bool {
    if let Some((_, rest)) = value.split_once("://") {
        return !value.starts_with("op:") && has_password(rest, name);
    }
    if let Ok(Value::Object(fields)) = serde_json::from_str(value) {
        let is_one = |(name, value): (&String, &Value)| {
            value.as_str().is_some_and(|value| is_secret(name, value))
        };
        return fields.iter().any(is_one);
    }
    if is_open(&value.to_ascii_lowercase()) {
        return false;
    }
    let is_other = is_path(value) || is_fingerprint(name, value);
    if !is_telling(name) || is_other || value.split_whitespace().count() > 2 {
        return false;
    }
    if is_password(name) {
        return value.len() >= 4;
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'.' | b' ');
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = |byte: u8| plain(byte) || byte.is_ascii_digit() && digits <= 2 && value.len() < 16;
    value.len() >= 8 && !value.bytes().all(plain)
}

/// Whether a value only names a key of `GnuPG`.
fn is_fingerprint(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.split('_').any(|word| matches!(word, "gpg" | "pgp"))
        && matches!(value.len(), 8 | 16 | 40)
        && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a value is nothing, a placeholder, a switch, a number or a reference.
fn is_open(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    let few = bytes.iter().all(|byte| bytes.first() == Some(byte));
    let number = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
    few || COMMON.contains(&lower)
        || number.is_empty() && bytes.len() < 4
        || number.parse::<f64>().is_ok() && lower.len() - number.len() < 3
        || REFERENCES.iter().any(|start| lower.starts_with(start))
        || ["${", "$(", "{{", "...", "…", "xxx", "***", "changeme", "change-me", "change_me"]
            .iter()
            .any(|part| lower.contains(part))
        || chance::has_placeholder(bytes)
}

fn is_path(value: &str) -> bool {
    let bytes = value.as_bytes();
    let starts = ["./", "../", "~/", "~\\"].iter().any(|start| value.starts_with(start));
    let drive = bytes.len() > 2 && bytes[1] == b':' && matches!(bytes[2], b'/' | b'\\');
    // A secret in base64 may begin with a slash, too.
    let rooted =
        value.starts_with('/') && !(bytes.len() >= 32 && chance::is_plausible(Kind::Base64, bytes));
    // Where an object lies has no capitals, which a secret with slashes has.
    let inner = value.contains('/') && !value.bytes().any(|byte| byte.is_ascii_uppercase());
    let file = [".pem", ".json", ".key", ".crt", ".p12", ".txt", ".yaml", ".yml"];
    starts || drive || rooted || inner || file.iter().any(|end| value.ends_with(end))
}

/// Whether what stands behind `://` has a password that is none of everybody's; or a user only,
/// where the name says that it is a secret.
fn has_password(rest: &str, name: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A password may have a slash in it, which should be written in another way but is not.
    let Some((user, _)) = host.rsplit_once('@').or_else(|| rest.rsplit_once('@')) else {
        return false;
    };
    match user.split_once(':') {
        Some((user, password)) => {
            password != user && password.len() >= 4 && !is_open(&password.to_ascii_lowercase())
        }
        None => is_telling(name) && user.len() >= 16 && !is_open(&user.to_ascii_lowercase()),
    }
}
