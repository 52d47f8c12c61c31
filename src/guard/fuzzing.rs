//! Doors for `fuzz/` to what is not public.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::decode::{Decoder, View};
use super::packed::{Bounds, look};
use super::raw::{self, Entry};
use super::rules;
use super::scan::Scanner;
use super::{Gap, Known};

/// A view.
#[derive(Debug)]
pub struct Seen {
    /// How it was written.
    pub encoding: &'static str,
    /// How long it is.
    pub length: usize,
    /// Where each of its bytes begins.
    pub places: Vec<usize>,
}

/// All views of a window.
#[must_use]
pub fn views(window: &[u8], fresh: Range<usize>) -> Vec<Seen> {
    let mut seen = Vec::new();
    Decoder::default().views(window, fresh, &mut |view: &View<'_>| {
        let length = view.bytes.len();
        let places = (0..length).map(view.place).collect();
        seen.push(Seen { encoding: view.encoding.name(), length, places });
    });
    seen
}

/// The rules' names and what they find.
#[must_use]
pub fn rules(bytes: &[u8], fresh: Range<usize>) -> Vec<(&'static str, Range<usize>)> {
    let mut found = Vec::new();
    rules::find(bytes, fresh, &mut |rule, range| found.push((rule.name, range)));
    found
}

/// How many changes git told of, if it is git's language at all.
#[must_use]
pub fn raw_diff(bytes: &[u8]) -> Option<usize> {
    let mut changes = 0;
    let count = &mut |entry| {
        changes += usize::from(matches!(entry, Entry::Change(_)));
        Ok(())
    };
    raw::read(&mut &bytes[..], count).ok().map(|()| changes)
}

/// What was found in a content and in what is packed in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// In what of it, on which line, and a mask.
    pub hits: Vec<(PathBuf, u64, String)>,
    /// How many bytes came out.
    pub bytes: u64,
    /// What was not searched.
    pub gaps: Vec<Gap>,
}

/// Looks through a content of a file of this name; nothing more than `room` bytes has to come out.
#[must_use]
pub fn unpacked(name: &str, bytes: &[u8], room: u64) -> Unpacked {
    let known = Known::default();
    let deadline = Instant::now() + Duration::from_secs(3600);
    let bounds = Bounds { most: usize::MAX, room, deadline };
    // Bytes in memory can be read.
    let Ok(look) = look(&mut Scanner::new(&known), Path::new(name), bytes, &bounds) else {
        return Unpacked::default();
    };
    let gaps = look.gaps().collect();
    let hits = look.hits.into_iter().map(|hit| (hit.member, hit.line, hit.mask)).collect();
    Unpacked { hits, bytes: look.unpacked, gaps }
}
