//! What goes through the `keyring` crate: writing and deleting everywhere, reading where there is
//! no Secret Service. Its errors are never shown with `{:?}`, which prints the bytes of a bad
//! secret.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::SERVICE;
use crate::store::{StoreError, Unavailable};
use crate::text::{printable, without_values};
use crate::token::Token;

/// Saves the token. Where several entries answer to the name all of them get it: another program
/// may read any of them, and an old token should not stay behind.
pub(super) fn set(name: &str, token: &Token) -> Result<(), StoreError> {
    match open(name)?.set_password(token.reveal()) {
        Err(Error::Ambiguous(entries)) => entries
            .iter()
            .try_for_each(|entry| entry.set_password(token.reveal()))
            .map_err(|error| unavailable(error).into()),
        result => result.map_err(|error| unavailable(error).into()),
    }
}

/// Removes every entry of the name, and says whether there was one.
pub(super) fn delete(name: &str) -> Result<bool, StoreError> {
    match open(name)?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(Error::Ambiguous(entries)) => {
            for entry in entries {
                entry.delete_credential().map_err(unavailable)?;
            }
            Ok(true)
        }
        Err(error) => Err(unavailable(error).into()),
    }
}

/// Reads the token.
#[cfg(not(target_os = "linux"))]
pub(super) fn get(name: &str) -> Result<Option<crate::store::Got>, StoreError> {
    use crate::store::{Broken, Got, cleaned};
    let place = || super::place(name);
    let secret = match open(name)?.get_password() {
        Ok(secret) => Zeroizing::new(secret),
        Err(Error::NoEntry) => return Ok(None),
        Err(Error::BadEncoding(bytes)) => {
            drop(Zeroizing::new(bytes));
            let source = crate::token::TokenError::NotUtf8;
            return Err(Broken::Token { place: place(), source }.into());
        }
        Err(error) => return Err(unavailable(error).into()),
    };
    Ok(cleaned(place, secret.as_bytes())?.map(|token| Got { token, note: None }))
}

/// Whether the system's store opens.
#[cfg(not(target_os = "linux"))]
pub(super) fn status() -> Result<(), Unavailable> {
    Entry::store_status().as_ref().map(|()| ()).map_err(described)
}

fn open(name: &str) -> Result<Entry, Unavailable> {
    Entry::new(SERVICE, name).map_err(|error| match Entry::store_status() {
        // The crate keeps the cause apart from the error.
        Err(cause) => described(cause),
        Ok(()) => unavailable(error),
    })
}

fn unavailable(error: Error) -> Unavailable {
    let shown = described(&error);
    if let Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) = error {
        drop(Zeroizing::new(bytes));
    }
    shown
}

/// The error in words that carry no secret: only these variants show the system's own text.
fn described(error: &Error) -> Unavailable {
    let words = |text: String| Unavailable::Other(printable(&without_values(&text, &[])).into());
    match error {
        Error::NoStorageAccess(_) => Unavailable::Denied,
        Error::PlatformFailure(source) => words(format!("the keyring failed: {source}")),
        Error::TooLong(_, most) => words(format!("the keyring takes at most {most} bytes")),
        Error::NoDefaultStore => Unavailable::Unsupported("there is no keyring on this system"),
        _ => words("the keyring gave an answer that makes no sense".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_shows_bytes_of_a_secret() {
        let bytes = b"hush\xff".to_vec();
        for error in [
            Error::BadEncoding(bytes.clone()),
            Error::BadDataFormat(bytes, "hush".into()),
            Error::Invalid("hush".into(), "hush".into()),
            Error::PlatformFailure("no \"hush\"".into()),
        ] {
            let shown = unavailable(error);
            assert!(!format!("{shown} {shown:?}").contains("hush"), "{shown}");
        }
    }
}
