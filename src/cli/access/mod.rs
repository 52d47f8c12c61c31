//! `hfenv access`: whether repositories may be read or written to, and what is in the way.

mod ask;
mod show;
mod state;

use self::ask::{Answer, Target, ask_all};
use super::args::Access;
use super::asker::Asker;
use super::context::Context;
use super::failure::{self, Failure, Outcome};
use super::fetch::asked::{endpoint, question, read, subject};
use super::settings;
use crate::endpoint::Endpoint;
use crate::hub::client::{Client, Right};
use crate::repo::{Kind, Repo};
use crate::resolve::world::World;
use crate::resolve::{Question, Resolution, resolve};
use crate::vars::Env;

/// A repository, and the number of who asks about it.
type Named = (Repo, usize);

/// As whom a Hub is asked.
struct Identity {
    resolution: Resolution,
    endpoint: Endpoint,
    env: Env,
}

impl Identity {
    /// The one that a fetch would have here.
    fn of(context: &Context, world: &World, resolution: Resolution) -> Self {
        let grant = resolution.grant.as_ref();
        let env = settings::in_force(world, grant);
        let endpoint = endpoint(context, world, grant);
        Self { resolution, endpoint, env }
    }

    fn asker(&self) -> Asker<'_> {
        let resolution = Some(&self.resolution);
        Asker { resolution, endpoint: &self.endpoint, env: &self.env }
    }

    fn is_same(&self, other: &Self) -> bool {
        let of = |one: &Self| {
            let grant = one.resolution.grant.as_ref();
            grant.map(|grant| (grant.source.clone(), grant.local().clone()))
        };
        self.endpoint == other.endpoint && of(self) == of(other)
    }
}

pub(super) fn run(context: &Context, args: &Access) -> Outcome {
    let world = context.world()?;
    // No store is opened and nothing is exchanged before that is known.
    online(&settings::in_force(&world, None))?;
    let (identities, repos) = named(context, &world, args)?;
    identities.iter().try_for_each(|identity| online(&identity.env))?;
    let client = |identity: &Identity| identity.asker().client(context, ask::AT_ONCE);
    let clients: Vec<Client> = identities.iter().map(client).collect();
    let targets = repos.iter().filter_map(|(repo, at)| {
        Some(Target { repo, asker: identities.get(*at)?.asker(), client: clients.get(*at)? })
    });
    let targets: Vec<Target<'_>> = targets.collect();
    let right = if args.write { Right::Write } else { Right::Read };
    let answers = ask_all(&world.paths, &targets, right);
    if context.global.json {
        context.ui.line(format!("{:#}", show::as_json(&answers, right)))?;
    } else {
        show::tell(context, &answers)?;
    }
    outcome(&answers)
}

fn online(env: &Env) -> Outcome {
    if !settings::offline(env) {
        return Ok(());
    }
    Err(Failure::error("this is offline, and only the Hub knows who may do what")
        .hint("unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE"))
}

/// What was typed, each once, with the number of who asks for it: the user's rules may have one
/// account for one organisation and another for another.
fn named(
    context: &Context,
    world: &World,
    args: &Access,
) -> Result<(Vec<Identity>, Vec<Named>), Failure> {
    let one_for_all = world.config().is_ok_and(|config| !config.looks_at_repositories());
    let kind = args.kind.map(Kind::from);
    let mut identities: Vec<Identity> = Vec::new();
    let mut repos: Vec<Named> = Vec::new();
    for text in &args.repos {
        // The one before may have been renewed.
        let again = (!identities.is_empty()).then(|| world.afresh());
        let world = again.as_ref().unwrap_or(world);
        let asked = subject(context, world, text, kind);
        let question = Question { asked, ..question(context)? };
        let known = if identities.is_empty() {
            None
        } else if one_for_all {
            Some(0)
        } else {
            let found = Identity::of(context, world, resolve(world, &question)?);
            identities.iter().position(|identity| identity.is_same(&found))
        };
        let at = known.unwrap_or(identities.len());
        if known.is_none() {
            let resolution = context.resolve_renewed(world, &question)?;
            identities.push(Identity::of(context, world, resolution));
        }
        let Some(identity) = identities.get(at) else { continue };
        let named = (read(text, kind, &identity.endpoint)?.repo, at);
        if !repos.contains(&named) {
            repos.push(named);
        }
    }
    Ok((identities, repos))
}

/// 0 if all is granted, 2 if a question got no answer, else 1. All is said already.
fn outcome(answers: &[Answer<'_>]) -> Outcome {
    let kind = if answers.iter().any(|answer| answer.state.is_error()) {
        failure::Kind::Error
    } else if answers.iter().all(|answer| answer.state.is_granted()) {
        return Ok(());
    } else {
        failure::Kind::No
    };
    Err(Failure { kind, error: String::new(), hints: Vec::new() })
}
