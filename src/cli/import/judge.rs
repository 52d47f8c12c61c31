//! Whose tokens were found, and what becomes of each.

use super::super::args::Import;
use super::super::context::Context;
use super::super::failure::Failure;
use super::super::together;
use crate::config::profiles::Profiles;
use crate::endpoint::{Endpoint, Origin};
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::login;
use crate::plaintext::{Found, Search};
use crate::profile::ProfileName;
use crate::resolve::bind;
use crate::resolve::source::{Grant, Source};
use crate::resolve::world::World;
use crate::token::Token;

/// How many are asked about at the same time, and at all.
const AT_ONCE: usize = 4;
const MOST: usize = 100;

/// A token, and every place where it lies.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) token: Token,
    pub(super) found: Vec<Found>,
    pub(super) state: State,
    /// What it is filed as, once that is known.
    name: Option<String>,
}

/// What is known of a token.
#[derive(Debug)]
pub(super) enum State {
    /// A profile has it.
    Saved(String),
    /// It works, or was not asked about, and can be filed.
    New {
        /// The Hub that it belongs to.
        endpoint: Endpoint,
        /// Whose it is, if that was asked.
        who: Option<Box<Who>>,
    },
    /// It does not work any more.
    Dead,
    /// It is for a host that is none of the user's.
    Foreign(Origin),
    /// It can't log in.
    Organisation,
    /// A browser login, which is renewed where it lies: in two places one would end the other.
    Browser,
    /// It can't be told, and why.
    Unknown(String),
}

impl Item {
    /// The profile that has it, or will.
    pub(super) fn profile(&self) -> Option<&str> {
        match &self.state {
            State::Saved(name) => Some(name),
            _ => self.name.as_deref(),
        }
    }

    /// What renews it, where it was found with that.
    pub(super) fn renewal(&self) -> Option<&(Token, Option<i64>)> {
        self.found.iter().find_map(|found| found.renewal.as_ref())
    }
}

/// Asks about every distinct token.
pub(super) fn judge(
    context: &Context,
    world: &World,
    search: &Search<'_>,
    found: Vec<Found>,
    args: &Import,
) -> Result<Vec<Item>, Failure> {
    let mut items: Vec<Item> = Vec::new();
    let profiles = world.profiles()?;
    for found in found.into_iter().filter(|found| !is_known_name(profiles, &found.token)) {
        match items.iter_mut().find(|item| item.token == found.token) {
            Some(item) => item.found.push(found),
            None => items.push(Item {
                token: found.token.clone(),
                found: vec![found],
                state: State::Unknown("it was not asked about".to_owned()),
                name: None,
            }),
        }
    }
    let mut open: Vec<(usize, Grant)> = Vec::new();
    for (index, item) in items.iter_mut().enumerate() {
        match settled(world, search, item, args) {
            Ok(grant) if args.no_verify => {
                item.state = State::New { endpoint: grant.endpoint, who: None };
            }
            Ok(grant) => open.push((index, grant)),
            Err(state) => item.state = state,
        }
    }
    if open.len() > MOST {
        context.ui.warn(format!("only the first {MOST} tokens are asked about"));
    }
    open.truncate(MOST);
    let answers = together::each(&open, AT_ONCE, |(_, grant)| whoami::of_grant(grant));
    for ((index, grant), answer) in open.iter().zip(answers) {
        items[*index].state = match answer {
            Ok(who) => State::New { endpoint: grant.endpoint.clone(), who: Some(Box::new(who)) },
            Err(HubError::InvalidToken(_)) => State::Dead,
            Err(error) => State::Unknown(error.to_string()),
        };
    }
    // A profile whose name has gone meanwhile is none.
    items.retain(|item| !matches!(&item.state, State::Saved(name) if profiles.get(name).is_none()));
    Ok(items)
}

/// Whether it is the name of a profile or of its account, which stands in URLs to choose that one.
fn is_known_name(profiles: &Profiles, token: &Token) -> bool {
    let mut names = profiles.iter().flat_map(|profile| {
        let account = profile.user.as_deref();
        std::iter::once(profile.name.as_str()).chain(account)
    });
    names.any(|name| Token::clean(name).ok().flatten().as_ref() == Some(token))
}

/// Where a token may be sent to be asked about, or what is known without that.
fn settled(world: &World, search: &Search<'_>, item: &Item, args: &Import) -> Result<Grant, State> {
    let first = &item.found[0];
    let path = first.place.path().unwrap_or(std::path::Path::new("git")).to_owned();
    let grant = bind::claim(world, item.token.clone(), Source::GivenFile(path));
    if let Some(profile) = &grant.profile {
        return Err(State::Saved(profile.name.to_string()));
    }
    if login::check_family(&item.token).is_err() {
        return Err(State::Organisation);
    }
    if item.renewal().is_some() && !args.remove {
        return Err(State::Browser);
    }
    // A place that names a host says whose it is, whatever is in force here.
    let Some(host) = item.found.iter().find_map(|found| found.host.as_ref()) else {
        return Ok(grant);
    };
    let own = |endpoint: &&Endpoint| endpoint.origin() == host;
    match search.endpoints.iter().find(own) {
        Some(endpoint) => Ok(bind::at(endpoint, item.token.clone(), grant.source)),
        None => Err(State::Foreign(host.clone())),
    }
}

/// Chooses the names: the account's, numbered where it is taken.
pub(super) fn name(items: &mut [Item], profiles: &Profiles) {
    let mut taken: Vec<String> = Vec::new();
    for item in items {
        let State::New { who, .. } = &item.state else { continue };
        let account = who.as_ref().map(|who| who.name.as_str());
        let labels = item.found.iter().filter_map(|found| found.label.as_deref());
        let mut names = account.into_iter().chain(labels).filter(|name| is_name(name));
        let base = names.next().unwrap_or("imported").to_owned();
        let free = free(&base, |name| {
            profiles.get(name).is_some() || taken.iter().any(|t| t.eq_ignore_ascii_case(name))
        });
        taken.push(free.clone());
        item.name = Some(free);
    }
}

/// The name, or the first number behind it that nobody has.
pub(super) fn free(base: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{base}-{number}"));
    let mut names = std::iter::once(base.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_else(|| base.to_owned())
}

/// Whether a number still fits behind it.
fn is_name(name: &str) -> bool {
    name.len() <= 56 && name.parse::<ProfileName>().is_ok()
}
