//! A plan in the language of a shell: once for `eval`, or for the plugin that follows `cd`.

use std::path::Path;
use std::time::UNIX_EPOCH;

use serde_json::{Map, Value as Json, json};
use zeroize::Zeroizing;

use super::plan::Plan;
use super::watch::Watch;
use crate::quote::{self, CannotCarry, Own, Shell};

/// Version of what plugins read; a plugin that knows another one evaluates nothing.
const API: &str = "1";

/// Statements that carry the plan out. `failed` makes the evaluating shell's status non-zero.
pub fn render(shell: Shell, plan: &Plan, failed: bool) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(plan);
    quote::render(shell, &set, &unset, failed)
}

/// What a plugin gets when something changed.
#[derive(Debug)]
pub struct Change<'a> {
    /// What to export and to remove.
    pub plan: &'a Plan,
    /// What to look at from now on.
    pub watch: &'a Watch,
    /// Marks of what was said, to be handed over next time.
    pub told: String,
    /// Whether to ask again at the next prompt, where words may be said.
    pub again: bool,
}

/// A change for a shell's plugin. Shells that evaluate text get statements that begin and end with
/// the version, so that nothing else than a whole answer is ever evaluated; the others get JSON.
pub fn change(shell: Shell, change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    match shell {
        Shell::Bash | Shell::Zsh | Shell::Fish => statements(shell, change),
        _ => document(change),
    }
}

fn parts(plan: &Plan) -> (Vec<(&str, &str)>, Vec<&str>) {
    let set = plan.set.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
    (set, plan.unset.iter().map(String::as_str).collect())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

fn statements(shell: Shell, change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(change.plan);
    let Watch { there, absent, twins } = change.watch;
    // Without twins there is nothing to compare with.
    let there = there.iter().filter(|_| twins.is_some());
    let own = [
        ("__hfenv_twins", Own::Word(twins.as_deref().map(bytes).unwrap_or_default())),
        ("__hfenv_there", Own::List(there.map(|(path, _)| bytes(path)).collect())),
        ("__hfenv_absent", Own::List(absent.iter().map(|path| bytes(path)).collect())),
        ("__hfenv_told", Own::Word(change.told.as_bytes())),
        ("__hfenv_again", Own::Word(if change.again { b"1" } else { b"" })),
    ];
    let body = quote::render_whole(shell, &set, &unset, &own)?;
    let frame = match shell {
        Shell::Fish => format!("set -g __hfenv_api {API};"),
        _ => format!("__hfenv_api={API};"),
    };
    let mut text = Zeroizing::new(String::with_capacity(body.len() + 2 * frame.len() + 2));
    for part in [frame.as_str(), body.as_str(), frame.as_str(), "\n"] {
        text.push_str(part);
    }
    if shell == Shell::Bash {
        // bash's `read -d ''` succeeds only if it sees one: the answer is whole.
        text.push('\0');
    }
    Ok(text)
}

/// One JSON object: `api`, `env` (a string or null for each variable), `told`, `again`, and `watch`
/// (for each path its time in nanoseconds since 1970 as a string, or null if it is absent). Paths
/// that are no text can't be said in JSON, and are left out.
fn document(change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(change.plan);
    let env = quote::render(Shell::Nu, &set, &unset, false)?;
    let mut watch = Map::new();
    for (path, time) in &change.watch.there {
        if let (Some(path), Ok(age)) = (path.to_str(), time.duration_since(UNIX_EPOCH)) {
            watch.insert(path.to_owned(), Json::from(age.as_nanos().to_string()));
        }
    }
    for path in change.watch.absent.iter().filter_map(|path| path.to_str()) {
        watch.insert(path.to_owned(), Json::Null);
    }
    let rest = json!({ "told": change.told, "again": change.again, "watch": watch }).to_string();
    let mut text = Zeroizing::new(String::with_capacity(env.len() + rest.len() + 32));
    // The environment is joined as text: no copy of a token is left in a tree of values.
    for part in ["{\"api\":", API, ",\"env\":", env.trim_end(), ",", &rest[1..], "\n"] {
        text.push_str(part);
    }
    Ok(text)
}
