//! A reply's body: a range of a file, and the manner in which it's sent.

use std::io::{self, Write};
use std::ops::Range;
use std::time::{Duration, Instant};

use super::content::{Content, File};
use super::desk::Desk;
use super::http::Request;
use super::reply::Reply;

/// How much is sent at once.
const BLOCK: u64 = 256 * 1024;
/// Longer than any test.
const EVER: Duration = Duration::from_secs(3600);

/// A file's bytes, sent as they are read or made.
#[derive(Clone)]
pub(super) struct Stream {
    pub(super) content: Content,
    pub(super) range: Range<u64>,
}

/// What is odd about the sending.
#[derive(Debug, Clone, Default)]
pub(super) struct Manner {
    pub(super) cut: Option<u64>,
    pub(super) stall: Option<u64>,
    pub(super) drip: Option<(usize, Duration)>,
    pub(super) flip: Option<u64>,
    pub(super) surplus: u64,
    pub(super) chunked: bool,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stream({:?} of {})", self.range, self.content.len())
    }
}

/// Replies with a file's bytes.
impl Reply {
    /// 200 with a whole file, or 206 or 416 as the request's `Range` is.
    pub(super) fn file(request: &Request, content: &Content) -> Self {
        let total = content.len();
        let asked = request.header("range").and_then(|range| read_range(range, total));
        let (status, range) = match asked {
            None => (200, 0..total),
            Some(range) if range.is_empty() => return Self::unsatisfiable(total),
            Some(range) => (206, range),
        };
        let mut reply = Self::new(status).with_header("Accept-Ranges", "bytes");
        reply.stream = Some(Stream { content: content.clone(), range });
        if status == 206 {
            reply.tell_range(0, 0);
        }
        reply
    }

    /// The same with a file's bytes as its body, which may be far larger than memory.
    pub fn with_file(mut self, file: &File) -> Self {
        self.stream = Some(Stream { content: file.content.clone(), range: 0..file.len() });
        self
    }

    /// 416 for a file of that length.
    pub(super) fn unsatisfiable(total: u64) -> Self {
        Self::new(416).with_header("Content-Range", &format!("bytes */{total}"))
    }

    /// The part of a whole that the body is.
    pub(super) fn body_range(&self) -> Range<u64> {
        match &self.stream {
            Some(stream) => stream.range.clone(),
            None => 0..self.body.len() as u64,
        }
    }

    pub(super) fn shorten(&mut self, length: u64) {
        match &mut self.stream {
            Some(Stream { range, .. }) => range.end = range.end.min(range.start + length),
            None => self.body.truncate(usize::try_from(length).unwrap_or(usize::MAX)),
        }
    }

