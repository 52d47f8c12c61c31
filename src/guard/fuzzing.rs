//! Doors for `fuzz/` to what is not public.

use std::ops::Range;

use super::decode::{Decoder, View};
use super::{raw, rules};

/// Calls back with each view's encoding, its bytes and the place of each.
pub fn views(
    window: &[u8],
    fresh: Range<usize>,
    show: &mut dyn FnMut(&'static str, &[u8], &dyn Fn(usize) -> usize),
) {
    Decoder::default().views(window, fresh, &mut |view: &View<'_>| {
        show(view.encoding.name(), view.bytes, view.place);
    });
}

/// The rules' names and what they find.
pub fn rules(bytes: &[u8], fresh: Range<usize>) -> Vec<(&'static str, Range<usize>)> {
    let mut found = Vec::new();
    rules::find(bytes, fresh, &mut |rule, range| found.push((rule.name, range)));
    found
}

/// How many changes git told of, if it is git's language at all.
pub fn raw_diff(bytes: &[u8]) -> Option<usize> {
    raw::parse(bytes).ok().map(|(changes, _)| changes.len())
}
