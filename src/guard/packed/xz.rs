//! The frame around LZMA2 that a file of xz is: blocks, and an index behind them.

use super::codec::{Codec, WINDOW};
use super::kind::{Format, Kind, kind};
use super::meter::Gap;
use super::source::Source;

/// The filter that makes it small; others only turn bytes of programs round.
const LZMA2: u64 = 0x21;

/// The longest header of a block.
const HEADER: usize = 1024;

/// Where in its frames a file is.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// How long the sum behind a block is; nothing between two streams.
    sum: Option<usize>,
    /// Where the block begins.
    begun: u64,
    window: u32,
}

impl Frame {
    /// Whether the block looks back farther than is remembered.
    pub(super) fn is_wide(&self) -> bool {
        self.window > WINDOW
    }

    /// Reads up to the next block; nothing where none is any more.
    pub(super) fn next(
        &mut self,
        source: &mut Source<'_>,
        is_first: bool,
    ) -> Result<Option<Codec>, Gap> {
        loop {
            if self.sum.is_some()
                && let Some(codec) = self.block(source)?
            {
                return Ok(Some(codec));
            }
            while !is_first && source.ahead(4).starts_with(&[0; 4]) {
                source.pass(4);
            }
            if kind(source.ahead(6)) != Some(Kind::Stream(Format::Xz)) {
                return Ok(None);
            }
            let head = source.take::<12>().ok_or(Gap::Damaged)?;
            // By the kind of sum.
            self.sum = Some([0, 4, 8, 16, 32, 64][usize::from((head[7] & 15).div_ceil(3))]);
        }
    }

    /// Reads a block's header, or passes over the index.
    fn block(&mut self, source: &mut Source<'_>) -> Result<Option<Codec>, Gap> {
        self.begun = source.position();
        let size = *source.ahead(1).first().ok_or(Gap::Damaged)?;
        if size == 0 {
            self.sum = None;
            return self.index(source).map(|()| None).ok_or(Gap::Damaged);
        }
        let length = (usize::from(size) + 1) * 4;
        let header = source.ahead(HEADER).get(..length).ok_or(Gap::Damaged)?;
        self.window = window(header).ok_or(Gap::Damaged)?;
        source.pass(length);
        Ok(Some(Codec::lzma(self.window)))
    }

    /// Passes over what stands behind a block.
    pub(super) fn close(&mut self, source: &mut Source<'_>) -> Option<()> {
        pass_to_four(source, self.begun)?;
        let sum = self.sum.unwrap_or_default();
        source.ahead(sum).get(..sum)?;
        source.pass(sum);
        Some(())
    }

    fn index(&mut self, source: &mut Source<'_>) -> Option<()> {
        source.take::<1>()?;
        let records = number(source)?;
        for _ in 0..records {
            number(source)?;
            number(source)?;
        }
        pass_to_four(source, self.begun)?;
        // A sum, and the stream's footer.
        source.take::<16>().map(|_| ())
    }
}

/// How far a block looks back.
fn window(header: &[u8]) -> Option<u32> {
    let flags = *header.get(1)?;
    let mut rest = header.get(2..)?;
    for bit in [0x40, 0x80] {
        if flags & bit != 0 {
            (_, rest) = varint(rest)?;
        }
    }
    let mut window = None;
    for _ in 0..=flags & 3 {
        let (id, more) = varint(rest)?;
        let (length, more) = varint(more)?;
        let length = usize::try_from(length).ok()?;
        let properties = more.get(..length)?;
        if id == LZMA2 {
            window = Some(match *properties.first()? {
                bits @ 0..40 => (2 | u32::from(bits & 1)) << (bits / 2 + 11),
                40 => u32::MAX,
                _ => return None,
            });
        }
        rest = &more[length..];
    }
    window
}

/// A number in groups of seven bits, and what stands behind it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let end = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    let add = |sum: u64, byte: &u8| sum << 7 | u64::from(byte & 0x7f);
    Some((bytes[..=end].iter().rev().fold(0, add), &bytes[end + 1..]))
}

fn number(source: &mut Source<'_>) -> Option<u64> {
    let ahead = source.ahead(9);
    let (number, rest) = varint(ahead)?;
    let length = ahead.len() - rest.len();
    source.pass(length);
    Some(number)
}

/// Passes over the zeros up to a multiple of four from there.
fn pass_to_four(source: &mut Source<'_>, begun: u64) -> Option<()> {
    while !(source.position() - begun).is_multiple_of(4) {
        source.take::<1>()?;
    }
    Some(())
}
