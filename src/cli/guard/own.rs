//! The user's own secrets, for every command that looks for secrets.

use super::super::context::Context;
use crate::guard::own::Own;
use crate::paths::Paths;

/// What is known of them here. What could not be read is told, and the rules are looked for all the
/// same.
pub(in crate::cli) fn known(context: &Context) -> Own {
    let (own, missed) = Own::load(&Paths::find(context.env()), context.env());
    for what in missed {
        context.ui.warn(what);
    }
    own
}
