//! Where a token may go: an endpoint's origin, compared exactly after normalising.
//!
//! Hosts are compared by equality of parsed parts, never by suffix, substring or pattern: a
//! look-alike such as `huggingface.co.evil.example` must fail to match before anything is read.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use thiserror::Error;

/// The scheme of an endpoint. Nothing else can carry a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// Plain HTTP: loopback only, where a token is handed out.
    Http,
    /// HTTP over TLS.
    Https,
}

/// Scheme, host and port (RFC 6454), normalised: lower case, default port filled in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    scheme: Scheme,
    host: String,
    port: u16,
}

/// A Hub's base address: an origin and perhaps a path prefix without trailing slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    origin: Origin,
    path: String,
}

/// Why text is not an endpoint. The text itself is left out: it could hold `user:password@`.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum EndpointError {
    /// Neither `https://` nor `http://`.
    #[error("it must start with https:// (or http:// for a loopback host)")]
    Scheme,
    /// A host that is empty or has characters outside ASCII letters, digits, `-`, `.` and `_`.
    #[error("its host is not a plain name or address")]
    Host,
    /// A port that is not a number from 1 to 65535.
    #[error("its port is not a number from 1 to 65535")]
    Port,
    /// `user@` or `user:password@` before the host.
    #[error("it has a user name in it; leave out everything up to the @")]
    UserInfo,
    /// A path with a query, a fragment, a blank or a control character.
    #[error("its path has a character that an endpoint can't have")]
    Path,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Origin {
    /// Reads git's `protocol` and `host` attributes, the latter as `name`, `name:port`, `[v6]` or
    /// `[v6]:port`.
    pub fn parse(protocol: &str, authority: &str) -> Result<Self, EndpointError> {
        let scheme = match protocol.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(EndpointError::Scheme),
        };
        if authority.contains('@') {
            return Err(EndpointError::UserInfo);
        }
        let (host, port) = split_port(authority)?;
        let port = match port {
            None => scheme.default_port(),
            Some(digits) => parse_port(digits)?,
        };
        Ok(Self { scheme, host: normal_host(host)?, port })
    }

    /// The host, with its port where that is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether the host can only be this machine: `localhost`, `127.0.0.0/8` or `[::1]`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || self.host == "[::1]"
    }

    /// Whether a token may travel there at all: TLS, or no network in between.
    #[must_use]
    pub fn is_private_transport(&self) -> bool {
        self.scheme == Scheme::Https || self.is_loopback()
    }
}

impl Endpoint {
    /// `https://huggingface.co`.
    #[must_use]
    pub fn hub() -> Self {
        Self::https("huggingface.co")
    }

    /// The Hub's two names: `huggingface.co` and its short form `hf.co`.
    #[must_use]
    pub fn hub_names() -> [Self; 2] {
        [Self::hub(), Self::https("hf.co")]
    }

    fn https(host: &str) -> Self {
        let origin = Origin { scheme: Scheme::Https, host: host.to_owned(), port: 443 };
        Self { origin, path: String::new() }
    }

    /// Reads a base address as `HF_ENDPOINT` holds it: trailing slashes are dropped, a path prefix
    /// is kept.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let (protocol, rest) = text.trim().split_once("://").ok_or(EndpointError::Scheme)?;
        let cut = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(cut);
        let origin = Origin::parse(protocol, authority)?;
        let path = path.trim_end_matches('/');
        let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'\\' | b'"' | b'@');
        if !path.bytes().all(plain) {
            return Err(EndpointError::Path);
        }
        Ok(Self { origin, path: path.to_owned() })
    }

    /// The part that decides who may see a token.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What stands between the origin and the paths of the Hub: empty, or with a `/` in front.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether this is the public Hub under either name.
    #[must_use]
    pub fn is_hub(&self) -> bool {
        Self::hub_names().contains(self)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), EndpointError> {
    if authority.starts_with('[') {
        let end = authority.find(']').ok_or(EndpointError::Host)? + 1;
        let (host, rest) = authority.split_at(end);
        return match rest.strip_prefix(':') {
            None if rest.is_empty() => Ok((host, None)),
            Some(port) => Ok((host, Some(port))),
            None => Err(EndpointError::Host),
        };
    }
    Ok(authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))))
}

fn parse_port(digits: &str) -> Result<u16, EndpointError> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match digits.parse() {
        Ok(port) if plain && port != 0 => Ok(port),
        _ => Err(EndpointError::Port),
    }
}

fn normal_host(host: &str) -> Result<String, EndpointError> {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().map_err(|_| EndpointError::Host)?;
        return Ok(format!("[{address}]"));
    }
    let label = |part: &str| {
        !part.is_empty()
            && part.len() <= 63
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    if host.len() > 253 || !host.split('.').all(label) {
        return Err(EndpointError::Host);
    }
    Ok(host.to_ascii_lowercase())
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.name(), self.authority())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_origin_are_equal() {
        let hub = Endpoint::hub();
        for text in
            ["https://huggingface.co/", "HTTPS://HuggingFace.co:443", " https://huggingface.co"]
        {
            assert_eq!(Endpoint::parse(text).as_ref(), Ok(&hub), "{text}");
        }
        assert_eq!(Origin::parse("https", "HuggingFace.co:443").as_ref(), Ok(hub.origin()));
    }

    #[test]
    fn look_alikes_never_equal_the_hub() {
        let hub = Endpoint::hub();
        for text in [
            "http://huggingface.co",
            "https://huggingface.co:8443",
            "https://huggingface.co.evil.example",
            "https://evil-huggingface.co",
            "https://huggingface.co@evil.example",
            "https://huggingface.co%2eevil.example",
            "https://huggingface.co.",
            "https://huggingfаce.co",
            "https://evil.example/huggingface.co",
            "https://huggingface.co:",
            "https://huggingface.co:0443x",
            "huggingface.co",
        ] {
            let parsed = Endpoint::parse(text);
            assert!(parsed.as_ref().map(Endpoint::origin) != Ok(hub.origin()), "{text}");
        }
    }

    #[test]
    fn ports_paths_and_addresses_round_trip() {
        for text in [
            "http://127.0.0.1:8080",
            "https://mirror.example/hub",
            "http://[::1]:9",
            "http://localhost",
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(endpoint.to_string(), text);
            assert_eq!(Endpoint::parse(&endpoint.to_string()), Ok(endpoint));
        }
        assert_eq!(Endpoint::parse("http://[0:0::1]").unwrap().to_string(), "http://[::1]");
    }

    #[test]
    fn only_loopback_may_be_plain() {
        let private = |text: &str| Endpoint::parse(text).unwrap().origin().is_private_transport();
        assert!(private("http://127.9.9.9:1") && private("http://[::1]") && private("https://a.b"));
        assert!(!private("http://10.0.0.1") && !private("http://localhost.evil.example"));
    }
}
