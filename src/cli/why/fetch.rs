//! Which token a fetch of a repository would use, and whom it would ask.

use crate::cli::context::{Context, Wish};
use crate::cli::failure::Failure;
use crate::cli::fetch::asked::{endpoint, read, subject};
use crate::cli::settings;
use crate::endpoint::Endpoint;
use crate::resolve::source::{Cost, Use};
use crate::resolve::trace::Outcome;
use crate::resolve::world::World;
use crate::resolve::{Question, resolve};
use crate::token::Token;
use crate::vars::{self, Env};

/// What a fetch would do.
pub(super) struct FetchView {
    /// Whom it asks; nobody where this is offline.
    pub(super) endpoint: Option<Endpoint>,
    /// The token that it sends.
    pub(super) token: Option<Token>,
    /// What is asked for, of whom, and where the token comes from.
    pub(super) source: String,
    /// What stands in the way.
    pub(super) warnings: Vec<String>,
}

/// Resolves as `fetch` does, but asks no person.
pub(super) fn fetch_view(
    context: &Context,
    world: &World,
    repo: Option<&str>,
) -> Result<FetchView, Failure> {
    let asked = repo.and_then(|text| subject(context, world, text, None));
    let quiet = context.question(Wish::Quiet)?;
    let implicit = Question { implicit: true, ceiling: Cost::Net, asked, ..quiet };
    let resolution = resolve(world, &implicit)?;
    let grant = resolution.grant.as_ref();
    let hub = endpoint(context, world, grant);
    let what = match repo {
        Some(text) => format!("{} at ", read(text, None, &hub)?.repo),
        None => String::new(),
    };
    let env = settings::in_force(world, grant);
    if let Some(name) = offline(&env) {
        let source = format!("{what}nobody, as {name} is set");
        return Ok(FetchView { endpoint: None, token: None, source, warnings: Vec::new() });
    }
    let mut warnings: Vec<String> = Vec::new();
    let token = grant.and_then(|grant| grant.for_origin(hub.origin(), Use::Http));
    let source = match (grant, token) {
        (Some(grant), Some(_)) => grant.place(),
        (Some(grant), None) => {
            warnings.push(format!("the token of {} belongs to {}", grant.source, grant.endpoint));
            "anonymous".to_owned()
        }
        (None, _) => "anonymous".to_owned(),
    };
    let in_the_way = |outcome: Outcome| matches!(outcome, Outcome::Unavailable | Outcome::HeldBack);
    warnings.extend(
        resolution.trace.iter().filter(|step| in_the_way(step.outcome)).map(|s| s.detail.clone()),
    );
    if world.env.flag(vars::HF_HUB_DISABLE_IMPLICIT_TOKEN) && token.is_none() {
        let name = vars::HF_HUB_DISABLE_IMPLICIT_TOKEN;
        warnings.push(format!("{name} is set; -p NAME or --token-file FILE counts all the same"));
    }
    let token = token.cloned();
    let source = format!("{what}{hub}, {source}");
    Ok(FetchView { endpoint: Some(hub), token, source, warnings })
}

/// The variable that says so.
fn offline(env: &Env) -> Option<&'static str> {
    let first = env.has(vars::HF_HUB_OFFLINE);
    let name = if first { vars::HF_HUB_OFFLINE } else { vars::TRANSFORMERS_OFFLINE };
    settings::offline(env).then_some(name)
}
