//! The rows of the resolver, one function each.

use std::path::PathBuf;

use super::bind::{claim, serving};
use super::lookup::{RENEWERS, Read, read_profile, stored_end, stored_token, token_file};
use super::rules::{no_rule, rule};
use super::source::{Chosen, Source};
use super::trace::advice;
use super::world::World;
use super::{Answer, Explicit, Question, ResolveError};
use crate::endpoint::Endpoint;
use crate::project::{DOTENV, Item, PROFILE_KEY};
use crate::store::{active, named};
use crate::text::{printable_path, unix_now};
use crate::token::Token;
use crate::vars::{self, TOKEN_NAMES};

type Asked = Result<Answer, ResolveError>;

/// Where container runtimes put a secret of this name.
const RUN_SECRET: &str = "/run/secrets/HF_TOKEN";

pub(super) fn explicit(world: &World, question: &Question) -> Asked {
    match &question.explicit {
        Some(Explicit::Token(token, source)) => {
            Ok(Answer::Found(Box::new(claim(world, token.clone(), source.clone())), None))
        }
        Some(Explicit::Profile(name, chosen)) => {
            named_profile(world, question, name, chosen.clone())
        }
        None => match world.env.text(vars::HFENV_PROFILE)? {
            Some(name) => named_profile(world, question, name, Chosen::Variable),
            None => Ok(Answer::absent("no --profile, --token-file or HFENV_PROFILE")),
        },
    }
}

/// A profile that was asked for by name: one that is missing or can't be read is an error.
fn named_profile(world: &World, question: &Question, name: &str, chosen: Chosen) -> Asked {
    let profiles = world.profiles()?;
    if let Some(profile) = profiles.get(name) {
        return match read_profile(world, question, profile, chosen)? {
            Read::Got(grant, note) => Ok(Answer::Found(grant, note)),
            Read::Empty => {
                Err(ResolveError::NoSecret { name: name.to_owned(), store: profile.store.name() })
            }
            Read::Unreachable(why) => Err(ResolveError::Unreachable { name: name.to_owned(), why }),
        };
    }
    let stored = named::load(&world.paths.stored_tokens)?;
    let Some(token) = stored_token(world, &stored, name)? else {
        let saved = stored.names().map(ToOwned::to_owned);
        let known = profiles.iter().map(|profile| profile.name.to_string()).chain(saved).collect();
        return Err(ResolveError::NoProfile { name: name.to_owned(), known });
    };
    let mut grant = claim(world, token, Source::SavedName(name.to_owned(), chosen));
    (grant.expires, grant.renewable) = stored_end(&stored, name);
    let over = grant.expires.is_some_and(|at| at <= unix_now());
    let note = match &grant.renewable {
        None => over.then(|| format!("the saved login {name} has expired: hf auth login")),
        Some(_) if question.renews => None,
        Some(_) => over.then(|| format!("the saved login {name} has ended: {RENEWERS}")),
    };
    Ok(Answer::Found(Box::new(grant), note))
}

/// An exchange that fails is an error, as in huggingface_hub: no other identity may stand in.
pub(super) fn oidc(world: &World, question: &Question) -> Asked {
    if !world.env.has(vars::HF_OIDC_RESOURCE) {
        return Ok(Answer::absent("HF_OIDC_RESOURCE is not set"));
    }
    let Some(exchange) = question.exchange else {
        return Ok(Answer::Unavailable {
            why: "HF_OIDC_RESOURCE is set, and an id token is not exchanged for this".into(),
            hint: Some("run, export, fetch, token, whoami and access exchange it".into()),
            last: true,
        });
    };
    let exchanged = world.exchanged(exchange)?;
    Ok(Answer::Found(Box::new(exchanged.grant()), None))
}

pub(super) fn environment(world: &World, _: &Question) -> Asked {
    for (rank, name) in TOKEN_NAMES.into_iter().enumerate() {
        let Some(raw) = world.env.text(name)? else { continue };
        let broken =
            |error| ResolveError::Token { place: format!("{name} in the environment"), error };
        let Some(token) = Token::clean(raw).map_err(broken)? else {
            // As in huggingface_hub, a name that is set to blanks hides the older names.
            return Ok(Answer::absent(format!("{name} has nothing but blanks")));
        };
        let warning =
            (rank > 0).then(|| format!("{name} is an old name: set {} instead", vars::HF_TOKEN));
        return Ok(Answer::Found(Box::new(claim(world, token, Source::Variable(name))), warning));
    }
    let why = if world.ours.iter().any(|name| name == vars::HF_TOKEN) {
        "HF_TOKEN was set by hfenv, so it is looked up anew"
    } else if world.env.raw(vars::HF_TOKEN).is_some() {
        "HF_TOKEN is empty"
    } else {
        "HF_TOKEN is not set"
    };
    Ok(Answer::absent(why))
}

pub(super) fn environment_file(world: &World, question: &Question) -> Asked {
    let mut files: Vec<PathBuf> = Vec::new();
    if world.env.has(vars::HF_TOKEN_PATH) {
        files.push(world.paths.hf_token.clone());
    }
    files.extend(
        world.env.absolute(vars::CREDENTIALS_DIRECTORY).map(|dir| dir.join(vars::HF_TOKEN)),
    );
    if world.env.flag(vars::HFENV_RUN_SECRETS) {
        files.push(PathBuf::from(RUN_SECRET));
    }
    for path in &files {
        if let Some(token) = active::read(path)? {
            let source = |_| Source::EnvironmentFile(path.clone());
            return Ok(token_file(world, question, (path, token), source));
        }
    }
    Ok(Answer::absent(match files.first() {
        None => "no HF_TOKEN_PATH or CREDENTIALS_DIRECTORY".to_owned(),
        Some(path) => format!("{} is not there, or empty", printable_path(path)),
    }))
}

