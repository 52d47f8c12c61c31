//! One content that was made small, as a reader: the streams of a file, one behind the other, are
//! one content. It never fails: it ends where nothing more can be read, and knows why.

use std::io::{self, Read};

use super::codec::{Codec, Step};
use super::kind::{Format, Kind, kind};
use super::meter::Gap;
use super::source::Source;
use super::xz;

/// The longest name or comment of a gzip stream that is looked at.
const LONGEST: usize = 4 << 10;

/// How many bytes of names and comments are kept.
const NOTES: usize = 64 << 10;

/// A content that comes out of a source.
pub(super) struct Stream<'a, 's> {
    source: &'a mut Source<'s>,
    format: Format,
    codec: Option<Codec>,
    xz: xz::Frame,
    /// Where the stream begins that is read.
    begun: u64,
    /// Its name, if the first one has it.
    pub(super) name: Option<Vec<u8>>,
    /// What else its headers say.
    pub(super) notes: Vec<u8>,
    is_first: bool,
    /// Where it went wrong and why, or that it has ended.
    end: Option<Result<(), Gap>>,
}

impl<'a, 's> Stream<'a, 's> {
    pub(super) fn new(source: &'a mut Source<'s>, format: Format) -> Self {
        let begun = source.position();
        let mut stream = Self {
            source,
            format,
            codec: None,
            xz: xz::Frame::default(),
            begun,
            name: None,
            notes: Vec::new(),
            is_first: true,
            end: None,
        };
        stream.next();
        stream
    }

    /// Where something is wrong, and what; everything before it came out.
    pub(super) fn broken(&self) -> Option<(u64, Gap)> {
        let gap = self.end?.err()?;
        Some((self.begun, gap))
    }

    /// Goes on with the next stream, if there is one.
    fn next(&mut self) {
        let begun = self.source.position();
        match self.open() {
            Ok(Some(codec)) => {
                self.source.meter().charge(codec.cost());
                (self.codec, self.begun) = (Some(codec), begun);
            }
            Ok(None) => self.end = Some(Ok(())),
            Err(gap) => (self.begun, self.end) = (begun, Some(Err(gap))),
        }
        self.is_first = false;
    }

    /// Reads a stream's header; nothing where none is any more.
    fn open(&mut self) -> Result<Option<Codec>, Gap> {
        match self.format {
            Format::Xz => self.xz.next(self.source, self.is_first),
            Format::Zstd => self.zstd(),
            _ if !goes_on(self.source, self.format) => Ok(None),
            Format::Gzip => self.gzip().ok_or(Gap::Damaged).map(Some),
            Format::Bzip2 => Ok(Some(Codec::bzip2())),
        }
    }

    fn gzip(&mut self) -> Option<Codec> {
        let [_, _, _, flags, _, _, _, _, _, _] = self.source.take::<10>()?;
        if flags & 4 != 0 {
            let mut left = usize::from(u16::from_le_bytes(self.source.take()?));
            let extra = self.source.ahead(left).get(..left)?.to_owned();
            self.note(&extra);
            left = extra.len();
            self.source.pass(left);
        }
        if flags & 8 != 0 {
            let name = self.source.until(0, LONGEST)?;
            self.note(&name);
            if self.is_first {
                self.name = Some(name);
            }
        }
        if flags & 16 != 0 {
            let comment = self.source.until(0, LONGEST)?;
            self.note(&comment);
        }
        if flags & 2 != 0 {
            self.source.take::<2>()?;
        }
        Some(Codec::deflate())
    }

    fn note(&mut self, text: &[u8]) {
        if self.notes.len() + text.len() < NOTES {
            self.notes.extend_from_slice(text);
            self.notes.push(b'\n');
        }
    }

    /// Passes over the frames that are to be skipped.
    fn zstd(&mut self) -> Result<Option<Codec>, Gap> {
        while goes_on(self.source, Format::Zstd) && self.source.ahead(1).first() != Some(&0x28) {
            self.source.take::<4>();
            let mut left = self.source.take().map(u32::from_le_bytes).ok_or(Gap::Damaged)?;
            while left > 0 {
                let text = self.source.ahead(1);
                let text = text[..text.len().min(left as usize)].to_owned();
                if text.is_empty() {
                    return Err(Gap::Damaged);
                }
                self.note(&text);
                self.source.pass(text.len());
                left = left.saturating_sub(u32::try_from(text.len()).unwrap_or(u32::MAX));
            }
        }
        if !goes_on(self.source, Format::Zstd) {
            return Ok(None);
        }
        Codec::zstd(self.source).map(Some)
    }

    /// Passes over what stands behind a stream.
    fn close(&mut self) -> bool {
        match self.format {
            // A sum and a length.
            Format::Gzip => self.source.take::<8>().is_some(),
            Format::Xz => self.xz.close(self.source).is_some(),
            Format::Zstd | Format::Bzip2 => true,
        }
    }
}

/// Whether another stream is next.
fn goes_on(source: &mut Source<'_>, format: Format) -> bool {
    kind(source.ahead(16)) == Some(Kind::Stream(format))
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.end.is_none() && !self.source.meter().is_over() && !out.is_empty() {
            let Some(codec) = &mut self.codec else {
                self.next();
                continue;
            };
            match codec.step(self.source, out) {
                Step::Bytes(bytes) => {
                    self.source.meter().unpacked(bytes);
                    return Ok(bytes);
                }
                Step::End => {
                    self.codec = None;
                    if !self.close() {
                        self.end = Some(Err(Gap::Damaged));
                    }
                }
                Step::Broken => {
                    self.codec = None;
                    let is_small = self.format == Format::Xz && self.xz.is_wide();
                    self.end = Some(Err(if is_small { Gap::Window } else { Gap::Damaged }));
                }
            }
        }
        Ok(0)
    }
}
