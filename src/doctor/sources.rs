//! Which token is used here, by whom, and what stands in its way.

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::resolve::Resolution;
use crate::resolve::source::{Chosen, Source};
use crate::resolve::trace::{Outcome, Row, Step};
use crate::vars;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "token-sources",
    group: Group::Tokens,
    about: "which source has the token that is used, and who has another one",
    look: token_sources,
}];

fn token_sources(scene: &Scene<'_>) -> Vec<Finding> {
    if scene.world.config().is_err() || scene.world.profiles().is_err() {
        let text =
            "hfenv's configuration can't be read, so that profiles have no say; see own-files";
        return vec![Finding::new(Verdict::Unknown, text)];
    }
    let Some(resolution) = scene.resolution() else {
        let text = "the sources can't be asked; see own-files";
        return vec![Finding::new(Verdict::Unknown, text).run("hfenv why")];
    };
    let mut findings = Vec::new();
    if scene.world.env.has(vars::HF_OIDC_RESOURCE) && !scene.online {
        let text = "HF_OIDC_RESOURCE is set: run, fetch and token exchange the job's id token, and \
                    take nothing else; whether that works is asked with --online";
        return vec![Finding::new(Verdict::Unknown, text).run("hfenv doctor --online")];
    }
    let used = resolution.trace.iter().find(|step| step.outcome == Outcome::Used);
    let silent = resolution.trace.iter().take_while(|step| step.outcome != Outcome::Used);
    for step in silent {
        let row = Public::text(words(step.row));
        match step.outcome {
            Outcome::Broken => findings.push(
                Finding::new(Verdict::Problem, row.and(" can't be used, and nothing stands in"))
                    .run("hfenv why"),
            ),
            Outcome::Unavailable => findings.push(
                Finding::new(Verdict::Warning, row.and(" gives no token now")).run("hfenv why"),
            ),
            _ => {}
        }
    }
    match used {
        None if findings.is_empty() => {
            let text = "there is no token: public repositories only";
            findings.push(Finding::new(Verdict::Note, text).run("hfenv login"));
        }
        None => {}
        Some(used) => findings.extend(rivals(scene, used, resolution)),
    }
    findings
}

/// Who has the token that is used, and who has another one.
fn rivals(scene: &Scene<'_>, used: &Step, resolution: &Resolution) -> Vec<Finding> {
    let winner = named(scene, used);
    let with_token = |step: &&Step| step.outcome == Outcome::Shadowed;
    let others: Vec<&Step> = resolution.trace.iter().filter(with_token).collect();
    let different: Vec<&&Step> = others.iter().filter(|step| step.differs).collect();
    if different.is_empty() {
        let same = match others.len() {
            0 => Public::default(),
            1 => Public::text("; 1 more source has the same"),
            more => {
                Public::text("; ").and(Public::count(more, "more source")).and(" have the same")
            }
        };
        let text = Public::text("the token of ").and(winner).and(" is used").and(same);
        return vec![Finding::good(text)];
    }
    different
        .iter()
        .map(|step| {
            let evidence = Public::text("the token of ")
                .and(winner.clone())
                .and(" is used, and not that of ")
                .and(named(scene, step));
            let is_left_over =
                matches!(used.row, Row::Environment | Row::EnvironmentFile | Row::Saved);
            match &used.source {
                // Somebody set it once, and hfenv's profiles have no say.
                Some(Source::Variable(name)) => {
                    let unset = Public::text("unset ").and(Public::variable(name));
                    Finding::new(Verdict::Warning, evidence)
                        .run(unset)
                        .say("take it out of the file that sets it, too: see plain-text")
                }
                _ if is_left_over => Finding::new(Verdict::Warning, evidence).run("hfenv why"),
                _ => Finding::new(Verdict::Note, evidence),
            }
        })
        .collect()
}

/// A source that has a token.
fn named(scene: &Scene<'_>, step: &Step) -> Public {
    step.source.as_ref().map_or(Public::text(words(step.row)), |source| public(scene, source))
}

/// A source for everybody. Names of saved logins are the user's accounts.
pub(super) fn public(scene: &Scene<'_>, source: &Source) -> Public {
    match source {
        Source::Stdin => Public::text("standard input"),
        Source::GivenFile(path) | Source::EnvironmentFile(path) => scene.path(path),
        Source::Profile(name, chosen) => Public::text("the profile ")
            .and(Public::profile(name))
            .and(" (")
            .and(why(scene, chosen))
            .and(")"),
        Source::SavedName(..) => Public::text("a saved login"),
        Source::Oidc(_) => Public::text("an OIDC exchange"),
        Source::Variable(name) => Public::variable(name).and(" in the environment"),
        Source::DotEnv { path, line, key } => {
            Public::variable(key).and(" in ").and(scene.line(path, *line))
        }
        Source::Saved(path, _) => scene.path(path).and(" (huggingface_hub's)"),
    }
}

/// What chose a profile.
fn why(scene: &Scene<'_>, chosen: &Chosen) -> Public {
    match chosen {
        Chosen::Flag => Public::text("--profile"),
        Chosen::Variable => Public::text("HFENV_PROFILE"),
        Chosen::GitUsername => Public::text("the user name in the URL"),
        Chosen::Host => Public::text("the only one for its host"),
        Chosen::Project(path) => scene.path(path),
        Chosen::Rule(_) => Public::text("a rule of config.toml"),
        Chosen::Default => Public::text("the default"),
    }
}

fn words(row: Row) -> &'static str {
    match row {
        Row::Explicit => "the profile that HFENV_PROFILE names",
        Row::Oidc => "the OIDC exchange",
        Row::Environment => "the environment's variable",
        Row::EnvironmentFile => "the file that the environment names",
        Row::DotEnv => "the project's .env",
        Row::Project => "the profile of this project",
        Row::Default => "the default profile",
        Row::Saved => "huggingface_hub's saved login",
    }
}
