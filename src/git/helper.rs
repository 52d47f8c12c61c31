//! The credential helper: what git is told, and what it is not.
//!
//! An incomplete or foreign request gets no output and opens no store. The helper never prompts and
//! never uses the network, except that its caller renews a login that is over.

use crate::endpoint::{Endpoint, Origin};
use crate::git::protocol::{ANY_USER, Request, Style};
use crate::paths::Paths;
use crate::profile::{NEUTRAL_USERNAMES, Profile};
use crate::project::{Judged, Project, Verdict};
use crate::resolve::source::{Chosen, Cost, Grant, Source, Use};
use crate::resolve::world::World;
use crate::resolve::{Explicit, Question, Resolution, ResolveError, Subject, resolve};
use crate::store::Manner;
use crate::vars::Env;

/// The answer to `get`.
#[derive(Debug)]
pub enum Answer {
    /// A token, and the user name to send with it.
    Token(Box<Grant>, String),
    /// Nothing, and nothing to say about it.
    Silence,
    /// Nothing, with a reason that the user should see, and the next step.
    Refusal(String, Option<String>),
}

/// Decides the answer for a request. A login that is over is one if the caller `renews` it.
pub fn get(
    world: &World,
    request: &Request,
    manner: Manner,
    renews: bool,
) -> Result<Answer, ResolveError> {
    let Some(origin) = known_origin(world, request)? else { return Ok(Answer::Silence) };
    let username = request.get("username");
    let (explicit, known) = match selection(world, &origin, username)? {
        Selection::Nobody => (None, true),
        Selection::Unknown => (None, false),
        Selection::Profile(name) => (Some(Explicit::Profile(name, Chosen::GitUsername)), true),
        Selection::Several(reason) => return Ok(Answer::Refusal(reason, None)),
    };
    let question = Question {
        explicit,
        asked: Some(Subject::of_git(world, &origin, request.get("path"))),
        ceiling: Cost::Bus,
        manner,
        complete: false,
        implicit: false,
        carried: false,
        exchange: None,
        renews,
    };
    let resolution = resolve(world, &question)?;
    if !leaves_open(&resolution, &origin, known) {
        return Ok(answer(resolution, &origin, username));
    }
    // The default belongs to another host, and nothing chose it for this place: the host's own
    // profile is meant.
    match fitting(world, &origin)?.as_slice() {
        [] => Ok(answer(resolution, &origin, username)),
        [only] => {
            let explicit = Some(Explicit::Profile(only.name.to_string(), Chosen::Host));
            let own = resolve(world, &Question { explicit, ..question })?;
            Ok(answer(own, &origin, username))
        }
        several => {
            let names = names(several);
            let user = username.filter(|_| !known).map(crate::text::printable);
            let user = user.map(|user| format!(", and none is {user}")).unwrap_or_default();
            let reason =
                format!("several profiles fit {origin}{user}; put one into the URL: {names}");
            Ok(Answer::Refusal(reason, None))
        }
    }
}

/// Whether the answer for this origin is still open: nothing was found, and nothing stood in the
/// way, or what was found is a default that does not fit, be it the host or the user name. A token
/// that the environment, the project or a rule chose is no default: where it may not go, no other
/// goes in its place.
fn leaves_open(resolution: &Resolution, origin: &Origin, known_user: bool) -> bool {
    let Some(grant) = &resolution.grant else { return resolution.obstacles().next().is_none() };
    let default = matches!(grant.source, Source::Profile(_, Chosen::Default) | Source::Saved(..));
    default && !(known_user && grant.for_origin(origin, Use::Git).is_some())
}

fn answer(resolution: Resolution, origin: &Origin, username: Option<&str>) -> Answer {
    let obstacle = resolution.obstacles().next().cloned();
    match resolution.grant {
        Some(grant) if grant.for_origin(origin, Use::Git).is_some() => {
            let name = username.or(grant.user()).unwrap_or(ANY_USER).to_owned();
            Answer::Token(Box::new(grant), name)
        }
        Some(_) => Answer::Silence,
        None => obstacle.map_or(Answer::Silence, |step| Answer::Refusal(step.detail, step.hint)),
    }
}

