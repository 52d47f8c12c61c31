//! git: whether it asks hfenv, asks it first, and says enough.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::public::Public;
use super::{Check, Finding, Fix, Group, Scene, Verdict};
use crate::config::Config;
use crate::endpoint::Endpoint;
use crate::git::config::{self, Git, HELPER};
use crate::git::listed::{self, Scope, Setting};
use crate::git::{helper, setup};
use crate::paths::Paths;
use crate::program;
use crate::setup::program as own;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "git-version",
        group: Group::Git,
        about: "git is there, new enough, and can read its configuration",
        look: version,
    },
    Check {
        name: "git-helper",
        group: Group::Git,
        about: "git asks this hfenv for each of your endpoints",
        look: asks,
    },
    Check {
        name: "git-path",
        group: Group::Git,
        about: "git says which repository it asks for, where a rule needs that",
        look: path,
    },
];

/// How long git may take for one answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The oldest git that all parts of hfenv work with.
const OLDEST: [u32; 2] = [2, 31];

/// git, and all that it reads in the current folder.
pub(super) fn read(scene: &Scene<'_>) -> Result<(Git, Vec<Setting>), Box<Finding>> {
    let env = &scene.world.inherited;
    let skipped = || Finding::new(Verdict::Skipped, "git is not in PATH");
    let git = Git::find(env).map_err(|_| Box::new(skipped()))?;
    let folder = env.cwd().unwrap_or(Path::new("/"));
    match git.listed(folder, PATIENCE) {
        Ok(Some(settings)) => Ok((git, settings)),
        _ => Err(Box::new(Finding::new(Verdict::Skipped, "see git-version"))),
    }
}

/// The Hubs that git may be answered for.
pub(super) fn hubs(scene: &Scene<'_>) -> Vec<Endpoint> {
    helper::endpoints(scene.world).unwrap_or_else(|_| Endpoint::hub_names().into())
}

fn version(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.inherited;
    let Ok(git) = Git::find(env) else {
        return vec![Finding::new(Verdict::Note, "git is not in PATH")];
    };
    let folder = env.cwd().unwrap_or(Path::new("/"));
    let hangs = |error: &io::Error| error.kind() == ErrorKind::TimedOut;
    let (said, listed) = (git.version(PATIENCE), git.listed(folder, PATIENCE));
    if said.as_ref().is_err_and(hangs) || listed.as_ref().is_err_and(hangs) {
        let evidence = "git waits for its configuration: a file that it includes is a pipe";
        let evidence = Public::text(evidence).and(", or lies on a disk that does not answer");
        let finding = Finding::new(Verdict::Problem, evidence);
        return vec![finding.say("take that include out of git's configuration")];
    }
    let numbers = said.unwrap_or_default();
    let told = Public::text("git ").and(Public::version(&numbers));
    if !numbers.is_empty() && numbers.as_slice() < OLDEST.as_slice() {
        let old = told.and(" is older than ").and(Public::version(&OLDEST));
        let old = old.and(", which hfenv needs");
        return vec![Finding::new(Verdict::Problem, old).say("install a newer git")];
    }
    vec![match listed {
        Ok(Some(_)) => Finding::good(told),
        Ok(None) => Finding::new(Verdict::Problem, "git can't read its configuration")
            .say("git config --list names the file and the line"),
        Err(error) => {
            let why = Public::text("git can't be run: ").and(Public::io(&error));
            Finding::new(Verdict::Problem, why).say("install git anew")
        }
    }]
}

fn asks(scene: &Scene<'_>) -> Vec<Finding> {
    let (git, settings) = match read(scene) {
        Ok(read) => read,
        Err(finding) => return vec![*finding],
    };
    let fixes = can_be_set_up(scene, &git);
    let mut states: Vec<(State, Vec<&Endpoint>)> = Vec::new();
    let hubs = hubs(scene);
    for endpoint in &hubs {
        let state = state(scene, &settings, endpoint);
        match states.iter_mut().find(|(known, _)| *known == state) {
            Some((_, endpoints)) => endpoints.push(endpoint),
            None => states.push((state, vec![endpoint])),
        }
    }
    let told = |(state, endpoints): &(State, Vec<&Endpoint>)| {
        let names = endpoints.iter().map(|endpoint| Public::origin(endpoint.origin()));
        let finding = state.told(scene, Public::list(names));
        match state {
            State::Good => finding,
            State::NotAsked if lives_by_others(scene, &settings, endpoints) => finding
                .say("it asks another helper, and hfenv has no token yet: take that one over first")
                .run("hfenv import --remove git")
                .run("hfenv setup git"),
            _ if fixes => finding.fix(Fix::Git),
            _ => by_hand(scene, &settings, endpoints[0], finding),
        }
    };
    states.iter().map(told).collect()
}

/// Whether git asks hfenv.
#[derive(Debug, PartialEq, Eq)]
enum State {
    Good,
    NotAsked,
    Gone,
    Another(PathBuf),
}

impl State {
    fn told(&self, scene: &Scene<'_>, hubs: Public) -> Finding {
        match self {
            Self::Good => Finding::good(Public::text("git asks hfenv for ").and(hubs)),
            Self::NotAsked => {
                let evidence = Public::text("git does not ask hfenv for ").and(hubs);
                Finding::new(Verdict::Warning, evidence)
            }
            Self::Gone => {
                let evidence = Public::text("git's helper for ").and(hubs);
                let evidence = evidence.and(" is an hfenv that is not there");
                Finding::new(Verdict::Problem, evidence)
            }
            Self::Another(program) => {
                let evidence = Public::text("git asks another hfenv for ").and(hubs).and(": ");
                Finding::new(Verdict::Warning, evidence.and(scene.path(program)))
            }
        }
    }
}

