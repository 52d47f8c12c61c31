//! Doors for `fuzz/` to what is not public.

use std::ops::Range;

use super::decode::{Decoder, View};
use super::raw::{self, Entry};
use super::rules;

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
