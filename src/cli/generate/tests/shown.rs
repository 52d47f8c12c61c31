//! The command line as completions and manual show it: without what is hidden, and with what
//! completes each value.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory, ValueEnum, ValueHint};

use crate::cli::args::cache::CacheSort;
use crate::cli::args::{Cli, Color, ImportKind, SetupPart};
use crate::cli::generate;
use crate::doctor;
use crate::inject::format::Format;
use crate::profile::StoreKind;
use crate::quote::Shell;
use crate::repo::Kind;
use crate::vars::{HF_ENDPOINT, HF_TOKEN, SETTINGS};

/// Stands in a generated script where the names of profiles go.
pub(super) const NAMES: &str = "HFENV_NAMES";

/// What completes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Values {
    /// One of these.
    Words(Vec<&'static str>),
    /// What `hfenv list --names` prints.
    Names,
    /// A command and its arguments.
    Command,
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Free,
}

/// What completes the argument `id` of the command that is called so; the options of every command
/// come with each.
fn values(command: &str, id: &str) -> Values {
    use Values::{Command, File, Folder, Free, Names, Words};
    let shells = |without: &[Shell]| {
        let all = Shell::ALL.into_iter().filter(|shell| !without.contains(shell));
        all.map(Shell::name).collect::<Vec<_>>()
    };
    match (command, id) {
        (_, "profile") | ("hfenv logout" | "hfenv rotate" | "hfenv switch", "name") => Names,
        (_, "token_file" | "env_file") | ("hfenv guard scan", "paths" | "message") => File,
        (_, "endpoint" | "range" | "fingerprints" | "reason")
        | ("hfenv fetch", "repo" | "files" | "include" | "exclude" | "max_workers")
        | ("hfenv fetch" | "hfenv cache verify", "revision")
        | ("hfenv cache ls", "filter" | "limit")
        | ("hfenv cache rm", "targets")
        | ("hfenv access" | "hfenv cache verify", "repos")
        | ("hfenv cache trim", "max_size") => Free,
        (_, "color") => Words(variants::<Color>()),
        (_, "cache_dir" | "local_dir")
        | ("hfenv allow" | "hfenv deny", "dir")
        | ("hfenv cache move", "to") => Folder,
        ("hfenv completions", "shell") => Words(generate::shells().collect()),
        ("hfenv export", "target") => {
            let formats = Format::ALL.into_iter().map(|(name, _)| name);
            Words(shells(&[]).into_iter().chain(formats).collect())
        }
        ("hfenv git-credential", "operation") => Words(vec!["get", "store", "erase", "capability"]),
        ("hfenv doctor", "checks") => {
            Words(doctor::checks().iter().map(|check| check.name).collect())
        }
        ("hfenv import" | "hfenv login", "store") => {
            Words(StoreKind::ALL.map(StoreKind::name).to_vec())
        }
        ("hfenv man", "page") => Words(generate::pages().collect()),
        ("hfenv run", "command") => Command,
        ("hfenv run", "only") => {
            let settings = SETTINGS.iter().map(|setting| setting.name);
            Words([HF_TOKEN, HF_ENDPOINT].into_iter().chain(settings).collect())
        }
        ("hfenv hook", "shell") => Words(shells(&[Shell::Sh, Shell::Ksh, Shell::Cmd])),
        ("hfenv import", "kinds") => Words(variants::<ImportKind>()),
        ("hfenv setup", "part") => Words(variants::<SetupPart>()),
        ("hfenv setup", "shell") => Words(shells(&[Shell::Pwsh, Shell::Cmd])),
        ("hfenv why", "consumer") => Words(vec!["shell", "git", "python", "fetch"]),
        ("hfenv access" | "hfenv fetch", "kind") => Words(Kind::ALL.map(Kind::name).to_vec()),
        ("hfenv cache ls", "sort") => Words(variants::<CacheSort>()),
        _ => panic!("say in cli/generate/tests/shown.rs what completes {id} of {command}"),
    }
}

fn variants<T: ValueEnum>() -> Vec<&'static str> {
    let all = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    all.map(|value| &*value.get_name().to_owned().leak()).collect()
}

/// The values of an argument that takes some.
pub(super) fn values_of(command: &Command, arg: &Arg) -> Option<Values> {
    let takes = arg.get_num_args().is_some_and(|count| count.takes_values());
    takes.then(|| values(command.get_bin_name().unwrap(), arg.get_id().as_str()))
}

/// hfenv as it is shown.
pub(super) fn command() -> Command {
    let mut whole = Cli::command().bin_name("hfenv");
    whole.build();
    copy(&whole)
}

/// A built command without its hidden parts. There is no way to take a part out, so those that are
/// shown are put into a new one; names live as long as the test.
fn copy(from: &Command) -> Command {
    let name: &str = from.get_name().to_owned().leak();
    let mut to = Command::new(name)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .max_term_width(80)
        .bin_name(from.get_bin_name().unwrap_or(name).to_owned())
        .display_name(from.get_display_name().unwrap_or(name).to_owned())
        .override_usage(usage(from))
        .args(from.get_arguments().filter(|arg| !arg.is_hide_set()).map(|arg| shown(from, arg)))
        .subcommands(from.get_subcommands().filter(|sub| !sub.is_hide_set()).map(copy));
    for alias in from.get_visible_aliases() {
        to = to.visible_alias(&*alias.to_owned().leak());
    }
    if from.get_version().is_some() {
        to = to.version(env!("CARGO_PKG_VERSION"));
    }
    if let Some(about) = from.get_about() {
        to = to.about(about.clone());
    }
    if let Some(after) = from.get_after_help() {
        to = to.after_help(after.clone());
    }
    to.build();
    to
}

fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage: ").trim().to_owned()
}

/// An argument with what completes it. The parser itself has free strings for many of them, because
/// its own words for a wrong value would be worse than hfenv's.
fn shown(command: &Command, arg: &Arg) -> Arg {
    let Some(values) = values_of(command, arg) else { return arg.clone() };
    // The lists stand in the help already.
    let arg = arg.clone().hide_possible_values(true);
    match values {
        Values::Words(words) => arg.value_parser(PossibleValuesParser::new(words)),
        Values::Names => arg.value_parser(PossibleValuesParser::new([NAMES])),
        Values::Command => arg.value_hint(ValueHint::CommandWithArguments),
        Values::File => arg.value_hint(ValueHint::FilePath),
        Values::Folder => arg.value_hint(ValueHint::DirPath),
        Values::Free => arg.value_hint(ValueHint::Other),
    }
}

#[test]
fn what_is_hidden_is_not_shown() {
    let whole = Command::new("x")
        .bin_name("x")
        .disable_help_flag(true)
        .arg(Arg::new("seen").long("seen").num_args(0))
        .arg(Arg::new("hidden").long("hidden").num_args(0).hide(true))
        .subcommand(Command::new("told"))
        .subcommand(Command::new("untold").hide(true));
    let copy = copy(&whole);
    assert_eq!(copy.get_arguments().map(|arg| arg.get_id().as_str()).collect::<Vec<_>>(), ["seen"]);
    assert_eq!(copy.get_subcommands().map(Command::get_name).collect::<Vec<_>>(), ["told"]);
    assert!(!command().get_arguments().any(|arg| arg.get_id() == "token"));
}
