//! One door to every store: a profile's secret, wherever the profile says it lies.

use std::ffi::OsString;

use super::file::Files;
use super::keyring::Keyring;
use super::named::{self, NamedError, OAuth};
use super::refresh::{self, Refresh};
use super::{Broken, Got, Manner, StoreError, Unavailable, active, kernel};
use crate::paths::Paths;
use crate::profile::{Profile, StoreKind};
use crate::secret_file;
use crate::text::{printable, printable_path};
use crate::token::{MAX_LEN, Token};

/// All that a store holds of one login.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The token.
    pub token: Token,
    /// What renews it.
    pub refresh: Option<Refresh>,
    /// When the token ends, in unix seconds: huggingface_hub's store notes it.
    pub expires_at: Option<i64>,
}

/// The stores of one user, asked in one manner.
#[derive(Debug)]
pub struct Vault<'a> {
    paths: &'a Paths,
    bus: Option<OsString>,
    manner: Manner,
}

impl<'a> Vault<'a> {
    /// The stores below these folders and on this session bus (`DBUS_SESSION_BUS_ADDRESS`).
    #[must_use]
    pub fn new(paths: &'a Paths, bus: Option<OsString>, manner: Manner) -> Self {
        Self { paths, bus, manner }
    }

    fn keyring(&self) -> Keyring {
        Keyring::new(self.bus.clone(), self.manner)
    }

    fn files(&self) -> Files {
        Files::new(&self.paths.data)
    }

    /// Reads a profile's token; `None` if its store has none.
    pub fn get(&self, profile: &Profile) -> Result<Option<Got>, StoreError> {
        match profile.store {
            StoreKind::Keyring | StoreKind::Kernel | StoreKind::File => {
                self.entry(profile.store, profile.name.as_str())
            }
            StoreKind::Hf => {
                let section = self.section(profile)?;
                Ok(section.map(|section| Got { token: section.token, note: None }))
            }
        }
    }

    /// Reads what renews a profile's token; `None` if its store has nothing like that.
    pub fn refresh(&self, profile: &Profile) -> Result<Option<Refresh>, StoreError> {
        if profile.store == StoreKind::Hf {
            return Ok(self.section(profile)?.and_then(|section| section.refresh));
        }
        let got = self.entry(profile.store, &refresh::entry(&profile.name))?;
        Ok(got.and_then(|got| Refresh::read(&got.token)))
    }

    /// Reads both.
    pub fn secrets(&self, profile: &Profile) -> Result<Option<Secrets>, StoreError> {
        if profile.store == StoreKind::Hf {
            return self.section(profile);
        }
        let Some(Got { token, .. }) = self.get(profile)? else { return Ok(None) };
        let refresh = if profile.renewable { self.refresh(profile)? } else { None };
        Ok(Some(Secrets { token, refresh, expires_at: None }))
    }

    /// Reads a section of huggingface_hub's list, all of it at once: it may be renewed any time.
    fn section(&self, profile: &Profile) -> Result<Option<Secrets>, StoreError> {
        let (stored, name) = (named::load(&self.paths.stored_tokens)?, profile.section());
        let path = printable_path(&self.paths.stored_tokens);
        let place = || format!("{path} ({})", printable(name));
        let token = stored.token(name).transpose();
        let token = token.map_err(|source| Broken::Token { place: place(), source })?;
        let Some(token) = token else { return Ok(None) };
        // The two stand in one section, so nobody has to tell whose it is.
        let refresh = stored.refresh_token(name).and_then(Result::ok);
        let refresh = refresh.map(|token| Refresh { of: String::new(), token });
        Ok(Some(Secrets { token, refresh, expires_at: stored.expires_at(name) }))
    }

    fn entry(&self, store: StoreKind, entry: &str) -> Result<Option<Got>, StoreError> {
        match store {
            StoreKind::Keyring => self.keyring().get(entry),
            StoreKind::Kernel => kernel::get(entry),
            StoreKind::File => self.files().get(entry),
            StoreKind::Hf => Ok(None),
        }
    }

    /// Stores a profile's secrets, replacing older ones. What renews a token comes first: of a
    /// login that was renewed the older one is dead already.
    pub fn put(&self, profile: &Profile, secrets: &Secrets) -> Result<(), StoreError> {
        let Secrets { token, refresh, expires_at } = secrets;
        if profile.store == StoreKind::Hf {
            let name = profile.section();
            let refresh_token = refresh.as_ref().map(|refresh| &refresh.token);
            let login = OAuth { token, refresh_token, expires_at: *expires_at };
            let set = |stored: &mut named::StoredTokens| -> Result<(), StoreError> {
                let done = match refresh_token {
                    Some(_) => stored.set_oauth(name, login),
                    None => stored.set_token(name, token),
                };
                Ok(done.map_err(NamedError::from)?)
            };
            return named::update(&self.paths.stored_tokens, set);
        }
        refresh.as_ref().map_or(Ok(()), |refresh| self.put_refresh(profile, refresh))?;
        self.set_entry(profile.store, profile.name.as_str(), token)
    }

    /// Stores what renews a token, in a store of hfenv's own.
    pub fn put_refresh(&self, profile: &Profile, refresh: &Refresh) -> Result<(), StoreError> {
        let too_long = || Unavailable::Other("the refresh token is too long".to_owned());
        let written = refresh.written().ok_or_else(too_long)?;
        self.set_entry(profile.store, &refresh::entry(&profile.name), &written)
    }

