//! Addresses as requests and redirects need them: an origin, and what follows it.

use std::fmt;

use crate::endpoint::{Endpoint, Origin, Scheme};

/// An address without a user name and without a fragment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Url {
    origin: Origin,
    /// Path and query; empty or with a `/` or `?` in front.
    rest: String,
}

impl Url {
    /// A path below an endpoint. The path is encoded where it has to be.
    pub(super) fn at(endpoint: &Endpoint, path: &str) -> Self {
        Self { origin: endpoint.origin().clone(), rest: format!("{}{path}", endpoint.path()) }
    }

    /// A whole address, and the endpoint at its origin.
    pub(super) fn absolute(text: &str) -> Option<(Endpoint, Self)> {
        let (scheme, after) = text.split_once("://")?;
        let url = absolute(scheme, after)?;
        Some((Endpoint::parse(&url.origin.to_string()).ok()?, url))
    }

    /// Who is asked.
    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Path and query.
    pub(super) fn rest(&self) -> &str {
        &self.rest
    }

    /// Where a `Location` or a `Link` leads from here (RFC 3986, 5.2); `None` where it can't be
    /// read, is no web address, or has a user name in it.
    pub(super) fn join(&self, reference: &str) -> Option<Self> {
        let whole = reference.trim();
        let text = whole.split('#').next().filter(|text| !text.is_empty())?;
        let text = spelled(text)?;
        if let Some(after) = text.strip_prefix("//") {
            let scheme = if self.origin.scheme() == Scheme::Https { "https" } else { "http" };
            return absolute(scheme, after);
        }
        if let Some((scheme, after)) =
            text.split_once("://").filter(|(scheme, _)| is_scheme(scheme))
        {
            return absolute(scheme, after);
        }
        let path = self.rest.split('?').next().unwrap_or_default();
        let rest = match text.as_bytes() {
            [b'/', ..] => text,
            [b'?', ..] => format!("{path}{text}"),
            _ if is_scheme(text.split([':', '/', '?']).next()?) && begins_like_scheme(&text) => {
                return None;
            }
            _ => beside(path, &text),
        };
        Some(Self { origin: self.origin.clone(), rest })
    }
}

fn absolute(scheme: &str, after: &str) -> Option<Url> {
    let cut = after.find(['/', '?']).unwrap_or(after.len());
    let (authority, rest) = after.split_at(cut);
    let origin = Origin::parse(scheme, authority).ok()?;
    let rest = if rest.starts_with('?') { format!("/{rest}") } else { rest.to_owned() };
    Some(Url { origin, rest })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

/// `data:…`, `javascript:…`: a colon before the first slash.
fn begins_like_scheme(text: &str) -> bool {
    text.find(':').is_some_and(|at| text.find(['/', '?']).is_none_or(|slash| at < slash))
}

/// A relative path, in the folder of `path`.
fn beside(path: &str, reference: &str) -> String {
    let (reference, query) = match reference.find('?') {
        Some(at) => reference.split_at(at),
        None => (reference, ""),
    };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').skip(1).collect();
    let mut steps = reference.split('/').peekable();
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        match step {
            ".." => drop(parts.pop()),
            "." => {}
            name => parts.push(name),
        }
        if last && matches!(step, "." | "..") {
            parts.push("");
        }
    }
    format!("/{}{query}", parts.join("/"))
}

/// With every byte that an address can't have spelled as `%XX`; `None` where there are control
/// characters or blanks.
fn spelled(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            0..=b' ' | 0x7f => return None,
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x80.. => {
                escape(&mut out, byte);
            }
            plain => out.push(char::from(plain)),
        }
    }
    Some(out)
}

/// A path with its `/` kept and all else that is not plain as `%XX`.
pub(super) fn encoded_path(path: &str) -> String {
    encoded(path, b"/")
}

/// A part of a path, or a value of a form: nothing but letters, digits and `-_.~` stays.
pub(super) fn encoded_part(part: &str) -> String {
    encoded(part, b"")
}

fn encoded(text: &str, kept: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            escape(&mut out, byte);
        }
    }
    out
}

fn escape(out: &mut String, byte: u8) {
    out.push('%');
    for digit in [byte >> 4, byte & 15] {
        let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
        out.push(digit.to_ascii_uppercase());
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(reference: &str) -> Option<String> {
        let base = Endpoint::parse("https://hub.example/base").unwrap();
        let url = Url::at(&base, "/org/name/resolve/main/a.bin?x=1");
        url.join(reference).map(|url| url.to_string())
    }

    #[test]
    fn a_redirect_leads_where_the_standard_says() {
        for (reference, expected) in [
            ("https://cdn.example/x?Sig=a%2Fb~c", "https://cdn.example/x?Sig=a%2Fb~c"),
            ("HTTPS://CDN.example:443", "https://cdn.example"),
            ("https://cdn.example?q", "https://cdn.example/?q"),
            ("http://127.0.0.1:81/x", "http://127.0.0.1:81/x"),
            ("//cdn.example/x", "https://cdn.example/x"),
            (
                "/api/resolve-cache/m?etag=%221%22#top",
                "https://hub.example/api/resolve-cache/m?etag=%221%22",
            ),
            ("?x=2", "https://hub.example/base/org/name/resolve/main/a.bin?x=2"),
            ("b.bin", "https://hub.example/base/org/name/resolve/main/b.bin"),
            ("../dev/b.bin?y", "https://hub.example/base/org/name/resolve/dev/b.bin?y"),
            ("../../../../../../../x", "https://hub.example/x"),
            ("./", "https://hub.example/base/org/name/resolve/main/"),
            ("/näh|\"", "https://hub.example/n%C3%A4h%7C%22"),
        ] {
            assert_eq!(joined(reference).as_deref(), Some(expected), "{reference}");
        }
    }

    #[test]
    fn what_is_no_web_address_leads_nowhere() {
        for reference in [
            "",
            "#top",
            "ftp://cdn.example/x",
            "file:///etc/passwd",
            "data:text/plain,x",
            "javascript:1",
            "https://user:word@cdn.example/x",
            "https://cdn.example\\@evil.example/",
            "https://cdn.example:99999/",
            "https:///x",
            "/a b",
            "/a\nb",
        ] {
            assert_eq!(joined(reference), None, "{reference}");
        }
    }

    #[test]
    fn names_are_encoded_for_a_path_and_for_a_form() {
        assert_eq!(encoded_path("a b/ä#?%.txt"), "a%20b/%C3%A4%23%3F%25.txt");
        assert_eq!(encoded_part("refs/pr/1"), "refs%2Fpr%2F1");
    }
}
