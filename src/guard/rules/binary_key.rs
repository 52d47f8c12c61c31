//! Private keys as programs keep them: not in letters, and under any name. What they are is told
//! by their structure alone, down to its last byte: RFC 8017 (PKCS #1), RFC 5958 (PKCS #8),
//! RFC 5915 (SEC 1) in DER, and OpenSSH's own. A certificate or public key has another one.

use std::ops::Range;

/// What stands at the beginning of each, behind a header of DER: the version, and what follows it.
pub(super) const ANCHORS: [&str; 7] = [
    "\x02\x01\x000",
    "\x02\x01\x010",
    "\x02\x01\x00\x02",
    "\x02\x01\x01\x04 ",
    "\x02\x01\x01\x040",
    "\x02\x01\x01\x04B",
    OPENSSH,
];

const OPENSSH: &str = "openssh-key-v1\0";

/// Tags of DER.
const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const FIRST: u8 = 0xa0;
const SECOND: u8 = 0xa1;

/// The fewest bytes of a modulus, and of a key on a curve.
const MODULUS: usize = 64;
const SCALAR: usize = 16;

/// The key that begins at an anchor, or with the header before it.
pub(super) fn find(bytes: &[u8], anchor: &Range<usize>) -> Option<Range<usize>> {
    if bytes[anchor.clone()] == *OPENSSH.as_bytes() {
        return openssh(bytes, anchor);
    }
    // The length is written in one byte, or behind the number of its bytes.
    (2..5).find_map(|header| {
        let start = anchor.start.checked_sub(header)?;
        let mut rest = Der(&bytes[start..]);
        let body = rest.take(SEQUENCE)?;
        let is_whole = bytes.len() - start - rest.0.len() == header + body.len();
        let is_key = is_whole && (is_pkcs8(body) || is_rsa(body) || is_on_curve(body, true));
        is_key.then_some(start..start + header + body.len())
    })
}

/// What is left of a document.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// What the next element holds, if it has this tag and its length is written as DER demands.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (first, rest) = self.0.split_first()?;
        let (length, rest) = match *rest {
            [length @ 0..=0x7f, ref rest @ ..] | [0x81, length @ 0x80..=0xff, ref rest @ ..] => {
                (usize::from(length), rest)
            }
            [0x82, high @ 1..=0xff, low, ref rest @ ..] => {
                (usize::from(u16::from_be_bytes([high, low])), rest)
            }
            _ => return None,
        };
        if *first != tag {
            return None;
        }
        let (inside, behind) = rest.split_at_checked(length)?;
        self.0 = behind;
        Some(inside)
    }

    fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}

/// A version, an algorithm, and a key in the algorithm's own form; attributes, and the public key.
fn is_pkcs8(body: &[u8]) -> bool {
    let mut rest = Der(body);
    let parts = (|| {
        let version = rest.take(INTEGER)?;
        let algorithm = Der(rest.take(SEQUENCE)?).take(OBJECT)?;
        let key = rest.take(OCTETS)?;
        Some((version, algorithm, key))
    })();
    let Some((version, algorithm, key)) = parts else { return false };
    let _ = (rest.take(FIRST), rest.take(0x81).or_else(|| rest.take(SECOND)));
    let mut inner = Der(key);
    let is_key = match algorithm {
        // RSA, and RSA for signatures with padding by chance.
        b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01" | b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a" => {
            inner.take(SEQUENCE).is_some_and(is_rsa)
        }
        b"\x2a\x86\x48\xce\x3d\x02\x01" => {
            inner.take(SEQUENCE).is_some_and(|key| is_on_curve(key, false))
        }
        // X25519, X448, Ed25519, Ed448.
        b"\x2b\x65\x6e" | b"\x2b\x65\x6f" | b"\x2b\x65\x70" | b"\x2b\x65\x71" => {
            inner.take(OCTETS).is_some_and(|key| matches!(key.len(), 32 | 56 | 57))
        }
        // DSA, and Diffie and Hellman's.
        b"\x2a\x86\x48\xce\x38\x04\x01" | b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01" => {
            inner.take(INTEGER).is_some_and(|key| key.len() >= SCALAR)
        }
        _ => false,
    };
    matches!(version, [0 | 1]) && is_key && inner.is_over() && rest.is_over()
}

/// A version and the numbers of RSA, eight of them; DSA has five.
fn is_rsa(body: &[u8]) -> bool {
    let mut rest = Der(body);
    let version = rest.take(INTEGER);
    let numbers: Vec<&[u8]> = std::iter::from_fn(|| rest.take(INTEGER)).take(9).collect();
    version == Some(&[0])
        && rest.is_over()
        && matches!(numbers.len(), 5 | 8)
        && numbers[0].len() >= MODULUS
        && numbers.iter().all(|number| !number.is_empty())
}

/// A version, a number, the curve and the public key, of which one has to be there if nothing else
/// says what it is.
fn is_on_curve(body: &[u8], alone: bool) -> bool {
    let mut rest = Der(body);
    let version = rest.take(INTEGER);
    let key = rest.take(OCTETS);
    let curve = rest.take(FIRST).is_some_and(|curve| Der(curve).take(OBJECT).is_some());
    let public = rest.take(SECOND).is_some_and(|public| Der(public).take(BITS).is_some());
    version == Some(&[1])
        && key.is_some_and(|key| (SCALAR..=66).contains(&key.len()))
        && rest.is_over()
        && (curve || public || !alone)
}

/// The cipher, how its key is made, and for what; how many keys, the public one, the private one.
fn openssh(bytes: &[u8], anchor: &Range<usize>) -> Option<Range<usize>> {
    let mut at = anchor.end;
    let mut lengths = [0; 6];
    for (index, length) in lengths.iter_mut().enumerate() {
        let number = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?);
        *length = usize::try_from(number).ok()?;
        // The fourth is a count.
        let behind = if index == 3 { 0 } else { *length };
        at = at.checked_add(4)?.checked_add(behind).filter(|end| *end <= bytes.len())?;
    }
    let [cipher, kind, _, count, public, private] = lengths;
    let is_key = cipher >= 4 && kind >= 4 && count == 1 && public >= 32 && private >= 64;
    is_key.then_some(anchor.start..at)
}
