//! Small rules about text that several floors share.

pub mod amount;

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

/// What the Hub's token families begin with; each ends in `_`, by which the guard finds it.
pub const TOKEN_PREFIXES: [&str; 2] = ["hf_", "api_org_"];

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

/// Now, in seconds since 1970.
#[must_use]
pub fn unix_now() -> i64 {
    let age = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    age.ok().and_then(|age| i64::try_from(age.as_secs()).ok()).unwrap_or(i64::MAX)
}

/// The seconds since 1970 of an RFC 3339 date in UTC, as the Hub writes it
/// (`2030-01-31T12:00:00.000Z`); fractions are dropped.
#[must_use]
pub fn unix_seconds(date: &str) -> Option<i64> {
    let part = |from: usize, to: usize| date.get(from..to)?.parse::<i64>().ok();
    let marks = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")];
    if !date.ends_with('Z') || marks.iter().any(|(at, mark)| date.get(*at..=*at) != Some(mark)) {
        return None;
    }
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days from civil: years begin in March, so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    Some((days - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// Such a date of the seconds since 1970, to the second.
#[must_use]
pub fn rfc3339(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400) + 719_468, seconds.rem_euclid(86_400));
    // Civil from days: eras of 400 years, years that begin in March.
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year, month + 3);
    let (year, month) = if month > 12 { (year + 1, month - 12) } else { (year, month) };
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Whether these are all digits as [`hex`] writes them.
#[must_use]
pub fn is_hex(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
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
    fn dates_of_the_hub_become_seconds() {
        for (date, seconds) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:34:56.789Z", Some(951_827_696)),
            ("2026-11-22T00:00:00.000Z", Some(1_795_305_600)),
            ("2026-11-22", None),
            ("2026-13-22T00:00:00Z", None),
            ("2026-11-22T00:00:00+01:00", None),
            ("soon", None),
        ] {
            assert_eq!(unix_seconds(date), seconds, "{date}");
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
