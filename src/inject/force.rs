//! The settings in force here: the user's own variables, then those of an approved project and of
//! the profile, as a shell in this folder has them and Python sees them.

use super::plan::{Plan, Scope, Value};
use crate::resolve::source::Grant;
use crate::resolve::world::World;
use crate::vars::{self, Env, Setting};

/// The environment, with the settings of the project and of the profile in it.
#[must_use]
pub fn in_force(world: &World, grant: Option<&Grant>) -> Env {
    let plan = Plan::new(world, grant, Scope::Polite);
    let settings = plan.set.iter().filter_map(|(name, value)| match value {
        Value::Plain(text) => Setting::named(name).map(|_| (name.as_str(), text.as_str())),
        Value::Secret(_) => None,
    });
    world.env.filled(settings)
}

/// Whether the Hub is to be left alone, as huggingface_hub reads it (`constants.py`): the second
/// name counts where the first is unset or empty.
#[must_use]
pub fn offline(env: &Env) -> bool {
    if env.has(vars::HF_HUB_OFFLINE) {
        env.flag(vars::HF_HUB_OFFLINE)
    } else {
        env.flag(vars::TRANSFORMERS_OFFLINE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_name_counts_where_the_first_is_empty() {
        let is = |hub: &str, transformers: &str| {
            offline(&Env::of(&[("HF_HUB_OFFLINE", hub), ("TRANSFORMERS_OFFLINE", transformers)]))
        };
        assert!(is("1", "") && is("", "1") && is("on", "0"));
        assert!(!is("0", "1") && !is("2", "1") && !is("", "y"));
        assert!(offline(&Env::of(&[("TRANSFORMERS_OFFLINE", "TRUE")])));
    }
}
