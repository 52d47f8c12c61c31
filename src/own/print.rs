//! A fingerprint: what tells a secret that is met again, and nothing else of it.
//!
//! A keyed hash over its bytes decides. To know where to make one, a few bits of another hash, over
//! eight of the bytes, are kept beside it: 12 to 20, and never so many that less than 48 would be
//! left to guess for a thief of the key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::strength::{LONGEST, SHORTEST, Strong, strong};
use crate::key::{Hasher, KEPT, Key, Purpose};
use crate::text::hex;
use crate::token::Token;

/// How many bytes are looked at in each place.
pub const WINDOW: usize = 8;

/// How many bits a place's hash has.
pub const SPOT: u32 = 20;

/// The fewest bits of it that are kept.
pub const FEWEST: u32 = 12;

/// How many bits of a secret stay unknown even to a thief of the key.
const LEFT: u32 = 48;

/// Which bytes a secret has: what has others is none, and needs no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Hexadecimal digits in lower case.
    Hex,
    /// Letters, digits, `_` and `-`.
    Word,
    /// ASCII that can be seen.
    Shown,
    /// Any.
    Any,
}

const CLASSES: [(char, Class); 4] =
    [('h', Class::Hex), ('w', Class::Word), ('s', Class::Shown), ('x', Class::Any)];

impl Class {
    fn of(part: &[u8]) -> Self {
        let found = CLASSES.iter().find(|(_, class)| class.has(part));
        found.map_or(Self::Any, |(_, class)| *class)
    }

    fn has(self, part: &[u8]) -> bool {
        part.iter().all(|byte| match self {
            Self::Hex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Self::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Shown => byte.is_ascii_graphic(),
            Self::Any => true,
        })
    }

    fn letter(self) -> char {
        CLASSES.iter().find(|(_, class)| *class == self).map_or('x', |(letter, _)| *letter)
    }
}

/// The fingerprint of one secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Print {
    key: String,
    /// How many bytes it is made over.
    pub length: usize,
    /// How many of them stand before the window.
    pub skip: usize,
    class: Class,
    /// How many bits of the window's hash are known.
    pub bits: u32,
    /// These bits.
    pub head: u32,
    hash: [u8; KEPT],
}

impl Print {
    /// Whether both are of the same bytes.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        (&self.key, self.length, self.hash) == (&other.key, other.length, other.hash)
    }
}

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a fingerprint")]
pub struct Strange;

impl fmt::Display for Print {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, length, skip, class, bits, head, hash } = self;
        write!(f, "{key}-{length}-{skip}-{}-{bits}-{head:x}-{}", class.letter(), hex(hash))
    }
}

impl FromStr for Print {
    type Err = Strange;

    fn from_str(text: &str) -> Result<Self, Strange> {
        let fields: Vec<&str> = text.split('-').collect();
        let [key, length, skip, class, bits, head, hash] = fields.as_slice() else {
            return Err(Strange);
        };
        let number = |text: &str| text.parse::<u32>().map_err(|_| Strange);
        let (length, skip) = (number(length)? as usize, number(skip)? as usize);
        let (bits, head) = (number(bits)?, u32::from_str_radix(head, 16).map_err(|_| Strange)?);
        let class = CLASSES.iter().find(|(letter, _)| class.parse() == Ok(*letter));
        let fits = (SHORTEST..=LONGEST).contains(&length) && skip + WINDOW <= length;
        if !fits || !(FEWEST..=SPOT).contains(&bits) || head >> bits != 0 {
            return Err(Strange);
        }
        let hash = bytes(hash).ok_or(Strange)?;
        let (key, class) = ((*key).to_owned(), class.ok_or(Strange)?.1);
        Ok(Self { key, length, skip, class, bits, head, hash })
    }
}

impl TryFrom<String> for Print {
    type Error = Strange;

    fn try_from(text: String) -> Result<Self, Strange> {
        text.parse()
    }
}

impl From<Print> for String {
    fn from(print: Print) -> Self {
        print.to_string()
    }
}

fn bytes(digits: &str) -> Option<[u8; KEPT]> {
    let mut bytes = [0; KEPT];
    if digits.len() != 2 * KEPT {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Makes fingerprints with a key, and compares with them.
#[derive(Clone)]
pub struct Printer {
    key: String,
    hasher: Hasher,
    factor: u64,
}

impl Printer {
    /// One for this key.
    #[must_use]
    pub fn new(key: &Key) -> Self {
        let mut factor = [0; WINDOW];
        factor.copy_from_slice(&key.hasher(Purpose::Window).hash(&[])[..WINDOW]);
        // An odd one loses nothing.
        let factor = u64::from_le_bytes(factor) | 1;
        Self { key: key.id(), hasher: key.hasher(Purpose::Own), factor }
    }

    /// The fingerprint of a part of a secret.
    #[must_use]
    pub fn print(&self, Strong { part, bits }: Strong<'_>) -> Print {
        // The place with the most different bytes, the last of them.
        let distinct = |window: &[u8]| {
            let first = |(index, byte): &(usize, &u8)| !window[..*index].contains(byte);
            window.iter().enumerate().filter(first).count()
        };
        let windows = part.windows(WINDOW).enumerate();
        let best = windows.max_by_key(|(_, window)| distinct(window));
        let (skip, spot) = best.map_or((0, 0), |(skip, window)| (skip, self.spot(window)));
        let bits = bits.saturating_sub(LEFT).clamp(FEWEST, SPOT);
        Print {
            key: self.key.clone(),
            length: part.len(),
            skip,
            class: Class::of(part),
            bits,
            head: spot >> (SPOT - bits),
            hash: self.hasher.hash(&[part]),
        }
    }

    /// The fingerprint of a token, if it is strong enough.
    #[must_use]
    pub fn token(&self, token: &Token) -> Option<Print> {
        Some(self.print(strong(token.reveal())?))
    }

    /// Whether a fingerprint was made with this key. With another one it says nothing.
    #[must_use]
    pub fn made(&self, print: &Print) -> bool {
        print.key == self.key
    }

    /// The hash of a window, in [`SPOT`] bits.
    #[must_use]
    #[inline]
    pub fn spot(&self, window: &[u8]) -> u32 {
        let Ok(window) = <[u8; WINDOW]>::try_from(window) else { return 0 };
        let product = u64::from_le_bytes(window).wrapping_mul(self.factor);
        u32::try_from(product >> (u64::BITS - SPOT)).unwrap_or(0)
    }

    /// Whether a fingerprint is that of these bytes.
    #[must_use]
    pub fn is(&self, print: &Print, bytes: &[u8]) -> bool {
        print.class.has(bytes) && self.hasher.hash(&[bytes]) == print.hash
    }
}

impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Printer({})", self.key)
    }
}
