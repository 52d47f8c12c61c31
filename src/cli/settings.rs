//! What the settings in force mean to a command.

use super::context::Context;
use crate::cache::Cache;
pub(super) use crate::inject::force::{in_force, offline};
use crate::paths::Paths;
use crate::vars::Env;

/// The Hub cache that Python would use here.
#[must_use]
pub(super) fn cache(env: &Env) -> Cache {
    Cache::find(&Paths::find(env), env)
}

/// Longest wait that makes sense; clocks can't count to any number.
const DAY: u64 = 24 * 60 * 60;

/// Seconds in a variable, a day at most; what huggingface_hub takes for 0 or nothing is 10.
pub(super) fn seconds(context: &Context, env: &Env, name: &'static str) -> std::time::Duration {
    const USUAL: u64 = 10;
    let text = env.text(name).ok().flatten();
    let number = text.map(|text| text.trim().parse::<u64>());
    if let Some(Err(_)) = number {
        context.ui.warn(format!("{name} is no whole number of seconds; {USUAL} it is"));
    }
    let seconds = number.and_then(Result::ok).filter(|seconds| *seconds > 0).unwrap_or(USUAL);
    std::time::Duration::from_secs(seconds.min(DAY))
}
