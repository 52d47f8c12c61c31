//! What lies in a zip, read from its begin to its end: the list at its end is not needed, and what
//! is not on it is found, too.

use std::io::{self, Read};

use memchr::memmem;

use super::codec::{Codec, Step};
use super::kind::Format;
use super::meter::Gap;
use super::source::Source;
use super::stream::Stream;
use super::{Place, Walk, inner};

/// What a member begins with, and what may stand behind one of unknown length.
const LOCAL: &[u8] = b"PK\x03\x04";
const BEHIND: &[u8] = b"PK\x07\x08";

/// How long a member's header is, without its name.
const HEADER: usize = 30;

/// The longest name that is taken for one.
const NAME: usize = 4 << 10;

/// Flags: encrypted, and lengths that stand behind the data.
const LOCKED: u16 = 1;
const LATER: u16 = 8;

/// How many bytes are looked at for the next mark, at least.
const LOOK: usize = 4 << 10;

/// How many bytes of work a member is at least.
const EACH: u64 = 1 << 10;

/// A member's header.
struct Local {
    flags: u16,
    method: u16,
    /// How many bytes its data has, if that is known.
    size: Option<u64>,
    name: Vec<u8>,
    /// Other tools' additions, if they are more than times and owners.
    extra: Vec<u8>,
    length: usize,
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn wide(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Whether this is no chance: a version, flags and a way of packing that there are.
fn is_local(bytes: &[u8]) -> bool {
    let (Some(version), Some(flags), Some(method)) =
        (short(bytes, 4), short(bytes, 6), short(bytes, 8))
    else {
        return false;
    };
    let name = short(bytes, 26).map_or(0, usize::from);
    let is_method = matches!(method, 0..=20 | 93..=99);
    bytes.starts_with(LOCAL)
        && version & 0xff < 100
        && flags & 0xd780 == 0
        && is_method
        && (1..=NAME).contains(&name)
}

impl Local {
    fn read(source: &mut Source<'_>) -> Option<Self> {
        let head = source.ahead(HEADER);
        if !is_local(head) {
            return None;
        }
        let (name, extra) = (short(head, 26)?.into(), usize::from(short(head, 28)?));
        let length = HEADER + name + extra;
        let head = source.ahead(length).get(..length)?;
        let (flags, method) = (short(head, 6)?, short(head, 8)?);
        let (packed, whole) = (long(head, 18)?, long(head, 22)?);
        let (name, extra) = head[HEADER..].split_at(name);
        let size = match packed {
            u32::MAX => wide_size(extra, whole == u32::MAX),
            0 if flags & LATER != 0 => None,
            packed => Some(packed.into()),
        };
        let size = size.filter(|size| *size > 0 || flags & LATER == 0);
        let extra = if extra.len() > 64 { extra.to_owned() } else { Vec::new() };
        Some(Self { flags, method, size, name: name.to_owned(), extra, length })
    }
}

/// The length of a member that needs more than 32 bits for it, or might.
fn wide_size(extra: &[u8], has_whole: bool) -> Option<u64> {
    let mut rest = extra;
    while let (Some(id), Some(length)) = (short(rest, 0), short(rest, 2)) {
        let field = rest.get(4..4 + usize::from(length))?;
        if id == 1 {
            return wide(field, if has_whole { 8 } else { 0 });
        }
        rest = &rest[4 + usize::from(length)..];
    }
    None
}

impl Walk<'_, '_, '_> {
    /// Looks through a zip.
    pub(super) fn zip(&mut self, source: &mut Source<'_>, place: &Place<'_>) {
        while !source.ahead(1).is_empty() && !self.is_over() {
            match Local::read(source) {
                Some(local) => self.member(source, place, &local),
                None => self.raw(place, &mut Between { source: &mut *source, is_first: true }),
            }
        }
    }

    fn member(&mut self, source: &mut Source<'_>, place: &Place<'_>, local: &Local) {
        source.pass(local.length);
        source.meter().charge(EACH);
        let (member, name) = inner(place.member, local.name.clone());
        self.text(&member, &local.name);
        self.text(&member, &local.extra);
        let end = local.size.map(|size| source.fence(size));
        let begun = source.position();
        let at = Place { member: &member, leaf: &member, name: &name, depth: place.depth + 1 };
        let gap = self.data(source, &at, local);
        if let Some(gap) = gap {
            source.meter().note(gap);
        }
        if matches!(gap, Some(Gap::Damaged | Gap::Window)) {
            source.back(begun);
        }
        if let Some(end) = end {
            // What is left of it is more than it said, or could not be unpacked.
            source.fence_at(end);
            if gap == Some(Gap::Locked) {
                while !source.ahead(1).is_empty() {
                    let there = source.ahead(1).len();
                    source.pass(there);
                }
            } else {
                self.raw(&at, source);
            }
            if source.position() < end && !self.is_over() {
                source.meter().note(Gap::Damaged);
            }
            source.open();
        }
        if local.flags & LATER != 0 && gap.is_none() {
            pass_lengths(source);
        }
    }

    /// Looks through a member's data; why not all of it could be read.
    fn data(&mut self, source: &mut Source<'_>, at: &Place<'_>, local: &Local) -> Option<Gap> {
        if local.flags & LOCKED != 0 {
            return Some(Gap::Locked);
        }
        let format = match local.method {
            0 if local.size.is_some() => {
                self.content(at, source);
                return None;
            }
            0 => {
                let mut stored = Stored { source, count: 0, end: None };
                self.content(at, &mut stored);
                return (stored.end != Some(true)).then_some(Gap::Damaged);
            }
            8 => {
                let codec = Codec::deflate();
                source.meter().charge(codec.cost());
                let mut deflated = Deflated { source, codec, end: None };
                self.content(at, &mut deflated);
                return (deflated.end == Some(Step::Broken)).then_some(Gap::Damaged);
            }
            12 => Format::Bzip2,
            93 => Format::Zstd,
            95 => Format::Xz,
            _ => return Some(Gap::Unknown),
        };
        let mut stream = Stream::new(source, format);
        self.content(at, &mut stream);
        stream.broken().map(|(_, gap)| gap)
    }
}

/// Passes over a sum and the lengths of the member before it, where they stand: with or without a
/// mark, and in 32 or 64 bits.
fn pass_lengths(source: &mut Source<'_>) {
    let ahead = source.ahead(28);
    let marked = if ahead.starts_with(BEHIND) { [16, 24] } else { [12, 20] };
    let is_end = |length: usize| {
        ahead.get(length..).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"PK"))
    };
    if let Some(length) = marked.into_iter().find(|length| is_end(*length)) {
        source.pass(length);
    }
}

