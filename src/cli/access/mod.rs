//! `hfenv access`: whether repositories may be read or written to, and what is in the way.

mod ask;
mod show;
mod state;

use self::ask::{Answer, Target, ask_all};
use super::args::Access;
use super::asker::Asker;
use super::context::Context;
use super::failure::{Failure, Kind, Outcome};
use super::fetch::asked::{endpoint, question, read};
use super::settings;
use crate::endpoint::Endpoint;
use crate::hub::client::Right;
use crate::repo::{self, Repo};
use crate::resolve::Resolution;
use crate::resolve::world::World;
use crate::vars::Env;

/// As whom a Hub is asked.
struct Identity {
    resolution: Resolution,
    endpoint: Endpoint,
    env: Env,
}

impl Identity {
    /// The one that a fetch would have here.
    fn find(context: &Context, world: &World) -> Result<Self, Failure> {
        let resolution = context.resolve(world, &question(context)?)?;
        let grant = resolution.grant.as_ref();
        let env = settings::in_force(world, grant);
        let endpoint = endpoint(context, world, grant);
        Ok(Self { resolution, endpoint, env })
    }

    fn asker(&self) -> Asker<'_> {
        let resolution = Some(&self.resolution);
        Asker { resolution, endpoint: &self.endpoint, env: &self.env }
    }
}

pub(super) fn run(context: &Context, args: &Access) -> Outcome {
    let world = context.world()?;
    let identity = Identity::find(context, &world)?;
    if settings::offline(&identity.env) {
        return Err(Failure::error("this is offline, and only the Hub knows who may do what")
            .hint("unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE"));
    }
    let repos = repos(args, &identity.endpoint)?;
    let asker = identity.asker();
    let client = asker.client(context, ask::AT_ONCE);
    let right = if args.write { Right::Write } else { Right::Read };
    let targets: Vec<Target<'_>> =
        repos.iter().map(|repo| Target { repo, asker, client: &client }).collect();
    let answers = ask_all(&world.paths, &targets, right);
    if context.global.json {
        context.ui.line(format!("{:#}", show::as_json(&answers, right)))?;
    } else {
        show::tell(context, &answers)?;
    }
    outcome(&answers)
}

/// What was typed, each once.
fn repos(args: &Access, endpoint: &Endpoint) -> Result<Vec<Repo>, Failure> {
    let mut repos: Vec<Repo> = Vec::new();
    for text in &args.repos {
        let repo = read(text, args.kind.map(repo::Kind::from), endpoint)?.repo;
        if !repos.contains(&repo) {
            repos.push(repo);
        }
    }
    Ok(repos)
}

/// 0 if all is granted, 2 if a question got no answer, else 1. All is said already.
fn outcome(answers: &[Answer<'_>]) -> Outcome {
    let kind = if answers.iter().any(|answer| answer.state.is_error()) {
        Kind::Error
    } else if answers.iter().all(|answer| answer.state.is_granted()) {
        return Ok(());
    } else {
        Kind::No
    };
    Err(Failure { kind, error: String::new(), hints: Vec::new() })
}
