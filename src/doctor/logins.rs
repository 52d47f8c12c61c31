//! How long the profiles' tokens last, what they may do, and who has refused them.

use super::held::{Hold, Reply};
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::git::rejection;
use crate::hub::error::HubError;
use crate::hub::whoami::{Scope, Who};
use crate::profile::{Profile, StoreKind};
use crate::store::named;
use crate::text::{unix_now, unix_seconds};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "token-expiry",
        group: Group::Tokens,
        about: "tokens that are over, or will be within a week",
        look: token_expiry,
    },
    Check {
        name: "token-role",
        group: Group::Tokens,
        about: "tokens that may write where most need to read",
        look: token_role,
    },
    Check {
        name: "token-works",
        group: Group::Tokens,
        about: "whether the Hub takes each profile's token (--online)",
        look: token_works,
    },
    Check {
        name: "rejections",
        group: Group::Tokens,
        about: "tokens that a server has refused since they were saved",
        look: rejections,
    },
];

/// How long before its end a token is told of.
const SOON: i64 = 7 * 24 * 3600;

/// `hfenv login -p NAME`.
pub(super) fn log_in(profile: &Profile) -> Public {
    Public::text("hfenv login -p ").and(Public::profile(&profile.name))
}

/// A profile, at the beginning of a sentence about it.
pub(super) fn of(profile: &Profile) -> Public {
    Public::text("the profile ").and(Public::profile(&profile.name))
}

fn token_expiry(scene: &Scene<'_>) -> Vec<Finding> {
    let now = unix_now();
    let Ok(profiles) = scene.world.profiles() else { return vec![unreadable()] };
    let mut findings = Vec::new();
    for profile in profiles.iter() {
        let held = match scene.held().iter().find(|(known, _)| known.name == profile.name) {
            Some((_, Hold::Secrets(secrets))) => Some(secrets),
            _ => None,
        };
        // huggingface_hub's own list knows better when its logins end.
        let told = scene.who(profile).and_then(|who| unix_seconds(who.expires()?));
        let end = told.or(held.and_then(|secrets| secrets.expires_at)).or(profile.expires_at());
        let renews = profile.renewable || held.is_some_and(|secrets| secrets.refresh.is_some());
        let is_default = profiles.default.as_ref() == Some(&profile.name);
        findings.extend(end.and_then(|end| about_end(profile, end - now, renews, is_default, end)));
    }
    findings.extend(saved_logins(scene, now));
    if findings.is_empty() {
        findings.push(Finding::good("no token is over, or about to be"));
    }
    findings
}

fn about_end(
    profile: &Profile,
    left: i64,
    renews: bool,
    is_default: bool,
    end: i64,
) -> Option<Finding> {
    let text = |words: &'static str| of(profile).and(words).and(Public::day(end));
    Some(match left {
        _ if left > SOON => return None,
        ..=0 if renews => {
            let words = ": its login ended, and is renewed when it is used next; it ended on ";
            Finding::new(Verdict::Note, text(words))
        }
        ..=0 => {
            let verdict = if is_default { Verdict::Problem } else { Verdict::Warning };
            Finding::new(verdict, text(": its token expired on ")).run(log_in(profile))
        }
        _ if renews => return None,
        _ => Finding::new(Verdict::Warning, text(": its token expires on ")).run(log_in(profile)),
    })
}

/// Logins that huggingface_hub has saved and no profile has.
fn saved_logins(scene: &Scene<'_>, now: i64) -> Option<Finding> {
    let paths = &scene.world.paths;
    let stored = named::load(&paths.stored_tokens).ok()?;
    let profiles = scene.world.profiles().ok()?;
    let is_ours = |name: &str| {
        profiles.iter().any(|profile| profile.store == StoreKind::Hf && profile.section() == name)
    };
    let over = |name: &&str| {
        let ended = stored.expires_at(name).is_some_and(|end| end <= now);
        ended && stored.refresh_token(name).is_none() && !is_ours(name)
    };
    let number = stored.names().filter(over).count();
    let text = scene.path(&paths.stored_tokens).and(" has ").and(Public::count(number, "login"));
    (number > 0).then(|| {
        Finding::new(Verdict::Warning, text.and(" whose time is over")).run("hf auth login")
    })
}

