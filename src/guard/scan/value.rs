//! What was found, kept from everybody's eyes.

use std::fmt;

use zeroize::Zeroizing;

use crate::token::Token;

/// A secret itself, for nothing but a comparison.
#[derive(Clone, PartialEq, Eq)]
pub struct Value(Zeroizing<Vec<u8>>);

impl Value {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_owned()))
    }

    /// The token that it is, if it can be one.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        Token::clean_bytes(&self.0).ok().flatten()
    }

    pub(in super::super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(***)")
    }
}
