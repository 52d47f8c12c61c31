//! `hfenv completions` and `hfenv man`: what stands in `completions/` and `man/`. Nothing is
//! generated when hfenv runs; a test writes these files and finds out when they are behind.

#[cfg(test)]
mod tests;

use std::io::IsTerminal;

use clap::CommandFactory;

use super::args::{Cli, Completions, Man};
use super::context::Context;
use super::failure::{Failure, Outcome};
use crate::quote::Shell;

/// The shells that can complete, with the file for each.
const COMPLETIONS: [(Shell, &str, &str); 6] = [
    (Shell::Bash, "hfenv.bash", include_str!("../../completions/hfenv.bash")),
    (Shell::Zsh, "_hfenv", include_str!("../../completions/_hfenv")),
    (Shell::Fish, "hfenv.fish", include_str!("../../completions/hfenv.fish")),
    (Shell::Pwsh, "hfenv.ps1", include_str!("../../completions/hfenv.ps1")),
    (Shell::Elvish, "hfenv.elv", include_str!("../../completions/hfenv.elv")),
    (Shell::Nu, "hfenv.nu", include_str!("../../completions/hfenv.nu")),
];

macro_rules! pages {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../man/", $name, ".1")))),*]
    };
}

/// The pages of the manual, hfenv's own first and the helper's second.
const PAGES: [(&str, &str); 38] = pages![
    "hfenv",
    "git-credential-hfenv",
    "hfenv-access",
    "hfenv-allow",
    "hfenv-cache",
    "hfenv-cache-ls",
    "hfenv-cache-move",
    "hfenv-cache-prune",
    "hfenv-cache-rm",
    "hfenv-cache-trim",
    "hfenv-cache-verify",
    "hfenv-cache-where",
    "hfenv-completions",
    "hfenv-deny",
    "hfenv-doctor",
    "hfenv-export",
    "hfenv-fetch",
    "hfenv-git-credential",
    "hfenv-guard",
    "hfenv-guard-allow",
    "hfenv-guard-install",
    "hfenv-guard-rules",
    "hfenv-guard-scan",
    "hfenv-guard-status",
    "hfenv-guard-uninstall",
    "hfenv-hook",
    "hfenv-import",
    "hfenv-list",
    "hfenv-login",
    "hfenv-logout",
    "hfenv-man",
    "hfenv-rotate",
    "hfenv-run",
    "hfenv-setup",
    "hfenv-switch",
    "hfenv-token",
    "hfenv-whoami",
    "hfenv-why"
];

pub(super) fn completions(context: &Context, args: &Completions) -> Outcome {
    let shell = Shell::from_name(&args.shell);
    let (_, _, script) = COMPLETIONS
        .iter()
        .find(|(known, ..)| Some(*known) == shell)
        .ok_or_else(|| unknown("are no completions for", &args.shell, shells()))?;
    context.ui.data(script)
}

pub(super) fn man(context: &Context, args: &Man) -> Outcome {
    // As it is typed: `hfenv man guard scan`.
    let words = args.page.join("-");
    let word = if words.is_empty() { "hfenv" } else { words.as_str() };
    // An alias is told on the page of its verb.
    let cli = Cli::command();
    let verb = cli.find_subcommand(word).map_or(word, clap::Command::get_name);
    let (_, page) = PAGES
        .iter()
        .find(|(name, _)| *name == verb || name.strip_prefix("hfenv-") == Some(verb))
        .ok_or_else(|| unknown("is no page", word, pages()))?;
    context.ui.data(page)?;
    if std::io::stdout().is_terminal() {
        context.ui.hint("to read it: the same command with | man -l -");
    }
    Ok(())
}

fn unknown(what: &str, word: &str, known: impl Iterator<Item = &'static str>) -> Failure {
    Failure::error(format!("there {what} {word:?}")).hint(known.collect::<Vec<_>>().join(", "))
}

/// The words that `hfenv completions` takes.
fn shells() -> impl Iterator<Item = &'static str> {
    COMPLETIONS.iter().map(|(shell, ..)| shell.name())
}

/// The words that `hfenv man` takes.
fn pages() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(name, _)| name.strip_prefix("hfenv-").unwrap_or(name))
}