/// A deflated member.
struct Deflated<'a, 's> {
    source: &'a mut Source<'s>,
    codec: Codec,
    end: Option<Step>,
}

impl Read for Deflated<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.end.is_some() || self.source.meter().is_over() || out.is_empty() {
            return Ok(0);
        }
        let mut step = self.codec.step(self.source, out);
        if step == Step::Broken && self.source.is_at_fence() {
            // It says itself where it ends, and its length was a lie.
            self.source.open();
            step = self.codec.step(self.source, out);
        }
        let Step::Bytes(bytes) = step else {
            self.end = Some(step);
            return Ok(0);
        };
        self.source.meter().unpacked(bytes);
        Ok(bytes)
    }
}

/// Up to the next member.
struct Between<'a, 's> {
    source: &'a mut Source<'s>,
    is_first: bool,
}

impl Read for Between<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ahead = self.source.ahead(LOOK);
        let is_end = ahead.len() < LOOK;
        let first = usize::from(self.is_first);
        let starts = memmem::find_iter(ahead, LOCAL);
        let next = starts.filter(|at| *at >= first).find(|at| is_local(&ahead[*at..]));
        let whole = ahead.len() - if is_end { 0 } else { HEADER - 1 };
        let length = next.unwrap_or(whole).min(out.len());
        out[..length].copy_from_slice(&ahead[..length]);
        self.source.pass(length);
        self.is_first &= length == 0;
        Ok(length)
    }
}

/// A stored member whose length stands behind it.
struct Stored<'a, 's> {
    source: &'a mut Source<'s>,
    count: u64,
    /// Whether its length was found.
    end: Option<bool>,
}

/// How long what stands behind a member is at most.
const LENGTHS: usize = 24;

impl Read for Stored<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.end.is_some() || out.is_empty() {
            return Ok(0);
        }
        let ahead = self.source.ahead(LOOK);
        let is_end = ahead.len() < LOOK;
        let is_meant = |at: &usize| {
            let count = self.count + *at as u64;
            let rest = &ahead[*at..];
            long(rest, 8).is_some_and(|size| u64::from(size) == count)
                || wide(rest, 8).is_some_and(|size| size == count)
        };
        let found = memmem::find_iter(ahead, BEHIND).find(is_meant);
        let whole = ahead.len() - if is_end { 0 } else { LENGTHS - 1 };
        let length = found.unwrap_or(whole).min(out.len());
        out[..length].copy_from_slice(&ahead[..length]);
        if length == 0 {
            self.end = Some(found.is_some());
        }
        self.source.pass(length);
        self.count += length as u64;
        Ok(length)
    }
}
