//! `hfenv guard scan --verify`: whether the Hub tokens that were found still work. Each goes where
//! any token from outside the profiles may go, and nowhere else.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::together;
use super::super::ui::Ui;
use super::super::whoami::scopes_in_short;
use crate::guard::{Finding, Report};
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::resolve::bind;
use crate::resolve::source::{Grant, Source};
use crate::text::printable;

/// The rules whose secrets the Hub tells about. Of the others a no would say nothing.
const ASKED: [&str; 3] = ["hf-user", "hf-organisation", "hf-oauth"];

/// How many are asked at the same time.
const AT_ONCE: usize = 4;

/// How many are asked about: a file can have as many as it likes.
const MOST: usize = 100;

/// How many scopes are told in a line.
const SCOPES: usize = 3;

/// What is known of a secret after the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It works.
    Alive {
        /// Whose it is.
        user: String,
        /// What it may do.
        role: Option<String>,
        /// The same in detail.
        scopes: Vec<String>,
        /// Who says so.
        endpoint: String,
    },
    /// It does not.
    Dead {
        /// Who says so.
        endpoint: String,
    },
    /// It can't be told, and why.
    Unknown(String),
    /// It is no token of a Hub, or of a kind that can't be asked about.
    NotAsked,
}

/// What the Hub says of each finding, in their order.
pub(super) fn ask(context: &Context, report: &Report) -> Vec<Answer> {
    let grants = grants(context, report);
    let distinct: Vec<&Grant> = {
        let mut seen: Vec<&Grant> = Vec::new();
        for grant in grants.iter().flatten().filter_map(|grant| grant.as_ref().ok()) {
            if !seen.iter().any(|known| known.local() == grant.local()) {
                seen.push(grant);
            }
        }
        seen
    };
    let asked = &distinct[..distinct.len().min(MOST)];
    let answers = together::each(asked, AT_ONCE, |grant| answer(grant));
    let rest = || Answer::Unknown(format!("there are more than {MOST}"));
    let of = |grant: &Option<Result<Grant, String>>| match grant {
        None => Answer::NotAsked,
        Some(Err(why)) => Answer::Unknown(why.clone()),
        Some(Ok(grant)) => {
            let index = distinct.iter().position(|known| known.local() == grant.local());
            index.and_then(|index| answers.get(index)).cloned().unwrap_or_else(rest)
        }
    };
    grants.iter().map(of).collect()
}

/// Where each token may go, if it is one that is asked about.
fn grants(context: &Context, report: &Report) -> Vec<Option<Result<Grant, String>>> {
    let world = context.world().map_err(|failure| failure.error);
    let grant = |finding: &Finding| {
        let token = finding.value.token().filter(|_| ASKED.contains(&finding.rule))?;
        let found = Source::GivenFile(finding.path.clone());
        Some(world.as_ref().map_err(Clone::clone).map(|world| bind::claim(world, token, found)))
    };
    report.findings.iter().map(grant).collect()
}

fn answer(grant: &Grant) -> Answer {
    let endpoint = grant.endpoint.to_string();
    match whoami::of_grant(grant) {
        Ok(who) => alive(&who, endpoint),
        Err(HubError::InvalidToken(_)) => Answer::Dead { endpoint },
        Err(error) => Answer::Unknown(error.to_string()),
    }
}

fn alive(who: &Who, endpoint: String) -> Answer {
    let clean = |text: &str| printable(text).into_owned();
    Answer::Alive {
        user: clean(&who.name),
        role: who.role().map(clean),
        scopes: scopes_in_short(who).iter().map(|scope| clean(scope)).collect(),
        endpoint,
    }
}

/// What is left to say, once for all.
pub(super) fn tell_rest(ui: Ui, answers: &[Answer]) {
    let mut whys: Vec<&String> = answers.iter().filter_map(Answer::why).collect();
    whys.sort();
    whys.dedup();
    for why in whys {
        ui.warn(format!("not every token could be asked about: {why}"));
    }
    if answers.contains(&Answer::NotAsked) {
        ui.say("only tokens of a Hub were asked about");
    }
    if answers.iter().any(|answer| matches!(answer, Answer::Alive { .. })) {
        ui.hint("a token that works is in use by whoever finds it: revoke it now");
    }
}

impl Answer {
    fn why(&self) -> Option<&String> {
        if let Self::Unknown(why) = self { Some(why) } else { None }
    }

    /// What stands behind a finding.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Alive { user, role, scopes, .. } => {
                let role = role.as_deref().map(|role| format!(", {role}")).unwrap_or_default();
                let more = if scopes.len() > SCOPES { "; …" } else { "" };
                let few: Vec<&str> = scopes.iter().map(String::as_str).take(SCOPES).collect();
                let few =
                    if few.is_empty() { String::new() } else { format!(" ({})", few.join("; ")) };
                format!(", works: {user}{role}{few}{more}")
            }
            Self::Dead { .. } => ", does not work any more".to_owned(),
            Self::Unknown(_) => ", not known whether it works".to_owned(),
            Self::NotAsked => String::new(),
        }
    }

    /// The same for programs.
    pub(super) fn as_json(&self) -> Value {
        match self {
            Self::Alive { user, role, scopes, endpoint } => json!({
                "endpoint": endpoint,
                "role": role,
                "scopes": scopes,
                "state": "alive",
                "user": user,
            }),
            Self::Dead { endpoint } => json!({ "endpoint": endpoint, "state": "dead" }),
            Self::Unknown(why) => json!({ "state": "unknown", "why": why }),
            Self::NotAsked => json!({ "state": "not asked" }),
        }
    }
}
