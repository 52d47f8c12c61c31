//! The hash of a large file, on a thread of its own. It takes bytes from memory where they come in
//! order, and reads the others back: those of helpers, and those from a run before.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Instant;

use super::board::Board;
use super::large::Large;
use super::{Buffer, Failure, add};
use crate::cache::content::Content;

/// Most buffers between a connection and the hash.
const BUFFERS: usize = 4;

/// What is on its way to the hash.
pub(super) struct Pipe {
    /// Bytes in order.
    queue: VecDeque<(Buffer, usize)>,
    /// Where the bytes behind those begin.
    tail: u64,
    spare: Vec<Buffer>,
    made: usize,
    buffer: usize,
}

enum Piece {
    Memory(Buffer, usize),
    Disk(Range<u64>),
    End,
}

impl Pipe {
    pub(super) fn new(buffer: usize) -> Self {
        Self { queue: VecDeque::new(), tail: 0, spare: Vec::new(), made: 0, buffer }
    }

    /// Takes the bytes of a buffer, which are on disk at `at`, if they are the next ones, and gives
    /// an empty one for it. `None`: they are, and there is no empty one now.
    pub(super) fn pass(&mut self, at: u64, buffer: &mut Buffer, count: usize) -> Option<()> {
        if at == self.tail {
            let empty = self.empty()?;
            self.queue.push_back((std::mem::replace(buffer, empty), count));
            self.tail += count as u64;
        }
        Some(())
    }

    fn empty(&mut self) -> Option<Buffer> {
        self.spare.pop().or_else(|| {
            let more = self.made < BUFFERS;
            self.made += usize::from(more);
            more.then(|| vec![0; self.buffer].into_boxed_slice())
        })
    }

    fn next(&mut self, board: &Board) -> Option<Piece> {
        if let Some((buffer, count)) = self.queue.pop_front() {
            return Some(Piece::Memory(buffer, count));
        }
        let start = self.tail;
        self.tail = board.safe().end(start).min(start + self.buffer as u64);
        if start < self.tail {
            return Some(Piece::Disk(start..self.tail));
        }
        board.whole().then_some(Piece::End)
    }
}

impl Large<'_> {
    /// Hashes the file, as it comes. Tells whether it is the content that was listed.
    pub(super) fn follow(&self) -> Result<bool, Failure> {
        let followed = self.hash();
        if let Err(failure @ Failure::Fatal(_)) = followed {
            self.pull.run.fail(failure);
            return Err(Failure::Stopped);
        }
        followed
    }

    fn hash(&self) -> Result<bool, Failure> {
        let etag = self.pull.entry.etag();
        let mut content = Content::new(etag, self.pull.entry.size);
        let mut read = Buffer::default();
        loop {
            let piece = self.wait(|state| state.pipe.next(&state.board))?;
            let begun = Instant::now();
            match piece {
                Piece::Memory(buffer, count) => {
                    content.update(&buffer[..count]);
                    self.state().pipe.spare.push(buffer);
                }
                Piece::Disk(range) => {
                    if read.is_empty() {
                        read = self.pull.run.buffer();
                    }
                    let room = &mut read[..usize::try_from(range.end - range.start).unwrap_or(0)];
                    self.part.read(range.start, room)?;
                    content.update(room);
                }
                Piece::End => return Ok(content.is(etag)),
            }
            add(&self.pull.run.meter.hashing, begun.elapsed());
        }
    }
}
