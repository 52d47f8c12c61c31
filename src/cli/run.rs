//! `hfenv run`: a command with the token in its environment, and nothing between it and its caller.

use std::io;
use std::path::Path;
use std::process::Command;

use super::args::Run;
use super::context::{Context, Wish};
use super::failure::{Failure, Kind, Outcome};
use super::plan::{Prepared, overlay, planned, prepare};
use crate::inject::plan::{Plan, RIVALS, Scope};
use crate::text::printable_path;
use crate::vars::{self, TOKEN_NAMES};

pub(super) fn run(context: &Context, args: &Run) -> Outcome {
    let Prepared { world, question, file } =
        prepare(context, args.env_file.as_deref(), Wish::Patient)?;
    let mut plan = planned(context, &world, &question, Scope::Full)?;
    overlay(&mut plan, file, None);
    keep_only(&mut plan, &args.only, &world.ours)?;
    let Some((program, rest)) = args.command.split_first() else {
        return Err(Failure::error("there is no command to run"));
    };
    let mut command = Command::new(program);
    command.args(rest);
    for name in &plan.unset {
        command.env_remove(name);
    }
    for (name, value) in &plan.set {
        command.env(name, value.reveal());
    }
    become_command(command, Path::new(program))
}

/// Drops what `--only` does not name. A name that would not be set anyway is a mistake worth
/// telling.
fn keep_only(plan: &mut Plan, only: &[String], ours: &[String]) -> Outcome {
    if only.is_empty() {
        return Ok(());
    }
    if let Some(unknown) = only.iter().find(|name| !plan.set.contains_key(*name)) {
        let there: Vec<_> = plan.set.keys().map(String::as_str).collect();
        let hint = if there.is_empty() {
            "there is nothing to set".into()
        } else {
            format!("there is: {}", there.join(", "))
        };
        return Err(Failure::error(format!("--only {unknown}: hfenv would not set it")).hint(hint));
    }
    let named = |name: &str| only.iter().any(|only| only == name);
    let token = named(vars::HF_TOKEN);
    if named(vars::HF_ENDPOINT) && !token && plan.set.contains_key(vars::HF_TOKEN) {
        // An inherited token would go to an endpoint that is not its own.
        return Err(Failure::error("--only HF_ENDPOINT: it goes with its token")
            .hint("--only HF_TOKEN sets both"));
    }
    plan.set.retain(|name, _| named(name) || token && name == vars::HF_ENDPOINT);
    // What hfenv exported into the shell for another purpose does not slip through.
    plan.unset.extend(ours.iter().filter(|name| !plan.set.contains_key(*name)).cloned());
    if !token {
        // Without a token of ours there is nothing that these could be rivals of.
        for rival in RIVALS.into_iter().chain(TOKEN_NAMES) {
            if !ours.iter().any(|name| name == rival) {
                plan.unset.remove(rival);
            }
        }
    }
    Ok(())
}

/// Replaces this process, so that signals and the status are the command's own.
#[cfg(unix)]
fn become_command(mut command: Command, program: &Path) -> Outcome {
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    Err(not_run(program, &error))
}

#[cfg(not(unix))]
fn become_command(mut command: Command, program: &Path) -> Outcome {
    let status = command.status().map_err(|error| not_run(program, &error))?;
    match status.code() {
        Some(0) => Ok(()),
        code => Err(Failure {
            kind: Kind::Status(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
            error: String::new(),
            hints: Vec::new(),
        }),
    }
}

/// 127 for a command that is not there and 126 for one that can't be run, as in shells.
fn not_run(program: &Path, error: &io::Error) -> Failure {
    let (status, why) = match error.kind() {
        io::ErrorKind::NotFound => (127, "command not found".to_owned()),
        io::ErrorKind::PermissionDenied => (126, "permission denied".to_owned()),
        _ => (126, error.to_string()),
    };
    let error = format!("{}: {why}", printable_path(program));
    Failure { kind: Kind::Status(status), error, hints: Vec::new() }
}
