//! The decoders, one step at a time. Sums at the end of a stream are not compared: what comes out
//! is searched in any case.

use std::io::Read;

use bzip2::{Decompress, Status};
use lzma_rust2::{Action, Lzma2Stream};
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::meter::Gap;
use super::source::Source;

/// The most memory for what came out last, from which a decoder copies.
pub(super) const WINDOW: u32 = 8 << 20;

/// The last block of a frame, with nothing in it, and a sum.
const LAST: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

/// A decoder, and how it ended.
pub(super) struct Codec {
    way: Way,
    end: Option<Step>,
}

enum Way {
    Deflate(Box<InflateState>),
    /// And whether its frame was cut.
    Zstd(Box<FrameDecoder>, bool),
    Lzma(Box<Lzma2Stream>),
    Bzip2(Box<Decompress>),
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Bytes(usize),
    End,
    Broken,
}

impl Codec {
    fn new(way: Way) -> Self {
        Self { way, end: None }
    }

    pub(super) fn deflate() -> Self {
        Self::new(Way::Deflate(InflateState::new_boxed(DataFormat::Raw)))
    }

    /// For a stream that looks back so far; for one that looks back farther than [`WINDOW`] only as
    /// long as it does not.
    pub(super) fn lzma(window: u32) -> Self {
        Self::new(Way::Lzma(Box::new(Lzma2Stream::new(window.min(WINDOW)))))
    }

    pub(super) fn bzip2() -> Self {
        Self::new(Way::Bzip2(Box::new(Decompress::new(false))))
    }

    /// For a frame whose header is next; else what is wrong with it.
    pub(super) fn zstd(source: &mut Source<'_>) -> Result<Self, Gap> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW.into());
        match decoder.init(source) {
            Ok(()) => Ok(Self::new(Way::Zstd(Box::new(decoder), false))),
            Err(FrameDecoderError::WindowSizeTooBig { .. }) => Err(Gap::Window),
            Err(_) => Err(Gap::Damaged),
        }
    }

    /// How many bytes of work it is to make one.
    pub(super) fn cost(&self) -> u64 {
        if matches!(self.way, Way::Deflate(_)) { 1 << 10 } else { 64 << 10 }
    }

    /// Gets the next bytes, never none of them, or tells how it ended.
    pub(super) fn step(&mut self, source: &mut Source<'_>, out: &mut [u8]) -> Step {
        if let Some(end) = self.end {
            return end;
        }
        let end = &mut self.end;
        match &mut self.way {
            Way::Zstd(decoder, cut) => zstd(decoder, cut, source, out),
            Way::Deflate(state) => pump(source, end, out, |input, out| deflate(state, input, out)),
            Way::Lzma(stream) => pump(source, end, out, |input, out| lzma(stream, input, out)),
            Way::Bzip2(decoder) => pump(source, end, out, |input, out| bzip2(decoder, input, out)),
        }
    }
}

/// How many bytes went in and came out, and how that ended.
struct Turn {
    read: usize,
    written: usize,
    end: Option<Step>,
}

/// Turns until something comes out.
fn pump(
    source: &mut Source<'_>,
    kept: &mut Option<Step>,
    out: &mut [u8],
    mut turn: impl FnMut(&[u8], &mut [u8]) -> Turn,
) -> Step {
    let mut wanted = 1;
    loop {
        let input = source.ahead(wanted);
        let there = input.len();
        let Turn { read, written, end } = turn(input, out);
        source.pass(read);
        *kept = end;
        match end {
            _ if written > 0 => return Step::Bytes(written),
            Some(end) => return end,
            None if read > 0 => wanted = 1,
            None if there < wanted => return Step::Broken,
            None => wanted = there + 1,
        }
    }
}

fn deflate(state: &mut InflateState, input: &[u8], out: &mut [u8]) -> Turn {
    let result = inflate(state, input, out, MZFlush::None);
    let end = match result.status {
        Ok(MZStatus::StreamEnd) => Some(Step::End),
        Ok(_) | Err(MZError::Buf) => None,
        Err(_) => Some(Step::Broken),
    };
    Turn { read: result.bytes_consumed, written: result.bytes_written, end }
}

fn lzma(stream: &mut Lzma2Stream, input: &[u8], out: &mut [u8]) -> Turn {
    match stream.process(input, out, Action::Run) {
        Ok(result) => {
            let is_end = result.status == lzma_rust2::Status::StreamEnd;
            let end = is_end.then_some(Step::End);
            Turn { read: result.bytes_consumed, written: result.bytes_produced, end }
        }
        Err(_) => Turn { read: 0, written: 0, end: Some(Step::Broken) },
    }
}

fn bzip2(decoder: &mut Decompress, input: &[u8], out: &mut [u8]) -> Turn {
    let before = (decoder.total_in(), decoder.total_out());
    let end = match decoder.decompress(input, out) {
        Ok(Status::StreamEnd) => Some(Step::End),
        Ok(Status::MemNeeded) | Err(_) => Some(Step::Broken),
        Ok(_) => None,
    };
    let count = |now: u64, before: u64| usize::try_from(now - before).unwrap_or_default();
    let (read, written) =
        (count(decoder.total_in(), before.0), count(decoder.total_out(), before.1));
    Turn { read, written, end }
}

fn zstd(
    decoder: &mut FrameDecoder,
    cut: &mut bool,
    source: &mut Source<'_>,
    out: &mut [u8],
) -> Step {
    while decoder.can_collect() == 0 {
        if decoder.is_finished() {
            return if *cut { Step::Broken } else { Step::End };
        }
        let one = BlockDecodingStrategy::UptoBlocks(1);
        if decoder.decode_blocks(&mut *source, one).is_err() {
            // It keeps back what came out last until the frame has ended.
            *cut = true;
            if decoder.decode_blocks(&LAST[..], BlockDecodingStrategy::All).is_err() {
                return Step::Broken;
            }
        }
    }
    decoder.read(out).map_or(Step::Broken, Step::Bytes)
}
