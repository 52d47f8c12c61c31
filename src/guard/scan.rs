//! Finds the secrets in a stream of bytes: text or not, of any length, in bounded memory.

use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memrchr};
use zeroize::Zeroizing;

use super::Known;
use super::allow::{self, Mark};
use super::decode::{Decoder, Encoding, View};
use super::rules;

/// How many bytes are new in a window.
const CHUNK: usize = 256 << 10;

/// How many bytes a window goes on behind them: a secret is no longer, however it is written.
pub(super) const AHEAD: usize = 32 << 10;

/// How many bytes before them are still there: what stands before a secret, and its line.
pub(super) const BEHIND: usize = 4 << 10;

/// How often something may be written in another way, one in the other.
const DEPTH: usize = 3;

/// How many bytes of a window's views are decoded again, for each byte of the window: nothing that
/// is packed into itself takes longer than that.
const AGAIN: usize = 4;

/// A secret in some bytes.
#[derive(Debug)]
pub struct Hit {
    /// The name of its rule.
    pub rule: &'static str,
    /// What it is, for people.
    pub what: &'static str,
    /// Which of the user's own secrets it is, for people.
    pub own: Option<String>,
    /// How it was written, the outermost first.
    pub encodings: Vec<Encoding>,
    /// The line, from 1; lines end with LF.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// What a person may see of it.
    pub mask: String,
    /// What its line says of it.
    pub mark: Mark,
    /// To compare it with.
    pub value: Value,
}

/// A secret itself, for nothing but a comparison.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Zeroizing<Vec<u8>>);

impl Value {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(***)")
    }
}

/// Reads one content after the other.
pub struct Scanner<'a> {
    known: &'a Known,
    buffer: Zeroizing<Vec<u8>>,
}

impl<'a> Scanner<'a> {
    /// A scanner with memory for one window.
    #[must_use]
    pub fn new(known: &'a Known) -> Self {
        Self::by(known, CHUNK)
    }

    /// The same with another size of windows: it must not make a difference.
    #[doc(hidden)]
    #[must_use]
    pub fn by(known: &'a Known, chunk: usize) -> Self {
        Self { known, buffer: Zeroizing::new(vec![0; BEHIND + chunk.max(1) + AHEAD]) }
    }

    /// Reads everything and hands over each secret in order, until `hit` says no; how many bytes
    /// were read.
    pub fn scan(
        &mut self,
        mut from: impl Read,
        mut hit: impl FnMut(Hit) -> bool,
    ) -> io::Result<u64> {
        let mut decoder = Decoder::default();
        let mut place = Place { line: 1, column: 1 };
        // `judged` bytes of the buffer were searched, and the first `placed` lie before `place`.
        let (mut filled, mut judged, mut placed) = (0, 0, 0);
        let mut total = 0;
        let mut more = true;
        while more {
            let read = match from.read(&mut self.buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            filled += read;
            total += read as u64;
            more = read > 0;
            if more && filled < self.buffer.len() {
                continue;
            }
            // A secret that begins near the end waits until it is whole.
            let until = if more { filled - AHEAD } else { filled };
            let window = &self.buffer[..filled];
            for raw in search(self.known, window, judged..until, &mut decoder) {
                place.pass(&window[placed..raw.range.start]);
                placed = raw.range.start;
                if !hit(raw.hit(place, window)) {
                    return Ok(total);
                }
            }
            let keep = until.saturating_sub(BEHIND);
            if placed < keep {
                place.pass(&window[placed..keep]);
                placed = keep;
            }
            self.buffer.copy_within(keep..filled, 0);
            (judged, placed, filled) = (until - keep, placed - keep, filled - keep);
        }
        Ok(total)
    }
}

/// A secret in a window.
struct Raw {
    /// Where it stands there, as it is written.
    range: Range<usize>,
    rule: &'static str,
    what: &'static str,
    own: Option<String>,
    encodings: Vec<Encoding>,
    mask: String,
    value: Value,
}

/// What a rule finds that has no rule: the user's own.
const OWN: (&str, &str) = ("own-secret", "secret of yours");

impl Raw {
    fn hit(self, place: Place, window: &[u8]) -> Hit {
        let start = memrchr(b'\n', &window[..self.range.start]).map_or(0, |at| at + 1);
        let rest = &window[self.range.start..];
        let end = self.range.start + memchr(b'\n', rest).unwrap_or(rest.len());
        Hit {
            rule: self.rule,
            what: self.what,
            own: self.own,
            encodings: self.encodings,
            line: place.line,
            column: place.column,
            mask: self.mask,
            mark: allow::mark(&window[start..end]),
            value: self.value,
        }
    }

