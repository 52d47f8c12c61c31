//! Opens the world that a command works in: the environment without what hfenv put there, the
//! folders, and the project with the verdict over it.

use thiserror::Error;

use crate::endpoint::{Endpoint, EndpointError};
use crate::inject::state::State;
use crate::inject::trust::{self, TrustError};
use crate::key::{Key, KeyError};
use crate::paths::Paths;
use crate::project::{Judged, Project, Verdict};
use crate::resolve::world::World;
use crate::vars::{self, Env, NotUtf8};

/// Why a command can't begin.
#[derive(Debug, Error)]
pub enum SessionError {
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The approvals.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A variable's bytes.
    #[error(transparent)]
    NotUtf8(#[from] NotUtf8),
    /// `HF_ENDPOINT` is no endpoint.
    #[error("HF_ENDPOINT is not an endpoint: {0}")]
    Endpoint(#[from] EndpointError),
}

/// Opens the world as `env` shows it.
pub fn open(env: Env) -> Result<World, SessionError> {
    let paths = Paths::find(&env);
    let ours = ours(&env, &paths)?;
    // The user's folders are found without what hfenv exported: a project's HF_HOME must not lead
    // to another saved token.
    let own = env.without(ours.iter().map(String::as_str));
    let paths = if ours.is_empty() { paths } else { Paths::find(&own) };
    let endpoint = own.text(vars::HF_ENDPOINT)?.map(Endpoint::parse).transpose()?;
    let project = env.cwd().map(|folder| Project::find(&paths, folder)).unwrap_or_default();
    let judged = trust::judge(&own, &paths, project)?;
    let mut world = World::new(env, ours, paths, judged);
    world.endpoint = endpoint;
    Ok(world)
}

/// The same for whoever has to say what is wrong: what can't be read is left out, and a project
/// that can't be judged is a new one.
#[must_use]
pub fn open_anyway(env: &Env) -> World {
    if let Ok(world) = open(env.clone()) {
        return world;
    }
    let ours = ours_anyway(env);
    let own = env.without(ours.iter().map(String::as_str));
    let paths = Paths::find(&own);
    let project = env.cwd().map(|folder| Project::find(&paths, folder)).unwrap_or_default();
    let nothing = project.items.is_empty();
    let judged = trust::judge(&own, &paths, project.clone()).unwrap_or_else(|_| Judged {
        project,
        verdict: if nothing { Verdict::Nothing } else { Verdict::New },
    });
    let mut world = World::new(env.clone(), ours, paths, judged);
    let endpoint = own.text(vars::HF_ENDPOINT).ok().flatten();
    world.endpoint = endpoint.and_then(|text| Endpoint::parse(text).ok());
    world
}

/// The variables that hfenv exported, for when nothing else can be opened. What can't be proved is
/// the user's.
#[must_use]
pub fn ours_anyway(env: &Env) -> Vec<String> {
    ours(env, &Paths::find(env)).unwrap_or_default()
}

/// The inherited variables that hfenv itself exported.
fn ours(env: &Env, paths: &Paths) -> Result<Vec<String>, KeyError> {
    let state = State::read(env);
    if state.is_empty() {
        return Ok(Vec::new());
    }
    // Without the key nothing can be proved, and what can't be proved is the user's.
    Ok(Key::load(paths)?.map(|key| state.ours(env, &key)).unwrap_or_default())
}