/// How the answer is written for this caller.
pub fn style(world: &World, request: &Request) -> Result<Style, ResolveError> {
    let bearer = request.can_authtype && world.config()?.bearer;
    Ok(if bearer { Style::Bearer } else { Style::Basic })
}

/// The request's origin, if it is complete, safe to answer, and one of the user's endpoints.
pub fn known_origin(world: &World, request: &Request) -> Result<Option<Origin>, ResolveError> {
    let (Some(protocol), Some(host)) = (request.get("protocol"), request.get("host")) else {
        return Ok(None);
    };
    let Ok(origin) = Origin::parse(protocol, host) else { return Ok(None) };
    if !origin.is_private_transport() {
        return Ok(None);
    }
    Ok(endpoints(world)?.iter().any(|known| *known.origin() == origin).then_some(origin))
}

/// Whether a request could be for one of the user's endpoints, told without a project or a store.
/// Configuration that can't be read names no endpoint but the Hub.
#[must_use]
pub fn may_be_ours(env: &Env, request: &Request) -> bool {
    let nothing = Judged { project: Project::default(), verdict: Verdict::Nothing };
    let bare = World::new(env.clone(), Vec::new(), Paths::find(env), nothing);
    let (Some(protocol), Some(host)) = (request.get("protocol"), request.get("host")) else {
        return false;
    };
    let Ok(origin) = Origin::parse(protocol, host) else { return false };
    Endpoint::hub_names().iter().any(|name| *name.origin() == origin)
        || known_origin(&bare, request).is_ok_and(|origin| origin.is_some())
}

/// Every endpoint that git may be answered for, each origin once.
pub fn endpoints(world: &World) -> Result<Vec<Endpoint>, ResolveError> {
    let mut all = world.endpoints()?;
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|endpoint| seen.insert(endpoint.origin().clone()));
    Ok(all)
}

/// The profiles that serve this origin, by name.
fn fitting<'a>(world: &'a World, origin: &Origin) -> Result<Vec<&'a Profile>, ResolveError> {
    Ok(world.profiles()?.iter().filter(|profile| profile.serves(origin)).collect())
}

fn names(profiles: &[&Profile]) -> String {
    profiles.iter().map(|profile| profile.name.as_str()).collect::<Vec<_>>().join(", ")
}

enum Selection {
    /// There is no user name, or one that means nobody: the resolver's own order decides.
    Nobody,
    /// The user name is no profile's and no account's.
    Unknown,
    /// The user name means this profile.
    Profile(String),
    /// It is the account of several profiles.
    Several(String),
}

fn selection(
    world: &World,
    origin: &Origin,
    username: Option<&str>,
) -> Result<Selection, ResolveError> {
    let Some(username) = username.filter(|name| !NEUTRAL_USERNAMES.contains(name)) else {
        return Ok(Selection::Nobody);
    };
    let fitting = fitting(world, origin)?;
    let is_meant = |profile: &&&Profile| profile.name.as_str().eq_ignore_ascii_case(username);
    if let Some(profile) = fitting.iter().find(is_meant) {
        return Ok(Selection::Profile(profile.name.to_string()));
    }
    // An account may have several profiles; then the default is meant, if it is one of them.
    let of_account: Vec<&Profile> =
        fitting.iter().copied().filter(|profile| profile.answers_to(username)).collect();
    let default = world.profiles()?.default.as_ref();
    if let Some(profile) = of_account.iter().find(|profile| default == Some(&profile.name)) {
        return Ok(Selection::Profile(profile.name.to_string()));
    }
    Ok(match of_account.as_slice() {
        [] => Selection::Unknown,
        [only] => Selection::Profile(only.name.to_string()),
        several => {
            let names = names(several);
            let username = crate::text::printable(username);
            Selection::Several(format!(
                "user name {username} does not name one profile at {origin}; \
                 put one into the URL: {names}"
            ))
        }
    })
}
