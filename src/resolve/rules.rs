//! The user's rules: which profile the place asks for.
//!
//! A rule for a namespace comes before one for a remote, and that before one for a folder; among
//! those of one kind the longest counts. For a namespace, what is asked for decides; where nothing
//! is, as in a shell, the work tree's own remotes at a Hub do. So every tool gets one answer in a
//! work tree, and another repository that is asked for from there still gets its own.

use std::fmt;
use std::path::PathBuf;

use super::ResolveError;
use super::source::Chosen;
use super::world::World;
use crate::config::rule::compared;
use crate::config::{Place, Rule};
use crate::endpoint::{Endpoint, Origin};
use crate::paths::Paths;
use crate::program::Git;
use crate::project::remote::Remote;
use crate::repo::Repo;
use crate::text::{printable, printable_path, redact};

/// Most addresses that a reason repeats.
const SHOWN: usize = 3;

/// What a consumer asks for, as far as it says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The Hub, where it is known before the token is.
    origin: Option<Origin>,
    /// The repository.
    repo: Option<Repo>,
    /// `host/path`, where there is a path.
    address: Option<String>,
}

/// A rule that holds here, and what it was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleFor {
    /// The folder.
    Dir(PathBuf),
    /// Its pattern of addresses.
    Remote(String, By),
    /// Its namespace.
    Namespace(String, By),
}

/// What a rule was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// What is asked for.
    Asked,
    /// The remote of this name.
    Remote(String),
}

/// The profile that a rule names, and the rule.
pub(super) struct Fit {
    pub(super) profile: String,
    pub(super) chosen: Chosen,
}

impl Subject {
    /// What git asks its helper for: a Hub and, where git is set up so, a path.
    #[must_use]
    pub fn of_git(world: &World, origin: &Origin, path: Option<&str>) -> Self {
        let path = path.map(|path| path.trim_matches('/'));
        Self {
            origin: Some(origin.clone()),
            repo: path.and_then(|path| repo_at(world, origin, path)),
            address: path.map(|path| address(origin, path)),
        }
    }

    /// A repository that was named, and the Hub if that was, too.
    #[must_use]
    pub fn of_repo(world: &World, repo: &Repo, named: Option<&Endpoint>) -> Self {
        let usual = world.usual_endpoint();
        let endpoint = named.unwrap_or(&usual);
        let path = format!("{}/{repo}", endpoint.path());
        Self {
            origin: named.map(|endpoint| endpoint.origin().clone()),
            repo: Some(repo.clone()),
            address: Some(address(endpoint.origin(), path.trim_matches('/'))),
        }
    }
}

/// The rule that holds here.
pub(super) fn rule(world: &World, asked: Option<&Subject>) -> Result<Option<Fit>, ResolveError> {
    let rules = world.config()?.rules.as_slice();
    if let Some(fit) = by_namespace(world, rules, asked)? {
        return Ok(Some(fit));
    }
    Ok(by_remote(world, rules, asked).or_else(|| by_folder(world, rules)))
}

/// Why no rule holds here.
pub(super) fn no_rule(world: &World, asked: Option<&Subject>) -> Result<String, ResolveError> {
    if !world.config()?.looks_at_repositories() {
        return Ok("no rule here".to_owned());
    }
    let asked = asked.and_then(|asked| asked.address.as_deref());
    // A reason is not worth a process.
    let remotes = world.remotes_seen().iter().map(|remote| remote.address.as_str());
    let mut shown: Vec<&str> = Vec::new();
    for address in asked.into_iter().chain(remotes) {
        if !shown.contains(&address) {
            shown.push(address);
        }
    }
    shown.truncate(SHOWN);
    let shown: Vec<String> =
        shown.into_iter().map(|address| printable(&redact(address)).into_owned()).collect();
    let places = if shown.is_empty() { String::new() } else { shown.join(", ") + " or " };
    let git =
        if Git::find(&world.inherited).is_err() { "; without git no remote is known" } else { "" };
    Ok(format!("no rule for {places}this folder{git}"))
}

fn by_namespace(
    world: &World,
    rules: &[Rule],
    asked: Option<&Subject>,
) -> Result<Option<Fit>, ResolveError> {
    let rules: Vec<_> = rules
        .iter()
        .filter_map(|rule| match &rule.place {
            Place::Namespace(namespace) => Some((rule, namespace)),
            _ => None,
        })
        .collect();
    if rules.is_empty() {
        return Ok(None);
    }
    let profiles = world.profiles()?;
    // A namespace at another Hub is somebody else's, even if it is called the same.
    let serves = |rule: &Rule, origin: Option<&Origin>| {
        let profile = profiles.get(rule.profile.as_str());
        origin.is_none_or(|origin| profile.is_none_or(|profile| profile.serves(origin)))
    };
    for (repo, origin, by) in repositories(world, asked) {
        let fitting = rules
            .iter()
            .filter(|(rule, namespace)| namespace.covers(&repo) && serves(rule, origin.as_ref()));
        if let Some((rule, namespace)) = fitting.max_by_key(|(_, name)| name.as_str().len()) {
            return Ok(Some(fit(rule, RuleFor::Namespace(namespace.as_str().to_owned(), by))));
        }
    }
    Ok(None)
}

