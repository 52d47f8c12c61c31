//! The `keyring` store: Secret Service, macOS Keychain, Windows Credential Manager. This file and
//! its folder are the only ones that may name the crates `keyring`, `secret-service` and `zbus`; a
//! law test checks.
//!
//! An entry has exactly the attributes `service` and `username`, so that `secret-tool` and Python's
//! keyring find it. On Linux the `keyring` crate writes and deletes, `secret-service` unlocks, and
//! reads go over `zbus` directly: the crates exchange keys or start threads before each read, which
//! costs two to four times as much (measured in the design, §10), and they tell neither a locked
//! keyring from a missing entry nor a frozen daemon from a slow one.
//!
//! No call can hang: the work happens in a thread that is left behind when its time is up.

mod entry;
#[cfg(target_os = "linux")]
mod linux;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::{Got, Manner, PROMPT_DEADLINE, StoreError, Unavailable};
use crate::token::Token;

/// The `service` attribute of every entry.
pub const SERVICE: &str = "hfenv";

/// The user's keyring.
#[derive(Debug, Clone)]
pub struct Keyring {
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux has a bus"))]
    bus_address: Option<OsString>,
    manner: Manner,
}

impl Keyring {
    /// The keyring behind this session bus; other systems than Linux need no address. Writes go
    /// through the `keyring` crate, which takes its bus from the process environment: hand in the
    /// same one.
    #[must_use]
    pub fn new(bus_address: Option<OsString>, manner: Manner) -> Self {
        Self { bus_address, manner }
    }

    /// The secret of this entry. Of several of the same name the one changed last is taken, with a
    /// note.
    pub fn get(&self, entry: &str) -> Result<Option<Got>, StoreError> {
        self.read(entry)
    }

    /// Saves a secret, in every entry of this name.
    pub fn set(&self, entry: &str, token: &Token) -> Result<(), StoreError> {
        let wait = self.prepare_write(entry)?;
        let (name, token) = (entry.to_owned(), token.clone());
        within(wait, move || entry::set(&name, &token))
    }

    /// Removes every entry of this name, and says whether there was one.
    pub fn delete(&self, entry: &str) -> Result<bool, StoreError> {
        let wait = self.prepare_delete(entry)?;
        let name = entry.to_owned();
        wait.map_or(Ok(false), |wait| within(wait, move || entry::delete(&name)))
    }
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "on Linux these can fail")]
impl Keyring {
    /// Whether there is a keyring to write to.
    pub fn usable(&self) -> Result<(), Unavailable> {
        within(self.wait(), entry::status)
    }

    fn read(&self, name: &str) -> Result<Option<Got>, StoreError> {
        let name = name.to_owned();
        within(self.wait(), move || entry::get(&name))
    }

    /// The system itself prompts where it must; nothing to do beforehand.
    fn prepare_write(&self, _name: &str) -> Result<Duration, StoreError> {
        Ok(self.wait())
    }

    fn prepare_delete(&self, _name: &str) -> Result<Option<Duration>, StoreError> {
        Ok(Some(self.wait()))
    }
}

impl Keyring {
    /// How long a call may take that may show a prompt.
    fn wait(&self) -> Duration {
        if self.manner.interactive { PROMPT_DEADLINE } else { self.manner.deadline }
    }
}

/// The session bus as D-Bus libraries find it: the address that is set, else the socket in the
/// user's runtime folder, if there is one.
#[must_use]
pub fn bus_address(set: Option<&OsStr>, runtime_dir: Option<&Path>) -> Option<OsString> {
    let set = set.filter(|address| !address.is_empty()).map(OsStr::to_owned);
    set.or_else(|| {
        let socket = runtime_dir?.join("bus");
        let mut address = OsString::from("unix:path=");
        address.push(&socket);
        socket.exists().then_some(address)
    })
}

/// How an entry is called in messages.
fn place(name: &str) -> String {
    format!("keyring entry {SERVICE}/{name}")
}

/// Runs `work` in a thread of its own and leaves it behind after `wait`: a daemon that is stopped,
/// or a prompt that nobody answers, must not keep the process.
fn within<T, E>(
    wait: Duration,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Unavailable> + Send + 'static,
{
    let (sender, receiver) = sync_channel(1);
    let thread = std::thread::Builder::new().name("keyring".to_owned());
    thread
        // Nobody listens any more once the time is up.
        .spawn(move || drop(sender.send(work())))
        .map_err(|error| Unavailable::Other(format!("no thread for the keyring: {error}")))?;
    receiver.recv_timeout(wait).unwrap_or_else(|error| {
        Err(E::from(match error {
            RecvTimeoutError::Timeout => Unavailable::TimedOut(wait),
            RecvTimeoutError::Disconnected => {
                Unavailable::Other("the keyring library gave up".to_owned())
            }
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_never_ends_is_left_behind() {
        let wait = Duration::from_millis(20);
        let hangs = || -> Result<(), Unavailable> {
            loop {
                std::thread::park();
            }
        };
        assert_eq!(within(wait, hangs), Err(Unavailable::TimedOut(wait)));
        assert_eq!(within(wait, || Ok::<_, Unavailable>(7)), Ok(7));
    }

    #[test]
    fn the_bus_is_the_one_that_is_set_or_the_socket_that_exists() {
        let runtime = tempfile::tempdir().unwrap();
        let found = |set: &str| bus_address(Some(OsStr::new(set)), Some(runtime.path()));
        assert_eq!(found("unix:path=/x").unwrap(), "unix:path=/x");
        assert_eq!(found(""), None);
        std::fs::write(runtime.path().join("bus"), "").unwrap();
        assert!(found("").unwrap().into_string().unwrap().ends_with("/bus"));
    }
}
