//! The state key: 32 random bytes of this user on this machine. Hashes made with it prove that a
//! value is known without telling what it is.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::paths::{NoHome, Paths};
use crate::secret_file::{self, FileError, LOCK_WAIT};
use crate::text::hex;
use crate::token::Token;

const LEN: usize = 32;

/// How many bytes of a hash are kept: 128 bits, 32 hexadecimal digits.
pub const KEPT: usize = 16;

/// The key, wiped on drop.
pub struct Key(Zeroizing<[u8; LEN]>);

/// What a hash is for. Hashes of one purpose say nothing about those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A variable's value in `HFENV_STATE`.
    State,
    /// What a project would set, in an approval.
    Approval,
    /// A token that a server refused.
    Rejection,
    /// The token of a profile.
    Profile,
    /// A secret that the guard looks for.
    Own,
    /// Where in a text such a secret may stand.
    Window,
    /// A token whose login could not be renewed.
    Renewal,
    /// Which key it is.
    KeyId,
}

/// Hashes of one purpose, many of them.
#[derive(Clone)]
pub struct Hasher(Option<Hmac<Sha256>>);

/// Why there is no key.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Nowhere to keep it.
    #[error(transparent)]
    NoHome(#[from] NoHome),
    /// The file has another length than a key.
    #[error("{0}: not a key of {LEN} bytes; without it, allow projects and log in anew")]
    Corrupt(String),
    /// The file is somebody else's.
    #[error("{0}: belongs to another user and is not believed")]
    Foreign(String),
    /// The system gives no random numbers.
    #[error("the system's random numbers can't be read")]
    Random,
}

impl Key {
    /// Reads the key; `None` if none was made yet.
    pub fn load(paths: &Paths) -> Result<Option<Self>, KeyError> {
        let path = paths.state.join("key");
        let Some(content) = secret_file::read(&path, LEN as u64 + 1)? else { return Ok(None) };
        if content.is_foreign() {
            return Err(KeyError::Foreign(crate::text::printable_path(&path)));
        }
        let bytes: [u8; LEN] = content
            .bytes
            .as_slice()
            .try_into()
            .map_err(|_| KeyError::Corrupt(crate::text::printable_path(&path)))?;
        Ok(Some(Self(Zeroizing::new(bytes))))
    }

    /// Reads the key, making it first if need be.
    pub fn load_or_make(paths: &Paths) -> Result<Self, KeyError> {
        if let Some(key) = Self::load(paths)? {
            return Ok(key);
        }
        Paths::check_home(&paths.state)?;
        let _lock = secret_file::lock(&paths.state.join("key.lock"), LOCK_WAIT)?;
        // Another process may have made it while this one waited.
        if let Some(key) = Self::load(paths)? {
            return Ok(key);
        }
        let key = Self::temporary()?;
        secret_file::write(&paths.state.join("key"), key.0.as_slice(), None)?;
        Ok(key)
    }

    /// A key that nobody keeps: what is made with it lasts as long as this process.
    pub fn temporary() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; LEN]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| KeyError::Random)?;
        Ok(Self(bytes))
    }

    /// The keyed hash by which a token is known without being stored, behind the key's own id.
    #[must_use]
    pub fn fingerprint(&self, token: &Token) -> String {
        format!("{}-{}", self.id(), self.hash(Purpose::Profile, &[token.reveal().as_bytes()]))
    }

    /// Whether a fingerprint was made with this key. With another one it says nothing.
    #[must_use]
    pub fn made(&self, fingerprint: &str) -> bool {
        fingerprint.split_once('-').is_some_and(|(id, _)| id == self.id())
    }

    /// Which key it is, in eight hexadecimal digits that say nothing of it.
    #[must_use]
    pub fn id(&self) -> String {
        self.hash(Purpose::KeyId, &[])[..8].to_owned()
    }

    /// A keyed hash over `parts`, each with its length, as 32 hexadecimal digits.
    #[must_use]
    pub fn hash(&self, purpose: Purpose, parts: &[&[u8]]) -> String {
        hex(&self.hasher(purpose).hash(parts))
    }

    /// What makes hashes of this purpose.
    #[must_use]
    pub fn hasher(&self, purpose: Purpose) -> Hasher {
        let label = match purpose {
            Purpose::State => "state",
            Purpose::Approval => "approval",
            Purpose::Rejection => "rejection",
            Purpose::Profile => "profile",
            Purpose::Own => "own",
            Purpose::Window => "window",
            Purpose::Renewal => "renewal",
            Purpose::KeyId => "key",
        };
        // HMAC takes a key of any length, so the error can't happen.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).ok();
        if let Some(mac) = &mut mac {
            add(mac, label.as_bytes());
        }
        Hasher(mac)
    }
}

impl Hasher {
    /// The hash over `parts`, each with its length.
    #[must_use]
    pub fn hash(&self, parts: &[&[u8]]) -> [u8; KEPT] {
        let mut kept = [0; KEPT];
        if let Some(mut mac) = self.0.clone() {
            for part in parts {
                add(&mut mac, part);
            }
            kept.copy_from_slice(&mac.finalize().into_bytes()[..KEPT]);
        }
        kept
    }
}

fn add(mac: &mut Hmac<Sha256>, part: &[u8]) {
    mac.update(&(part.len() as u64).to_be_bytes());
    mac.update(part);
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher(***)")
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_differ_by_purpose_key_and_boundary() {
        let key = Key(Zeroizing::new([1; LEN]));
        let other = Key(Zeroizing::new([2; LEN]));
        let hash = key.hash(Purpose::State, &[b"ab", b"c"]);
        assert_eq!(hash.len(), 2 * KEPT);
        assert_eq!(hash, key.hash(Purpose::State, &[b"ab", b"c"]));
        assert_ne!(hash, key.hash(Purpose::State, &[b"a", b"bc"]));
        assert_ne!(hash, key.hash(Purpose::Profile, &[b"ab", b"c"]));
        assert_ne!(hash, other.hash(Purpose::State, &[b"ab", b"c"]));
    }
}
