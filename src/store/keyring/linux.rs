//! The Linux half of the keyring: what is asked of the Secret Service before and instead of the
//! `keyring` crate, and when a prompt may be shown.

mod bus;
mod line;
mod secrets;

use std::time::Duration;

use self::bus::Route;
use self::secrets::{DefaultKeyring, Secret};
use super::{Keyring, place, within};
use crate::store::{Got, Note, PROMPT_DEADLINE, StoreError, Unavailable, cleaned};

impl Keyring {
    /// Whether there is a keyring to write to: a daemon with an unlocked default keyring.
    pub fn usable(&self) -> Result<(), Unavailable> {
        match self.ask(None, secrets::default_keyring)? {
            DefaultKeyring::Open => Ok(()),
            DefaultKeyring::Missing => Err(Unavailable::NoCollection),
        }
    }

    pub(super) fn read(&self, name: &str) -> Result<Option<Got>, StoreError> {
        let wanted = name.to_owned();
        let found = self.ask(Some(name), move |route| secrets::read(route, &wanted))?;
        let Some(Secret { bytes, among }) = found else { return Ok(None) };
        let token = cleaned(|| place(name), &bytes)?;
        let note = (among > 1).then_some(Note::Newest(among));
        Ok(token.map(|token| Got { token, note }))
    }

    /// Makes sure that the `keyring` crate won't meet a locked or missing keyring, both of which it
    /// answers with a prompt, and says how long the write may take.
    pub(super) fn prepare_write(&self, name: &str) -> Result<Duration, StoreError> {
        let wanted = name.to_owned();
        match self.ask(Some(name), move |route| secrets::writable(route, &wanted))? {
            // The crate makes the first keyring itself, and the daemon asks for its password.
            DefaultKeyring::Missing if !self.manner.interactive => {
                Err(Unavailable::NoCollection.into())
            }
            _ => Ok(self.wait()),
        }
    }

    /// The same for a removal; `None` if there is nothing to remove.
    pub(super) fn prepare_delete(&self, name: &str) -> Result<Option<Duration>, StoreError> {
        let wanted = name.to_owned();
        let any = self.ask(Some(name), move |route| secrets::removable(route, &wanted))?;
        Ok(any.then_some(self.wait()))
    }

    /// One question to the daemon. Where the manner allows it a missing daemon is started, or a
    /// locked keyring unlocked, and the question asked again.
    fn ask<T: Send + 'static>(
        &self,
        name: Option<&str>,
        question: impl Fn(&Route) -> Result<T, Unavailable> + Clone + Send + 'static,
    ) -> Result<T, Unavailable> {
        let attempt = |start| {
            let deadline = if start { PROMPT_DEADLINE } else { self.manner.deadline };
            let route = Route { address: self.bus_address.clone(), start, deadline };
            let question = question.clone();
            within(deadline, move || question(&route))
        };
        let mut answer = attempt(false);
        if self.manner.interactive {
            if matches!(answer, Err(Unavailable::NoService)) {
                answer = attempt(true);
            }
            if matches!(answer, Err(Unavailable::Locked)) {
                self.unlock(name)?;
                answer = attempt(false);
            }
        }
        answer
    }

    fn unlock(&self, name: Option<&str>) -> Result<(), Unavailable> {
        let (address, name) = (self.bus_address.clone(), name.map(ToOwned::to_owned));
        within(PROMPT_DEADLINE, move || secrets::unlock(address.as_deref(), name.as_deref()))
    }
}
