//! The `kernel` store: the Linux kernel's own keyring, per user, until reboot. No daemon, no file,
//! nothing that can hang. The one file that may name `linux-keyutils`; a law test checks.
//!
//! A key is private to those who *possess* it unless its permissions say more, and possession comes
//! through the session keyring, which differs from one login, service or container to the next. So
//! a new key is made in this process's keyring, where it is possessed for sure, then opened to its
//! user, and only then linked to the user keyring, which every process of the user can search
//! (user-keyring(7), keyrings(7)). The link also replaces an older key of the same description in
//! one step. The persistent keyring would be the other choice, but it forgets after three days
//! without use.

/// How the key of an entry is called, as `keyctl` shows it.
#[must_use]
pub fn description(entry: &str) -> String {
    format!("hfenv:{entry}")
}

#[cfg(target_os = "linux")]
mod linux {
    use linux_keyutils::{
        Key, KeyError, KeyPermissionsBuilder, KeyRing, KeyRingIdentifier, Permission,
    };
    use zeroize::Zeroizing;

    use super::description;
    use crate::store::{Got, StoreError, Unavailable, cleaned};
    use crate::token::{MAX_LEN, Token};

    /// errno of a kernel without keyrings, and of containers that hide them.
    const ENOSYS: i32 = 38;

    /// How often a key is looked for that is replaced before it could be read.
    const TRIES: usize = 16;

    /// The secret of this entry.
    pub fn get(entry: &str) -> Result<Option<Got>, StoreError> {
        let mut bytes = Zeroizing::new(vec![0; MAX_LEN + 1]);
        for _ in 0..TRIES {
            let Some(key) = find(entry)? else { return Ok(None) };
            // Somebody who renews it puts another key in its place, and this one is gone.
            let Some(length) = unless_gone(key.read(&mut *bytes))? else { continue };
            // The kernel reports the full length even where it has copied less.
            let value = &bytes[..length.min(MAX_LEN + 1)];
            let token = cleaned(|| format!("kernel key {}", description(entry)), value)?;
            return Ok(token.map(|token| Got { token, note: None }));
        }
        Err(Unavailable::Other("the kernel's key is replaced again and again".to_owned()).into())
    }

    /// Saves the secret of this entry.
    pub fn set(entry: &str, token: &Token) -> Result<(), StoreError> {
        let user = user_keyring()?;
        let process =
            KeyRing::from_special_id(KeyRingIdentifier::Process, true).map_err(unavailable)?;
        let key = process.add_key(&description(entry), token.reveal()).map_err(unavailable)?;
        let permissions = KeyPermissionsBuilder::builder()
            .posessor(Permission::ALL)
            .user(Permission::VIEW | Permission::READ | Permission::SEARCH)
            .build();
        let linked = key.set_perms(permissions).and_then(|()| user.link_key(key));
        // Best effort: the process's own keyring ends with the process anyway.
        let _ = process.unlink_key(key);
        Ok(linked.map_err(unavailable)?)
    }

    /// Removes the secret of this entry, and says whether there was one.
    pub fn delete(entry: &str) -> Result<bool, StoreError> {
        let Some(key) = find(entry)? else { return Ok(false) };
        Ok(unless_gone(user_keyring()?.unlink_key(key))?.is_some())
    }

    /// Whether the kernel has a keyring to write to.
    pub fn usable() -> Result<(), Unavailable> {
        user_keyring().map(|_| ())
    }

    fn user_keyring() -> Result<KeyRing, Unavailable> {
        KeyRing::from_special_id(KeyRingIdentifier::User, true).map_err(unavailable)
    }

    fn find(entry: &str) -> Result<Option<Key>, Unavailable> {
        unless_gone(user_keyring()?.search(&description(entry)))
    }

    /// A key that is not there, or no longer, is no error.
    fn unless_gone<T>(result: Result<T, KeyError>) -> Result<Option<T>, Unavailable> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(
                KeyError::KeyDoesNotExist
                | KeyError::KeyExpired
                | KeyError::KeyRevoked
                | KeyError::KeyRejected
                | KeyError::MissingFileOrDirectory,
            ) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn unavailable(error: KeyError) -> Unavailable {
        match error {
            // Docker's and Kubernetes' default seccomp profiles answer EPERM.
            KeyError::AccessDenied | KeyError::PermissionDenied => Unavailable::Denied,
            KeyError::OperationNotSupported | KeyError::Unknown(ENOSYS) => {
                Unavailable::Unsupported("this kernel offers no keyring")
            }
            KeyError::QuotaExceeded => {
                Unavailable::Other("the user's quota of kernel keys is full".to_owned())
            }
            // These errors carry an errno at most.
            other => Unavailable::Other(format!("the kernel keyring failed: {other}")),
        }
    }
}

#[cfg(target_os = "linux")]
pub use linux::{delete, get, set, usable};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use crate::store::{Got, StoreError, Unavailable};
    use crate::token::Token;

    const ONLY_LINUX: Unavailable = Unavailable::Unsupported("only Linux has a kernel keyring");

    /// Always unsupported here.
    pub fn get(_entry: &str) -> Result<Option<Got>, StoreError> {
        Err(ONLY_LINUX.into())
    }

    /// Always unsupported here.
    pub fn set(_entry: &str, _token: &Token) -> Result<(), StoreError> {
        Err(ONLY_LINUX.into())
    }

    /// Always unsupported here.
    pub fn delete(_entry: &str) -> Result<bool, StoreError> {
        Err(ONLY_LINUX.into())
    }

    /// Always unsupported here.
    pub fn usable() -> Result<(), Unavailable> {
        Err(ONLY_LINUX)
    }
}

#[cfg(not(target_os = "linux"))]
pub use elsewhere::{delete, get, set, usable};
