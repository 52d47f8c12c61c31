//! One door to every store: a profile's secret, wherever the profile says it lies.

use std::ffi::OsString;

use super::file::Files;
use super::keyring::Keyring;
use super::named::{self, NamedError};
use super::{Broken, Got, Manner, StoreError, Unavailable, active, kernel};
use crate::paths::Paths;
use crate::profile::{Profile, StoreKind};
use crate::text::{printable, printable_path};
use crate::token::Token;

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
            StoreKind::Keyring => self.keyring().get(&profile.name),
            StoreKind::Kernel => kernel::get(&profile.name),
            StoreKind::File => self.files().get(&profile.name),
            StoreKind::Hf => {
                let stored = named::load(&self.paths.stored_tokens)?;
                let name = profile.section();
                let path = printable_path(&self.paths.stored_tokens);
                let place = || format!("{path} ({})", printable(name));
                let token = stored.token(name).transpose();
                let token = token.map_err(|source| Broken::Token { place: place(), source })?;
                Ok(token.map(|token| Got { token, note: None }))
            }
        }
    }

    /// Stores a profile's token, replacing an older one.
    pub fn set(&self, profile: &Profile, token: &Token) -> Result<(), StoreError> {
        match profile.store {
            StoreKind::Keyring => self.keyring().set(&profile.name, token),
            StoreKind::Kernel => kernel::set(&profile.name, token),
            StoreKind::File => self.files().set(&profile.name, token),
            StoreKind::Hf => {
                named::update(&self.paths.stored_tokens, |stored| -> Result<(), StoreError> {
                    Ok(stored.set_token(profile.section(), token).map_err(NamedError::from)?)
                })
            }
        }
    }

    /// Removes a profile's token; says whether there was one. huggingface_hub's active token goes
    /// too, if it is this one.
    pub fn delete(&self, profile: &Profile) -> Result<bool, StoreError> {
        match profile.store {
            StoreKind::Keyring => self.keyring().delete(&profile.name),
            StoreKind::Kernel => kernel::delete(&profile.name),
            StoreKind::File => self.files().delete(&profile.name),
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