pub(super) fn dotenv(world: &World, _: &Question) -> Asked {
    let items = &world.judged.project.items;
    let Some((item, token)) = items.iter().find_map(|item| Some((item, item.token()?))) else {
        let complaint = world.judged.project.complaints.iter().find(|c| c.file == DOTENV);
        return Ok(match complaint {
            None => Answer::absent("no .env with a token"),
            Some(complaint) => {
                Answer::Unavailable { why: complaint.text.clone(), hint: None, last: false }
            }
        });
    };
    if let Some(why) = world.judged.held_back() {
        return Ok(Answer::HeldBack(why));
    }
    // The endpoint of a profile brings that profile's token; this one would go to another Hub.
    if let Some((_, endpoint)) = other_hub(world)
        && serving(world.profiles()?, &endpoint).is_some()
    {
        return Ok(Answer::absent("its HF_ENDPOINT chooses a profile, so its token is not used"));
    }
    let source = Source::DotEnv { path: item.path.clone(), line: item.line, key: item.key.clone() };
    Ok(Answer::Found(Box::new(claim(world, token, source)), None))
}

pub(super) fn project(world: &World, question: &Question) -> Asked {
    let item = |key| world.judged.project.items.iter().find(move |item| item.key == key);
    let wish = item(PROFILE_KEY).or_else(|| item(vars::HF_ENDPOINT));
    let held_back = wish.and_then(|_| world.judged.held_back());
    if let (Some(item), None) = (item(PROFILE_KEY), &held_back) {
        let chosen = Chosen::Project(item.path.clone());
        return chosen_profile(world, question, item.plain().unwrap_or_default(), chosen);
    }
    if let Some((item, endpoint)) = other_hub(world)
        && let Some(name) = serving(world.profiles()?, &endpoint)
    {
        return chosen_profile(world, question, &name, Chosen::Project(item.path.clone()));
    }
    let asked = question.asked.as_ref();
    match (rule(world, asked)?, held_back) {
        (Some(fit), _) => chosen_profile(world, question, &fit.profile, fit.chosen),
        (None, Some(why)) => Ok(Answer::HeldBack(why)),
        (None, None) => {
            let why = no_rule(world, asked)?;
            Ok(Answer::absent(format!("no profile in .hfenv.toml, and {why}")))
        }
    }
}

/// The endpoint that a project's files name, if they count. The public Hub is none: it is where
/// every token goes anyway, and chooses nobody.
fn other_hub(world: &World) -> Option<(&Item, Endpoint)> {
    let item = world.judged.items().find(|item| item.key == vars::HF_ENDPOINT)?;
    let endpoint = Endpoint::parse(item.plain()?).ok()?;
    (!endpoint.is_hub()).then_some((item, endpoint))
}

/// What to say of an endpoint in a project file that belongs to no profile: nobody may send a token
/// there because a file of a repository says so.
pub(super) fn strange_endpoint(world: &World) -> Result<Option<String>, ResolveError> {
    let Some((item, endpoint)) = other_hub(world) else { return Ok(None) };
    if serving(world.profiles()?, &endpoint).is_some() {
        return Ok(None);
    }
    let path = printable_path(&item.path);
    Ok(Some(format!("{path}: HF_ENDPOINT belongs to no profile of yours and is ignored")))
}

/// A profile that this place asks for. One that can't be had is not replaced by another identity.
fn chosen_profile(world: &World, question: &Question, name: &str, chosen: Chosen) -> Asked {
    let shut =
        |why: String, hint: String| Answer::Unavailable { why, hint: Some(hint), last: true };
    let Some(profile) = world.profiles()?.get(name) else {
        let why = format!("{chosen} asks for profile {name}, which you don't have");
        return Ok(shut(why, format!("hfenv login -p {name}")));
    };
    Ok(match read_profile(world, question, profile, chosen)? {
        Read::Got(grant, note) => Answer::Found(grant, note),
        Read::Empty => {
            shut(format!("profile {name} has no token"), format!("hfenv login -p {name}"))
        }
        Read::Unreachable(why) => shut(format!("profile {name}: {why}"), advice(&why, name)),
    })
}

pub(super) fn default(world: &World, question: &Question) -> Asked {
    let profiles = world.profiles()?;
    let Some(profile) = profiles.default.as_ref().and_then(|name| profiles.get(name.as_str()))
    else {
        return Ok(Answer::absent("no default profile"));
    };
    let name = profile.name.as_str();
    Ok(match read_profile(world, question, profile, Chosen::Default)? {
        Read::Got(grant, note) => Answer::Found(grant, note),
        Read::Empty => Answer::unavailable(
            format!("profile {name} has no token in its store"),
            format!("hfenv login -p {name}"),
        ),
        Read::Unreachable(why) => {
            Answer::unavailable(format!("profile {name}: {why}"), advice(&why, name))
        }
    })
}

pub(super) fn saved(world: &World, question: &Question) -> Asked {
    for path in [&world.paths.hf_token, &world.paths.legacy_token] {
        let Some(token) = active::read(path)? else { continue };
        let source = |name| Source::Saved(path.clone(), name);
        return Ok(token_file(world, question, (path, token), source));
    }
    Ok(Answer::absent(format!("{} is not there", printable_path(&world.paths.hf_token))))
}
