//! Finds the secrets in a stream of bytes: text or not, of any length, in bounded memory.

mod begin;
mod place;
mod value;

use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use memchr::{memchr, memrchr};
use zeroize::Zeroizing;

use self::place::Place;
pub use self::value::Value;
use super::Known;
use super::allow::{self, Mark};
use super::decode::{Decoder, Encoding, View};
use super::rules::{self, env_file};

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
    /// What it lies in, where a file is packed; nothing for the file itself.
    pub member: PathBuf,
    /// The line, from 1; lines end with LF.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// What a person may see of it.
    pub mask: String,
    /// What its line says of it.
    pub mark: Mark,
    /// The name before it on its line, where [`allow::fingerprint`] needs it.
    pub name: Vec<u8>,
    /// To compare it with.
    pub value: Value,
}

/// Reads one content after the other.
pub struct Scanner<'a> {
    known: &'a Known,
    buffer: Zeroizing<Vec<u8>>,
    /// How many bytes of the next content are in there already.
    ready: usize,
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
        let buffer = Zeroizing::new(vec![0; BEHIND + chunk.max(1) + AHEAD]);
        Self { known, buffer, ready: 0 }
    }

    /// Reads everything and hands over each secret in order, until `hit` says no; how many bytes
    /// were read.
    pub fn scan(&mut self, from: impl Read, hit: impl FnMut(Hit) -> bool) -> io::Result<u64> {
        self.scan_file(Path::new(""), from, hit)
    }

    /// The same for a file of this name, which may tell what its content means.
    pub fn scan_file(
        &mut self,
        path: &Path,
        mut from: impl Read,
        mut hit: impl FnMut(Hit) -> bool,
    ) -> io::Result<u64> {
        let is_env = env_file::is_one(path);
        let mut decoder = Decoder::default();
        let mut place = Place { line: 1, column: 1 };
        // `judged` bytes of the buffer were searched, and the first `placed` lie before `place`.
        let (mut filled, mut judged, mut placed) = (std::mem::take(&mut self.ready), 0, 0);
        let mut total = filled as u64;
        let mut more = true;
        while more {
            if filled < self.buffer.len() {
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
            }
            // A secret that begins near the end waits until it is whole.
            let until = if more { filled - AHEAD } else { filled };
            let window = &self.buffer[..filled];
            for raw in search(self.known, window, judged..until, is_env, &mut decoder) {
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

/// The name by which the user's own secrets are found, which no rule knows.
pub const OWN_RULE: &str = "own-secret";
pub(super) const OWN: (&str, &str) = (OWN_RULE, "secret of yours");

impl Raw {
    fn hit(self, place: Place, window: &[u8]) -> Hit {
        let start = memrchr(b'\n', &window[..self.range.start]).map_or(0, |at| at + 1);
        let rest = &window[self.range.start..];
        let end = self.range.start + memchr(b'\n', rest).unwrap_or(rest.len());
        let (line, found) = (&window[start..end], self.range.start - start..self.range.end - start);
        Hit {
            rule: self.rule,
            what: self.what,
            own: self.own,
            encodings: self.encodings,
            member: PathBuf::new(),
            line: place.line,
            column: place.column,
            mask: self.mask,
            mark: allow::mark(line, found.clone()),
            name: allow::name(self.rule, line, found),
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
fn search(
    known: &Known,
    window: &[u8],
    fresh: Range<usize>,
    is_env: bool,
    decoder: &mut Decoder,
) -> Vec<Raw> {
    let left = AGAIN * window.len();
    let (encodings, raws) = (Vec::new(), Vec::new());
    let mut search = Search { known, is_env, fresh: fresh.clone(), encodings, left, raws };
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
    /// Whether it is a file of assignments, in whatever letters.
    is_env: bool,
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
        if self.is_env && self.encodings.iter().all(|how| how.is_wide()) {
            env_file::find(bytes, fresh.clone(), &mut |rule, range, _| {
                let mask = rule.mask(&bytes[range.clone()]);
                self.push(bytes, range, place, (rule.name, rule.what), (mask, None));
            });
        }
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
        let value = Value::of(&bytes[range.clone()]);
        let range = place(range.start)..place(range.end - 1).max(place(range.start)) + 1;
        if self.fresh.contains(&range.start) {
            let encodings = self.encodings.clone();
            self.raws.push(Raw { range, rule, what, own, encodings, mask, value });
        }
    }
}

#[cfg(test)]
mod tests;
