//! A file that is being put together: its bytes, and beside them the list of the ranges that are
//! safe, one `start end` a line. A line is written after its bytes, so a process may be killed at
//! any moment. Nothing is synced: what a power cut takes, the hash finds.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::ranges::Ranges;
use super::{Failure, disk};
use crate::cache::open;
use crate::fetch::FetchError;
use crate::fetch::place::Slot;

/// How many bytes of a connection may be on disk without a line that says so.
pub const LINE_EVERY: u64 = 1 << 20;

/// A file that is being put together. Threads share one.
#[derive(Debug)]
pub struct Part {
    slot: Slot,
    bytes: File,
    /// Opened with the first line: small files need none.
    map: Mutex<Option<File>>,
}

impl Part {
    /// Opens it, and tells which ranges of it are safe from before.
    pub fn open(slot: Slot, size: u64) -> Result<(Self, Ranges), Failure> {
        let mut safe = read_map(&slot.map, size).map_err(|error| broken(&slot.map, error))?;
        let fresh = safe.total() == 0;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(fresh);
        let bytes = open(&slot.part, &mut options).map_err(|error| broken(&slot.part, error))?;
        if !fresh {
            fit(&bytes, &mut safe, size).map_err(|error| broken(&slot.part, error))?;
        }
        Ok((Self { slot, bytes, map: Mutex::new(None) }, safe))
    }

    /// How many bytes are safe from before, by a look that changes nothing.
    #[must_use]
    pub fn safe(slot: &Slot, size: u64) -> u64 {
        let length = || open(&slot.part, OpenOptions::new().read(true))?.metadata();
        let safe = || {
            let (mut safe, _) = lines(&open(&slot.map, OpenOptions::new().read(true))?, size)?;
            safe.cut(length()?.len());
            io::Result::Ok(safe.total())
        };
        safe().unwrap_or(0)
    }

    /// Writes bytes to their place.
    pub fn write(&self, at: u64, bytes: &[u8]) -> Result<(), Failure> {
        disk::write(&self.bytes, at, bytes).map_err(|error| broken(&self.slot.part, error))
    }

    /// Reads back bytes that are safe.
    pub fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), Failure> {
        disk::read(&self.bytes, at, bytes).map_err(|error| broken(&self.slot.part, error))
    }

    /// Throws it away; the list goes first, since it must not outlive its bytes.
    pub fn discard(slot: &Slot) -> Result<(), Failure> {
        for path in [&slot.map, &slot.part] {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(broken(path, error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn line(&self, range: &Range<u64>) -> io::Result<()> {
        let mut map = self.map.lock().unwrap_or_else(PoisonError::into_inner);
        if map.is_none() {
            *map = Some(open(&self.slot.map, OpenOptions::new().append(true).create(true))?);
        }
        let Some(map) = map.as_mut() else { return Ok(()) };
        map.write_all(format!("{} {}\n", range.start, range.end).as_bytes())
    }
}

/// What one connection wrote and no line says yet.
pub struct Trail<'a> {
    part: &'a Part,
    range: Range<u64>,
}

impl<'a> Trail<'a> {
    /// Begins at `at`.
    pub fn new(part: &'a Part, at: u64) -> Self {
        Self { part, range: at..at }
    }

    /// Bytes up to `to` are written.
    pub fn reach(&mut self, to: u64) -> Result<(), Failure> {
        self.range.end = to;
        if to - self.range.start < LINE_EVERY { Ok(()) } else { self.flush() }
    }

    /// Writes the line.
    pub fn flush(&mut self) -> Result<(), Failure> {
        if self.range.is_empty() {
            return Ok(());
        }
        let line = self.part.line(&self.range);
        self.range.start = self.range.end;
        line.map_err(|error| broken(&self.part.slot.map, error))
    }
}

/// Reads the list. Its last line may be torn: it is cut off, so that the next one stands alone.
fn read_map(path: &Path, size: u64) -> io::Result<Ranges> {
    let file = match open(path, OpenOptions::new().read(true).write(true)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ranges::default()),
        file => file?,
    };
    let (safe, whole) = lines(&file, size)?;
    file.set_len(whole)?;
    Ok(safe)
}

/// The ranges, and the length of the lines that have an end.
fn lines(file: &File, size: u64) -> io::Result<(Ranges, u64)> {
    let mut reader = BufReader::new(file);
    let (mut safe, mut line, mut whole) = (Ranges::default(), Vec::new(), 0);
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        let Some(text) = line.strip_suffix(b"\n") else { return Ok((safe, whole)) };
        whole += length as u64;
        safe.add(parse(text).filter(|range| range.end <= size).unwrap_or_default());
    }
}

