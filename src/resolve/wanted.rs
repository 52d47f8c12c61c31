//! Whom a place asks for, whether or not something stronger stands in its way.

use super::ResolveError;
use super::rules::rule;
use super::world::World;
use crate::project::PROFILE_KEY;
use crate::text::printable_path;

/// The identity that an approved project, or the user's rule for this place, asks for, in words.
pub fn wanted(world: &World) -> Result<Option<String>, ResolveError> {
    for item in world.judged.items() {
        if item.is_secret() {
            return Ok(Some(format!(
                "{} in {}:{}",
                item.key,
                printable_path(&item.path),
                item.line
            )));
        }
        if item.key == PROFILE_KEY {
            let name = item.plain().unwrap_or_default();
            return Ok(Some(format!("profile {name} ({})", printable_path(&item.path))));
        }
    }
    Ok(rule(world, None)?.map(|fit| format!("profile {} ({})", fit.profile, fit.chosen)))
}
