//! The second secret of a login that can be renewed, where the store is hfenv's own: the refresh
//! token, in an entry beside the token's.
//!
//! It is stored as a pair with the fingerprint of the token that it came with. Token and refresh
//! token are two writes, and a login at another Hub may be killed between them: a refresh token
//! that does not belong to the token beside it is never sent anywhere.

use zeroize::Zeroizing;

use crate::profile::ProfileName;
use crate::token::Token;

/// Between fingerprint and token; no fingerprint has one.
const MARK: char = ':';

/// A refresh token, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// The fingerprint of the token that it came with.
    pub of: String,
    /// The refresh token.
    pub token: Token,
}

/// The entry of a profile's refresh token. No profile's name has a `~`.
#[must_use]
pub fn entry(name: &ProfileName) -> String {
    format!("{name}~refresh")
}

impl Refresh {
    /// Reads what [`Refresh::written`] made; `None` for anything else.
    #[must_use]
    pub fn read(written: &Token) -> Option<Self> {
        let (of, token) = written.reveal().split_once(MARK)?;
        Some(Self { of: of.to_owned(), token: Token::clean(token).ok()?? })
    }

    /// As a store takes it; `None` for one that is too long.
    #[must_use]
    pub fn written(&self) -> Option<Token> {
        let token = self.token.reveal();
        let mut pair = Zeroizing::new(String::with_capacity(self.of.len() + 1 + token.len()));
        pair.push_str(&self.of);
        pair.push(MARK);
        pair.push_str(token);
        Token::clean(&pair).ok()?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_comes_back_as_it_was_written() {
        let token = Token::clean("made:up").unwrap().unwrap();
        let pair = Refresh { of: "key-hash".to_owned(), token };
        let written = pair.written().unwrap();
        assert_eq!(written.reveal(), "key-hash:made:up");
        assert_eq!(Refresh::read(&written), Some(pair));
        for odd in ["alone", ":"] {
            let odd = Token::clean(odd).unwrap().unwrap();
            assert_eq!(Refresh::read(&odd), None);
        }
    }
}
