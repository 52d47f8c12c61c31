//! Which token is used here, and what stands in its way.

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::vars;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "legacy-variables",
    group: Group::Tokens,
    about: "tokens under names that are no longer read everywhere",
    look: legacy_variables,
}];

fn legacy_variables(scene: &Scene<'_>) -> Vec<Finding> {
    let set = |name: &&&'static str| scene.world.env.has(name);
    let finding = |name: &&'static str| {
        let evidence = Public::text(name).and(" is set: an older name, which not every tool reads");
        Finding::new(Verdict::Warning, evidence)
            .say(Public::text("where it is set, write HF_TOKEN in the place of ").and(*name))
    };
    vars::TOKEN_NAMES[1..].iter().filter(set).map(finding).collect()
}
