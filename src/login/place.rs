//! Where a profile's secret lies among others: in a store of its own, or in a section of
//! huggingface_hub's list, which other programs write, too.

use crate::endpoint::Endpoint;
use crate::hub::whoami::Who;
use crate::profile::{Profile, ProfileName, StoreKind};
use crate::store::named;

/// The section that `hf auth login` would choose, the token's own name, unless it is taken: many
/// people call each of their tokens the same, and no login may overwrite another one.
pub(super) fn saved_name(
    name: &ProfileName,
    who: Option<&Who>,
    taken: impl Fn(&ProfileName, &str) -> bool,
) -> String {
    let display = who.and_then(Who::display_name).filter(|name| named::name_allowed(name).is_ok());
    let choices = display.into_iter().chain([name.as_str()]).map(ToOwned::to_owned);
    let numbered = (2_u32..).map(|number| format!("{name}-{number}"));
    let free = choices.chain(numbered).find(|section| !taken(name, section));
    free.unwrap_or_else(|| name.to_string())
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
