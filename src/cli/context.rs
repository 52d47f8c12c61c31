//! What every verb starts from: the options, the environment, and the question they make.

use std::cell::OnceCell;

use super::args::Global;
use super::failure::Failure;
use super::ui::{Remark, Ui};
use super::{read, renew};
use crate::endpoint::Endpoint;
use crate::login::oidc;
use crate::project::Verdict;
use crate::resolve::source::{Chosen, Cost};
use crate::resolve::trace::{Outcome, Step};
use crate::resolve::world::World;
use crate::resolve::{Explicit, Question, Resolution, resolve};
use crate::session;
use crate::store::Manner;
use crate::vars::Env;

/// The surroundings of one command.
#[derive(Debug)]
pub(crate) struct Context {
    /// The options.
    pub(crate) global: Global,
    /// The person.
    pub(crate) ui: Ui,
    env: Env,
    given: OnceCell<Option<Explicit>>,
}

/// How a verb wants its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Quickly and without a question: rc files and scripts.
    Quiet,
    /// A store may ask to be unlocked if somebody is there.
    Patient,
}

impl Context {
    /// Nothing is read yet.
    #[must_use]
    pub(crate) fn new(global: Global, ui: Ui, env: Env) -> Self {
        Self { global, ui, env, given: OnceCell::new() }
    }

    /// The environment as it was inherited.
    #[must_use]
    pub(crate) fn env(&self) -> &Env {
        &self.env
    }

    /// Opens the world in the current folder.
    pub(crate) fn world(&self) -> Result<World, Failure> {
        self.world_of(self.env.clone())
    }

    /// Opens the world as far as it can be read.
    pub(crate) fn world_anyway(&self) -> Result<World, Failure> {
        let mut world = session::open_anyway(&self.env);
        if let Some(text) = &self.global.endpoint {
            world.endpoint = Some(parse_endpoint(text)?);
        }
        Ok(world)
    }

    /// Opens the world that `env` shows, with `--endpoint` in it.
    pub(crate) fn world_of(&self, env: Env) -> Result<World, Failure> {
        let mut world = session::open(env)?;
        if let Some(text) = &self.global.endpoint {
            world.endpoint = Some(parse_endpoint(text)?);
        }
        Ok(world)
    }

    /// How stores are asked.
    #[must_use]
    pub(crate) fn manner(&self, wish: Wish) -> Manner {
        match wish {
            Wish::Patient if self.ui.can_ask() => Manner::interactive(&self.env),
            _ => Manner::quiet(&self.env),
        }
    }

    /// What the options ask of the resolver. The token of `--token-stdin` is read once.
    pub(crate) fn question(&self, wish: Wish) -> Result<Question, Failure> {
        Ok(Question {
            explicit: self.explicit()?,
            asked: None,
            ceiling: if wish == Wish::Quiet { Cost::Bus } else { Cost::Net },
            manner: self.manner(wish),
            complete: false,
            implicit: false,
            carried: false,
            exchange: (wish == Wish::Patient).then_some(oidc::exchange),
            renews: false,
        })
    }

    fn explicit(&self) -> Result<Option<Explicit>, Failure> {
        if let Some(given) = self.given.get() {
            return Ok(given.clone());
        }
        let token =
            read::given_token(&self.global)?.map(|(token, source)| Explicit::Token(token, source));
        let profile = self.global.profile.clone().map(|name| Explicit::Profile(name, Chosen::Flag));
        if token.is_some() && profile.is_some() {
            return Err(Failure::error("--profile and a given token exclude each other"));
        }
        Ok(self.given.get_or_init(|| token.or(profile)).clone())
    }

    /// Resolves, and tells the notes and, with `-v`, the trace.
    pub(crate) fn resolve(
        &self,
        world: &World,
        question: &Question,
    ) -> Result<Resolution, Failure> {
        let resolution = resolve(world, question)?;
        self.tell(&resolution);
        Ok(resolution)
    }

    /// Tells the notes of an answer and, with `-v`, its trace.
    pub(crate) fn tell(&self, resolution: &Resolution) {
        for step in &resolution.trace {
            self.ui.detail(format!(
                "{}: {}: {}",
                step.row.name(),
                step.outcome.name(),
                step.detail
            ));
        }
        for note in &resolution.notes {
            self.ui.warn(note);
        }
    }

    /// The same, after a login that ends within a day was renewed.
    pub(crate) fn resolve_renewed(
        &self,
        world: &World,
        question: &Question,
    ) -> Result<Resolution, Failure> {
        renew::resolved(self, world, question)
    }

    /// Tells what stood in the way of a better answer.
    pub(crate) fn tell_obstacles(&self, world: &World, resolution: &Resolution) {
        self.ui.remarks(&obstacles(world, resolution));
    }
}

/// What stood in the way of a better answer.
pub(crate) fn obstacles(world: &World, resolution: &Resolution) -> Vec<Remark> {
    let remark = |step: &Step| Remark { text: step.detail.clone(), hint: step.hint.clone() };
    let mut remarks: Vec<Remark> = resolution.obstacles().map(remark).collect();
    for complaint in &world.judged.project.complaints {
        if !resolution.trace.iter().any(|step| step.detail == complaint.text) {
            remarks.push(Remark::new(&complaint.text));
        }
    }
    // Whoever denied a project knows.
    if world.judged.verdict != Verdict::Denied {
        remarks.extend(world.judged.held_back().map(Remark::new));
    }
    remarks
}

/// The failure of a verb that needs a token and has none.
pub(crate) fn no_token(resolution: &Resolution) -> Failure {
    let hint = |step: &Step| {
        step.hint
            .as_ref()
            .map_or_else(|| step.detail.clone(), |hint| format!("{}: {hint}", step.detail))
    };
    let in_the_way =
        |step: &&Step| matches!(step.outcome, Outcome::Unavailable | Outcome::HeldBack);
    let hints: Vec<String> = resolution.trace.iter().filter(in_the_way).map(hint).collect();
    let failure = Failure::no("no token was found");
    if hints.is_empty() {
        failure.hint("log in: hfenv login").hint("see where was looked: hfenv why")
    } else {
        failure.hints(hints)
    }
}

/// Reads `--endpoint`.
pub(crate) fn parse_endpoint(text: &str) -> Result<Endpoint, Failure> {
    Endpoint::parse(text).map_err(|error| Failure::error(format!("--endpoint: {error}")))
}
