//! The conversation with the Secret Service (specification 0.2), over a "plain" session: the secret
//! travels as it is, through the user's own socket. Any process of the user could ask for it, so an
//! encrypted session would protect nothing, and its key exchange costs more than all the rest.

use std::collections::HashMap;
use std::ffi::OsStr;

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use zbus::proxy::{CacheProperties, MethodFlags, Proxy};
use zbus::zvariant::{
    DynamicDeserialize, DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value,
};
use zbus::{Connection, Error};
use zeroize::Zeroizing;

use super::bus::Route;
use super::line::both;
use crate::store::Unavailable;
use crate::store::keyring::SERVICE;

const DAEMON: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const DEFAULT: &str = "/org/freedesktop/secrets/aliases/default";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// A secret, and how many entries answered to the name.
pub(super) struct Secret {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) among: usize,
}

/// The default keyring, which new entries go to; a locked one is an error.
pub(super) enum DefaultKeyring {
    Open,
    Missing,
}

/// The paths of unlocked and of locked items.
type Items = (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>);

/// The secret of the newest entry of this name.
pub(super) fn read(route: &Route, name: &str) -> Result<Option<Secret>, Unavailable> {
    route.run(async |connection| {
        let daemon = Daemon { connection, route };
        let (session, items) = both(daemon.open_session(), daemon.search(name)).await;
        let unlocked = daemon.unlocked(items?).await?;
        let Some(item) = daemon.newest(&unlocked).await? else { return Ok(None) };
        let bytes = daemon.secret(item, &session?).await?;
        Ok(Some(Secret { bytes, among: unlocked.len() }))
    })
}

/// Whether the token can be written: into the entries of this name, else into the default keyring.
pub(super) fn writable(route: &Route, name: &str) -> Result<DefaultKeyring, Unavailable> {
    route.run(async |connection| {
        let daemon = Daemon { connection, route };
        let (items, default) = both(daemon.search(name), daemon.default_keyring()).await;
        if all_unlocked(items?)?.is_empty() { default } else { Ok(DefaultKeyring::Open) }
    })
}

/// Whether there are entries of this name to remove.
pub(super) fn removable(route: &Route, name: &str) -> Result<bool, Unavailable> {
    route.run(async |connection| {
        let daemon = Daemon { connection, route };
        let items = all_unlocked(daemon.search(name).await?)?;
        Ok(!daemon.unlocked((items, Vec::new())).await?.is_empty())
    })
}

/// The items if none is locked: the `keyring` crate touches all of them, and would prompt.
fn all_unlocked((unlocked, locked): Items) -> Result<Vec<OwnedObjectPath>, Unavailable> {
    if locked.is_empty() { Ok(unlocked) } else { Err(Unavailable::Locked) }
}

/// The state of the default keyring.
pub(super) fn default_keyring(route: &Route) -> Result<DefaultKeyring, Unavailable> {
    route.run(async |connection| Daemon { connection, route }.default_keyring().await)
}

/// Unlocks the entries of this name, or the default keyring if there are none; the daemon shows its
/// prompt for that. The crate waits for it without an end: bound this call.
pub(super) fn unlock(address: Option<&OsStr>, name: Option<&str>) -> Result<(), Unavailable> {
    let address = address.and_then(OsStr::to_str).ok_or(Unavailable::NoBus)?;
    let connection = zbus::blocking::connection::Builder::address(address)
        .and_then(zbus::blocking::connection::Builder::build)
        .map_err(|_| Unavailable::NoBus)?;
    // A prompt that nobody can see, as over ssh, ends like one that was dismissed: locked it stays.
    let refused = |error| match error {
        secret_service::Error::Prompt => Unavailable::Locked,
        _ => Unavailable::Denied,
    };
    let service =
        SecretService::connect_with_existing(EncryptionType::Plain, connection).map_err(refused)?;
    if let Some(name) = name {
        let found = service.search_items(attributes(name)).map_err(refused)?;
        if !found.locked.is_empty() {
            let items: Vec<_> = found.locked.iter().collect();
            return service.unlock_all(&items).map_err(refused);
        }
    }
    service.get_default_collection().and_then(|keyring| keyring.unlock()).map_err(refused)
}

/// Exactly these two: a search matches any entry that has them, whatever else it has.
fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", name)])
}

/// The daemon at the other end of the bus.
struct Daemon<'c> {
    connection: &'c Connection,
    route: &'c Route,
}

