//! The guard: the verb that looks for secrets, and those around it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv guard install               look before git commits and pushes here
  hfenv guard status                whether it does
  hfenv guard scan                  the files of this folder
  hfenv guard scan --staged         what the next commit takes along
  hfenv guard scan --history        every commit there is
  hfenv guard allow hf-user:0123456789abcdef0123456789abcdef --reason 'revoked'")]
pub(crate) struct Guard {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: GuardVerb,
}

/// What the guard does.
#[derive(Debug, Subcommand)]
pub(crate) enum GuardVerb {
    /// Look for secrets in files, commits or messages
    Scan(Scan),
    /// Put the guard into git's hooks
    Install(GuardInstall),
    /// Take the guard out of git's hooks
    Uninstall(GuardUninstall),
    /// Say whether git asks the guard here
    #[command(after_help = "\
Examples:
  hfenv guard status
  hfenv guard status --json

Exit status: 0 on, 1 off or on in part, 2 no repository.")]
    Status,
    /// Note that a finding is no secret
    Allow(GuardAllow),
    /// List what is looked for
    #[command(after_help = "\
Examples:
  hfenv guard rules
  hfenv guard rules --json")]
    Rules,
    /// What git's hooks call
    #[command(hide = true)]
    Hook(GuardHook),
}

impl GuardVerb {
    /// Whether `--json` means anything to it.
    pub(crate) fn has_json(&self) -> bool {
        !matches!(self, Self::Hook(_))
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Default, Args)]
#[command(override_usage = "\
hfenv guard scan [OPTIONS] [PATH]...
       hfenv guard scan [OPTIONS] --staged|--history|--stdin
       hfenv guard scan [OPTIONS] --range A..B|--message FILE")]
#[command(after_help = "\
Examples:
  hfenv guard scan                  files here, but for what git ignores
  hfenv guard scan --staged
  hfenv guard scan --range origin/main..HEAD
  hfenv guard scan --history --sarif >guard.sarif
  git log -p | hfenv guard scan --stdin

A finding that is no secret is let through by its fingerprint in .hfenv-allow
(hfenv guard allow), or by hfenv:allow and a reason in a comment on its line.

Exit status: 0 nothing found, 1 something found, 2 not everything was searched.")]
pub(crate) struct Scan {
    /// Files and folders; the current folder without any
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// What the next commit takes along
    #[arg(long, group = "input", conflicts_with = "paths")]
    pub(crate) staged: bool,
    /// What these commits bring in
    #[arg(long, group = "input", conflicts_with = "paths", value_name = "A..B")]
    pub(crate) range: Option<String>,
    /// Every commit, tag and message of the repository
    #[arg(long, group = "input", conflicts_with = "paths")]
    pub(crate) history: bool,
    /// A commit message
    #[arg(long, group = "input", conflicts_with = "paths", value_name = "FILE")]
    pub(crate) message: Option<PathBuf>,
    /// Standard input
    #[arg(long, group = "input", conflicts_with = "paths")]
    pub(crate) stdin: bool,
    /// Print SARIF 2.1.0
    #[arg(long, conflicts_with = "json")]
    pub(crate) sarif: bool,
    /// Ask the Hub whether a token that was found still works
    #[arg(long)]
    pub(crate) verify: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv guard install               in this repository
  hfenv guard install --global      in all repositories of yours
  hfenv guard install --dry-run

Hooks that are there go on to run, after the guard. HFENV_GUARD=warn makes it
warn only, HFENV_GUARD=off skips it, and so does git commit --no-verify. Before
the commits of a cherry-pick or rebase git asks no hook; the push is looked at.")]
pub(crate) struct GuardInstall {
    /// For every repository of this user, by git's core.hooksPath
    #[arg(long)]
    pub(crate) global: bool,
    /// Show the change and make none
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv guard uninstall
  hfenv guard uninstall --global")]
pub(crate) struct GuardUninstall {
    /// What install --global put in
    #[arg(long)]
    pub(crate) global: bool,
    /// Show the change and make none
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  hfenv guard allow hf-user:0123456789abcdef0123456789abcdef --reason 'revoked'

Writes to .hfenv-allow at the top of the work tree, for everybody who has it.")]
pub(crate) struct GuardAllow {
    /// As guard scan prints it
    #[arg(required = true, value_name = "FINGERPRINT")]
    pub(crate) fingerprints: Vec<String>,
    /// Why, for whoever reads the list
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct GuardHook {
    /// pre-commit, pre-merge-commit, commit-msg or pre-push
    #[arg(value_name = "NAME", value_parser = crate::hooks::LOOKED)]
    pub(crate) name: String,
    /// What git gives the hook
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    pub(crate) arguments: Vec<std::ffi::OsString>,
}
