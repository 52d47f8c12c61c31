//! What to set and what to remove, decided before any shell is thought of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::endpoint::Endpoint;
use crate::inject::state::State;
use crate::key::{Key, KeyError};
use crate::project::PROFILE_KEY;
use crate::resolve::source::{Grant, Source, Use};
use crate::resolve::world::World;
use crate::token::Token;
use crate::vars::{self, Env, Setting, TOKEN_NAMES};

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

/// Why nothing is exported beside the user's own `HF_ENDPOINT`.
fn withheld(own: Option<&Endpoint>, grant: Option<&Grant>, target: &Endpoint) -> String {
    let own = own.map_or_else(|| "empty".to_owned(), ToString::to_string);
    let subject = grant.map_or_else(
        || format!("{target} was asked for"),
        |grant| format!("the token of {} belongs to {target}", grant.source),
    );
    format!("nothing is exported: HF_ENDPOINT is {own}, and {subject}")
}

/// Whether the user's own `HF_TOKEN` is there, and is not what was granted.
fn has_another_token(world: &World, grant: Option<&Grant>) -> bool {
    let own = |grant: &Grant| grant.source == Source::Variable(vars::HF_TOKEN);
    world.env.raw(vars::HF_TOKEN).is_some() && !grant.is_some_and(own)
}

/// Variables that outrank an inherited `HF_TOKEN`.
pub const RIVALS: [&str; 2] = [vars::HFENV_PROFILE, vars::HF_OIDC_RESOURCE];

/// How far a plan goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// For a shell: what the user has set stays as it is.
    Polite,
    /// For a child process: everything, also where the user has a value.
    Full,
    /// For a file: everything, and nothing is known of the environment that it will be read into.
    File,
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
        match plan.pair(world, grant, scope) {
            Ok(()) => plan.add_settings(world, grant),
            Err(note) => plan.notes.push(note),
        }
        if scope == Scope::Polite {
            plan.set.retain(|name, _| world.env.raw(name).is_none());
        }
        let gone = world.ours.iter().filter(|name| !plan.set.contains_key(*name)).cloned();
        plan.unset.extend(gone);
        if scope != Scope::Polite {
            plan.leave_no_rival();
        }
        plan
    }

    /// What is left to do when there is no answer: to take back what hfenv exported before.
    #[must_use]
    pub fn leaving(inherited: &Env, ours: &[String]) -> Self {
        let state = inherited.raw(vars::HFENV_STATE).map(|_| vars::HFENV_STATE.to_owned());
        let unset = ours.iter().cloned().chain(state).collect();
        Self { unset, ..Self::default() }
    }

    /// The token, and the endpoint that it belongs to: the two travel as a pair, or stay away as
    /// one, with the reason.
    fn pair(&mut self, world: &World, grant: Option<&Grant>, scope: Scope) -> Result<(), String> {
        let wanted = world.endpoint.as_ref();
        let serves = |grant: &Grant| {
            wanted.is_none_or(|own| grant.for_origin(own.origin(), Use::Http).is_some())
        };
        let unfit = grant.filter(|grant| !serves(grant));
        let target = match (wanted, grant) {
            (Some(own), _) if unfit.is_none() => own.clone(),
            (_, Some(grant)) => grant.endpoint.clone(),
            (_, None) => Endpoint::hub(),
        };
        if let Some(grant) = grant.filter(|g| g.for_origin(target.origin(), Use::Http).is_none()) {
            return Err(format!(
                "nothing is exported: which Hub the token of {} belongs to can't be told \
                 (the state key or profiles.toml is lost)",
                grant.source
            ));
        }
        // What the child would use without hfenv; an empty value is as good as none.
        let inherited = match scope {
            Scope::File => None,
            _ => world.env.text(vars::HF_ENDPOINT).ok().flatten(),
        };
        let inherited = inherited.and_then(|text| Endpoint::parse(text).ok());
        let same = inherited
            .as_ref()
            .map_or(target.is_hub(), |inherited| inherited.origin() == target.origin());
        if !same {
            if scope == Scope::Polite && world.env.raw(vars::HF_ENDPOINT).is_some() {
                return Err(withheld(inherited.as_ref(), grant, &target));
            }
            if scope == Scope::Polite && has_another_token(world, grant) {
                // That token does not belong to this endpoint, and it stays.
                return Ok(());
            }
            if unfit.is_some() {
                self.notes.push(format!(
                    "HF_ENDPOINT is {target} for this command, as the token belongs there"
                ));
            }
            self.set.insert(vars::HF_ENDPOINT.into(), Value::Plain(target.to_string()));
        }
        if let Some(grant) = grant {
            self.set.insert(vars::HF_TOKEN.into(), Value::Secret(grant.local().clone()));
        }
        Ok(())
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
    fn leave_no_rival(&mut self) {
        self.unset.insert(vars::HFENV_STATE.into());
        if self.set.contains_key(vars::HF_TOKEN) {
            self.unset.extend(RIVALS.map(str::to_owned));
            // Older names may hold another identity, which has no business at this endpoint.
            self.unset.extend(TOKEN_NAMES.map(str::to_owned));
            self.unset.remove(vars::HF_TOKEN);
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
