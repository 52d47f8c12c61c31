//! Who answers git in the place of hfenv, or is told what hfenv has answered.

use super::git::{hubs, name_of, read};
use super::public::Public;
use super::{Check, Finding, Fix, Group, Scene, Verdict};
use crate::endpoint::Endpoint;
use crate::git::config::is_ours;
use crate::git::listed::{Scope, Setting, helpers, holds};
use crate::plaintext::answers_for;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "git-others",
    group: Group::Git,
    about: "nobody else answers git before hfenv, or keeps its tokens after it",
    look: others,
}];

/// The files that curl, and so git, looks into by itself.
const NETRC: [&str; 2] = [".netrc", "_netrc"];

/// Section and name of a key with headers that git sends.
const HEADERS: [&str; 2] = ["http", "extraheader"];

fn others(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = netrc(scene);
    let mut asks_hfenv = false;
    match read(scene) {
        Ok((_, settings)) => {
            let hubs = hubs(scene);
            let mut asked = hubs.iter().flat_map(|endpoint| helpers(&settings, endpoint));
            asks_hfenv = asked.any(|setting| is_ours(&setting.value));
            findings.extend(rivals(&hubs, &settings).iter().map(|rival| told(scene, rival)));
            findings.extend(headers(scene, &settings));
        }
        Err(finding) => findings.push(*finding),
    }
    if findings.is_empty() {
        findings.push(if asks_hfenv {
            Finding::good("nobody answers git in the place of hfenv")
        } else {
            Finding::new(Verdict::Skipped, "git does not ask hfenv yet; see git-helper")
        });
    }
    findings
}

fn netrc(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in NETRC {
        let file = scene.world.paths.home.join(name);
        for endpoint in &hubs(scene) {
            let Ok(true) = answers_for(&file, endpoint) else { continue };
            let evidence = scene.path(&file).and(" has a login for ");
            let evidence = evidence.and(Public::origin(endpoint.origin()));
            let evidence = evidence.and(", which git and curl take before they ask any helper");
            let finding =
                Finding::new(Verdict::Warning, evidence).run("hfenv import netrc --remove");
            findings.push(finding.say("what that leaves there, take out by hand"));
        }
    }
    findings
}

/// A helper that is asked beside hfenv, and for which endpoints.
struct Rival<'a> {
    setting: &'a Setting,
    is_first: bool,
    endpoints: Vec<&'a Endpoint>,
}

fn rivals<'a>(hubs: &'a [Endpoint], settings: &'a [Setting]) -> Vec<Rival<'a>> {
    let mut found: Vec<Rival<'a>> = Vec::new();
    for endpoint in hubs {
        let asked = helpers(settings, endpoint);
        // git-helper says where it is not asked at all.
        let Some(ours) = asked.iter().position(|one| is_ours(&one.value)) else { continue };
        let others = asked.into_iter().enumerate().filter(|(_, one)| !is_ours(&one.value));
        for (at, setting) in others {
            let is_first = at < ours;
            let known = found
                .iter_mut()
                .find(|known| std::ptr::eq(known.setting, setting) && known.is_first == is_first);
            match known {
                Some(known) => known.endpoints.push(endpoint),
                None => found.push(Rival { setting, is_first, endpoints: vec![endpoint] }),
            }
        }
    }
    found
}

/// git hands what it was given, and what worked, to every helper.
fn told(scene: &Scene<'_>, rival: &Rival<'_>) -> Finding {
    let who = who(scene, rival.setting);
    let hubs = rival.endpoints.iter().map(|endpoint| Public::origin(endpoint.origin()));
    let hubs = Public::list(hubs);
    if rival.is_first {
        let evidence = Public::text("git asks ").and(who).and(" before hfenv for ").and(hubs);
        let finding = Finding::new(Verdict::Problem, evidence);
        return match rival.setting.scope {
            // The reset that set-up makes stands behind these.
            Scope::System | Scope::Global => finding.fix(Fix::Git),
            _ => out_of(scene, finding, rival.setting),
        };
    }
    let (verdict, what) = match name_of(&rival.setting.value) {
        "store" => (Verdict::Warning, ", which keeps it in a plain file"),
        _ => (Verdict::Note, ", which may keep it"),
    };
    let evidence = Public::text("git hands the token for ").and(hubs).and(" on to ");
    out_of(scene, Finding::new(verdict, evidence.and(who).and(what)), rival.setting)
}

/// A helper, and where it stands.
fn who(scene: &Scene<'_>, rival: &Setting) -> Public {
    let name = Public::text(name_of(&rival.value));
    match &rival.file {
        Some(file) => name.and(" (").and(scene.path(file)).and(")"),
        None => name.and(" (of the environment)"),
    }
}

fn out_of(scene: &Scene<'_>, finding: Finding, setting: &Setting) -> Finding {
    match &setting.file {
        Some(file) => finding.say(Public::text("take that helper out of ").and(scene.path(file))),
        None => finding.say("unset the variables that begin with GIT_CONFIG_"),
    }
}

/// A header that logs in whatever the helpers say.
fn headers(scene: &Scene<'_>, settings: &[Setting]) -> Vec<Finding> {
    let hubs = hubs(scene);
    let logs_in = |setting: &&Setting| {
        let name = setting.value.split(':').next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case("authorization")
            && hubs.iter().any(|endpoint| holds(&setting.key, HEADERS, endpoint))
    };
    let finding = |setting: &Setting| {
        let evidence = "git sends an Authorization header of its own, whatever its helpers say";
        let finding = Finding::new(Verdict::Problem, evidence);
        match &setting.file {
            Some(file) => finding.say(
                Public::text("take http.extraHeader with the Authorization out of ")
                    .and(scene.path(file)),
            ),
            None => finding.say("unset the variables that begin with GIT_CONFIG_"),
        }
    };
    settings.iter().filter(logs_in).map(finding).collect()
}
