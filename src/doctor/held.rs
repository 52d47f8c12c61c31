//! What the profiles' stores hold: each is asked once, however many checks look at it, and a kind
//! of store that did not answer is not asked again.

use std::cell::OnceCell;

use super::Scene;
use crate::profile::{Profile, StoreKind};
use crate::resolve::is_replaced;
use crate::store::vault::Secrets;
use crate::store::{StoreError, Unavailable};

/// The stores' answers, once they were asked.
#[derive(Debug, Default)]
pub struct Held(OnceCell<Vec<(Profile, Hold)>>);

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
    /// Every profile, with what its store has.
    pub(super) fn held(&self) -> &[(Profile, Hold)] {
        self.held.0.get_or_init(|| {
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
