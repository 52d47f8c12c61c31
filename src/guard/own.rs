//! The user's own secrets, known by keyed fingerprints: found without a store being opened.

use std::ops::Range;

/// The fingerprints of this user.
#[derive(Debug, Default)]
pub struct Own {}

/// One of them in some bytes.
pub(super) struct Owned<'a> {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it is, for people: `token of the profile work`, `API_KEY of ~/work/.env`.
    pub(super) what: &'a str,
}

impl Own {
    /// Calls back with every own secret that begins in `fresh`.
    pub(super) fn find<'a>(
        &'a self,
        _bytes: &[u8],
        _fresh: Range<usize>,
        _found: &mut dyn FnMut(Owned<'a>),
    ) {
    }
}