fn parse(line: &[u8]) -> Option<Range<u64>> {
    let (start, end) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

/// Nothing is safe behind the end of the bytes, and nothing lies behind the end of the file.
fn fit(bytes: &File, safe: &mut Ranges, size: u64) -> io::Result<()> {
    let length = bytes.metadata()?.len();
    safe.cut(length);
    if length > size { bytes.set_len(size) } else { Ok(()) }
}

fn broken(path: &Path, error: io::Error) -> Failure {
    Failure::Fatal(FetchError::Io { path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(folder: &tempfile::TempDir) -> Slot {
        Slot { part: folder.path().join("part"), map: folder.path().join("map") }
    }

    fn ranges<const N: usize>(list: [Range<u64>; N]) -> Ranges {
        list.into_iter().collect()
    }

    #[test]
    #[cfg(unix)]
    fn what_lies_in_its_place_is_neither_followed_nor_waited_at() {
        let folder = tempfile::tempdir().unwrap();
        let slot = slot(&folder);
        let precious = folder.path().join("precious");
        std::fs::write(&precious, "p").unwrap();
        for place in [&slot.part, &slot.map] {
            std::os::unix::fs::symlink(&precious, place).unwrap();
            assert!(Part::open(slot.clone(), 100).is_err());
            std::fs::remove_file(place).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(place).status().unwrap().success());
            assert!(Part::open(slot.clone(), 100).is_err());
            std::fs::remove_file(place).unwrap();
        }
        assert_eq!(std::fs::read(&precious).unwrap(), b"p");
    }

    #[test]
    fn lines_come_back_and_a_torn_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let slot = slot(&folder);
        std::fs::write(&slot.part, [7; 100]).unwrap();
        std::fs::write(&slot.map, "0 10\nx\n\n9 20 3\n30 5\n90 120\n20 30\n40 5").unwrap();
        let (part, safe) = Part::open(slot.clone(), 100).ok().unwrap();
        assert_eq!(safe, ranges([0..10, 20..30]));
        assert_eq!(Part::safe(&slot, 100), 20);
        let mut trail = Trail::new(&part, 50);
        trail.reach(60).ok().unwrap();
        trail.flush().ok().unwrap();
        trail.flush().ok().unwrap();
        let (_, safe) = Part::open(slot.clone(), 100).ok().unwrap();
        assert_eq!(safe, ranges([0..10, 20..30, 50..60]));
        assert!(std::fs::read_to_string(&slot.map).unwrap().ends_with("20 30\n50 60\n"));
    }

    #[test]
    fn a_line_is_written_for_each_stretch() {
        let folder = tempfile::tempdir().unwrap();
        let slot = slot(&folder);
        let (part, _) = Part::open(slot.clone(), 3 * LINE_EVERY).ok().unwrap();
        let mut trail = Trail::new(&part, 5);
        trail.reach(LINE_EVERY).ok().unwrap();
        assert!(!slot.map.exists());
        trail.reach(LINE_EVERY + 5).ok().unwrap();
        trail.reach(LINE_EVERY + 6).ok().unwrap();
        let text = std::fs::read_to_string(&slot.map).unwrap();
        assert_eq!(text, format!("5 {}\n", LINE_EVERY + 5));
    }

    #[test]
    fn the_list_is_believed_as_far_as_there_are_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let slot = slot(&folder);
        std::fs::write(&slot.part, [7; 15]).unwrap();
        std::fs::write(&slot.map, "0 10\n12 20\n").unwrap();
        assert_eq!(Part::safe(&slot, 100), 13);
        assert_eq!(Part::open(slot.clone(), 100).ok().unwrap().1, ranges([0..10, 12..15]));
        assert_eq!(Part::open(slot.clone(), 12).ok().unwrap().1, std::iter::once(0..10).collect());
        assert_eq!(std::fs::metadata(&slot.part).unwrap().len(), 12);
        std::fs::remove_file(&slot.map).unwrap();
        assert_eq!(Part::open(slot.clone(), 100).ok().unwrap().1, ranges([]));
        assert_eq!(std::fs::metadata(&slot.part).unwrap().len(), 0);
        Part::discard(&slot).ok().unwrap();
        Part::discard(&slot).ok().unwrap();
        assert!(!slot.part.exists());
    }
}
