use super::*;
use crate::guard::rules::tests::random;
use crate::token::Token;

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
    Scanner::new(&Known::default()).scan(Drip(bytes, at_once), hit).unwrap();
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
    Scanner::new(&Known::default()).scan(text.as_bytes(), two).unwrap();
    assert_eq!(count, 2);
}

#[test]
fn what_is_shown_hides_the_secret() {
    let token = random("hf_", 34);
    let mut shown = String::new();
    let show = |hit| {
        shown = format!("{hit:?}");
        true
    };
    Scanner::new(&Known::default()).scan(token.as_bytes(), show).unwrap();
    assert!(shown.contains("hf_…") && !shown.contains(&token[..10]), "{shown}");
}
