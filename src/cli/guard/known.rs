//! What is known before anything is read, for every command that looks for secrets.

use super::super::context::Context;
use crate::guard::Known;
use crate::guard::allow::Allowed;
use crate::guard::own::Own;
use crate::guard::repo::Repo;
use crate::paths::Paths;

/// The user's own secrets, and the list of what is allowed here. What could not be read of the
/// former is told, and the rules are looked for all the same.
pub(in crate::cli) fn known(context: &Context, repo: &Repo) -> Known {
    let (own, missed) = Own::load(&Paths::find(context.env()), context.env());
    for what in missed {
        context.ui.warn(what);
    }
    Known { own, allowed: Allowed::of_repo(repo) }
}
