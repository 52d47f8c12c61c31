//! The way to the session bus, and what its errors mean for the user.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::str::FromStr;
use std::time::{Duration, Instant};

use zbus::address::transport::{Transport, UnixSocket};
use zbus::{Address, Connection};

use super::line::{Line, block_on, drive};
use crate::store::Unavailable;

/// Where to go, and how.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// The address of the session bus.
    pub(super) address: Option<OsString>,
    /// Whether the bus may start the daemon.
    pub(super) start: bool,
    /// The most time that all of it may take.
    pub(super) deadline: Duration,
}

impl Route {
    /// Connects, and runs `talk` to its end.
    pub(super) fn run<T>(
        &self,
        talk: impl AsyncFnOnce(&Connection) -> Result<T, Unavailable>,
    ) -> Result<T, Unavailable> {
        let until = Instant::now() + self.deadline;
        let stream = connect(self.address.as_deref())?;
        block_on(async {
            let line = Line { stream, until };
            let builder = zbus::connection::Builder::socket(line).internal_executor(false);
            let connection = builder.build().await.map_err(|error| self.trouble(&error))?;
            drive(&connection, talk(&connection)).await
        })
    }

    /// What a failed call means for the user. D-Bus error texts come from bus and daemon; they are
    /// not shown, only named.
    pub(super) fn trouble(&self, error: &zbus::Error) -> Unavailable {
        match error {
            zbus::Error::InputOutput(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    Unavailable::TimedOut(self.deadline)
                }
                _ => Unavailable::Other(format!("the session bus hung up: {error}")),
            },
            zbus::Error::Handshake(_) => Unavailable::Denied,
            zbus::Error::MethodError(name, ..) => named(name.as_str()),
            _ => Unavailable::Other("the keyring service answered in an unknown way".to_owned()),
        }
    }
}

/// The meaning of a D-Bus error's name.
fn named(name: &str) -> Unavailable {
    let tail = name.strip_prefix("org.freedesktop.DBus.Error.").unwrap_or(name);
    match tail {
        // The last two: the bus tried to start one, in vain.
        "ServiceUnknown" | "NameHasNoOwner" | "TimedOut" | "Timeout" => Unavailable::NoService,
        _ if tail.starts_with("Spawn.") => Unavailable::NoService,
        "AccessDenied" | "AuthFailed" => Unavailable::Denied,
        "org.freedesktop.Secret.Error.IsLocked" => Unavailable::Locked,
        "NoReply" => Unavailable::Other("the keyring service went away".to_owned()),
        _ => Unavailable::Other(format!("the keyring service failed: {name}")),
    }
}

/// Opens the first socket of a D-Bus address, which may list several, separated by `;`.
fn connect(address: Option<&OsStr>) -> Result<UnixStream, Unavailable> {
    let list = address.filter(|list| !list.is_empty()).ok_or(Unavailable::NoBus)?;
    let list = list.to_str().ok_or(Unavailable::NoBus)?;
    let mut result = Err(Unavailable::Unsupported("a session bus that is not a local socket"));
    for part in list.split(';') {
        let Ok(address) = Address::from_str(part) else { continue };
        let Transport::Unix(unix) = address.transport() else { continue };
        let opened = match unix.path() {
            UnixSocket::File(path) => UnixStream::connect(path),
            UnixSocket::Abstract(name) => SocketAddr::from_abstract_name(name.as_encoded_bytes())
                .and_then(|socket| UnixStream::connect_addr(&socket)),
            _ => continue,
        };
        match opened {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                result = Err(Unavailable::Denied);
            }
            Err(_) => result = Err(Unavailable::NoBus),
        }
    }
    result
}
