//! `hfenv cache move`: moves the cache to another folder.

use std::path::PathBuf;

use serde_json::json;

use super::Here;
use super::bar::Bar;
use crate::cache::relocate::{Move, MoveError};
use crate::cli::args::cache::CacheMove;
use crate::cli::context::Context;
use crate::cli::export::calling_shell;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::fetch::asked;
use crate::cli::settings;
use crate::quote::{Shell, render};
use crate::text::amount::{count, size};
use crate::text::printable_path;
use crate::vars::{Env, HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE};

/// The variables that name the cache.
const NAMES: [&str; 2] = [HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE];

pub(super) fn run(context: &Context, here: &Here<'_>, args: &CacheMove) -> Outcome {
    let census = here.census(context)?;
    let to = asked::absolute(&here.env, &args.to);
    let plan = Move::plan(&census, &to).map_err(|error| failed(&error, args))?;
    let (from, to) = (printable_path(&plan.from), printable_path(&plan.to));
    let bytes = size(plan.bytes);
    context.ui.say(format!("moving {bytes} from {from} to {to}"));
    let bar = Bar::new(context, "moving", plan.bytes);
    let moved = plan.run(&|bytes| bar.add(bytes));
    drop(bar);
    let moved = moved.map_err(|error| failed(&error, args))?;
    let setting = if place_without_setting(here) == Some(plan.to.clone()) {
        unset(&here.env)
    } else {
        Some(setting(&plan.to.display().to_string()))
    };
    if context.global.json {
        let left = moved.left.iter();
        let left = left.map(|(path, why)| json!({"path": path.display().to_string(), "why": why}));
        context.ui.line(format!(
            "{:#}",
            json!({
                "bytes": plan.bytes,
                "copied": moved.copied,
                "from": plan.from.display().to_string(),
                "left": left.collect::<Vec<_>>(),
                "setting": setting,
                "to": plan.to.display().to_string(),
                "version": 1,
            })
        ))?;
    }
    for (path, why) in moved.left.iter().take(10) {
        context.ui.warn(format!("{} stays: {why}", printable_path(path)));
    }
    context.ui.say(format!("the cache is in {to}"));
    if here.cache.root().is_symlink() {
        let link = printable_path(here.cache.root());
        context.ui.warn(format!("{link} is a link that leads to nothing now"));
    }
    if let Some(setting) = setting {
        context.ui.hint(format!("for this to last, in the startup file of your shell:\n{setting}"));
    }
    match moved.left.len() {
        0 => Ok(()),
        all => Err(Failure::no(format!("not all of it was moved: {} left", count(all, "thing")))),
    }
}

/// Where the cache is if no variable says where.
fn place_without_setting(here: &Here<'_>) -> Option<PathBuf> {
    settings::cache(&here.env.without(NAMES)).root().canonicalize().ok()
}

/// What takes the settings away that would lead elsewhere, in any shell; `None` if there are none.
fn unset(env: &Env) -> Option<String> {
    let names: Vec<&str> = NAMES.into_iter().filter(|name| env.has(name)).collect();
    (!names.is_empty()).then(|| match render(calling_shell(), &[], &names, false) {
        Ok(line) if calling_shell() != Shell::Nu => {
            line.trim_end().trim_end_matches(';').to_owned()
        }
        _ => format!("unset {}", names.join(" ")),
    })
}

/// What makes the new place last, in the language of the calling shell.
fn setting(path: &str) -> String {
    let shell = calling_shell();
    if shell == Shell::Nu {
        return format!("$env.{HF_HUB_CACHE} = {}", serde_json::Value::from(path));
    }
    match render(shell, &[(HF_HUB_CACHE, path)], &[], false) {
        Ok(line) => line.trim_end().trim_end_matches(';').to_owned(),
        Err(_) => format!("{HF_HUB_CACHE}={path}"),
    }
}

fn failed(error: &MoveError, args: &CacheMove) -> Failure {
    let failure = Failure::error(error.to_string());
    let again = shell_words::join(["hfenv", "cache", "move", &args.to.display().to_string()]);
    match error {
        MoveError::Nothing(_) | MoveError::Same(_) => failure,
        MoveError::Inside(..) => failure.hint("name a folder beside it"),
        MoveError::Taken(_) => failure.hint("name a new folder, or one below this one"),
        MoveError::Busy(_) => failure.hint(format!("when it is done: {again}")),
        MoveError::NoSpace { .. } => {
            failure.hint("hfenv cache prune --dry-run shows what nobody refers to")
        }
        MoveError::Cache(_) | MoveError::Differs(_) => {
            failure.hint(format!("nothing is lost; to go on: {again}"))
        }
    }
}
