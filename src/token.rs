//! A Hugging Face access token, and the rules for what may be one.
//!
//! The type is the guard: it has no `Display` and no `Serialize`, its `Debug` is masked, its memory
//! is wiped on drop, and [`Token::reveal`] is the one way out. A law test counts who calls it.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

/// Longest token accepted, in bytes. OAuth tokens are JWTs of one to two kilobytes.
pub const MAX_LEN: usize = 8192;

/// The shortest token whose last four characters may be shown.
const SHOW_TAIL_FROM: usize = 24;

/// An access token: printable ASCII without blanks, 1 to [`MAX_LEN`] bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

/// Why a value can't be a token. No variant carries the value.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum TokenError {
    /// Bytes that are not UTF-8.
    #[error("the token is not UTF-8 text")]
    NotUtf8,
    /// Letters outside ASCII, such as a zero-width space from a web page.
    #[error("the token has a character outside ASCII at position {0}")]
    NonAscii(usize),
    /// A blank inside the token.
    #[error("the token has a blank inside, at position {0}")]
    Blank(usize),
    /// A control character inside the token.
    #[error("the token has a control character at position {0}")]
    Control(usize),
    /// Longer than [`MAX_LEN`].
    #[error("the token is longer than {MAX_LEN} bytes")]
    TooLong,
}

/// Token families, told by their prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// `hf_…`: a user access token; read, write and fine-grained look alike.
    User,
    /// `hf_oauth_…`: from the browser login.
    OAuth,
    /// `hf_jwt_…`: from an OIDC exchange.
    Jwt,
    /// `api_org_…`: an organisation token, no longer accepted for logging in.
    Organisation,
    /// Anything else, such as the token of a private mirror.
    Other,
}

/// Families with their prefix, longest first.
const FAMILIES: [(&str, Family); 4] = [
    ("hf_oauth_", Family::OAuth),
    ("hf_jwt_", Family::Jwt),
    ("api_org_", Family::Organisation),
    ("hf_", Family::User),
];

impl Token {
    /// Cleans `raw` the way huggingface_hub does (`utils/_auth.py`: every CR and LF deleted,
    /// Unicode blanks stripped at both ends), then refuses what no HTTP header can carry.
    ///
    /// `Ok(None)` means that nothing was left, which every caller treats as "not set".
    pub fn clean(raw: &str) -> Result<Option<Self>, TokenError> {
        let joined: Zeroizing<String> =
            Zeroizing::new(raw.chars().filter(|c| !matches!(c, '\r' | '\n')).collect());
        let text = joined.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > MAX_LEN {
            return Err(TokenError::TooLong);
        }
        for (index, c) in text.chars().enumerate() {
            let position = index + 1;
            match c {
                '\t' | ' ' => return Err(TokenError::Blank(position)),
                c if !c.is_ascii() => return Err(TokenError::NonAscii(position)),
                c if c.is_ascii_control() => return Err(TokenError::Control(position)),
                _ => {}
            }
        }
        Ok(Some(Self(Zeroizing::new(text.to_owned()))))
    }

    /// The same for bytes, as read from a file or a store.
    pub fn clean_bytes(raw: &[u8]) -> Result<Option<Self>, TokenError> {
        Self::clean(std::str::from_utf8(raw).map_err(|_| TokenError::NotUtf8)?)
    }

    /// The secret itself. Every call is a place where a token leaves hfenv.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Which family the prefix names.
    #[must_use]
    pub fn family(&self) -> Family {
        FAMILIES
            .iter()
            .find(|(prefix, _)| self.0.starts_with(prefix))
            .map_or(Family::Other, |(_, family)| *family)
    }

    /// What a person may see: the family's prefix and, for a token of full length, the last four
    /// characters, as in `hf_…x7Qz`. Never the length.
    #[must_use]
    pub fn mask(&self) -> String {
        let prefix = FAMILIES
            .iter()
            .find(|(prefix, _)| self.0.starts_with(prefix))
            .map_or("", |(prefix, _)| *prefix);
        let tail = if self.0.len() >= SHOW_TAIL_FROM { &self.0[self.0.len() - 4..] } else { "" };
        format!("{prefix}…{tail}")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(raw: &str) -> Option<String> {
        Token::clean(raw).unwrap().map(|token| token.reveal().to_owned())
    }

    #[test]
    fn line_ends_go_anywhere_and_blanks_at_the_edges() {
        assert_eq!(cleaned(" \u{a0}ab\r\ncd\n\t ").as_deref(), Some("abcd"));
        assert_eq!(cleaned("\r\n \u{2003}"), None);
    }

    #[test]
    fn what_a_header_cannot_carry_is_refused_by_position() {
        assert_eq!(Token::clean("ab cd"), Err(TokenError::Blank(3)));
        assert_eq!(Token::clean("\u{200b}ab"), Err(TokenError::NonAscii(1)));
        assert_eq!(Token::clean("a\u{7f}"), Err(TokenError::Control(2)));
        assert_eq!(Token::clean(&"x".repeat(MAX_LEN + 1)), Err(TokenError::TooLong));
        assert_eq!(Token::clean_bytes(&[b'a', 0xff]), Err(TokenError::NotUtf8));
    }

    #[test]
    fn debug_and_mask_hide_the_secret() {
        let secret = format!("hf_{}", "aB3".repeat(12));
        let token = Token::clean(&secret).unwrap().unwrap();
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert_eq!(token.mask(), "hf_…3aB3");
        assert_eq!(Token::clean("hf_short").unwrap().unwrap().mask(), "hf_…");
    }

    #[test]
    fn families_are_told_by_the_longest_prefix() {
        let family = |raw: &str| Token::clean(raw).unwrap().unwrap().family();
        assert_eq!(family("hf_oauth_x"), Family::OAuth);
        assert_eq!(family("hf_jwt_x"), Family::Jwt);
        assert_eq!(family("hf_x"), Family::User);
        assert_eq!(family("api_org_x"), Family::Organisation);
        assert_eq!(family("secret"), Family::Other);
    }
}
