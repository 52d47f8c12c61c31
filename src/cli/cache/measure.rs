//! Sizes and ages as they are typed and told.

use crate::text::unix_now;

/// Bytes by their unit, decimal and binary.
const SIZES: [(&str, u64); 16] = [
    ("", 1),
    ("b", 1),
    ("k", 1_000),
    ("kb", 1_000),
    ("kib", 1 << 10),
    ("m", 1_000_000),
    ("mb", 1_000_000),
    ("mib", 1 << 20),
    ("g", 1_000_000_000),
    ("gb", 1_000_000_000),
    ("gib", 1 << 30),
    ("t", 1_000_000_000_000),
    ("tb", 1_000_000_000_000),
    ("tib", 1 << 40),
    ("p", 1_000_000_000_000_000),
    ("pb", 1_000_000_000_000_000),
];

const DAY: u64 = 86_400;

/// Seconds by their unit, as `hf cache ls` counts.
const AGES: [(&str, u64); 8] = [
    ("", 1),
    ("s", 1),
    ("m", 60),
    ("h", 3_600),
    ("d", DAY),
    ("w", 7 * DAY),
    ("mo", 30 * DAY),
    ("y", 365 * DAY),
];

/// `10MB`, `1.5GB`, `2GiB` or a number of bytes.
pub(super) fn size(text: &str) -> Option<u64> {
    measured(text, &SIZES)
}

/// `7d`, `6mo` or a number of seconds.
pub(super) fn age(text: &str) -> Option<u64> {
    measured(text, &AGES)
}

/// A number, with a fraction perhaps, and a unit behind it.
fn measured(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (_, unit) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let whole = u128::from(whole.parse::<u64>().ok()?) * u128::from(*unit);
    // More digits than a size has bytes tell nothing.
    let digits = fraction.get(..15).unwrap_or(fraction);
    let scale = 10_u128.pow(u32::try_from(digits.len()).ok()?);
    let part = u128::from(digits.parse::<u64>().ok()?) * u128::from(*unit) / scale;
    u64::try_from(whole + part).ok()
}

/// How long ago a time was, in one unit.
pub(super) fn ago(time: i64) -> String {
    let seconds = u64::try_from(unix_now().saturating_sub(time)).unwrap_or(0);
    let told = |unit: u64, name: &str| {
        let number = seconds / unit;
        format!("{number} {name}{} ago", if number == 1 { "" } else { "s" })
    };
    match seconds {
        0..60 => "now".to_owned(),
        60..3_600 => told(60, "min").replace("mins", "min"),
        3_600..DAY => told(3_600, "hour"),
        _ if seconds < 60 * DAY => told(DAY, "day"),
        _ if seconds < 730 * DAY => told(30 * DAY, "month"),
        _ => told(365 * DAY, "year"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_decimal_unless_they_say_otherwise() {
        for (text, bytes) in [
            ("10MB", Some(10_000_000)),
            ("1.5GB", Some(1_500_000_000)),
            ("2 GiB", Some(2 << 30)),
            ("512", Some(512)),
            (".5k", None),
            ("0.5k", Some(500)),
            ("1.0000000000000000001kb", Some(1_000)),
            ("99999999999pb", None),
            ("10 apples", None),
            ("", None),
            ("-1", None),
            ("1.2.3GB", None),
        ] {
            assert_eq!(size(text), bytes, "{text}");
        }
    }

    #[test]
    fn months_are_not_minutes() {
        assert_eq!(
            ["5m", "5mo", "1y", "7d", "9"].map(age),
            [Some(300), Some(150 * DAY), Some(365 * DAY), Some(7 * DAY), Some(9)]
        );
        assert_eq!(age("5min"), None);
    }

    #[test]
    fn one_is_not_many() {
        let at = |seconds: i64| ago(unix_now() - seconds);
        assert_eq!([at(5), at(65), at(3_700), at(-9)], ["now", "1 min ago", "1 hour ago", "now"]);
        assert_eq!([at(86_400 * 3), at(86_400 * 800)], ["3 days ago", "2 years ago"]);
    }
}
