//! A look at the begin of a content before anybody knows what is to read it.

use std::io::{self, Read};

use zeroize::Zeroizing;

use super::Scanner;

impl Scanner<'_> {
    /// Reads the begin of a content, at least so many bytes where there are so many. What scans it
    /// goes on behind them.
    pub(in super::super) fn begin(
        &mut self,
        from: &mut impl Read,
        least: usize,
    ) -> io::Result<&[u8]> {
        self.ready = 0;
        while self.ready < least {
            match from.read(&mut self.buffer[self.ready..]) {
                Ok(0) => break,
                Ok(read) => self.ready += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ready = 0;
                    return Err(error);
                }
            }
        }
        Ok(&self.buffer[..self.ready])
    }

    /// Hands over the begin of a content that something else is to read.
    pub(in super::super) fn begun(&mut self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.buffer[..std::mem::take(&mut self.ready)].to_owned())
    }
}