    pub(super) fn ignore_range(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.range = 0..stream.content.len();
            self.status = 200;
            self.headers.retain(|(name, _)| name != "Content-Range");
        }
    }

    /// Sets `Content-Range`, with a lie about the place and one about the whole.
    pub(super) fn tell_range(&mut self, shift: u64, more: u64) {
        let Some(Stream { content, range }) = &self.stream else { return };
        let (first, last) = (range.start + shift, range.end - 1 + shift);
        let value = format!("bytes {first}-{last}/{}", content.len() + more);
        self.headers.retain(|(name, _)| name != "Content-Range");
        self.headers.push(("Content-Range".to_owned(), value));
    }

    /// The same in gzip and in chunks, as the Hub sends text to who takes it.
    pub(super) fn gzipped(mut self) -> Self {
        let mut body = Vec::new();
        self.each_block(0, &mut |block| {
            body.extend_from_slice(block);
            Ok(())
        })
        .expect("memory takes all");
        self.stream = None;
        self.body = gzip(&body);
        self.manner.chunked = true;
        self.with_header("Content-Encoding", "gzip")
    }

    fn each_block(
        &self,
        rate: u64,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let all = self.body_range();
        // A slow connection is slow all the time, not in leaps.
        let block = if rate > 0 { (rate / 50).clamp(1, BLOCK) } else { BLOCK };
        let size = self.manner.drip.map_or(block, |(bytes, _)| bytes as u64);
        let mut block = vec![0; usize::try_from(size.min(all.end - all.start)).expect("a block")];
        let mut at = all.start;
        while at < all.end {
            let count = usize::try_from(size.min(all.end - at)).expect("a block");
            let part = &mut block[..count];
            if let Some(stream) = &self.stream {
                stream.content.read(at, part);
            } else {
                let at = usize::try_from(at).expect("memory");
                part.copy_from_slice(&self.body[at..at + count]);
            }
            if let Some(flip) = self.manner.flip.filter(|flip| (at..at + size).contains(flip))
                && let Some(byte) = part.get_mut(usize::try_from(flip - at).expect("a block"))
            {
                *byte ^= 1;
            }
            take(part)?;
            at += count as u64;
        }
        Ok(())
    }

    /// Sends the body. Whether the connection can be used again is the answer.
    pub(super) fn send_body(
        &self,
        wire: &mut impl Write,
        request: &Request,
        desk: &Desk,
    ) -> io::Result<bool> {
        let range = self.body_range();
        let entry = self.stream.is_some().then(|| {
            let path = request.decoded_path();
            desk.begin_sending(path, range.clone())
        });
        let (begin, rate) = (Instant::now(), desk.rate());
        let mut left = self.manner.cut.or(self.manner.stall).unwrap_or(u64::MAX);
        let mut sent = 0;
        let outcome = self.each_block(rate, &mut |block| {
            if let Some((_, every)) = self.manner.drip {
                desk.wait(every);
            }
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
            self.send_block(wire, &block[..count])?;
            sent += count as u64;
            left -= count as u64;
            if let Some(entry) = entry {
                desk.add_sent(entry, count as u64);
            }
            if rate > 0 {
                let nanos = u128::from(sent) * 1_000_000_000 / u128::from(rate);
                let due = Duration::from_nanos(u64::try_from(nanos).expect("less than a century"));
                desk.wait(due.saturating_sub(begin.elapsed()));
            }
            if left == 0 { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        });
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                wire.flush()?;
                if self.manner.stall.is_some() {
                    desk.wait(EVER);
                }
                return Ok(false);
            }
            other => other?,
        }
        wire.write_all(&vec![0; usize::try_from(self.manner.surplus).expect("a surplus")])?;
        if self.manner.chunked {
            wire.write_all(b"0\r\n\r\n")?;
        }
        Ok(true)
    }

    fn send_block(&self, wire: &mut impl Write, block: &[u8]) -> io::Result<()> {
        if !self.manner.chunked {
            return wire.write_all(block);
        }
        if block.is_empty() {
            return Ok(());
        }
        write!(wire, "{:x}\r\n", block.len())?;
        wire.write_all(block)?;
        wire.write_all(b"\r\n")
    }
}

/// `bytes=1-2`, `bytes=1-` or `bytes=-2` of a whole; an empty range can't be satisfied, and what
/// can't be read is no range.
fn read_range(text: &str, total: u64) -> Option<Range<u64>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        let count: u64 = last.parse().ok()?;
        return Some(total.saturating_sub(count)..total);
    }
    let first: u64 = first.parse().ok()?;
    let end = if last.is_empty() { total } else { last.parse::<u64>().ok()? + 1 };
    Some(first.min(total)..end.min(total).max(first.min(total)))
}

/// RFC 1952 without compressing: stored blocks.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let blocks = bytes.chunks(0xffff);
    let count = blocks.len();
    for (index, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).expect("a block of 64 kB");
        out.push(u8::from(index + 1 == count));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    if count == 0 {
        out.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    }
    out.extend_from_slice(&crc32(bytes).to_le_bytes());
    let length = u32::try_from(bytes.len()).expect("less than 4 GB in memory");
    out.extend_from_slice(&length.to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut table = [0_u32; 256];
    for (byte, entry) in (0_u32..).zip(&mut table) {
        *entry = (0..8).fold(
            byte,
            |crc, _| {
                if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
            },
        );
    }
    !bytes.iter().fold(!0_u32, |crc, byte| {
        let [low, ..] = crc.to_le_bytes();
        table[usize::from(low ^ byte)] ^ crc >> 8
    })
}
