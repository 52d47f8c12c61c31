//! Finds the secrets in a stream of bytes: text or not, of any length, in bounded memory.

use std::fmt;
use std::io::{self, Read};

use zeroize::Zeroizing;

use super::rules::{self, Rule};
use crate::token::Token;

/// How many bytes are read at once.
const CHUNK: usize = 128 << 10;

/// A secret in some bytes.
#[derive(Debug)]
pub struct Hit {
    /// Its family.
    pub rule: &'static Rule,
    /// The line, from 1; lines end with LF.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// What a person may see of it.
    pub mask: String,
    /// To compare it with.
    pub value: Value,
}

/// A secret itself, for nothing but a comparison.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Zeroizing<Vec<u8>>);

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(***)")
    }
}

/// Reads everything and hands over each secret in order, until `hit` says no.
pub fn scan(mut from: impl Read, mut hit: impl FnMut(Hit) -> bool) -> io::Result<()> {
    let mut buffer = Zeroizing::new(vec![0; CHUNK + 2 * rules::LONGEST]);
    let mut place = Place { line: 1, column: 1 };
    // `judged` bytes of the buffer were searched, and the first `placed` lie before `place`.
    let (mut filled, mut judged, mut placed) = (0, 0, 0);
    let mut more = true;
    while more {
        let read = match from.read(&mut buffer[filled..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        filled += read;
        more = read > 0;
        if more && filled < buffer.len() {
            continue;
        }
        // A secret that begins near the end waits until it is whole.
        let until = if more { filled - rules::LONGEST } else { filled };
        let mut wanted = true;
        rules::find(&buffer[..filled], judged, until, |rule, start, end| {
            if wanted {
                place.pass(&buffer[placed..start]);
                placed = start;
                wanted = hit(Hit::new(rule, place, &buffer[start..end]));
            }
        });
        if !wanted {
            return Ok(());
        }
        let keep = until.saturating_sub(rules::LONGEST).max(placed);
        place.pass(&buffer[placed..keep]);
        buffer.copy_within(keep..filled, 0);
        (judged, placed, filled) = (until - keep, 0, filled - keep);
    }
    Ok(())
}

impl Hit {
    fn new(rule: &'static Rule, place: Place, value: &[u8]) -> Self {
        let token = Token::clean_bytes(value).ok().flatten();
        Self {
            rule,
            line: place.line,
            column: place.column,
            mask: token.map_or_else(|| "…".to_owned(), |token| token.mask()),
            value: Value(Zeroizing::new(value.to_owned())),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    line: u64,
    column: u64,
}

impl Place {
    /// Goes on behind these bytes.
    fn pass(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if let Some(last) = bytes.iter().rposition(|byte| *byte == b'\n') {
            self.line += count(bytes, |byte| byte == b'\n');
            self.column = 1;
            rest = &bytes[last + 1..];
        }
        // Of a character's bytes in UTF-8 only the first one is not of this form.
        self.column += count(rest, |byte| byte & 0xc0 != 0x80);
    }
}

/// How many bytes count. Sums of one byte, over as many as fit, are what vector instructions do.
fn count(bytes: &[u8], counts: impl Fn(u8) -> bool) -> u64 {
    let few = |few: &[u8]| few.iter().map(|byte| u8::from(counts(*byte))).sum::<u8>();
    bytes.chunks(usize::from(u8::MAX)).map(|part| u64::from(few(part))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::rules::tests::random;

    /// A reader that gives so many bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(into.len());
            into[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn hits(bytes: &[u8], at_once: usize) -> Vec<(u64, u64, String)> {
        let mut found = Vec::new();
        let hit = |hit: Hit| {
            found.push((hit.line, hit.column, hit.mask));
            true
        };
        scan(Drip(bytes, at_once), hit).unwrap();
        found
    }

    #[test]
    fn the_place_is_told_in_lines_and_characters() {
        let (a, b) = (random("hf_", 34), random("api_org_", 34));
        let text = format!("# naïve\nkey = '{a}'\r\n\n  é{b} {a}\n");
        let mask = |token: &str| Token::clean(token).unwrap().unwrap().mask();
        let told = [(2, 8, mask(&a)), (4, 4, mask(&b)), (4, 47, mask(&a))];
        for at_once in [1, 7, 1 << 20] {
            assert_eq!(hits(text.as_bytes(), at_once), told);
        }
    }

    #[test]
    fn a_secret_is_found_wherever_the_pieces_are_cut() {
        let token = random("hf_", 34);
        let mut long = vec![b'x'; 3 * CHUNK];
        let piece = format!("\n{token}\n\0\u{fe0f}");
        let step = piece.len() + 4_093;
        let mut placed = 0;
        for start in (0..long.len() - piece.len()).step_by(step) {
            long[start..start + piece.len()].copy_from_slice(piece.as_bytes());
            placed += 1;
        }
        for at_once in [4_096, 5_000, CHUNK, 1 << 22] {
            let found = hits(&long, at_once);
            let lines: Vec<u64> = found.iter().map(|(line, ..)| *line).collect();
            let right: Vec<u64> = (0..placed).map(|index| 2 + 2 * index).collect();
            assert_eq!(lines, right);
            assert!(found.iter().all(|(_, column, _)| *column == 1));
        }
    }

    #[test]
    fn whoever_has_enough_is_not_told_more() {
        let text = format!("{0} {0} {0}", random("hf_", 34));
        let mut count = 0;
        let two = |_| {
            count += 1;
            count < 2
        };
        scan(text.as_bytes(), two).unwrap();
        assert_eq!(count, 2);
    }

    #[test]
    fn what_is_shown_hides_the_secret() {
        let token = random("hf_", 34);
        let mut shown = String::new();
        scan(token.as_bytes(), |hit| {
            shown = format!("{hit:?}");
            true
        })
        .unwrap();
        assert!(shown.contains("hf_…") && !shown.contains(&token[..10]), "{shown}");
    }
}
