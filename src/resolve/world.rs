//! Everything the resolver may look at, read lazily: a token in the environment must not depend on
//! a configuration file that it does not need.

use std::cell::OnceCell;
use std::path::PathBuf;

use super::exchange::{Exchange, ExchangeError, Exchanged};
use crate::config::profiles::Profiles;
use crate::config::{Config, ConfigError};
use crate::endpoint::Endpoint;
use crate::key::{Key, KeyError};
use crate::paths::Paths;
use crate::profile::Profile;
use crate::program::Git;
use crate::project::Judged;
use crate::project::remote::{self, Remote};
use crate::store::vault::Vault;
use crate::store::{Manner, keyring};
use crate::vars::{self, Env};

/// The surroundings of one resolution.
#[derive(Debug)]
pub struct World {
    /// The environment as a child inherits it.
    pub inherited: Env,
    /// The user's own part of it: what hfenv itself exported has been taken out.
    pub env: Env,
    /// The variables that were taken out, by name.
    pub ours: Vec<String>,
    /// The folders.
    pub paths: Paths,
    /// The project, judged.
    pub judged: Judged,
    /// The folder that rules and project files were looked up from.
    pub folder: Option<PathBuf>,
    /// `--endpoint`, else `HF_ENDPOINT` of the user's own environment.
    pub endpoint: Option<Endpoint>,
    config: OnceCell<Config>,
    profiles: OnceCell<Profiles>,
    key: OnceCell<Option<Key>>,
    remotes: OnceCell<Vec<Remote>>,
    exchanged: OnceCell<Result<Exchanged, ExchangeError>>,
}

impl World {
    /// A world in which no configuration was read yet. The variables `ours` were set by hfenv.
    #[must_use]
    pub fn new(inherited: Env, ours: Vec<String>, paths: Paths, judged: Judged) -> Self {
        let names = ours.iter().map(String::as_str);
        Self {
            folder: inherited.cwd().map(ToOwned::to_owned),
            env: inherited.without(names.chain([vars::HFENV_STATE])),
            inherited,
            ours,
            paths,
            judged,
            endpoint: None,
            config: OnceCell::new(),
            profiles: OnceCell::new(),
            key: OnceCell::new(),
            remotes: OnceCell::new(),
            exchanged: OnceCell::new(),
        }
    }

    /// The same world, in which no configuration was read yet: another process may have changed it.
    /// What was exchanged is still good.
    #[must_use]
    pub fn afresh(&self) -> Self {
        let (inherited, ours) = (self.inherited.clone(), self.ours.clone());
        let world = Self::new(inherited, ours, self.paths.clone(), self.judged.clone());
        let (folder, endpoint) = (self.folder.clone(), self.endpoint.clone());
        Self { folder, endpoint, exchanged: self.exchanged.clone(), ..world }
    }

    /// The user's configuration.
    pub fn config(&self) -> Result<&Config, ConfigError> {
        cached(&self.config, || Config::load(&self.paths))
    }

    /// The profiles.
    pub fn profiles(&self) -> Result<&Profiles, ConfigError> {
        cached(&self.profiles, || Profiles::load(&self.paths))
    }

    /// Every endpoint that the user has named: the Hub, the profiles', and those in `config.toml`.
    /// What only the environment or a repository names is not among them.
    pub fn endpoints(&self) -> Result<Vec<Endpoint>, ConfigError> {
        let mut all: Vec<Endpoint> = Endpoint::hub_names().into();
        all.extend(self.profiles()?.iter().flat_map(Profile::endpoints).cloned());
        all.extend(self.config()?.endpoints.iter().cloned());
        Ok(all)
    }

    /// The remotes of the work tree, `origin` first. It takes a process, so only a rule that needs
    /// them asks.
    #[must_use]
    pub fn remotes(&self) -> &[Remote] {
        self.remotes.get_or_init(|| {
            let (Some(folder), Ok(git)) = (&self.folder, Git::find(&self.inherited)) else {
                return Vec::new();
            };
            remote::remotes(&git, folder, self.inherited.has(vars::GIT_DIR))
        })
    }

    /// The remotes, if they were asked for.
    #[must_use]
    pub fn remotes_seen(&self) -> &[Remote] {
        self.remotes.get().map_or(&[], Vec::as_slice)
    }

    /// The Hub that is meant where nobody names one and no token is known yet.
    #[must_use]
    pub fn usual_endpoint(&self) -> Endpoint {
        let profiles = self.profiles().ok();
        let default = profiles.and_then(|all| all.get(all.default.as_ref()?.as_str()));
        let own = self.endpoint.as_ref().or(default.map(|profile| &profile.endpoint));
        own.cloned().unwrap_or_else(Endpoint::hub)
    }

    /// The state key, if one was made.
    pub fn key(&self) -> Result<Option<&Key>, KeyError> {
        cached(&self.key, || Key::load(&self.paths)).map(Option::as_ref)
    }

    /// What an id token was exchanged for: once, however often it is asked for.
    pub fn exchanged(&self, exchange: Exchange) -> Result<Exchanged, ExchangeError> {
        self.exchanged.get_or_init(|| exchange(self)).clone()
    }

    /// Where Python's huggingface_hub sends its saved token here: `HF_ENDPOINT`, or the Hub.
    #[must_use]
    pub fn python_endpoint(&self) -> Endpoint {
        let own = self.env.text(vars::HF_ENDPOINT).ok().flatten();
        own.and_then(|text| Endpoint::parse(text).ok()).unwrap_or_else(Endpoint::hub)
    }

    /// The profiles' stores, asked in this manner.
    #[must_use]
    pub fn vault(&self, manner: Manner) -> Vault<'_> {
        let runtime = self.env.absolute(vars::XDG_RUNTIME_DIR);
        let set = self.env.raw(vars::DBUS_SESSION_BUS_ADDRESS);
        Vault::new(&self.paths, keyring::bus_address(set, runtime.as_deref()), manner)
    }
}

/// `OnceCell::get_or_try_init`, which is not stable yet.
fn cached<T, E>(cell: &OnceCell<T>, load: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = load()?;
    Ok(cell.get_or_init(|| value))
}
