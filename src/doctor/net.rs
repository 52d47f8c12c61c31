//! The way to the Hub: proxies, and whether it answers.

use std::thread;

use super::git::hubs;
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::config::profiles::Profiles;
use crate::endpoint::Endpoint;
use crate::hub::error::HubError;
use crate::hub::http::probe::{self, Probe, knows_proxy};
use crate::vars::HF_ENDPOINT;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "proxy",
        group: Group::Machine,
        about: "variables for a proxy are understood, and mean one to hfenv and git",
        look: proxy,
    },
    Check {
        name: "endpoint",
        group: Group::Machine,
        about: "HF_ENDPOINT makes sense; with --online: the Hub answers, and how fast",
        look: endpoint,
    },
];

/// In the order in which hfenv takes the first that it understands.
const OURS: [&str; 6] =
    ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// In the order in which git does, for an address with https.
const GITS: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// The value of a variable, which can hold a password and is never repeated.
fn value<'a>(scene: &'a Scene<'_>, name: &str) -> Option<&'a str> {
    scene.world.inherited.text(name).ok().flatten()
}

fn proxy(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let set: Vec<&'static str> =
        OURS.into_iter().filter(|name| scene.world.inherited.has(name)).collect();
    for name in &set {
        let Some(text) = value(scene, name).filter(|text| knows_proxy(text)) else {
            let evidence = Public::text(name).and(" is no address of a proxy, and is passed over");
            findings.push(
                Finding::new(Verdict::Problem, evidence)
                    .say(Public::text("write it as http://HOST:PORT, or unset ").and(*name)),
            );
            continue;
        };
        let user = text.rsplit_once('@').map(|(before, _)| before.rsplit('/').next());
        if user.flatten().is_some_and(|user| user.contains(':')) {
            let evidence = Public::text(name).and(" holds a password, which every program sees");
            findings.push(Finding::new(Verdict::Note, evidence));
        }
    }
    findings.extend(two_ways(scene));
    findings.extend(around(scene, &set));
    if findings.is_empty() {
        let words = if set.is_empty() {
            Public::text("no proxy is set")
        } else {
            let names = Public::list(set.into_iter().map(Public::text));
            Public::text("hfenv and git go by ").and(names)
        };
        findings.push(Finding::good(words));
    }
    findings
}

/// Where hfenv and git would not take the same one.
fn two_ways(scene: &Scene<'_>) -> Option<Finding> {
    let known = |name: &&str| value(scene, name).is_some_and(knows_proxy);
    let ours = OURS.into_iter().find(|name| known(name))?;
    let Some(gits) = GITS.into_iter().find(|name| scene.world.inherited.has(name)) else {
        let evidence = Public::text("only hfenv goes by ").and(ours);
        let evidence = evidence.and("; git takes it for addresses without https");
        return Some(Finding::new(Verdict::Note, evidence).say("set HTTPS_PROXY, too"));
    };
    (value(scene, ours) != value(scene, gits)).then(|| {
        let evidence = Public::text("hfenv goes by ").and(ours).and(" and git by ").and(gits);
        let finding = Finding::new(Verdict::Warning, evidence.and(", and they differ"));
        finding.say("give both one value, or unset one")
    })
}

/// Where the Hub is left out.
fn around(scene: &Scene<'_>, set: &[&str]) -> Option<Finding> {
    let name = ["NO_PROXY", "no_proxy"].into_iter().find(|name| value(scene, name).is_some())?;
    let list = value(scene, name).filter(|_| !set.is_empty())?;
    let is_all = |entry: &str| ["*", "huggingface.co", ".huggingface.co"].contains(&entry.trim());
    list.split(',').any(is_all).then(|| {
        let evidence = Public::text(name).and(" leaves the Hub out: no proxy is used for it");
        Finding::new(Verdict::Note, evidence)
    })
}

fn endpoint(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = named(scene).into_iter().collect();
    if !scene.online {
        if findings.is_empty() {
            findings.push(Finding::new(Verdict::Skipped, "the Hub is asked with --online"));
        }
        return findings;
    }
    let mut all = vec![scene.world.usual_endpoint()];
    for profile in scene.world.profiles().into_iter().flat_map(Profiles::iter) {
        if !all.contains(&profile.endpoint) {
            all.push(profile.endpoint.clone());
        }
    }
    let answers: Vec<_> = thread::scope(|scope| {
        let asked: Vec<_> = all.iter().map(|one| scope.spawn(|| probe::probe(one))).collect();
        asked.into_iter().map(|one| one.join().ok()).collect()
    });
    for (endpoint, answer) in all.iter().zip(answers) {
        findings.extend(answer.map(|answer| answered(endpoint, &answer)));
    }
    findings
}

/// What is wrong with `HF_ENDPOINT`.
fn named(scene: &Scene<'_>) -> Option<Finding> {
    let text = value(scene, HF_ENDPOINT)?;
    let remedy = "write it as https://HOST, or unset HF_ENDPOINT";
    let Ok(endpoint) = Endpoint::parse(text) else {
        let evidence = "HF_ENDPOINT is no address of a Hub";
        return Some(Finding::new(Verdict::Problem, evidence).say(remedy));
    };
    let origin = endpoint.origin();
    if !origin.is_private_transport() {
        let evidence = "HF_ENDPOINT goes without TLS: everybody on the way could read a token";
        return Some(Finding::new(Verdict::Problem, evidence).say(remedy));
    }
    let is_known = hubs(scene).iter().any(|known| known.origin() == origin);
    (!is_known).then(|| {
        let evidence = Public::text("HF_ENDPOINT names ").and(Public::origin(origin));
        let evidence = evidence.and(", which no profile of yours has: git gets no token for it");
        Finding::new(Verdict::Note, evidence).run("hfenv login --endpoint \"$HF_ENDPOINT\"")
    })
}

fn answered(endpoint: &Endpoint, answer: &Result<Probe, HubError>) -> Finding {
    let hub = Public::origin(endpoint.origin());
    match answer {
        Ok(Probe { status: 401 | 403 | 429, took, .. }) => {
            Finding::good(hub.and(" answers in ").and(Public::millis(*took)))
        }
        Ok(Probe { status, .. }) => {
            let evidence = hub.and(" answers with HTTP ").and(Public::number(usize::from(*status)));
            if *status >= 500 {
                return Finding::new(Verdict::Warning, evidence.and(": it has trouble"))
                    .say("try again later");
            }
            let evidence = evidence.and(", which a Hub would not say");
            Finding::new(Verdict::Problem, evidence)
                .say("look at the address, and for a page that wants a login to the network")
        }
        Err(HubError::Unreachable { lasting: true, .. }) => {
            let evidence =
                hub.and(" can't be reached: its certificate, or the way to it, is wrong");
            Finding::new(Verdict::Problem, evidence).say("check SSL_CERT_FILE and HTTPS_PROXY")
        }
        Err(HubError::Unreachable { .. }) => {
            Finding::new(Verdict::Problem, hub.and(" can't be reached"))
                .say("check the network and HTTPS_PROXY")
        }
        Err(_) => Finding::new(Verdict::Problem, hub.and(" gives no whole answer"))
            .say("check the network and HTTPS_PROXY"),
    }
}

/// The answer of the Hub that is meant here.
pub(super) fn ask(scene: &Scene<'_>) -> Result<Probe, HubError> {
    probe::probe(&scene.world.usual_endpoint())
}