impl Daemon<'_> {
    async fn open_session(&self) -> Result<OwnedObjectPath, Unavailable> {
        // The variant is a string from gnome-keyring and bytes from oo7.
        let plain = ("plain", Value::from(""));
        let answer = self.call(ROOT, SERVICE_INTERFACE, "OpenSession", &plain).await;
        let (_, session): (OwnedValue, OwnedObjectPath) =
            answer.map_err(|error| self.trouble(&error))?;
        Ok(session)
    }

    async fn search(&self, name: &str) -> Result<Items, Unavailable> {
        let wanted = (attributes(name),);
        let answer = self.call(ROOT, SERVICE_INTERFACE, "SearchItems", &wanted).await;
        answer.map_err(|error| self.trouble(&error))
    }

    /// The unlocked items, or [`Unavailable::Locked`] if there are locked ones only. Some daemons
    /// (oo7, `KeePassXC`) hide locked items, so nothing at all in a locked keyring counts as
    /// locked, too.
    async fn unlocked(
        &self,
        (unlocked, locked): Items,
    ) -> Result<Vec<OwnedObjectPath>, Unavailable> {
        if unlocked.is_empty() {
            if !locked.is_empty() {
                return Err(Unavailable::Locked);
            }
            self.default_keyring().await?;
        }
        Ok(unlocked)
    }

    async fn newest<'i>(
        &self,
        items: &'i [OwnedObjectPath],
    ) -> Result<Option<&'i OwnedObjectPath>, Unavailable> {
        let [first, rest @ ..] = items else { return Ok(None) };
        if rest.is_empty() {
            return Ok(Some(first));
        }
        let mut newest = (self.modified(first).await?, first);
        for item in rest {
            let modified = self.modified(item).await?;
            if modified >= newest.0 {
                newest = (modified, item);
            }
        }
        Ok(Some(newest.1))
    }

    async fn modified(&self, item: &OwnedObjectPath) -> Result<u64, Unavailable> {
        let value = self.property(item, ITEM_INTERFACE, "Modified").await;
        // A daemon that keeps no times has its last entry taken.
        Ok(value.map_err(|error| self.trouble(&error))?.try_into().unwrap_or(0))
    }

    async fn secret(
        &self,
        item: &OwnedObjectPath,
        session: &OwnedObjectPath,
    ) -> Result<Zeroizing<Vec<u8>>, Unavailable> {
        let answer = self.call(item, ITEM_INTERFACE, "GetSecret", &(session,)).await;
        // Session, cipher parameters, value, content type.
        let ((_, _, value, _),): ((OwnedObjectPath, Vec<u8>, Vec<u8>, String),) =
            answer.map_err(|error| self.trouble(&error))?;
        Ok(Zeroizing::new(value))
    }

    async fn default_keyring(&self) -> Result<DefaultKeyring, Unavailable> {
        let mut locked = self.property(DEFAULT, COLLECTION_INTERFACE, "Locked").await;
        if locked.as_ref().is_err_and(is_no_such_object) {
            // Not every daemon has objects for its aliases.
            let answer = self.call(ROOT, SERVICE_INTERFACE, "ReadAlias", &("default",)).await;
            let path: OwnedObjectPath = answer.map_err(|error| self.trouble(&error))?;
            if path.as_str() == "/" {
                return Ok(DefaultKeyring::Missing);
            }
            locked = self.property(&path, COLLECTION_INTERFACE, "Locked").await;
        }
        match locked.map(bool::try_from) {
            Ok(Ok(true)) => Err(Unavailable::Locked),
            Ok(_) => Ok(DefaultKeyring::Open),
            Err(error) => Err(self.trouble(&error)),
        }
    }

    async fn property<'p>(
        &self,
        path: impl TryInto<ObjectPath<'p>, Error: Into<Error>>,
        interface: &str,
        name: &str,
    ) -> Result<OwnedValue, Error> {
        self.call(path, PROPERTIES, "Get", &(interface, name)).await
    }

    /// One call. Unless the route allows it the bus must not start a daemon for it: that would be a
    /// process that nobody asked for, and up to two minutes of waiting.
    async fn call<'p, R>(
        &self,
        path: impl TryInto<ObjectPath<'p>, Error: Into<Error>>,
        interface: &'static str,
        method: &'static str,
        body: &(impl serde::Serialize + DynamicType),
    ) -> Result<R, Error>
    where
        R: for<'d> DynamicDeserialize<'d>,
    {
        let proxy: Proxy<'_> = zbus::proxy::Builder::new(self.connection)
            .destination(DAEMON)?
            .path(path)?
            .interface(interface)?
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        if self.route.start {
            return proxy.call(method, body).await;
        }
        let quietly = MethodFlags::NoAutoStart.into();
        proxy.call_with_flags(method, quietly, body).await?.ok_or(Error::InvalidReply)
    }

    fn trouble(&self, error: &Error) -> Unavailable {
        self.route.trouble(error)
    }
}

/// How daemons say that there is no such keyring.
fn is_no_such_object(error: &Error) -> bool {
    const NAMES: [&str; 5] = [
        "org.freedesktop.DBus.Error.UnknownMethod",
        "org.freedesktop.DBus.Error.UnknownObject",
        "org.freedesktop.DBus.Error.UnknownInterface",
        "org.freedesktop.DBus.Error.UnknownProperty",
        "org.freedesktop.Secret.Error.NoSuchObject",
    ];
    matches!(error, Error::MethodError(name, ..) if NAMES.contains(&name.as_str()))
}
