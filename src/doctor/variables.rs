//! Variables of huggingface_hub that change which token is used, or whether any is.

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::inject::force::in_force;
use crate::vars::{self, Env, TOKEN_NAMES, TOKEN_NAMES_IN_PYTHON};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "legacy-variables",
        group: Group::Tokens,
        about: "tokens under names that are no longer read everywhere",
        look: legacy_variables,
    },
    Check {
        name: "implicit-token",
        group: Group::Tokens,
        about: "HF_HUB_DISABLE_IMPLICIT_TOKEN, with which no token is sent by itself",
        look: implicit_token,
    },
    Check {
        name: "offline-variables",
        group: Group::Tokens,
        about: "HF_HUB_OFFLINE and its like, with which nothing is asked of the Hub",
        look: offline_variables,
    },
];

/// What keeps from the network, in the order in which huggingface_hub reads the first two.
const OFFLINE: [&str; 3] =
    [vars::HF_HUB_OFFLINE, vars::TRANSFORMERS_OFFLINE, "HF_DATASETS_OFFLINE"];

fn unset(finding: Finding, name: &'static str) -> Finding {
    finding.run(Public::text("unset ").and(Public::variable(name)))
}

fn legacy_variables(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.env;
    let set = TOKEN_NAMES.into_iter().enumerate().skip(1).filter(|(_, name)| env.has(name));
    let finding = |(rank, name): (usize, &'static str)| {
        let current = env.raw(vars::HF_TOKEN).filter(|value| !value.is_empty());
        let what = match current {
            Some(value) if env.raw(name) == Some(value) => " is set beside HF_TOKEN, to the same",
            Some(_) => " is set to something else than HF_TOKEN",
            None if rank < TOKEN_NAMES_IN_PYTHON => " is set: an older name of HF_TOKEN",
            None => " is set: a name of HF_TOKEN that huggingface_hub does not read",
        };
        let finding = Finding::new(Verdict::Warning, Public::variable(name).and(what));
        if current.is_some() {
            return unset(finding, name);
        }
        finding.say(Public::text("where it is set, write HF_TOKEN instead of ").and(name))
    };
    let mut findings: Vec<Finding> = set.map(finding).collect();
    if findings.is_empty() {
        findings.push(Finding::good("no older name of HF_TOKEN is set"));
    }
    findings
}

fn implicit_token(scene: &Scene<'_>) -> Vec<Finding> {
    let name = vars::HF_HUB_DISABLE_IMPLICIT_TOKEN;
    let env = in_force(scene.world, None);
    vec![if env.flag(name) {
        let text = "HF_HUB_DISABLE_IMPLICIT_TOKEN is set: Python and hfenv fetch send a token only \
                    where one is asked for";
        unset(Finding::new(Verdict::Warning, text), name)
    } else if env.has(name) && !says_no(&env, name) {
        not_counted(name)
    } else {
        Finding::good("tokens are sent without being asked for")
    }]
}

fn offline_variables(scene: &Scene<'_>) -> Vec<Finding> {
    let env = in_force(scene.world, None);
    let mut findings = Vec::new();
    for name in OFFLINE {
        // transformers' own is read where the first is not set.
        let covered =
            name == vars::TRANSFORMERS_OFFLINE && env.has(name) && env.has(vars::HF_HUB_OFFLINE);
        if covered && env.flag(name) != env.flag(vars::HF_HUB_OFFLINE) {
            let text = "TRANSFORMERS_OFFLINE says something else than HF_HUB_OFFLINE, which counts";
            findings.push(unset(Finding::new(Verdict::Warning, text), name));
        } else if covered {
        } else if env.flag(name) {
            let text = Public::variable(name).and(" is set: nothing new comes from the Hub");
            findings.push(unset(Finding::new(Verdict::Warning, text), name));
        } else if env.has(name) && !says_no(&env, name) {
            findings.push(not_counted(name));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::good("no variable keeps from asking the Hub"));
    }
    findings
}

/// Whether a value is a plain no.
fn says_no(env: &Env, name: &str) -> bool {
    let text = env.text(name).ok().flatten().unwrap_or_default();
    ["0", "off", "no", "false"].iter().any(|no| text.eq_ignore_ascii_case(no))
}

fn not_counted(name: &'static str) -> Finding {
    let text = Public::variable(name).and(" is set, and not to what counts as yes");
    Finding::new(Verdict::Note, text).say("only 1, ON, YES and TRUE do; unset it, or set it to 1")
}