fn token_role(scene: &Scene<'_>) -> Vec<Finding> {
    let Ok(profiles) = scene.world.profiles() else { return vec![unreadable()] };
    let mut findings = Vec::new();
    for profile in profiles.iter() {
        let Some(reach) = reach(profile, scene.who(profile)) else { continue };
        let is_default = profiles.default.as_ref() == Some(&profile.name);
        findings.push(if is_default {
            let text = of(profile).and(reach).and(", and every shell has its token");
            let name = Public::profile(&profile.name);
            Finding::new(Verdict::Warning, text)
                .say("make a read or fine-grained token: https://huggingface.co/settings/tokens")
                .run(Public::text("hfenv rotate ").and(name).and(" --fewer-rights"))
        } else {
            Finding::new(Verdict::Note, of(profile).and(reach))
        });
    }
    if findings.is_empty() {
        findings.push(if profiles.is_empty() {
            Finding::new(Verdict::Skipped, "there is no profile")
        } else {
            Finding::good("no profile is known to have a token that may write everywhere")
        });
    }
    findings
}

/// How far a token reaches, where that is more than most need.
fn reach(profile: &Profile, who: Option<&Who>) -> Option<&'static str> {
    let role = who.and_then(Who::role).or(profile.role.as_deref())?;
    if role == "write" || role == "admin" {
        return Some(" may write to all your repositories");
    }
    let fine = who.and_then(Who::fine_grained)?;
    let writes = |held: &String| held == "repo.write";
    let of_account = |scope: &&Scope| ["user", "org"].contains(&scope.entity.kind.as_str());
    let wide = fine.scoped.iter().filter(of_account).any(|it| it.permissions.iter().any(writes));
    (wide || fine.global.iter().any(writes)).then_some(" may write to a whole account")
}

fn token_works(scene: &Scene<'_>) -> Vec<Finding> {
    if !scene.online {
        return vec![Finding::new(Verdict::Skipped, "only with --online")];
    }
    let mut findings = Vec::new();
    for (profile, asked) in scene.asked() {
        findings.push(match asked {
            Reply::Who(_) => Finding::good(of(profile).and(": the Hub takes its token")),
            Reply::Refused => {
                let text = of(profile).and(": the Hub does not take its token any more");
                Finding::new(Verdict::Problem, text).run(log_in(profile))
            }
            Reply::Silent(error) => {
                let text = of(profile).and(": its Hub ").and(silence(error));
                Finding::new(Verdict::Unknown, text).run("hfenv whoami")
            }
            Reply::NotAsked => {
                let text = of(profile).and(": its Hub did not answer before");
                Finding::new(Verdict::Unknown, text)
            }
        });
    }
    if findings.is_empty() {
        findings.push(Finding::new(Verdict::Skipped, "no profile has a token to ask about"));
    }
    findings
}

/// Why a Hub gave no answer.
fn silence(error: &HubError) -> &'static str {
    match error {
        HubError::Unreachable { .. } | HubError::BrokenOff { .. } => "can't be reached",
        HubError::RateLimited { .. } => "wants to be left alone for a while",
        HubError::Foreign(_) => "has an address that no token is sent to",
        _ => "gave no answer that makes sense",
    }
}

fn rejections(scene: &Scene<'_>) -> Vec<Finding> {
    let paths = &scene.world.paths;
    if rejection::readable(paths).is_err() {
        let text = "the list of refused tokens can't be read; see own-files";
        return vec![Finding::new(Verdict::Unknown, text)];
    }
    let mut findings = Vec::new();
    for (profile, hold) in scene.held() {
        let Hold::Secrets(secrets) = hold else { continue };
        for endpoint in profile.endpoints() {
            let origin = endpoint.origin();
            let Ok(Some(refusal)) = rejection::of_token(paths, origin, &secrets.token) else {
                continue;
            };
            let text = Public::origin(origin)
                .and(" has refused the token of ")
                .and(of(profile))
                .and(" to git ")
                .and(Public::ago(refusal.at));
            findings.push(Finding::new(Verdict::Warning, text).run(log_in(profile)));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::good("no server has refused a token of yours to git"));
    }
    findings
}

/// What is said where the profiles can't be read.
pub(super) fn unreadable() -> Finding {
    Finding::new(Verdict::Unknown, "the profiles can't be read; see own-files")
}