/// Whether git may have a token from another helper while hfenv has none: to put hfenv in its place
/// would take it away.
fn lives_by_others(scene: &Scene<'_>, settings: &[Setting], endpoints: &[&Endpoint]) -> bool {
    let asked = |endpoint: &&Endpoint| !listed::helpers(settings, endpoint).is_empty();
    let has_token = || scene.resolution().is_some_and(|resolution| resolution.grant.is_some());
    endpoints.iter().any(asked) && !has_token()
}

/// Whether `hfenv setup git` would change something.
fn can_be_set_up(scene: &Scene<'_>, git: &Git) -> bool {
    let Ok(helper) = own::helper() else { return false };
    let Ok(value) = config::helper_value(&helper) else { return false };
    let wants_paths = scene.world.config().is_ok_and(Config::looks_at_repositories);
    let additions = setup::additions(git, &hubs(scene), wants_paths, &value);
    additions.is_ok_and(|changes| !changes.is_empty())
}

fn state(scene: &Scene<'_>, settings: &[Setting], endpoint: &Endpoint) -> State {
    let asked = listed::helpers(settings, endpoint);
    let Some(ours) = asked.into_iter().find(|setting| config::is_ours(&setting.value)) else {
        return State::NotAsked;
    };
    match program_of(scene, &ours.value).filter(|program| program.is_file()) {
        None => State::Gone,
        Some(program) if own::helper().is_ok_and(|own| same(&own, &program)) => State::Good,
        Some(program) => State::Another(program),
    }
}

fn same(one: &Path, other: &Path) -> bool {
    Paths::real(one) == Paths::real(other)
}

/// The program that a helper's value names.
fn program_of(scene: &Scene<'_>, value: &str) -> Option<PathBuf> {
    if !value.contains('/') {
        return program::find(&scene.world.inherited, HELPER);
    }
    let mut path = String::new();
    let mut escaped = false;
    for c in value.chars() {
        let is_sign = c == '\\' && !escaped;
        if !is_sign {
            path.push(c);
        }
        escaped = is_sign;
    }
    Some(PathBuf::from(path))
}

/// Where set-up would change nothing, something else stands in its way.
fn by_hand(
    scene: &Scene<'_>,
    settings: &[Setting],
    endpoint: &Endpoint,
    finding: Finding,
) -> Finding {
    if own::helper().is_err() {
        return finding.say("install git-credential-hfenv beside hfenv; a link to hfenv will do");
    }
    let resets = settings.iter().rfind(|setting| {
        setting.value.is_empty() && listed::holds(&setting.key, listed::HELPERS, endpoint)
    });
    match resets {
        Some(Setting { scope: Scope::Repository, file: Some(file), .. }) => finding.say(
            Public::text("take the empty helper out of [credential] in ").and(scene.path(file)),
        ),
        Some(Setting { scope: Scope::Command, .. }) => {
            finding.say("unset the variables that begin with GIT_CONFIG_")
        }
        _ => finding.say("see who is asked: git config --show-origin --get-all credential.helper"),
    }
}

fn path(scene: &Scene<'_>) -> Vec<Finding> {
    let Ok(config) = scene.world.config() else {
        return vec![Finding::new(Verdict::Unknown, "your rules can't be read")];
    };
    if !config.looks_at_repositories() {
        return vec![Finding::new(Verdict::Skipped, "no rule of yours looks at repositories")];
    }
    let (git, _) = match read(scene) {
        Ok(read) => read,
        Err(finding) => return vec![*finding],
    };
    let silent = |endpoint: &&Endpoint| {
        let said = git.sends_path(&endpoint.origin().to_string(), false);
        !matches!(said, Ok(Some(true)))
    };
    let finding = |endpoint: &Endpoint| {
        let evidence = Public::text("git does not say which repository of ");
        let evidence = evidence.and(Public::origin(endpoint.origin())).and(" it asks for");
        let evidence = evidence.and(", so that a rule by namespace sees remotes only");
        let finding = Finding::new(Verdict::Warning, evidence);
        match git.sends_path(&endpoint.origin().to_string(), false) {
            Ok(None) => finding.fix(Fix::Git),
            _ => finding.say("take credential.useHttpPath = false out of git's configuration"),
        }
    };
    let findings: Vec<_> = hubs(scene).iter().filter(silent).map(finding).collect();
    if findings.is_empty() {
        return vec![Finding::good("git says which repository it asks for")];
    }
    findings
}

/// A helper of others, by its name if that is known; the rest of its line can be anything.
pub(super) fn name_of(value: &str) -> &'static str {
    const KNOWN: [&str; 8] =
        ["store", "cache", "osxkeychain", "libsecret", "manager", "wincred", "oauth", "netrc"];
    let first = value.split_whitespace().next().unwrap_or_default();
    let name = Path::new(first).file_name().and_then(OsStr::to_str).unwrap_or_default();
    let name = name.strip_prefix("git-credential-").unwrap_or(name);
    match KNOWN.into_iter().find(|known| *known == name) {
        _ if value.starts_with('!') => "a shell command",
        Some(known) => known,
        None => "another helper",
    }
}