/// The repositories that rules for namespaces are about: what is asked for, else the remotes.
fn repositories(world: &World, asked: Option<&Subject>) -> Vec<(Repo, Option<Origin>, By)> {
    if let Some(Subject { repo: Some(repo), origin, .. }) = asked {
        return vec![(repo.clone(), origin.clone(), By::Asked)];
    }
    let wanted = asked.and_then(|asked| asked.origin.as_ref());
    let of_remote = |remote: &Remote| {
        let origin = remote.origin.as_ref()?;
        let repo = repo_at(world, origin, &remote.path)?;
        let same = wanted.is_none_or(|wanted| is_same_hub(wanted, origin));
        same.then(|| (repo, Some(origin.clone()), By::Remote(remote.name.clone())))
    };
    world.remotes().iter().filter_map(of_remote).collect()
}

fn by_remote(world: &World, rules: &[Rule], asked: Option<&Subject>) -> Option<Fit> {
    let mut rules = rules.iter().filter_map(|rule| match &rule.place {
        Place::Remote(pattern) => Some((rule, pattern)),
        _ => None,
    });
    let first = rules.next()?;
    let rules: Vec<_> = std::iter::once(first).chain(rules).collect();
    let best = |address: &str, by: By| {
        let fitting = rules.iter().filter(|(_, pattern)| pattern.fits(address));
        let (rule, pattern) = fitting.max_by_key(|(_, pattern)| pattern.as_str().len())?;
        Some(fit(rule, RuleFor::Remote(pattern.as_str().to_owned(), by)))
    };
    let asked = asked.and_then(|asked| asked.address.as_deref());
    let by_asked = asked.and_then(|address| best(address, By::Asked));
    let of_remote = |remote: &Remote| best(&remote.address, By::Remote(remote.name.clone()));
    by_asked.or_else(|| world.remotes().iter().find_map(of_remote))
}

fn by_folder(world: &World, rules: &[Rule]) -> Option<Fit> {
    let folder = world.folder.as_ref()?;
    let folders = rules.iter().filter_map(|rule| match &rule.place {
        Place::Dir(dir) => Some((rule, dir)),
        _ => None,
    });
    let fitting = folders.filter(|(_, dir)| folder.starts_with(Paths::real(dir)));
    let (rule, dir) = fitting.max_by_key(|(_, dir)| dir.components().count())?;
    Some(fit(rule, RuleFor::Dir(dir.clone())))
}

fn fit(rule: &Rule, place: RuleFor) -> Fit {
    Fit { profile: rule.profile.to_string(), chosen: Chosen::Rule(place) }
}

/// The repository that a path means, where one of the user's endpoints has this origin.
fn repo_at(world: &World, origin: &Origin, path: &str) -> Option<Repo> {
    // Broken configuration stops the row before this is asked.
    let endpoints = world.endpoints().ok()?;
    let mut below = endpoints.iter().filter(|endpoint| endpoint.origin() == origin);
    below.find_map(|endpoint| {
        let prefix = endpoint.path().trim_start_matches('/');
        let rest = path.strip_prefix(prefix)?;
        let whole = prefix.is_empty() || rest.starts_with('/');
        whole.then(|| Repo::of_git(rest)).flatten()
    })
}

/// Equal, or the two names of the public Hub.
fn is_same_hub(one: &Origin, other: &Origin) -> bool {
    let is_hub = |origin: &Origin| Endpoint::hub_names().iter().any(|hub| hub.origin() == origin);
    one == other || (is_hub(one) && is_hub(other))
}

fn address(origin: &Origin, path: &str) -> String {
    compared(&format!("{}/{path}", origin.authority()))
}

impl fmt::Display for RuleFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dir(dir) => write!(f, "rule for {}", printable_path(dir)),
            Self::Remote(pattern, by) => write!(f, "rule for {}, {by}", printable(pattern)),
            Self::Namespace(name, by) => write!(f, "rule for {}, {by}", printable(name)),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("which is asked for"),
            Self::Remote(name) => write!(f, "the remote {}", printable(&redact(name))),
        }
    }
}
