//! An answer, and what is read of it.

use std::io;

use ureq::http::HeaderMap;

use super::super::verdict::Said;
use super::body::{Bounded, Whole};
use super::{Broken, words};
use crate::token::Token;

/// Most bytes of a list of files, or of what is told of a repository.
const LIST_LIMIT: u64 = 16 << 20;
/// The body of a redirect or of an error, up to here, is read so that the connection can be used
/// again.
const REST_LIMIT: u64 = 64 << 10;

/// An answer of which the head is read.
pub(in crate::hub) struct Reply {
    /// The HTTP status.
    pub(in crate::hub) status: u16,
    headers: HeaderMap,
    body: ureq::Body,
}

impl Reply {
    pub(super) fn new(status: u16, headers: HeaderMap, body: ureq::Body) -> Self {
        Self { status, headers, body }
    }

    /// A header's first value, where it is text.
    pub(in crate::hub) fn header(&self, name: &str) -> Option<&str> {
        words::text(&self.headers, name)
    }

    /// An address in a header, which need not be ASCII.
    pub(in crate::hub) fn location(&self) -> Option<String> {
        let value = self.headers.get("location")?;
        String::from_utf8(value.as_bytes().to_vec()).ok()
    }

    /// The next page that `Link` names.
    pub(in crate::hub) fn next_page(&self) -> Option<&str> {
        let links = self.headers.get_all("link").iter().filter_map(|value| value.to_str().ok());
        links.flat_map(|value| value.split(',')).find_map(|link| {
            let (address, fields) = link.trim().strip_prefix('<')?.split_once('>')?;
            let is_next = |field: &str| matches!(field.trim(), "rel=\"next\"" | "rel=next");
            fields.split(';').any(is_next).then_some(address)
        })
    }

    /// Reads what is left, so that the connection can be used again.
    pub(in crate::hub) fn drain(self) {
        // What can't be read is not needed.
        let _ = io::copy(&mut Bounded::new(self.body.into_reader(), REST_LIMIT), &mut io::sink());
    }

    /// Whether the body is a page of the web, which nobody asked for.
    pub(in crate::hub) fn has_page(self) -> bool {
        let html = self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        let mut body = Vec::new();
        let mut reader = Bounded::new(self.body.into_reader(), REST_LIMIT);
        // What can't be read is no page.
        let _ = io::Read::read_to_end(&mut reader, &mut body);
        html || body.trim_ascii_start().starts_with(b"<")
    }

    /// What it says, where it is not the wanted answer.
    pub(in crate::hub) fn said(self, token: Option<&Token>) -> Said {
        let mut body = Vec::new();
        let mut reader = Bounded::new(self.body.into_reader(), REST_LIMIT);
        // Its head says enough.
        let _ = io::Read::read_to_end(&mut reader, &mut body);
        words::said(self.status, &self.headers, &body, token)
    }

    /// The body as JSON. `None`: it is something else, or too long.
    pub(in crate::hub) fn json<T: serde::de::DeserializeOwned>(self) -> Result<Option<T>, Broken> {
        let reader = Bounded::new(self.body.into_reader(), LIST_LIMIT);
        match serde_json::from_reader(io::BufReader::with_capacity(64 << 10, reader)) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.io_error_kind() == Some(io::ErrorKind::FileTooLarge) => Ok(None),
            Err(error) if error.is_io() || error.is_eof() => Err(Broken::new(&io_error(error))),
            Err(_) => Ok(None),
        }
    }

    /// The length of the body, where it is told.
    pub(in crate::hub) fn length(&self) -> Option<u64> {
        let chunked = self.headers.contains_key("transfer-encoding");
        self.header("content-length").filter(|_| !chunked)?.parse().ok()
    }

    /// The bytes of a file.
    pub(in crate::hub) fn into_reader(self) -> Box<dyn io::Read + Send> {
        let length = self.length();
        Box::new(Whole::new(self.body.into_reader(), length))
    }
}

/// The words of a parser quote what it choked on.
fn io_error(error: serde_json::Error) -> ureq::Error {
    if error.is_eof() {
        return ureq::Error::Io(io::Error::new(io::ErrorKind::UnexpectedEof, "it ended too early"));
    }
    ureq::Error::from(io::Error::from(error))
}
