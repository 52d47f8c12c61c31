//! As much of HTTP/1.1 as git, curl, ureq, git-lfs and Python's httpx use.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::desk::Desk;
use super::reply::Reply;

/// Longest line and largest body that are read; a client that sends more is broken.
const MAX_LINE: u64 = 64 * 1024;
const MAX_BODY: u64 = 1 << 30;
/// A request has fewer headers than this.
const MAX_HEADERS: usize = 200;

/// A connection, plain or encrypted.
pub(super) trait Wire: Read + Write {
    /// Says that nothing more comes.
    fn finish(&mut self);
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// The path without the query, not decoded.
    pub path: String,
    /// What follows the `?`, else empty.
    pub query: String,
    /// All headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The length of the body in bytes, after removing the chunks.
    pub body_len: usize,
    /// The body. [`super::Hub::requests`] keeps its first 64 kB only.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The token of a `Bearer` header or the password of a `Basic` one.
    pub fn token(&self) -> Option<String> {
        let (scheme, value) = self.header("authorization")?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(value.trim().to_owned());
        }
        let pair = decode_base64(value.trim())?;
        Some(pair.split_once(':')?.1.to_owned())
    }

    /// The path with its `%2F` and the like decoded.
    pub fn decoded_path(&self) -> String {
        decode_percent(&self.path)
    }

    /// The path and the query, as they were sent.
    pub fn target(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, self.query)
    }

    /// The value of a parameter of the query, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        parameters(&self.query).find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// Whether `secret` is anywhere in the request, a `Basic` header's inside included.
    pub fn carries(&self, secret: &str) -> bool {
        self.path.contains(secret)
            || self.query.contains(secret)
            || self.token().is_some_and(|token| token.contains(secret))
            || self.headers.iter().any(|(_, value)| value.contains(secret))
            || self.body.windows(secret.len().max(1)).any(|part| part == secret.as_bytes())
    }
}

/// Reads the request line and the headers.
pub(super) fn read_head(wire: &mut impl BufRead) -> io::Result<Request> {
    let line = read_line(wire)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(broken("a request line without a target"));
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: read_headers(wire)?,
        body_len: 0,
        body: Vec::new(),
    })
}

fn read_headers(wire: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    while headers.len() < MAX_HEADERS {
        let line = read_line(wire)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("a header without `:`"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Err(broken("too many headers"))
}

/// Reads the body into `request`. It's always read whole, even if the answer will be "no": closing
/// a connection with unread bytes resets it, and the client would never see the answer.
pub(super) fn read_body<W: Wire>(wire: &mut BufReader<W>, request: &mut Request) -> io::Result<()> {
    if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
        wire.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        wire.get_mut().flush()?;
    }
    let chunked = request
        .header("transfer-encoding")
        .is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let outcome = if chunked {
        read_chunks(wire, &mut request.body)
    } else {
        let length = request.header("content-length").unwrap_or("0");
        let length = length.parse().map_err(|_| broken("a Content-Length that is no number"))?;
        read_exactly(wire, length, &mut request.body)
    };
    request.body_len = request.body.len();
    outcome
}

fn read_chunks(wire: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let line = read_line(wire)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length = u64::from_str_radix(digits, 16).map_err(|_| broken("a bad chunk size"))?;
        if length == 0 {
            while !read_line(wire)?.is_empty() {}
            return Ok(());
        }
        read_exactly(wire, length, body)?;
        read_line(wire)?;
    }
}

fn read_exactly(wire: &mut impl Read, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let room = MAX_BODY.saturating_sub(u64::try_from(body.len()).unwrap_or(MAX_BODY));
    if length > room {
        return Err(broken("a body beyond the limit"));
    }
    let got = wire.take(length).read_to_end(body)?;
    if u64::try_from(got).is_ok_and(|got| got == length) {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn read_line(wire: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    wire.take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}

/// Writes `reply`, without its body if it answers a `HEAD`. Whether the connection can be used
/// again is the answer.
pub(super) fn write_reply(
    wire: &mut impl Write,
    reply: &Reply,
    request: &Request,
    desk: &Desk,
) -> io::Result<bool> {
    let keeps = desk.keeps_connections()
        && !reply.has_header("content-length")
        && !request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let mut head = Vec::new();
    write!(head, "HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status))?;
    for (name, value) in &reply.headers {
        write!(head, "{name}: {value}\r\n")?;
    }
    if reply.manner.chunked {
        write!(head, "Transfer-Encoding: chunked\r\n")?;
    } else if !reply.has_header("content-length") {
        let body = reply.body_range();
        write!(head, "Content-Length: {}\r\n", body.end - body.start)?;
    }
    write!(head, "Connection: {}\r\n\r\n", if keeps { "keep-alive" } else { "close" })?;
    wire.write_all(&head)?;
    let whole = request.method == "HEAD" || reply.send_body(wire, request, desk)?;
    wire.flush()?;
    Ok(whole && keeps)
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        307 => "Temporary Redirect",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "Status",
    }
}

/// The parameters of a query or a form, decoded.
pub(super) fn parameters(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode_percent(&name.replace('+', " ")), decode_percent(&value.replace('+', " ")))
    })
}

/// Decodes `%2F` and the like; what is no such thing stays.
pub(super) fn decode_percent(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.filter(|_| byte == b'%').and_then(|d| u8::from_str_radix(d, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encodes what does not stand for itself in a path or a value; `/` stays if `slash`.
pub(super) fn encode_percent(text: &str, slash: bool) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || slash && byte == b'/' {
            encoded.push(char::from(byte));
        } else {
            let _infallible = std::fmt::Write::write_fmt(&mut encoded, format_args!("%{byte:02X}"));
        }
        encoded
    })
}

fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Decodes standard base64 to text; `None` if it's either not.
fn decode_base64(text: &str) -> Option<String> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for letter in text.trim_end_matches('=').bytes() {
        let digit = DIGITS.iter().position(|own| *own == letter)?;
        bits = (bits << 6 | u32::try_from(digit).ok()?) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
