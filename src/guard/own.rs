//! The user's own secrets, known by keyed fingerprints: found without a store being opened.
//!
//! One hash over eight bytes is taken at each place, whatever the number of fingerprints, and a
//! table that stays in the nearest cache says whether any secret has it. Where one has, the whole
//! keyed hash decides.

mod at_hand;

use std::fmt;
use std::ops::Range;

use crate::own::print::{Print, Printer, SPOT, WINDOW};

/// How many bits of a place's hash the table tells apart: 16 KiB.
const MAP: u32 = 17;

/// The fingerprints of this user.
#[derive(Debug, Default)]
pub struct Own(Option<Box<Matcher>>);

/// One of them in some bytes.
pub(super) struct Owned<'a> {
    /// Where it stands; of a long secret, the last part of it.
    pub(super) range: Range<usize>,
    /// What it is, for people: `token of the profile work`, `API_KEY of ~/work/.env`.
    pub(super) what: &'a str,
}

struct Matcher {
    printer: Printer,
    secrets: Vec<(Print, String)>,
    /// A bit for each beginning of a place's hash.
    map: Box<[u64; 1 << (MAP - 6)]>,
    /// Which secrets set a bit, in order.
    slots: Vec<(u32, usize)>,
    /// The fewest and the most bytes that stand before a window.
    skips: (usize, usize),
}

impl Own {
    /// The fingerprints `secrets`, which `printer` made, and what each is of. Of two that are the
    /// same the first one counts.
    #[must_use]
    pub fn new(printer: Printer, secrets: Vec<(Print, String)>) -> Self {
        let mut once: Vec<(Print, String)> = Vec::with_capacity(secrets.len());
        for (print, what) in secrets {
            if !once.iter().any(|(known, _)| known.same(&print)) {
                once.push((print, what));
            }
        }
        let skips = once.iter().map(|(print, _)| print.skip);
        let (Some(least), Some(most)) = (skips.clone().min(), skips.max()) else {
            return Self::default();
        };
        let mut matcher = Matcher {
            printer,
            secrets: once,
            map: Box::new([0; 1 << (MAP - 6)]),
            slots: Vec::new(),
            skips: (least, most),
        };
        matcher.fill();
        Self(Some(Box::new(matcher)))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.as_ref().map_or(0, |matcher| matcher.secrets.len())
    }

    /// Calls back with every own secret that begins in `fresh`.
    pub(super) fn find<'a>(
        &'a self,
        bytes: &[u8],
        fresh: Range<usize>,
        found: &mut dyn FnMut(Owned<'a>),
    ) {
        let Some(matcher) = &self.0 else { return };
        let (least, most) = matcher.skips;
        let from = fresh.start + least;
        let to = (fresh.end + most + WINDOW - 1).min(bytes.len());
        let Some(searched) = bytes.get(from..to) else { return };
        let mut refused = Refused::default();
        for (index, window) in searched.windows(WINDOW).enumerate() {
            let spot = matcher.printer.spot(window);
            if matcher.may_be(spot) {
                matcher.decide(spot, bytes, from + index, &fresh, &mut refused, found);
            }
        }
    }
}

impl Matcher {
    fn fill(&mut self) {
        for (index, (print, _)) in self.secrets.iter().enumerate() {
            let rest = MAP.saturating_sub(print.bits);
            let first = (print.head >> print.bits.saturating_sub(MAP)) << rest;
            self.slots.extend((first..first + (1 << rest)).map(|slot| (slot, index)));
        }
        self.slots.sort_unstable();
        for (slot, _) in &self.slots {
            let (word, bit) = place(*slot);
            self.map[word] |= 1 << bit;
        }
    }

    #[inline]
    fn may_be(&self, spot: u32) -> bool {
        let (word, bit) = place(spot >> (SPOT - MAP));
        self.map[word] >> bit & 1 == 1
    }

    /// Calls back with the secrets whose window stands at `at`.
    #[cold]
    fn decide<'a>(
        &'a self,
        hash: u32,
        bytes: &[u8],
        at: usize,
        fresh: &Range<usize>,
        refused: &mut Refused,
        found: &mut dyn FnMut(Owned<'a>),
    ) {
        let slot = hash >> (SPOT - MAP);
        let first = self.slots.partition_point(|(known, _)| *known < slot);
        for (_, index) in self.slots[first..].iter().take_while(|(known, _)| *known == slot) {
            let (print, what) = &self.secrets[*index];
            if hash >> (SPOT - print.bits) != print.head {
                continue;
            }
            let Some(start) = at.checked_sub(print.skip).filter(|at| fresh.contains(at)) else {
                continue;
            };
            let range = start..start + print.length;
            let Some(part) = bytes.get(range.clone()) else { continue };
            if refused.has(*index, part, bytes) {
                continue;
            }
            if self.printer.is(print, part) {
                found(Owned { range, what });
            } else {
                refused.add(*index, range);
            }
        }
    }
}

/// The word and the bit of the table that stand for a slot.
#[inline]
fn place(slot: u32) -> (usize, u32) {
    ((slot >> 6) as usize & ((1 << (MAP - 6)) - 1), slot & 63)
}

/// The last places where a secret was not: the same bytes again and again, as in a file that is
/// made to take long, need no second hash.
#[derive(Default)]
struct Refused([Option<(usize, Range<usize>)>; 8]);

impl Refused {
    fn has(&self, index: usize, part: &[u8], bytes: &[u8]) -> bool {
        let same = |(known, range): &(usize, Range<usize>)| {
            *known == index && bytes.get(range.clone()) == Some(part)
        };
        self.0[index % self.0.len()].as_ref().is_some_and(same)
    }

    fn add(&mut self, index: usize, range: Range<usize>) {
        let last = index % self.0.len();
        self.0[last] = Some((index, range));
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.secrets.iter().map(|(_, what)| what)).finish()
    }
}

#[cfg(test)]
mod tests;
