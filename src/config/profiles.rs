//! `profiles.toml`: what is known about each identity but its secret.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::toml_file::{self, ConfigError, FORMAT};
use crate::paths::Paths;
use crate::profile::{Profile, ProfileName, StoreKind};
use crate::secret_file::{self, LOCK_WAIT};
use crate::vars::Setting;

const HEADER: &str = "\
# Profiles of hfenv, without their secrets. hfenv rewrites this file.
# You may add `mirrors` (other addresses of the same Hub) and a [profile.NAME.settings] table.

";

/// Every profile, and which one is used by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profiles {
    /// The default profile's name.
    pub default: Option<ProfileName>,
    all: BTreeMap<ProfileName, Profile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(default)]
    profile: BTreeMap<String, WrittenProfile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenProfile {
    endpoint: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mirrors: Vec<String>,
    store: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved_as: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incoming: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    renewable: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    settings: BTreeMap<String, String>,
}

impl Profiles {
    /// Reads `profiles.toml`; a missing file holds no profile.
    pub fn load(paths: &Paths) -> Result<Self, ConfigError> {
        let path = file(paths);
        let Some(written) = toml_file::load::<Written>(&path)? else { return Ok(Self::default()) };
        Self::check(written).map_err(|what| ConfigError::Value { path, what })
    }

    /// Changes the file under its lock: read, `change`, write. An error of `change` writes nothing.
    pub fn update<T, E: From<ConfigError>>(
        paths: &Paths,
        change: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let lock = secret_file::lock(&paths.config.join("profiles.lock"), LOCK_WAIT);
        let _lock = lock.map_err(|error| E::from(error.into()))?;
        let mut profiles = Self::load(paths)?;
        let before = profiles.clone();
        let answer = change(&mut profiles)?;
        if profiles != before {
            profiles.save(paths)?;
        }
        Ok(answer)
    }

    /// The profile of this name; names that differ in case only are the same.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.iter().find(|profile| profile.name.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether there is no profile.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every profile, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.all.values()
    }

    /// Adds a profile or replaces the one of the same name, which stays the default if it was.
    pub fn put(&mut self, profile: Profile) {
        let former = self.get(profile.name.as_str()).map(|former| former.name.clone());
        let was_default = former.is_some() && former == self.default;
        self.remove(profile.name.as_str());
        if was_default {
            self.default = Some(profile.name.clone());
        }
        self.all.insert(profile.name.clone(), profile);
    }

    /// Takes a profile out and returns it; it stops being the default.
    pub fn remove(&mut self, name: &str) -> Option<Profile> {
        let name = self.get(name)?.name.clone();
        if self.default.as_ref() == Some(&name) {
            self.default = None;
        }
        self.all.remove(&name)
    }

    fn save(&self, paths: &Paths) -> Result<(), ConfigError> {
        let profile = self.iter().map(|p| (p.name.to_string(), WrittenProfile::of(p))).collect();
        let default = self.default.as_ref().map(ToString::to_string);
        let written = Written { version: Some(FORMAT), default, profile };
        toml_file::save(&file(paths), HEADER, &written)
    }

    fn check(written: Written) -> Result<Self, String> {
        let mut profiles = Self::default();
        for (name, profile) in written.profile {
            let name: ProfileName =
                name.parse().map_err(|error| format!("a profile's name: {error}"))?;
            if profiles.get(name.as_str()).is_some() {
                return Err(format!("two profiles are called {name} (case does not count)"));
            }
            profiles.put(profile.check(name)?);
        }
        if let Some(default) = written.default {
            let known = profiles.get(&default).map(|profile| profile.name.clone());
            profiles.default = Some(known.ok_or("default names a profile that is not there")?);
        }
        Ok(profiles)
    }
}

impl WrittenProfile {
    fn of(profile: &Profile) -> Self {
        Self {
            endpoint: profile.endpoint.to_string(),
            mirrors: profile.mirrors.iter().map(ToString::to_string).collect(),
            store: profile.store.name().to_owned(),
            user: profile.user.clone(),
            role: profile.role.clone(),
            expires: profile.expires.clone(),
            saved_as: profile.saved_as.clone(),
            fingerprint: profile.fingerprint.clone(),
            incoming: profile.incoming.clone(),
            renewable: profile.renewable,
            settings: profile.settings.clone(),
        }
    }

    fn check(self, name: ProfileName) -> Result<Profile, String> {
        let endpoint = toml_file::endpoint(&format!("endpoint of {name}"), &self.endpoint)?;
        let mirrors = toml_file::endpoints(&format!("mirrors of {name}"), &self.mirrors)?;
        let store = StoreKind::from_name(&self.store)
            .ok_or_else(|| format!("store of {name} is one of keyring, kernel, file, hf"))?;
        check_settings(&name, &self.settings)?;
        let shown = [&self.user, &self.role, &self.expires];
        if shown.into_iter().flatten().any(|text| text.contains(|c: char| c.is_control())) {
            return Err(format!("user, role or expires of {name} has a control character"));
        }
        Ok(Profile {
            name,
            endpoint,
            mirrors,
            store,
            user: self.user,
            role: self.role,
            expires: self.expires,
            saved_as: self.saved_as,
            fingerprint: self.fingerprint,
            incoming: self.incoming,
            renewable: self.renewable,
            settings: self.settings,
        })
    }
}

fn check_settings(name: &ProfileName, settings: &BTreeMap<String, String>) -> Result<(), String> {
    for (key, value) in settings {
        let setting = Setting::named(key).ok_or_else(|| {
            format!("settings of {name}: {} can't be set", crate::text::printable(key))
        })?;
        if !setting.accepts(value) {
            return Err(format!("settings of {name}: {key} is {}", setting.kind.expected()));
        }
    }
    Ok(())
}

/// Where they lie.
#[must_use]
pub fn file(paths: &Paths) -> PathBuf {
    paths.config.join("profiles.toml")
}
