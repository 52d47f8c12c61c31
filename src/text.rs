//! Small rules about text that several floors share.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Makes untrusted text safe to show: control, bidirectional and zero-width characters become
/// `\u{…}`, so that a file name or a host can neither move the cursor nor reorder a line.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_deceptive(c) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", c as u32);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// [`printable`] for paths, whose bytes need not be UTF-8.
#[must_use]
pub fn printable_path(path: &std::path::Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

fn is_deceptive(c: char) -> bool {
    const RANGES: [(char, char); 9] = [
        ('\u{ad}', '\u{ad}'),
        ('\u{61c}', '\u{61c}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{200b}', '\u{200f}'),
        ('\u{2028}', '\u{202e}'),
        ('\u{2060}', '\u{206f}'),
        ('\u{feff}', '\u{feff}'),
        ('\u{fff9}', '\u{fffb}'),
        ('\u{e0000}', '\u{e007f}'),
    ];
    c.is_control() || RANGES.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// huggingface_hub's idea of a switched-on flag (`constants.py`): `1`, `ON`, `YES` or `TRUE` in any
/// case; everything else is off.
#[must_use]
pub fn truthy(value: &str) -> bool {
    ["1", "on", "yes", "true"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// A parser's message without the values it quotes: parsers like to repeat what they choke on,
/// and that may be a token. `"…"` and `` `…` `` become `…`, unless the word is one of `known`.
#[must_use]
pub fn without_values(message: &str, known: &[&str]) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(start) = rest.find(['"', '`']) {
        let quote = &rest[start..=start];
        let inner = &rest[start + 1..];
        out.push_str(&rest[..start]);
        // An unclosed quotation hides everything after it.
        let (value, after) = inner.split_once(quote).unwrap_or((inner, ""));
        out.push_str(if known.contains(&value) { value } else { "…" });
        rest = after;
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prefixes of the Hub's token families.
const TOKEN_PREFIXES: [&str; 2] = ["hf_", "api_org_"];

/// The fewest letters and digits in a row behind a prefix that are taken for a secret; a folder
/// such as `hf_transformers_course_2026` has shorter words.
const SECRET_FROM: usize = 20;

/// `text` with everything that looks like a Hub token cut after its prefix: the last net below
/// every message, for words that others wrote, such as a parser that repeats a mistyped command
/// line.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((start, end)) = find_secret(rest) {
        out.push_str(&rest[..start]);
        out.push('…');
        rest = &rest[end..];
    }
    if out.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the first secret behind a prefix starts and ends.
fn find_secret(text: &str) -> Option<(usize, usize)> {
    let body = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let starts = TOKEN_PREFIXES
        .iter()
        .flat_map(|prefix| text.match_indices(prefix).map(|(at, p)| at + p.len()));
    let ends = starts.map(|start| {
        let length = text.as_bytes()[start..].iter().take_while(|b| body(**b)).count();
        (start, start + length)
    });
    let random = |part: &str| {
        part.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.len() >= SECRET_FROM)
    };
    ends.filter(|(start, end)| random(&text[*start..*end])).min()
}

/// Lower-case hexadecimal digits of `bytes`.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_tricks_are_spelled_out_and_letters_kept() {
        assert_eq!(printable("naïve/模型"), "naïve/模型");
        assert_eq!(printable("a\u{1b}[2Kb\u{202e}c"), "a\\u{1b}[2Kb\\u{202e}c");
    }

    #[test]
    fn token_shapes_are_cut_wherever_they_stand() {
        let secret = "aB3".repeat(11);
        let text =
            format!("unexpected 'hf_{secret}' and xhf_oauth_{secret}.{secret}, hf_hub stays");
        let shown = redact(&text);
        assert_eq!(shown, "unexpected 'hf_…' and xhf_…, hf_hub stays");
        for kept in ["hf_user and HF_TOKEN", "/a/hf_transformers_course_2026/.env"] {
            assert!(matches!(redact(kept), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn only_four_words_are_true() {
        assert!(["1", "On", "YES", "true"].iter().all(|word| truthy(word)));
        assert!(["", "y", "t", "2", " 1", "enabled"].iter().all(|word| !truthy(word)));
    }

    #[test]
    fn a_quoted_value_never_survives_in_a_message() {
        let message = "invalid type: string \"hf_secret\", expected a `boolean`\nin `profile`";
        assert_eq!(
            without_values(message, &["profile"]),
            "invalid type: string …, expected a … in profile"
        );
        assert_eq!(without_values("open \"hf_secret", &[]), "open …");
    }
}
