//! What is written in another way: base64 and base32, hexadecimal digits, escapes, numbers,
//! UTF-16, UTF-32, and strings that are put together from pieces. Each is shown as it would be
//! read, with its place.
//!
//! Nothing is kept from one window to the next: what a byte means is seen from what stands around
//! it, however far away its run, string or line begins. One call shows no more than 24 times its
//! window, and what views of views may take has a bound in [`super::scan`].

#![expect(clippy::needless_bitwise_bool, reason = "without branches, vector instructions do it")]

mod appended;
mod base32;
mod base64;
mod blank;
mod copied;
mod escapes;
mod find;
mod hex;
mod lists;
mod numbers;
mod pieces;
mod wide;
mod words;

use std::ops::Range;

use self::copied::Copied;

/// How something was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encoding {
    /// RFC 4648, either alphabet, with or without line ends in it.
    Base64,
    /// Two hexadecimal digits a byte.
    Hex,
    /// `%5F`, `\u005f`, `\x5f`, `&#95;` and their like.
    Escapes,
    /// Two bytes a letter, in either order.
    Utf16,
    /// Four bytes a letter, in either order.
    Utf32,
    /// A list of numbers, in ten digits.
    Numbers,
    /// String literals with an operator, or nothing, between them.
    Pieces,
    /// RFC 4648, in capitals.
    Base32,
}

impl Encoding {
    /// Its name for people and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Escapes => "escapes",
            Self::Utf16 => "UTF-16",
            Self::Utf32 => "UTF-32",
            Self::Numbers => "numbers",
            Self::Pieces => "concatenation",
            Self::Base32 => "base32",
        }
    }

    /// Whether only the letters are wider: a line is a line.
    pub(super) fn is_wide(self) -> bool {
        matches!(self, Self::Utf16 | Self::Utf32)
    }
}

/// Some bytes of a window as they would be read.
pub(super) struct View<'a> {
    /// How they were written.
    pub(super) encoding: Encoding,
    /// What they mean.
    pub(super) bytes: &'a [u8],
    /// Where in the window the byte at an index of `bytes` begins.
    pub(super) place: &'a dyn Fn(usize) -> usize,
}

/// Who looks at the views.
type Show<'a> = dyn FnMut(&View<'_>) + 'a;

/// The memory for views, used again for each.
#[derive(Default)]
pub(super) struct Decoder {
    base64: base64::Memory,
    copied: Copied,
}

impl Decoder {
    /// Shows everything in `window` that is written in another way and has a letter in `fresh`.
    /// What begins in `fresh` is shown as far as the window goes, which is [`super::scan::AHEAD`]
    /// bytes further or the end of all. Windows follow each other: the next one's `fresh` begins
    /// where this one's ends.
    pub(super) fn views(&mut self, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
        base64::views(&mut self.base64, window, fresh.clone(), show);
        hex::views(&mut self.copied, window, fresh.clone(), show);
        escapes::views(&mut self.copied, window, fresh.clone(), show);
        wide::views(&mut self.copied, window, fresh.clone(), show);
        numbers::views(&mut self.copied, window, fresh.clone(), show);
        pieces::views(&mut self.copied, window, fresh.clone(), show);
        words::views(&mut self.copied, window, fresh, show);
    }
}

#[cfg(test)]
mod tests;
