//! What to set and what to remove, decided before any shell is thought of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::inject::state::State;
use crate::key::{Key, KeyError};
use crate::project::PROFILE_KEY;
use crate::resolve::source::{Grant, Use};
use crate::resolve::world::World;
use crate::token::Token;
use crate::vars::{self, Setting};

/// A value to export.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A token.
    Secret(Token),
    /// Anything else.
    Plain(String),
}

impl Value {
    /// The value itself, on its way into an environment.
    #[must_use]
    pub fn reveal(&self) -> &str {
        match self {
            Self::Secret(token) => token.reveal(),
            Self::Plain(text) => text,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(token) => token.fmt(f),
            Self::Plain(text) => text.fmt(f),
        }
    }
}

/// How far a plan goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// For a shell: what the user has set stays as it is.
    Polite,
    /// For a child process or a file: everything, also where the user has a value.
    Full,
}

/// The changes to an environment.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Variables to export.
    pub set: BTreeMap<String, Value>,
    /// Variables to remove.
    pub unset: BTreeSet<String>,
    /// What the user should know, such as why something is held back.
    pub notes: Vec<String>,
}

impl Plan {
    /// Plans the environment for a grant (or none) in a world.
    #[must_use]
    pub fn new(world: &World, grant: Option<&Grant>, scope: Scope) -> Self {
        let mut plan = Self::default();
        if let Some(grant) = grant {
            plan.add_grant(world, grant, scope);
        }
        plan.add_settings(world, grant);
        if scope == Scope::Polite {
            plan.set.retain(|name, _| world.env.raw(name).is_none());
        }
        let gone = world.ours.iter().filter(|name| !plan.set.contains_key(*name)).cloned();
        plan.unset.extend(gone);
        if scope == Scope::Full {
            plan.leave_no_rival(grant);
        }
        plan
    }

    /// The token, and the endpoint that it belongs to: the two travel as a pair.
    fn add_grant(&mut self, world: &World, grant: &Grant, scope: Scope) {
        let own = world.endpoint.as_ref();
        let fits = own.is_none_or(|own| grant.for_origin(own.origin(), Use::Http).is_some());
        if !fits && scope == Scope::Polite {
            self.notes.push(format!(
                "nothing is exported: HF_ENDPOINT is {}, and the token of {} belongs to {}",
                own.map(ToString::to_string).unwrap_or_default(),
                grant.source,
                grant.endpoint
            ));
            return;
        }
        if !fits {
            self.notes.push(format!(
                "HF_ENDPOINT is {} for this command, as the token belongs there",
                grant.endpoint
            ));
        }
        if !fits || (own.is_none() && !grant.endpoint.is_hub()) {
            self.set.insert(vars::HF_ENDPOINT.into(), Value::Plain(grant.endpoint.to_string()));
        }
        self.set.insert(vars::HF_TOKEN.into(), Value::Secret(grant.local().clone()));
    }

    /// The project's settings, then the profile's where the project has none.
    fn add_settings(&mut self, world: &World, grant: Option<&Grant>) {
        let of_project = world.judged.items().filter(|item| item.key != PROFILE_KEY);
        let of_project = of_project.filter_map(|item| Some((item.key.as_str(), item.plain()?)));
        let profile = grant.and_then(|grant| grant.profile.as_ref());
        let of_profile = profile.into_iter().flat_map(|profile| &profile.settings);
        let of_profile = of_profile.map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in of_project.chain(of_profile) {
            if Setting::named(name).is_some() && !self.set.contains_key(name) {
                self.set.insert(name.to_owned(), Value::Plain(value.to_owned()));
            }
        }
    }

    /// Below `hfenv run` the exported token is the one that counts: nothing inherited may outrank
    /// it.
    fn leave_no_rival(&mut self, grant: Option<&Grant>) {
        self.unset.insert(vars::HFENV_STATE.into());
        if grant.is_some() {
            self.unset.insert(vars::HFENV_PROFILE.into());
            self.unset.insert(vars::HF_OIDC_RESOURCE.into());
        }
    }

    /// Adds `HFENV_STATE`, so that what is exported into a shell can be told from the user's own
    /// later. Without a state key the values simply count as the user's.
    pub fn add_state(&mut self, world: &World) -> Result<(), KeyError> {
        if self.set.is_empty() {
            if world.inherited.raw(vars::HFENV_STATE).is_some() {
                self.unset.insert(vars::HFENV_STATE.into());
            }
            return Ok(());
        }
        let key = Key::load_or_make(&world.paths)?;
        let values = self.set.iter().map(|(name, value)| (name.as_str(), value.reveal()));
        let state = State::of(&key, values).to_string();
        self.set.insert(vars::HFENV_STATE.into(), Value::Plain(state));
        Ok(())
    }
}
