//! What lies in packed contents: streams that were made small (gzip, zstd, xz, bzip2), zips and
//! what is built like them, tars, and these in one another. What a content is, its first bytes say.
//! It is read once and in order, in bounded memory, and what comes out is bounded, too ([`meter`]).
//!
//! The bytes as they are count as well: members that are only stored, names, comments, what stands
//! before, between and behind, and what is damaged.

mod codec;
mod kind;
mod meter;
mod source;
mod stream;
mod tar;
mod xz;
mod zip;

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use zeroize::Zeroizing;

use self::kind::{Format, HEAD, Kind, kind};
pub use self::meter::Gap;
use self::meter::{Meter, Stop};
use self::source::Source;
use self::stream::Stream;
use super::raw::Change;
use super::repo;
use super::scan::{Hit, Scanner};
use super::search::Job;
use super::worker::text;
use super::{Early, News};

/// How often one thing may be packed into another; a `.tar.gz` is two.
const DEPTH: usize = 6;

/// The longest name of a member that is kept.
const NAME: usize = 4 << 10;

/// Between a file and what lies in it.
const IN: &str = "!/";

/// What a search may find and what may come out of packed contents.
pub(super) struct Bounds {
    pub(super) most: usize,
    pub(super) room: u64,
    pub(super) deadline: Instant,
}

/// What was found in a content.
#[derive(Default)]
pub(super) struct Look {
    pub(super) hits: Vec<Hit>,
    /// How many bytes came out of it.
    pub(super) unpacked: u64,
    gaps: BTreeSet<Gap>,
    stop: Option<Stop>,
}

impl Look {
    /// What was not searched.
    pub(super) fn gaps(&self) -> impl Iterator<Item = Gap> + '_ {
        self.gaps.iter().copied()
    }
}

/// Looks through a content of a file of this name, and what is packed in it.
pub(super) fn look(
    scanner: &mut Scanner<'_>,
    path: &Path,
    mut from: impl Read,
    bounds: &Bounds,
) -> io::Result<Look> {
    let head = scanner.begin(&mut from, HEAD)?;
    let mut nothing = io::empty();
    // Nobody is asked again for what has ended.
    let rest: &mut dyn Read = if head.len() < HEAD { &mut nothing } else { &mut from };
    let Some(kind) = kind(head) else {
        let hits = super::worker::all(scanner, path, rest, bounds.most)?;
        return Ok(Look { hits, ..Look::default() });
    };
    let head = scanner.begun();
    let whole = head.chain(rest);
    let meter = Meter::new(bounds.room, bounds.deadline);
    let mut walk =
        Walk { scanner, meter: &meter, most: bounds.most, hits: Vec::new(), spare: Vec::new() };
    let place = Place { member: text(), leaf: text(), name: path, depth: 0 };
    walk.unpack(kind, &place, &mut Taken { from: whole, meter: &meter });
    let (hits, stop) = (walk.hits, meter.stop());
    let (unpacked, gaps) = meter.into_parts()?;
    Ok(Look { hits, unpacked, gaps, stop })
}

/// A reader that counts what is taken from a content itself.
struct Taken<'m, R> {
    from: R,
    meter: &'m Meter,
}

impl<R: Read> Read for Taken<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.meter.taken(read);
        Ok(read)
    }
}

/// Where a content lies.
struct Place<'p> {
    /// In the file: nothing for the file's own.
    member: &'p Path,
    /// The same for what is not packed any further.
    leaf: &'p Path,
    name: &'p Path,
    depth: usize,
}

/// The way of a member from the file on, and its name.
fn inner(outer: &Path, mut name: Vec<u8>) -> (PathBuf, PathBuf) {
    name.truncate(NAME);
    let name = repo::path(name);
    (joined(outer, &name), name)
}

/// A path and what lies in the file there.
pub(super) fn joined(outer: &Path, member: &Path) -> PathBuf {
    if outer.as_os_str().is_empty() || member.as_os_str().is_empty() {
        let there = if member.as_os_str().is_empty() { outer } else { member };
        return there.to_owned();
    }
    let mut joined = outer.as_os_str().to_owned();
    joined.push(IN);
    joined.push(member);
    joined.into()
}

