//! Where a profile's secret lies among others: in a store of its own, or in a section of
//! huggingface_hub's list, which other programs write, too.

use super::Login;
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::whoami::Who;
use crate::profile::{Profile, ProfileName, StoreKind};
use crate::store::named;
use crate::store::vault::Vault;

/// What the choice of a section depends on.
pub(super) struct Sections<'a> {
    pub(super) profiles: &'a Profiles,
    pub(super) former: Option<&'a Profile>,
    pub(super) vault: &'a Vault<'a>,
    pub(super) login: &'a Login<'a>,
}

impl Sections<'_> {
    /// The section that `hf auth login` would choose, the token's own name or `oauth-USER`, unless
    /// it is taken: many people call each of their tokens the same, and no login may overwrite
    /// another one.
    pub(super) fn choose(&self, name: &ProfileName) -> String {
        let display = self.login.who.and_then(Who::display_name).map(ToOwned::to_owned);
        let of_browser = |user: &Who| format!("oauth-{}", user.name);
        let renewed = self.login.who.filter(|_| self.login.renewal.is_some());
        let theirs = display.or_else(|| renewed.map(of_browser));
        let theirs = theirs.filter(|name| named::name_allowed(name).is_ok());
        let choices = theirs.into_iter().chain([name.to_string()]);
        let numbered = (2_u32..).map(|number| format!("{name}-{number}"));
        let free = choices.chain(numbered).find(|section| !self.is_taken(name, section));
        free.unwrap_or_else(|| name.to_string())
    }

    fn is_taken(&self, name: &ProfileName, section: &str) -> bool {
        let here =
            |profile: &&Profile| profile.store == StoreKind::Hf && profile.section() == section;
        if let Some(own) = self.former.filter(here) {
            // huggingface_hub may renew what is there, so another Hub gets another section.
            return own.endpoint != self.login.endpoint;
        }
        self.profiles.iter().filter(here).any(|other| other.name != *name)
            || self.vault.has_other(section, self.login.token)
    }
}

/// Whether both have their secret in the same place.
pub(super) fn same_place(one: &Profile, other: &Profile) -> bool {
    one.store == other.store
        && match one.store {
            StoreKind::Hf => one.section() == other.section(),
            StoreKind::Keyring | StoreKind::Kernel | StoreKind::File => one.name == other.name,
        }
}

/// Whether Python may have a profile's token as its active one. That file outlives any
/// `HF_ENDPOINT`, so it takes the Hub's tokens, and those of a Hub on this machine while Python
/// asks that.
#[must_use]
pub fn is_for_python(profile: &Profile, python: &Endpoint) -> bool {
    let here = python.origin().is_loopback() && profile.serves(python.origin());
    profile.store == StoreKind::Hf && (profile.endpoint.is_hub() || here)
}
