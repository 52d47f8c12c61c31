//! `hfenv cache where`: where the cache is, and what decides it.

use serde_json::{Value, json};

use super::Here;
use crate::cli::context::Context;
use crate::cli::failure::Outcome;
use crate::text::{printable, printable_path};
use crate::vars::{HF_HOME, HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, XDG_CACHE_HOME};

/// The variables that decide, the first that is set wins.
const DECIDING: [&str; 4] = [HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME];

pub(super) fn run(context: &Context, here: &Here<'_>) -> Outcome {
    let root = here.cache.root();
    let env = &here.env;
    let winner = DECIDING.into_iter().find(|name| !here.named && env.has(name));
    let by = match winner {
        _ if here.named => "--cache-dir".to_owned(),
        None => "the default".to_owned(),
        Some(name) => format!("{name}{}", whose(here, name)),
    };
    if context.global.json {
        let variables: Vec<Value> =
            DECIDING.iter().map(|name| json!({"name": name, "value": value(here, name)})).collect();
        let read: Vec<_> =
            here.cache.read_only().iter().map(|path| path.display().to_string()).collect();
        return context.ui.line(format!(
            "{:#}",
            json!({
                "cache": root.display().to_string(),
                "decided_by": by,
                "exists": root.is_dir(),
                "read_only": read,
                "variables": variables,
                "version": 1,
            })
        ));
    }
    context.ui.data(format!("{}\n", printable_path(root)))?;
    context.ui.detail(format!("decided by {by}"));
    for name in DECIDING {
        let told = value(here, name).unwrap_or_else(|| "not set".to_owned());
        let mark = if winner == Some(name) { " (decides)" } else { "" };
        context.ui.detail(format!("{name}: {}{mark}", printable(&told)));
    }
    for folder in here.cache.read_only() {
        context.ui.detail(format!("only read: {}", printable_path(folder)));
    }
    if !root.is_dir() {
        context.ui.say("it is not there yet");
    }
    Ok(())
}

/// Whose setting it is, if it is not in the user's own environment.
fn whose(here: &Here<'_>, name: &str) -> &'static str {
    if here.world.env.has(name) {
        return "";
    }
    let of_project = here.world.judged.items().any(|item| item.key == name);
    if of_project { " of the project" } else { " of the profile" }
}

fn value(here: &Here<'_>, name: &str) -> Option<String> {
    let value = here.env.raw(name).filter(|value| !value.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}