/// A walk through all that lies in one content.
struct Walk<'w, 'k, 'm> {
    scanner: &'w mut Scanner<'k>,
    meter: &'m Meter,
    most: usize,
    hits: Vec<Hit>,
    /// Memory to read in, which is cleared in the end and once.
    spare: Vec<Zeroizing<Vec<u8>>>,
}

/// How many hits the raw bytes of an archive are compared with.
const LATELY: usize = 1_000;

impl Walk<'_, '_, '_> {
    fn is_over(&self) -> bool {
        self.meter.is_over()
    }

    /// Looks through what may be packed.
    fn content(&mut self, place: &Place<'_>, from: &mut dyn Read) {
        let mut from = from;
        // Readers here never fail.
        let kind = self.scanner.begin(&mut from, HEAD).ok().and_then(kind);
        match kind {
            Some(kind) if place.depth < DEPTH => {
                let head = self.scanner.begun();
                self.unpack(kind, place, &mut head.chain(from));
            }
            kind => {
                if kind.is_some() {
                    self.meter.note(Gap::Deep);
                }
                self.scan(place.leaf, place.name, from, false);
            }
        }
    }

    fn unpack(&mut self, kind: Kind, place: &Place<'_>, from: &mut dyn Read) {
        let mut source = Source::new(from, self.meter, self.spare.pop());
        match kind {
            Kind::Stream(format) => self.stream(&mut source, format, place),
            Kind::Zip => self.zip(&mut source, place),
            Kind::Tar => self.tar(&mut source, place),
        }
        self.raw(place, &mut source);
        self.spare.push(source.into_memory());
    }

    fn stream(&mut self, source: &mut Source<'_>, format: Format, place: &Place<'_>) {
        let mut stream = Stream::new(source, format);
        let told = stream.name.as_ref().map(|name| repo::path(name.clone()));
        let stem = place.name.file_stem().map(PathBuf::from);
        let name = told.and_then(|told| told.file_name().map(PathBuf::from)).or(stem);
        let name = name.unwrap_or_default();
        // Nothing is gained by the name of a tar.
        let leaf = joined(place.member, &name);
        let depth = place.depth + 1;
        self.content(&Place { member: place.member, leaf: &leaf, name: &name, depth }, &mut stream);
        let (broken, notes) = (stream.broken(), std::mem::take(&mut stream.notes));
        self.text(place.member, &notes);
        if let Some((begun, gap)) = broken {
            self.meter.note(gap);
            source.back(begun);
        }
    }

    /// Looks through bytes as they are.
    fn raw(&mut self, place: &Place<'_>, from: &mut dyn Read) {
        if !self.is_over() {
            self.scan(place.member, text(), from, true);
        }
    }

    /// Looks through a name or a comment.
    fn text(&mut self, member: &Path, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.scan(member, text(), bytes, true);
        }
    }

    /// Finds what is in some bytes; of raw ones only what was not found elsewhere.
    fn scan(&mut self, member: &Path, name: &Path, from: impl Read, is_raw: bool) {
        let (hits, most) = (&mut self.hits, self.most);
        let done = self.scanner.scan_file(name, from, |hit| {
            let mut lately = hits.iter().rev().take(LATELY);
            if !is_raw || !lately.any(|other| other.value == hit.value) {
                hits.push(Hit { member: member.to_owned(), ..hit });
            }
            hits.len() < most
        });
        if let Err(error) = done {
            self.meter.fail(error);
        }
        if self.hits.len() >= self.most {
            self.meter.end(Stop::Enough);
        }
    }
}

impl Job<'_> {
    /// How far a content may be looked through that has so many bytes itself.
    pub(super) fn bounds(&self, size: u64) -> Bounds {
        let room = self.room().saturating_sub(size);
        Bounds { most: self.most(), room, deadline: self.limits.deadline }
    }

    /// Tells what was not searched of what lies in a content.
    pub(super) fn tell_gaps(&self, change: &Change, look: &Look) {
        for gap in look.gaps() {
            (self.tell)(News::Gap(change.path.clone(), gap));
        }
        match look.stop {
            Some(Stop::Room) => self.end(Early::Bytes(self.limits.bytes)),
            Some(Stop::Time) => self.end(Early::Time),
            Some(Stop::Large | Stop::Enough) | None => {}
        }
    }
}