    /// Takes in what was found at the same place in another way.
    fn join(&mut self, other: Self) {
        if self.rule == OWN.0 && other.rule != OWN.0 {
            let own = self.own.take();
            *self = Self { own: own.or(other.own.clone()), ..other };
        } else if self.own.is_none() {
            self.own = other.own;
        }
    }
}

/// Every secret that begins in `fresh`, in order, each once.
fn search(known: &Known, window: &[u8], fresh: Range<usize>, decoder: &mut Decoder) -> Vec<Raw> {
    let left = AGAIN * window.len();
    let (encodings, raws) = (Vec::new(), Vec::new());
    let mut search = Search { known, fresh: fresh.clone(), encodings, left, raws };
    search.read(window, fresh, decoder, &|at| at);
    let mut raws = search.raws;
    raws.sort_by_key(|raw| (raw.range.start, raw.encodings.len()));
    let mut once: Vec<Raw> = Vec::with_capacity(raws.len());
    for raw in raws {
        match once.last_mut() {
            Some(last) if raw.range.start < last.range.end => last.join(raw),
            _ => once.push(raw),
        }
    }
    once
}

/// A search in one window.
struct Search<'a> {
    known: &'a Known,
    fresh: Range<usize>,
    encodings: Vec<Encoding>,
    /// How many bytes may still be decoded again.
    left: usize,
    raws: Vec<Raw>,
}

impl Search<'_> {
    /// Looks through `bytes`, whose byte at an index comes from the window's byte at `place` of it.
    fn read(
        &mut self,
        bytes: &[u8],
        fresh: Range<usize>,
        decoder: &mut Decoder,
        place: &dyn Fn(usize) -> usize,
    ) {
        rules::find(bytes, fresh.clone(), &mut |rule, range| {
            let mask = rule.mask(&bytes[range.clone()]);
            self.push(bytes, range, place, (rule.name, rule.what), (mask, None));
        });
        self.known.own.find(bytes, fresh.clone(), &mut |owned| {
            let own = Some(owned.what.to_owned());
            self.push(bytes, owned.range, place, OWN, ("…".to_owned(), own));
        });
        if self.encodings.len() == DEPTH {
            return;
        }
        if !self.encodings.is_empty() {
            let Some(left) = self.left.checked_sub(bytes.len()) else { return };
            self.left = left;
        }
        decoder.views(bytes, fresh, &mut |view: &View<'_>| {
            self.encodings.push(view.encoding);
            let outer = |at: usize| place((view.place)(at));
            self.read(view.bytes, 0..view.bytes.len(), &mut Decoder::default(), &outer);
            self.encodings.pop();
        });
    }

    fn push(
        &mut self,
        bytes: &[u8],
        range: Range<usize>,
        place: &dyn Fn(usize) -> usize,
        (rule, what): (&'static str, &'static str),
        (mask, own): (String, Option<String>),
    ) {
        let value = Value(Zeroizing::new(bytes[range.clone()].to_owned()));
        let range = place(range.start)..place(range.end - 1) + 1;
        if self.fresh.contains(&range.start) {
            let encodings = self.encodings.clone();
            self.raws.push(Raw { range, rule, what, own, encodings, mask, value });
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
}