    fn set_entry(&self, store: StoreKind, entry: &str, token: &Token) -> Result<(), StoreError> {
        match store {
            StoreKind::Keyring => self.keyring().set(entry, token),
            StoreKind::Kernel => kernel::set(entry, token),
            StoreKind::File => self.files().set(entry, token),
            StoreKind::Hf => Ok(()),
        }
    }

    /// Removes a profile's secrets; says whether there was a token. huggingface_hub's active token
    /// goes too, if it is this one.
    pub fn delete(&self, profile: &Profile) -> Result<bool, StoreError> {
        self.forget_aside(profile)?;
        match profile.store {
            StoreKind::Keyring | StoreKind::Kernel | StoreKind::File => {
                self.delete_refresh(profile)?;
                self.delete_entry(profile.store, profile.name.as_str())
            }
            StoreKind::Hf => {
                let token = self.get(profile)?.map(|got| got.token);
                if token.is_some() && token == active::read(&self.paths.hf_token)? {
                    active::remove(&self.paths.hf_token)?;
                }
                named::update(&self.paths.stored_tokens, |stored| {
                    Ok(stored.remove(profile.section()))
                })
            }
        }
    }

    /// Removes what renewed a token that is no longer there.
    pub fn delete_refresh(&self, profile: &Profile) -> Result<bool, StoreError> {
        self.delete_entry(profile.store, &refresh::entry(&profile.name))
    }

    fn delete_entry(&self, store: StoreKind, entry: &str) -> Result<bool, StoreError> {
        match store {
            StoreKind::Keyring => self.keyring().delete(entry),
            StoreKind::Kernel => kernel::delete(entry),
            StoreKind::File => self.files().delete(entry),
            StoreKind::Hf => Ok(false),
        }
    }

    /// Keeps a token that a profile no longer uses until it is known to be dead. Of a profile in
    /// huggingface_hub's list it goes into a file of ours: Python has no use for it.
    pub fn set_aside(&self, profile: &Profile, token: &Token) -> Result<(), StoreError> {
        self.set_entry(beside(profile), &former(profile), token)
    }

    /// The token that was kept so, if there is one.
    pub fn aside(&self, profile: &Profile) -> Result<Option<Token>, StoreError> {
        Ok(self.entry(beside(profile), &former(profile))?.map(|got| got.token))
    }

    /// Forgets it.
    pub fn forget_aside(&self, profile: &Profile) -> Result<bool, StoreError> {
        self.delete_entry(beside(profile), &former(profile))
    }

    /// Finds out, as far as that can be told, whether a profile's secrets could be replaced now.
    pub fn is_ready(&self, profile: &Profile) -> Result<(), StoreError> {
        match profile.store {
            StoreKind::Keyring | StoreKind::Kernel => Ok(self.usable(profile.store)?),
            StoreKind::File => {
                Ok(secret_file::try_out(&self.files().path(profile.name.as_str()), MAX_LEN)?)
            }
            StoreKind::Hf => Ok(secret_file::try_out(&self.paths.stored_tokens, MAX_LEN)?),
        }
    }

    /// Makes a token the one that Python's huggingface_hub uses when nothing else says otherwise.
    pub fn activate(&self, token: &Token) -> Result<(), StoreError> {
        Ok(active::write(&self.paths.hf_token, token)?)
    }

    /// Saves the active token under a name before `next` takes its place, if huggingface_hub's list
    /// has it nowhere: releases before 0.26 kept no list.
    pub fn keep_active(&self, next: &Token) -> Result<(), StoreError> {
        let active = active::read(&self.paths.hf_token)?;
        let Some(active) = active.filter(|active| active != next) else { return Ok(()) };
        named::update(&self.paths.stored_tokens, |stored| -> Result<(), StoreError> {
            if stored.name_of(&active).is_none() {
                let mut names = (1_u32..).map(|number| format!("previous-{number}"));
                let free = names.find(|name| stored.token(name).is_none());
                let name = free.unwrap_or_else(|| "previous".to_owned());
                stored.set_token(&name, &active).map_err(NamedError::from)?;
            }
            Ok(())
        })
    }

    /// Whether huggingface_hub's list has another token under this name. A list that can't be read
    /// is found out when it is written.
    #[must_use]
    pub fn has_other(&self, section: &str, token: &Token) -> bool {
        let stored = named::load(&self.paths.stored_tokens).unwrap_or_default();
        stored.token(section).is_some_and(|there| there.ok().as_ref() != Some(token))
    }

    /// Whether a profile of huggingface_hub's store has the token that Python uses. What can't be
    /// read is not in use.
    #[must_use]
    pub fn is_active(&self, profile: &Profile) -> bool {
        let token = || Some(self.get(profile).ok()??.token);
        profile.store == StoreKind::Hf
            && token().is_some_and(|token| {
                active::read(&self.paths.hf_token).is_ok_and(|active| active == Some(token))
            })
    }

    /// Whether a store of this kind can be written to here.
    pub fn usable(&self, kind: StoreKind) -> Result<(), Unavailable> {
        match kind {
            StoreKind::Keyring => self.keyring().usable(),
            StoreKind::Kernel => kernel::usable(),
            StoreKind::File | StoreKind::Hf => Ok(()),
        }
    }
}

/// The store of a token that was set aside.
fn beside(profile: &Profile) -> StoreKind {
    if profile.store == StoreKind::Hf { StoreKind::File } else { profile.store }
}

/// The entry of a token that was set aside. No profile's name has a `~`.
fn former(profile: &Profile) -> String {
    format!("{}~former", profile.name)
}
