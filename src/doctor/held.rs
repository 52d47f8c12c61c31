//! What the profiles' stores hold, and what the Hub says of it: each is asked once, however many
//! checks look at it, and a kind of store that did not answer is not asked again.

use std::cell::OnceCell;

use super::Scene;
use crate::endpoint::Origin;
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::login::oidc;
use crate::profile::{Profile, StoreKind};
use crate::resolve::source::Cost;
use crate::resolve::{Question, Resolution, is_replaced, resolve};
use crate::store::vault::Secrets;
use crate::store::{StoreError, Unavailable};

/// The answers of stores and of the Hub, once they were asked.
#[derive(Debug, Default)]
pub struct Held {
    resolution: OnceCell<Option<Resolution>>,
    stores: OnceCell<Vec<(Profile, Hold)>>,
    hub: OnceCell<Vec<(Profile, Reply)>>,
}

/// What the Hub says of a profile's token.
#[derive(Debug)]
pub(super) enum Reply {
    /// Whose it is.
    Who(Box<Who>),
    /// It does not work.
    Refused,
    /// It is not known.
    Silent(HubError),
    /// Its Hub did not answer before.
    NotAsked,
}

/// What a store has of a profile.
#[derive(Debug)]
pub(super) enum Hold {
    /// Its secrets.
    Secrets(Secrets),
    /// Another token than the one that was logged in with.
    Replaced,
    /// Nothing.
    Nothing,
    /// The store can't be asked.
    Away(Unavailable),
    /// The store, or what it has, is damaged.
    Broken,
    /// Its kind of store did not answer before.
    NotAsked,
}

impl Scene<'_> {
    /// What every source says that costs no network, as for a shell's hook, and online those too
    /// that do; nothing where the configuration stops all of them.
    pub(super) fn resolution(&self) -> Option<&Resolution> {
        let question = || Question {
            explicit: None,
            asked: None,
            ceiling: if self.online { Cost::Net } else { Cost::Bus },
            manner: self.manner,
            complete: true,
            implicit: false,
            carried: false,
            exchange: self.online.then_some(oidc::exchange),
            renews: true,
        };
        self.held.resolution.get_or_init(|| resolve(self.world, &question()).ok()).as_ref()
    }

    /// Every profile, with what its store has.
    pub(super) fn held(&self) -> &[(Profile, Hold)] {
        self.held.stores.get_or_init(|| {
            let Ok(profiles) = self.world.profiles() else { return Vec::new() };
            let mut silent: Vec<StoreKind> = Vec::new();
            let mut all = Vec::new();
            for profile in profiles.iter() {
                let hold = if silent.contains(&profile.store) {
                    Hold::NotAsked
                } else {
                    self.hold(profile)
                };
                if matches!(hold, Hold::Away(_)) {
                    silent.push(profile.store);
                }
                all.push((profile.clone(), hold));
            }
            all
        })
    }

    /// Every profile that has a token, with what its Hub says of it; nobody without `--online`.
    pub(super) fn asked(&self) -> &[(Profile, Reply)] {
        self.held.hub.get_or_init(|| {
            let mut silent: Vec<Origin> = Vec::new();
            let mut all = Vec::new();
            for (profile, hold) in self.held().iter().filter(|_| self.online) {
                let Hold::Secrets(secrets) = hold else { continue };
                let origin = profile.endpoint.origin();
                let asked = if silent.contains(origin) {
                    Reply::NotAsked
                } else {
                    match whoami::ask(&profile.endpoint, &secrets.token) {
                        Ok(who) => Reply::Who(Box::new(who)),
                        Err(HubError::InvalidToken(_)) => Reply::Refused,
                        Err(error) => Reply::Silent(error),
                    }
                };
                if matches!(asked, Reply::Silent(_)) {
                    silent.push(origin.clone());
                }
                all.push((profile.clone(), asked));
            }
            all
        })
    }

    /// Whose token a profile has, if the Hub was asked and said so.
    pub(super) fn who(&self, profile: &Profile) -> Option<&Who> {
        let (_, asked) = self.asked().iter().find(|(known, _)| known.name == profile.name)?;
        if let Reply::Who(who) = asked { Some(who) } else { None }
    }

    fn hold(&self, profile: &Profile) -> Hold {
        match self.world.vault(self.manner).secrets(profile) {
            Ok(None) => Hold::Nothing,
            Ok(Some(secrets)) if is_replaced(self.world, profile, &secrets.token) => Hold::Replaced,
            Ok(Some(secrets)) => Hold::Secrets(secrets),
            Err(StoreError::Unavailable(why)) => Hold::Away(why),
            Err(StoreError::Broken(_)) => Hold::Broken,
        }
    }
}
