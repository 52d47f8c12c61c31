//! The wire format between git and a credential helper (git-credential(1)), read byte by byte.
//!
//! A helper that reads lines the way its language likes to is a way to steal tokens (CVE-2020-5260,
//! CVE-2024-52006): only LF ends a line here, one CR before it is dropped, and a NUL, another CR, a
//! doubled key or an overlong line refuses the whole request.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};

use thiserror::Error;
use zeroize::Zeroizing;

use crate::token::Token;

/// Longest line, as git itself has it, in bytes.
const MAX_LINE: usize = 65_535;
/// Longest request, in bytes.
const MAX_REQUEST: u64 = 1 << 20;

/// Keys that may stand in a request once only.
const SINGLE: [&str; 6] = ["protocol", "host", "path", "username", "password", "credential"];

/// A request, or as much of it as a helper needs. Unknown keys are passed over, as git asks.
#[derive(Default, Clone)]
pub struct Request {
    single: BTreeMap<&'static str, Zeroizing<String>>,
    /// Whether the caller understands `authtype` and `credential`.
    pub can_authtype: bool,
}

/// Why a request is refused. No variant carries any of it.
#[derive(Debug, Error)]
pub enum ProtocolError {
    /// It can't be read.
    #[error("the request can't be read: {0}")]
    Io(#[from] io::Error),
    /// A line or the whole is too long.
    #[error("the request is too long")]
    TooLong,
    /// A NUL, a CR inside a line, or bytes that are not UTF-8.
    #[error("line {0} has a byte that git never sends")]
    Byte(usize),
    /// A line without `=`.
    #[error("line {0} is not key=value")]
    NoPair(usize),
    /// A key that stands twice.
    #[error("line {0} repeats a key")]
    Twice(usize),
}

impl Request {
    /// Reads up to a blank line or the end of the input.
    pub fn read(input: impl Read) -> Result<Self, ProtocolError> {
        let mut bytes = Zeroizing::new(Vec::new());
        let mut input = BufReader::new(input.take(MAX_REQUEST + 1));
        loop {
            let start = bytes.len();
            input.read_until(b'\n', &mut bytes)?;
            // The end of the input, or a blank line, after which a caller may keep it open.
            if matches!(&bytes[start..], b"" | b"\n" | b"\r\n") {
                break;
            }
        }
        if bytes.len() as u64 > MAX_REQUEST {
            return Err(ProtocolError::TooLong);
        }
        Self::parse(&bytes)
    }

    /// Parses a whole request.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let mut request = Self::default();
        for (index, line) in bytes.split(|b| *b == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                break;
            }
            request.take_line(index + 1, line)?;
        }
        Ok(request)
    }

    fn take_line(&mut self, number: usize, line: &[u8]) -> Result<(), ProtocolError> {
        if line.len() > MAX_LINE {
            return Err(ProtocolError::TooLong);
        }
        if line.iter().any(|b| matches!(b, 0 | b'\r')) {
            return Err(ProtocolError::Byte(number));
        }
        let text = std::str::from_utf8(line).map_err(|_| ProtocolError::Byte(number))?;
        let (key, value) = text.split_once('=').ok_or(ProtocolError::NoPair(number))?;
        if let Some(known) = SINGLE.iter().find(|known| **known == key) {
            let before = self.single.insert(known, Zeroizing::new(value.to_owned()));
            return before.map_or(Ok(()), |_| Err(ProtocolError::Twice(number)));
        }
        match (key, value) {
            // An empty value resets the list.
            ("capability[]", "") => self.can_authtype = false,
            ("capability[]", "authtype") => self.can_authtype = true,
            _ => {}
        }
        Ok(())
    }

    /// A value that is there and not empty.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.single.get(key).map(|value| value.as_str()).filter(|value| !value.is_empty())
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Destructured, so that a new field can't be forgotten; the password stays out.
        let Self { single, can_authtype } = self;
        let keys: Vec<_> = single.keys().collect();
        f.debug_struct("Request").field("keys", &keys).field("can_authtype", can_authtype).finish()
    }
}

/// The user name sent when none is known. The Hub looks at the password only.
pub const ANY_USER: &str = "hf_user";

/// How the token is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `username` and `password`.
    Basic,
    /// `authtype=Bearer` and `credential`, for callers that announced it.
    Bearer,
}

/// The answer to `get`.
#[derive(Debug)]
pub struct Reply<'a> {
    /// The user name to send.
    pub username: &'a str,
    /// The token.
    pub token: &'a Token,
    /// When it ends, in unix seconds.
    pub expires: Option<i64>,
    /// How it is handed over.
    pub style: Style,
}

impl Reply<'_> {
    /// Writes the answer. Nothing else may go to git's pipe: one stray line voids what follows it.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut text = Zeroizing::new(String::new());
        let mut line = |key: &str, value: &str| {
            for part in [key, "=", value, "\n"] {
                text.push_str(part);
            }
        };
        match self.style {
            Style::Bearer => {
                line("capability[]", "authtype");
                line("authtype", "Bearer");
                line("credential", self.token.reveal());
            }
            Style::Basic => {
                // A name comes from a server or a file; a line end in it would be a line of ours.
                let odd = self.username.contains(|c: char| c.is_control());
                line("username", if odd { ANY_USER } else { self.username });
                line("password", self.token.reveal());
            }
        }
        if let Some(at) = self.expires {
            line("password_expiry_utc", &at.to_string());
        }
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Request, ProtocolError> {
        Request::parse(text.as_bytes())
    }

    #[test]
    fn a_request_ends_at_a_blank_line_or_the_end_of_input() {
        for text in [
            "protocol=https\nhost=a\n",
            "protocol=https\r\nhost=a",
            "protocol=https\nhost=a\n\nhost=b\n",
        ] {
            let request = parse(text).unwrap();
            assert_eq!(
                (request.get("protocol"), request.get("host")),
                (Some("https"), Some("a")),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_git_never_sends_refuses_everything() {
        let long = format!("host={}", "a".repeat(MAX_LINE));
        for text in [
            "protocol=https\nhost=a\nhost=b\n",
            "protocol=https\nprotocol=https\nhost=a\n",
            "protocol=https\nhost=a\rhost=b\n",
            "protocol=https\nhost=a\0\n",
            "protocol=https\nhost\n",
            long.as_str(),
        ] {
            assert!(parse(text).is_err(), "{text:.40?}");
        }
        assert!(Request::parse(b"host=\xff").is_err());
    }

    #[test]
    fn unknown_keys_pass_and_capabilities_can_be_reset() {
        let request =
            parse("capability[]=state\ncapability[]=authtype\nwwwauth[]=Basic\nnew=1\n").unwrap();
        assert!(request.can_authtype);
        assert!(!parse("capability[]=authtype\ncapability[]=\n").unwrap().can_authtype);
    }

    #[test]
    fn debug_has_no_password() {
        let shown = format!("{:?}", parse("password=s3cret\n").unwrap());
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_input_panics_and_no_value_has_a_line_end(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            if let Ok(request) = Request::parse(&bytes) {
                for key in SINGLE {
                    let value = request.get(key).unwrap_or_default();
                    prop_assert!(!value.contains(['\n', '\r', '\0']));
                }
            }
        }
    }
}
