//! Findings that somebody has looked at: fingerprints in `.hfenv-allow`, and marks on the line.

mod comment;
mod list;
mod mark;

use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

pub use self::list::{Allowed, NAME, NewLines, add};
pub use self::mark::{Mark, is_placeholder, mark};
use crate::text::hex;

/// Rules whose value may be short enough to be guessed from its hash. Their findings are known by
/// their place: the file and the name before the value.
const GUESSABLE: [&str; 1] = ["env-file"];

/// How many bytes of a hash are kept, and how many digits that makes.
const KEPT: usize = 16;

/// The longest name before a value that counts.
const LONGEST_NAME: usize = 128;

/// What a finding is known by, the same for everybody: the rule, and a hash. A hash of a value that
/// chance has made can't be turned back; a value that could be guessed is not in it at all.
#[must_use]
pub fn fingerprint(rule: &str, value: &[u8], path: &Path, name: &[u8]) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(b"hfenv guard");
    add(rule.as_bytes());
    if is_guessable(rule) {
        add(path.as_os_str().as_encoded_bytes());
        add(name);
    } else {
        add(value);
    }
    format!("{rule}:{}", hex(&hash.finalize()[..KEPT]))
}

/// Whether this is written as [`fingerprint`] writes it, by whatever rule.
#[must_use]
pub fn is_fingerprint(word: &str) -> bool {
    let Some((rule, hash)) = word.split_once(':') else { return false };
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    !rule.is_empty()
        && rule.bytes().all(|b| letter(b) || b == b'-')
        && hash.len() == 2 * KEPT
        && crate::text::is_hex(hash.as_bytes())
}

/// Whether a place stands for the values of this rule.
pub(super) fn is_guessable(rule: &str) -> bool {
    GUESSABLE.contains(&rule)
}

/// The name that a value is given on its line, where [`fingerprint`] needs it: `A` in
/// `export A = "…`. It is nothing of the value.
#[must_use]
pub fn name(rule: &str, line: &[u8], found: Range<usize>) -> Vec<u8> {
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.' || *b == b'-';
    let before = &line[..found.start.min(line.len())];
    let Some(end) = before.iter().rposition(word).filter(|_| is_guessable(rule)) else {
        return Vec::new();
    };
    let start = before[..end].iter().rposition(|b| !word(b)).map_or(0, |at| at + 1);
    before[start.max(end.saturating_sub(LONGEST_NAME))..=end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_of_the_rule_and_the_value_wherever_it_stands() {
        let of = |rule: &str, value: &str, path: &str| {
            fingerprint(rule, value.as_bytes(), Path::new(path), b"")
        };
        let known = of("a", "value", "x");
        assert!(is_fingerprint(&known) && known.starts_with("a:"), "{known}");
        assert_eq!(known, of("a", "value", "y"));
        assert_ne!(known, of("a", "other", "x"));
        assert_ne!(known[2..], of("b", "value", "x")[2..]);
    }

    #[test]
    fn what_could_be_guessed_is_not_in_the_hash() {
        let of = |value: &str, path: &str, name: &str| {
            fingerprint("env-file", value.as_bytes(), Path::new(path), name.as_bytes())
        };
        let known = of("hunter2", ".env", "DB_PASSWORD");
        assert_eq!(known, of("secret", ".env", "DB_PASSWORD"));
        assert_ne!(known, of("hunter2", "a/.env", "DB_PASSWORD"));
        assert_ne!(known, of("hunter2", ".env", "PASSWORD"));
    }

    #[test]
    fn the_name_of_a_value_stands_before_it() {
        let of = |rule: &str, line: &str| {
            let start = line.find('*').unwrap();
            String::from_utf8(name(rule, line.as_bytes(), start..start + 1)).unwrap()
        };
        for line in ["A_B=*", "export A_B=\"*\"", "x A_B : '*'", "A_B = *"] {
            assert_eq!(of("env-file", line), "A_B", "{line}");
        }
        assert_eq!(of("env-file", "*"), "");
        assert_eq!(of("other", "A_B=*"), "");
        assert!(of("env-file", &format!("{}=*", "A".repeat(5_000))).len() <= LONGEST_NAME + 1);
    }

    #[test]
    fn only_whole_fingerprints_are_taken() {
        let good = format!("hf-user:{}", "0f".repeat(KEPT));
        assert!(is_fingerprint(&good));
        let upper = good.to_uppercase();
        for bad in ["", "hf-user", "hf-user:", &good[..good.len() - 1], &good[8..], &upper] {
            assert!(!is_fingerprint(bad), "{bad}");
        }
    }
}
