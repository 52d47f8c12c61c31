//! How many bytes, how long and how long ago, in words.

use std::time::Duration;

use super::unix_now;

/// Decimal units, as disks, networks and `hf` count.
const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];

/// A number of bytes with one digit behind the point: `532 B`, `1.2 GB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut unit: u128 = 1_000;
    for name in UNITS {
        let tenths = (u128::from(bytes) * 10 + unit / 2) / unit;
        if tenths < 10_000 || name == UNITS[UNITS.len() - 1] {
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
        unit *= 1_000;
    }
    String::new()
}

/// A time in its two largest units: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
#[must_use]
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{}.{} s", seconds, time.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// `1 file`, `2 files`.
#[must_use]
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// How long ago a moment was, in words.
#[must_use]
pub fn ago(at: i64) -> String {
    let age = unix_now().saturating_sub(at).max(0);
    match age {
        0..=89 => "a moment ago".into(),
        90..=5_399 => format!("{} minutes ago", (age + 30) / 60),
        5_400..=172_799 => format!("{} hours ago", (age + 1_800) / 3_600),
        _ => format!("{} days ago", age / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_digit_and_round_into_the_next_unit() {
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_250, "1.3 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (2_147_483_648, "2.1 GB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(size(bytes), words);
        }
    }

    #[test]
    fn times_have_two_units() {
        let words = |ms| time(Duration::from_millis(ms));
        assert_eq!([words(420), words(12_900)], ["0.4 s", "12 s"]);
        assert_eq!([words(200_000), words(7_500_000)], ["3 min 20 s", "2 h 5 min"]);
    }
}
