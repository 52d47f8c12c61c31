//! Readers around an answer's body.

use std::io::{self, Read};
use std::time::{Duration, Instant};

/// Most time for an answer that is read as a whole, so that none drips for ever.
const PATIENCE: Duration = Duration::from_secs(300);

/// A body that may not be longer than a limit, nor take longer than [`PATIENCE`].
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    until: Instant,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(inner: R, limit: u64) -> Self {
        Self { inner, left: limit, until: Instant::now() + PATIENCE }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.until {
            return Err(io::Error::new(io::ErrorKind::TimedOut, "it took too long"));
        }
        let count = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, "it is too long"))?;
        Ok(count)
    }
}

/// A body whose connection is kept as soon as the last byte was read: whoever knows how many
/// bytes there are does not read on to the end.
pub(super) struct Whole<R> {
    inner: R,
    left: Option<u64>,
}

impl<R: Read> Whole<R> {
    pub(super) fn new(inner: R, length: Option<u64>) -> Self {
        Self { inner, left: length }
    }
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(plain)?;
        if let Some(left) = self.left.as_mut().filter(|_| count > 0) {
            *left = left.saturating_sub(count as u64);
            if *left == 0 {
                // It is the end, and ureq learns it; an error would be of no use to anybody.
                let _ = self.inner.read(&mut [0]);
            }
        }
        Ok(count)
    }
}

/// The transport's time-outs by their kind.
fn plain(error: io::Error) -> io::Error {
    let timeout = |inner: &ureq::Error| matches!(inner, ureq::Error::Timeout(_));
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(inner) if timeout(inner) => {
            io::Error::new(io::ErrorKind::TimedOut, "no byte came for too long")
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_beyond_its_limit_is_an_error() {
        let mut out = Vec::new();
        assert!(Bounded::new(&[1; 10][..], 10).read_to_end(&mut out).is_ok());
        let error = Bounded::new(&[1; 11][..], 10).read_to_end(&mut out).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn the_end_is_read_with_the_last_byte() {
        struct Ends(Vec<usize>);
        impl Read for Ends {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.push(buffer.len());
                Ok(if self.0.len() < 3 { 4 } else { 0 })
            }
        }
        let mut body = Whole::new(Ends(Vec::new()), Some(8));
        let mut buffer = [0; 4];
        assert_eq!((body.read(&mut buffer).unwrap(), body.read(&mut buffer).unwrap()), (4, 4));
        assert_eq!(body.inner.0, [4, 4, 1]);
    }
}
