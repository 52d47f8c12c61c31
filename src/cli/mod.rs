//! The face: reads the command line, runs one verb, and turns its outcome into words and a status.

mod access;
mod allow;
mod args;
mod asker;
mod cache;
mod context;
mod doctor;
mod export;
mod failure;
mod fetch;
mod generate;
mod git_credential;
mod guard;
mod hook;
mod hook_env;
mod hook_git;
mod import;
mod layout;
mod list;
mod login;
mod logout;
mod plan;
mod prompt;
mod read;
mod refused;
mod renew;
mod rotate;
mod run;
mod settings;
mod setup;
mod status;
mod switch;
mod together;
mod token;
mod ui;
mod whoami;
mod why;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::git::config::HELPER;
use crate::text::redact;
use crate::vars::Env;
use args::{Cli, Verb};
use context::Context;
use failure::{Failure, Kind, Outcome};
use ui::Ui;

/// `hfenv`, also when it was installed under the helper's name.
#[must_use]
pub fn main() -> ExitCode {
    let mut words = std::env::args_os();
    let name = words.next().unwrap_or_default();
    if std::path::Path::new(&name).file_stem().is_some_and(|stem| stem == HELPER) {
        return git_credential::main(words);
    }
    let cli = match parse(words) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let env = Env::from_process();
    let ui = Ui::new(&cli.global, &env);
    match run(cli, ui, env) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            ui.failure(&failure);
            failure.code()
        }
    }
}

/// `git-credential-hfenv`.
#[must_use]
pub fn git_credential_main() -> ExitCode {
    git_credential::main(std::env::args_os().skip(1))
}

fn parse(words: impl Iterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut words: Vec<OsString> = words.collect();
    // What everybody types first.
    if words.first().is_some_and(|word| word == "help") {
        words.remove(0);
        words.push("--help".into());
    }
    match usual(&words) {
        Some(cli) => Ok(cli),
        None => Cli::try_parse_from(std::iter::once(OsString::from("hfenv")).chain(words)),
    }
}

/// The command lines of rc files and scripts. They run at every start of a shell and have nothing
/// to parse; building the parser would be a third of their time.
fn usual(words: &[OsString]) -> Option<Cli> {
    let words: Vec<&str> = words.iter().map(|word| word.to_str()).collect::<Option<_>>()?;
    let verb = match words.as_slice() {
        [] => None,
        ["hook-git"] => Some(Verb::HookGit(args::HookGit { line: false })),
        ["hook-git", "--line"] => Some(Verb::HookGit(args::HookGit { line: true })),
        ["token"] => Some(Verb::Token(args::Token::default())),
        ["export", target] if !target.starts_with('-') => {
            let target = Some((*target).to_owned());
            Some(Verb::Export(args::Export { target, ..Default::default() }))
        }
        ["hook-env", shell, pid, told] => Some(Verb::HookEnv(args::HookEnv {
            shell: (*shell).to_owned(),
            pid: pid.parse().ok()?,
            told: (*told).to_owned(),
        })),
        _ => return None,
    };
    Some(Cli { verb, ..Cli::default() })
}

fn run(cli: Cli, ui: Ui, env: Env) -> Outcome {
    if cli.global.token.is_some() {
        return Err(Failure::error(
            "a token is never taken from the command line, where every user can see it",
        )
        .hint("use --token-stdin, --token-file FILE, HF_TOKEN, or hfenv login"));
    }
    let reads = match &cli.verb {
        None
        | Some(
            Verb::List(_)
            | Verb::Whoami(_)
            | Verb::Why(_)
            | Verb::Access(_)
            | Verb::Fetch(_)
            | Verb::Cache(_)
            | Verb::Doctor(_)
            | Verb::Import(_),
        ) => true,
        Some(Verb::Guard(args)) => args.verb.has_json(),
        _ => false,
    };
    if cli.global.json && matches!(&cli.verb, Some(Verb::Import(args)) if args.undo) {
        return Err(Failure::error("--undo has no --json")
            .hint("what it would put back: hfenv import --undo --dry-run"));
    }
    if cli.global.json && !reads {
        let all = "access, cache, doctor, fetch, guard, import, list, whoami, why, hfenv alone";
        return Err(Failure::error(format!("--json goes with {all}")));
    }
    let context = Context::new(cli.global, ui, env);
    match cli.verb {
        None => status::run(&context),
        Some(Verb::Export(args)) => export::run(&context, &args),
        Some(Verb::Run(args)) => run::run(&context, &args),
        Some(Verb::Hook(args)) => hook::run(&context, &args),
        Some(Verb::HookEnv(args)) => hook_env::run(&context, &args),
        Some(Verb::Login(args)) => login::run(&context, &args),
        Some(Verb::Logout(args)) => logout::run(&context, &args),
        Some(Verb::Switch(args)) => switch::run(&context, &args),
        Some(Verb::List(args)) => list::run(&context, &args),
        Some(Verb::Import(args)) => import::run(&context, &args),
        Some(Verb::Rotate(args)) => rotate::run(&context, &args),
        Some(Verb::Token(args)) => token::run(&context, &args),
        Some(Verb::Whoami(args)) => whoami::run(&context, &args),
        Some(Verb::Why(args)) => why::run(&context, &args),
        Some(Verb::Access(args)) => access::run(&context, &args),
        Some(Verb::Doctor(args)) => doctor::run(&context, &args),
        Some(Verb::Allow(args)) => allow::allow(&context, &args),
        Some(Verb::Deny(args)) => allow::deny(&context, &args),
        Some(Verb::Setup(args)) => setup::run(&context, &args),
        Some(Verb::Guard(args)) => guard::run(&context, &args),
        Some(Verb::Fetch(args)) => fetch::run(&context, &args),
        Some(Verb::Cache(args)) => cache::run(&context, &args),
        Some(Verb::GitCredential(args)) => git_credential::run(&context, &args.operation),
        Some(Verb::Completions(args)) => generate::completions(&context, &args),
        Some(Verb::Man(args)) => generate::man(&context, &args),
        Some(Verb::HookGit(args)) => hook_git::run(&context, &args),
    }
}

/// clap's own words, without any token that was typed by mistake: clap repeats what it does not
/// know.
fn usage(error: &clap::Error) -> ExitCode {
    let shown = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let terminal = if shown {
        std::io::IsTerminal::is_terminal(&std::io::stdout())
    } else {
        std::io::IsTerminal::is_terminal(&std::io::stderr())
    };
    let styled = error.render();
    let text = if terminal { styled.ansi().to_string() } else { styled.to_string() };
    let text = redact(&text);
    let written = if shown {
        std::io::Write::write_all(&mut std::io::stdout().lock(), text.as_bytes())
    } else {
        std::io::Write::write_all(&mut std::io::stderr().lock(), text.as_bytes())
    };
    match written {
        Err(error) if shown && Failure::output(&error).kind != Kind::Pipe => ExitCode::from(2),
        _ if shown => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_command_lines_mean_what_the_parser_says() {
        for line in [
            "",
            "token",
            "export",
            "export bash",
            "export -h",
            "token --show",
            "list",
            "hook-env bash 7 -",
            "hook-git",
            "hook-git --line",
        ] {
            let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            let Some(short) = usual(&words) else { continue };
            let parsed = Cli::try_parse_from(["hfenv".into()].into_iter().chain(words)).unwrap();
            assert_eq!(format!("{short:?}"), format!("{parsed:?}"), "{line}");
        }
        assert!(usual(&["export".into(), "-h".into()]).is_none());
    }
}
