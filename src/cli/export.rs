//! `hfenv export`, and the assignments that bare `hfenv` prints.

use std::io::Write;
use std::path::Path;

use zeroize::Zeroizing;

use super::args::Export;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome};
use super::plan::{Prepared, overlay, planned, prepare};
use crate::inject::format::{self, Format};
use crate::inject::plan::{Plan, Scope};
use crate::inject::script;
use crate::login::oidc;
use crate::quote::Shell;
use crate::resolve::Question;
use crate::resolve::source::Cost;
use crate::session;
use crate::text::printable_path;

/// The name of the process that started this one, as a shell's name; `sh` if it is none.
pub(super) fn calling_shell() -> Shell {
    parent_names().iter().find_map(|name| Shell::from_name(name)).unwrap_or(Shell::Sh)
}

/// The parent's own name and the name of the program it runs: a busybox shell is told by the first,
/// a shell that was started under another name by the second.
#[cfg(target_os = "linux")]
pub(super) fn parent_names() -> Vec<String> {
    let parent = std::os::unix::process::parent_id();
    let comm = std::fs::read_to_string(format!("/proc/{parent}/comm")).ok();
    let exe = std::fs::read_link(format!("/proc/{parent}/exe")).ok();
    let exe = exe.and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
    comm.map(|name| name.trim().trim_start_matches('-').to_owned()).into_iter().chain(exe).collect()
}

#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn parent_names() -> Vec<String> {
    let parent = std::os::unix::process::parent_id().to_string();
    let output =
        std::process::Command::new("/bin/ps").args(["-o", "comm=", "-p", &parent]).output();
    let text = output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    let name = text.trim().rsplit('/').next().unwrap_or_default();
    vec![name.trim_start_matches('-').to_owned()]
}

#[cfg(not(unix))]
pub(super) fn parent_names() -> Vec<String> {
    Vec::new()
}

/// Bare `hfenv` with its output captured. Nothing found is silence and success, so that an rc file
/// under `set -e` survives; only a broken source fails, and then in the shell's own form.
pub(super) fn for_calling_shell(context: &Context) -> Outcome {
    to_shell(context, calling_shell(), &Ask { env_file: None, implicit: true })
}

pub(super) fn run(context: &Context, args: &Export) -> Outcome {
    let ask = Ask { env_file: args.env_file.as_deref(), implicit: false };
    let Some(target) = args.target.as_deref() else {
        return to_shell(context, calling_shell(), &ask);
    };
    if let Some((_, format)) = Format::ALL.into_iter().find(|(name, _)| *name == target) {
        return to_format(context, format, ask.env_file);
    }
    let shell = Shell::from_name(target).ok_or_else(|| unknown_target(target))?;
    to_shell(context, shell, &ask)
}

fn unknown_target(target: &str) -> Failure {
    let shells = Shell::ALL.iter().map(|shell| shell.name());
    let formats = Format::ALL.iter().map(|(name, _)| *name);
    let known: Vec<_> = shells.chain(formats).collect();
    Failure::error(format!("there is no shell or format {target:?}")).hint(known.join(", "))
}

/// What a shell's environment is made of.
struct Ask<'a> {
    env_file: Option<&'a Path>,
    /// Whether nobody asked in so many words.
    implicit: bool,
}

fn to_shell(context: &Context, shell: Shell, ask: &Ask<'_>) -> Outcome {
    let script = shell_plan(context, ask).and_then(|plan| {
        script::render(shell, &plan, false).map_err(|error| Failure::error(error.to_string()))
    });
    match script {
        Ok(text) => context.ui.data(text.as_bytes()),
        Err(failure) => {
            // What another folder left behind goes, and the evaluating shell sees the status of the
            // last statement, not ours. For nu an empty text is no JSON, so that it fails.
            let text = if shell == Shell::Nu {
                Zeroizing::new("\n".to_owned())
            } else {
                let plan = Plan::leaving(context.env(), &session::ours_anyway(context.env()));
                let text = script::render(shell, &plan, true);
                text.map_err(|error| Failure::error(error.to_string()))?
            };
            context.ui.data(text.as_bytes())?;
            Err(failure)
        }
    }
}

fn shell_plan(context: &Context, ask: &Ask<'_>) -> Result<Plan, Failure> {
    let Prepared { world, question, file } = prepare(context, ask.env_file, Wish::Quiet)?;
    let mut question = Question { implicit: ask.implicit, ..question };
    if !ask.implicit {
        // Whoever asks in so many words waits for an exchange; an rc file does not.
        question.exchange = Some(oidc::exchange);
        question.ceiling = Cost::Net;
    }
    let mut plan = planned(context, &world, &question, Scope::Polite)?;
    overlay(&mut plan, file, Some(&world));
    if let Err(error) = plan.add_state(&world) {
        context.ui.warn(format!("this shell can't tell hfenv's variables from yours: {error}"));
    }
    Ok(plan)
}

fn to_format(context: &Context, format: Format, env_file: Option<&Path>) -> Outcome {
    let Prepared { world, question, file } = prepare(context, env_file, Wish::Patient)?;
    let mut plan = planned(context, &world, &question, Scope::File)?;
    overlay(&mut plan, file, None);
    let text = format::render(format, &plan).map_err(|error| Failure::error(error.to_string()))?;
    if format == Format::Github {
        return to_github(context, &plan, &text);
    }
    context.ui.data(text.as_bytes())
}

/// GitHub reads masks from standard output and variables from a file: the masks go first.
fn to_github(context: &Context, plan: &Plan, text: &Zeroizing<String>) -> Outcome {
    let path = context.env().absolute("GITHUB_ENV").ok_or_else(|| {
        Failure::error("GITHUB_ENV is not set")
            .hint("export github is for a step of GitHub Actions")
    })?;
    context.ui.data(format::github_masks(plan).as_bytes())?;
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(&path);
    opened
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Failure::error(format!("{}: {error}", printable_path(&path))))
}
