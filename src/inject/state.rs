//! `HFENV_STATE`: which variables of this shell are hfenv's, proved by keyed hashes.
//!
//! The variable is exported, so every child sees it; it holds names and hashes, never a value. A
//! variable is *ours* as long as its value still has its hash, in whichever shell that is; a value
//! that was changed since is the user's. This module knows files and words only, so that whoever
//! asks it can't reach a bus or the network.

use std::collections::BTreeMap;
use std::fmt;

use crate::key::{Key, Purpose};
use crate::vars::{self, Env};

/// Format of the variable; another one is not ours to read.
const FORMAT: &str = "1";

/// Names and hashes of what was exported. Written as `1/NAME-HASH/…`, which every shell takes
/// unquoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    hashes: BTreeMap<String, String>,
}

impl State {
    /// The state of these exported values.
    #[must_use]
    pub fn of<'a>(key: &Key, values: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let hash = |(name, value): (&str, &str)| (name.to_owned(), hash(key, name, value));
        Self { hashes: values.map(hash).collect() }
    }

    /// Reads the variable; anything else than this format is an empty state, which owns nothing.
    #[must_use]
    pub fn read(env: &Env) -> Self {
        let text = env.raw(vars::HFENV_STATE).and_then(std::ffi::OsStr::to_str).unwrap_or_default();
        let Some(fields) = text.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix('/')) else {
            return Self::default();
        };
        let pair = |field: &str| {
            field.split_once('-').map(|(name, hash)| (name.to_owned(), hash.to_owned()))
        };
        Self { hashes: fields.split('/').filter_map(pair).collect() }
    }

    /// The names whose value in `env` is still the one that hfenv exported.
    #[must_use]
    pub fn ours(&self, env: &Env, key: &Key) -> Vec<String> {
        let still = |name: &str, known: &str| {
            let value = env.raw(name).and_then(std::ffi::OsStr::to_str);
            value.is_some_and(|value| hash(key, name, value) == known)
        };
        self.hashes
            .iter()
            .filter(|(name, known)| still(name, known))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Whether nothing is claimed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

fn hash(key: &Key, name: &str, value: &str) -> String {
    key.hash(Purpose::State, &[name.as_bytes(), value.as_bytes()])
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORMAT)?;
        self.hashes.iter().try_for_each(|(name, hash)| write!(f, "/{name}-{hash}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::Paths;

    fn key() -> (tempfile::TempDir, Key) {
        let home = tempfile::tempdir().unwrap();
        let mut paths = Paths::find(&Env::of(&[]));
        paths.state = home.path().join("state");
        let key = Key::load_or_make(&paths).unwrap();
        (home, key)
    }

    #[test]
    fn a_value_is_ours_until_somebody_changes_it() {
        let (_home, key) = key();
        let state = State::of(&key, [("HF_TOKEN", "one"), ("HF_HOME", "two")].into_iter());
        let text = state.to_string();
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_".contains(&b)), "{text}");
        let env = |token| {
            Env::of(&[("HFENV_STATE", text.as_str()), ("HF_TOKEN", token), ("HF_HOME", "two")])
        };
        let ours = |env: &Env| State::read(env).ours(env, &key);
        assert_eq!(ours(&env("one")), ["HF_HOME", "HF_TOKEN"]);
        assert_eq!(ours(&env("mine")), ["HF_HOME"]);
    }

    #[test]
    fn foreign_and_damaged_states_own_nothing() {
        let (_home, key) = key();
        for text in [
            "",
            "2/HF_TOKEN-00",
            "1",
            "1/",
            "1/HF_TOKEN",
            "1/HF_TOKEN-",
            "1/HF_TOKEN-00",
            "\u{fffd}",
        ] {
            let env = Env::of(&[("HFENV_STATE", text), ("HF_TOKEN", "x")]);
            assert!(State::read(&env).ours(&env, &key).is_empty(), "{text}");
        }
    }
}
