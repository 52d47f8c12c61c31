//! What is written in another way: base64, hexadecimal digits, escapes, UTF-16, and strings that
//! are put together from pieces. Each is shown as it would be read, with its place.

use std::ops::Range;

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
    /// String literals with an operator, or nothing, between them.
    Pieces,
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
            Self::Pieces => "concatenation",
        }
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

/// What goes on from one window of a stream into the next.
#[derive(Debug, Default)]
pub(super) struct Decoder {}

impl Decoder {
    /// Shows everything in `window` that is written in another way and has a letter in `fresh`.
    /// What begins in `fresh` is shown as far as the window goes, which is [`super::scan::AHEAD`]
    /// bytes further or the end of all. Windows follow each other: the next one's `fresh` begins
    /// where this one's ends.
    #[expect(clippy::unused_self, reason = "until there is something to carry")]
    pub(super) fn views(
        &mut self,
        _window: &[u8],
        _fresh: Range<usize>,
        _show: &mut dyn FnMut(&View<'_>),
    ) {
    }
}
