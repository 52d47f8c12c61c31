//! Whom a fetch asks, and with which token.

use super::super::args::Fetch;
use super::super::asker::Asker;
use super::super::context::{Context, Wish};
use super::super::failure::Failure;
use super::super::settings;
use crate::cache::Cache;
use crate::endpoint::Endpoint;
use crate::fetch::plan::Request;
use crate::repo::pattern::Patterns;
use crate::repo::{Address, Kind, RepoError, Revision};
use crate::resolve::source::{Chosen, Grant, Source};
use crate::resolve::world::World;
use crate::resolve::{Question, Resolution, Subject};
use crate::vars::Env;

/// The answers before the first request.
pub(super) struct Asked {
    /// Nobody is asked, neither a Hub nor a store of tokens.
    pub(super) offline: bool,
    /// How the token was found; `None` offline.
    pub(super) resolution: Option<Resolution>,
    pub(super) endpoint: Endpoint,
    /// The settings in force.
    pub(super) env: Env,
}

impl Asked {
    /// Finds them.
    pub(super) fn of(context: &Context, args: &Fetch) -> Result<Self, Failure> {
        let world = context.world()?;
        let mut env = settings::in_force(&world, None);
        let mut offline = args.offline || settings::offline(&env);
        let mut resolution = None;
        if !offline {
            let kind = args.kind.map(Kind::from);
            let asked = subject(context, &world, &args.repo, kind);
            let found =
                context.resolve_renewed(&world, &Question { asked, ..question(context)? })?;
            env = settings::in_force(&world, found.grant.as_ref());
            offline = settings::offline(&env);
            resolution = Some(found);
        }
        let grant = resolution.as_ref().and_then(|found| found.grant.as_ref());
        let endpoint = endpoint(context, &world, grant);
        Ok(Self { offline, resolution, endpoint, env })
    }

    /// Who asks whom.
    pub(super) fn asker(&self) -> Asker<'_> {
        let resolution = self.resolution.as_ref();
        Asker { resolution, endpoint: &self.endpoint, env: &self.env }
    }

    pub(super) fn cache(&self, args: &Fetch) -> Cache {
        let cache = settings::cache(&self.env);
        match &args.cache_dir {
            Some(folder) => cache.at(absolute(&self.env, folder)),
            None => cache,
        }
    }
}

/// What `fetch` asks of the resolver: nobody named a token in so many words, and public files need
/// none.
pub(crate) fn question(context: &Context) -> Result<Question, Failure> {
    Ok(Question { implicit: true, ..context.question(Wish::Patient)? })
}

/// What the user's rules are asked about, before it is known which Hub that means: a name, or an
/// address at any endpoint of the user's. What can't be read is told later.
pub(crate) fn subject(
    context: &Context,
    world: &World,
    text: &str,
    kind: Option<Kind>,
) -> Option<Subject> {
    let usual = world.usual_endpoint();
    if let Ok(address) = Address::parse(text, kind, &usual) {
        let named = context.global.endpoint.is_some().then_some(&usual);
        return Some(Subject::of_repo(world, &address.repo, named));
    }
    world.endpoints().ok()?.iter().find_map(|endpoint| {
        let address = Address::parse(text, kind, endpoint).ok()?;
        Some(Subject::of_repo(world, &address.repo, Some(endpoint)))
    })
}

/// The Hub that is asked: `--endpoint`, that of a profile which somebody chose, `HF_ENDPOINT`, and
/// then the token's own.
pub(crate) fn endpoint(context: &Context, world: &World, grant: Option<&Grant>) -> Endpoint {
    let named = world.endpoint.as_ref().filter(|_| context.global.endpoint.is_some());
    let chosen = grant.filter(|grant| match &grant.source {
        Source::Profile(_, chosen) => *chosen != Chosen::Default,
        _ => false,
    });
    let chosen = chosen.map(|grant| &grant.endpoint);
    let own = grant.map(|grant| &grant.endpoint);
    let hub = named.or(chosen).or(world.endpoint.as_ref()).or(own);
    hub.cloned().unwrap_or_else(Endpoint::hub)
}

/// A folder as it was typed, from the current one.
pub(crate) fn absolute(env: &Env, folder: &std::path::Path) -> std::path::PathBuf {
    env.cwd().map_or_else(|| folder.to_owned(), |cwd| cwd.join(folder))
}

/// Reads how a repository was named.
pub(crate) fn read(
    text: &str,
    kind: Option<Kind>,
    endpoint: &Endpoint,
) -> Result<Address, Failure> {
    Ok(Address::parse(text, kind, endpoint)?)
}

/// Reads what was typed.
pub(super) fn request(args: &Fetch, endpoint: &Endpoint) -> Result<Request, Failure> {
    let address = read(&args.repo, args.kind.map(Kind::from), endpoint)?;
    let typed = args.revision.as_deref().map(Revision::parse).transpose()?;
    let revision = match (address.revision, typed) {
        (Some(one), Some(other)) if one != other => {
            let error = format!("the address names {one}, and --revision names {other}");
            return Err(Failure::error(error));
        }
        (one, other) => one.or(other).unwrap_or_else(Revision::main),
    };
    // As a shell completes names.
    let plain = |name: &String| name.trim_start_matches("./").to_owned();
    let files = address.path.into_iter().chain(args.files.iter().map(plain)).collect();
    let patterns = Patterns::new(&args.include, &args.exclude)?;
    Ok(Request { repo: address.repo, revision, files, patterns })
}

impl From<RepoError> for Failure {
    fn from(error: RepoError) -> Self {
        let failure = Self::error(error.to_string());
        match &error {
            RepoError::Name(_) | RepoError::Address(_) => failure.hint(
                "name it like org/name, datasets/org/name, hf://org/name@REVISION/PATH or \
                 https://huggingface.co/org/name",
            ),
            RepoError::Path(path, _) if path.starts_with('/') => failure
                .hint(format!("name it from the repository on: {}", path.trim_start_matches('/'))),
            _ => failure,
        }
    }
}
