//! The command line: names, help and examples, and nothing of the work. `completions/` and `man/`
//! are generated from it (`cli/generate/tests.rs`).

mod access;
pub(crate) mod cache;
mod doctor;
mod fetch;
mod generate;
mod global;
mod guard;
mod hook;
mod import;
mod profiles;
mod project;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::access::{Access, Whoami};
pub(crate) use self::doctor::Doctor;
pub(crate) use self::fetch::Fetch;
pub(crate) use self::generate::{Completions, Man};
pub(crate) use self::global::{Color, Global};
pub(crate) use self::guard::{
    Guard, GuardAllow, GuardHook, GuardInstall, GuardUninstall, GuardVerb, Scan,
};
pub(crate) use self::hook::{Hook, HookEnv, HookGit};
pub(crate) use self::import::{Import, ImportKind, Rotate};
pub(crate) use self::profiles::{List, Login, Logout, Switch};
pub(crate) use self::project::{Allow, Deny};

const EXAMPLES: &str = "\
Examples:
  hfenv login                       in the browser, or with a pasted token
  eval \"$(hfenv)\"                   in a shell rc: HF_TOKEN for this shell
  hfenv run -- python train.py      the token for one command
  hfenv setup                       git without a prompt, the shell's hook
  hfenv why                         which token is used here, and why
  hfenv doctor                      what is wrong, and what to do about it

Exit status: 0 yes, 1 an honest no, 2 usage or a broken source.";

/// The right Hugging Face token for every tool, and for nobody else
#[derive(Debug, Default, Parser)]
#[command(
    name = "hfenv",
    version,
    after_help = EXAMPLES,
    disable_help_subcommand = true,
    max_term_width = 80
)]
pub(crate) struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// What to do; nothing means the environment for the calling shell.
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// The commands. Each is built when it is called: that keeps the start of a short command short.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub(crate) enum Verb {
    /// Print the environment for a shell or in a file format
    Export(Export),
    /// Run a command with the token in its environment
    Run(Run),
    /// Print the plugin that follows cd, for a shell's rc file
    Hook(Hook),
    /// What the plugin calls when something changed
    #[command(hide = true)]
    HookEnv(HookEnv),
    /// Save a token as a profile
    Login(Login),
    /// Forget a profile and its token
    Logout(Logout),
    /// Make a profile the default
    Switch(Switch),
    /// List the profiles and saved logins
    #[command(visible_alias = "ls")]
    List(List),
    /// Make profiles of tokens that lie in plain text
    Import(Import),
    /// Replace a token everywhere, and prove the old one dead
    Rotate(Rotate),
    /// Print the token that would be used
    Token(Token),
    /// Ask the Hub whose token is used
    Whoami(Whoami),
    /// Say whether repositories may be read, and what to do if not
    Access(Access),
    /// Explain which token is used here, and why
    #[command(visible_alias = "status")]
    Why(Why),
    /// Look for what is wrong, and say what to do about it
    Doctor(Doctor),
    /// Let the project files of a folder count
    Allow(Allow),
    /// Never use the project files of a folder
    Deny(Deny),
    /// Set up git and the shell, or undo it
    Setup(Setup),
    /// Keep secrets out of commits, and find those that are there
    Guard(Guard),
    /// Download files into the cache that Python shares
    Fetch(Fetch),
    /// Look after that cache
    Cache(cache::CacheArgs),
    /// Speak git's credential helper protocol
    GitCredential(GitCredential),
    /// Print the completions for a shell
    Completions(Completions),
    /// Print a page of the manual
    Man(Man),
    /// Look for secrets in what a typed git command would take along
    #[command(hide = true)]
    HookGit(HookGit),
}

#[derive(Debug, Default, Args)]
#[command(after_help = "\
Examples:
  eval \"$(hfenv export bash)\"
  hfenv export fish | source
  hfenv export json
  hfenv export github               masks, then $GITHUB_ENV, in GitHub Actions

In nushell: hfenv export nu | from json | load-env")]
pub(crate) struct Export {
    /// sh, bash, zsh, ksh, fish, tcsh, elvish, nu, xonsh, pwsh, cmd; json, dotenv, docker, github,
    /// systemd, k8s. Without it: the calling shell
    #[arg(value_name = "SHELL|FORMAT")]
    pub(crate) target: Option<String>,
    /// Also take the token and settings of this file, without approval
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv run -- python train.py
  hfenv run -p work -- git push
  hfenv run --env-file prod.env -- ./serve

The command replaces hfenv, so signals and the exit status are its own.
126: it can't be run; 127: it was not found.")]
pub(crate) struct Run {
    /// Set only these variables
    #[arg(long, value_name = "VAR", num_args = 1.., value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Also take the token and settings of this file, without approval
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// The command and its arguments
    #[arg(
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "CMD"
    )]
    pub(crate) command: Vec<std::ffi::OsString>,
}

#[derive(Debug, Default, Args)]
#[command(after_help = "\
Example:
  curl -H @<(printf 'Authorization: Bearer %s' \"$(hfenv token)\") URL")]
pub(crate) struct Token {
    /// Print it on a terminal, too
    #[arg(long)]
    pub(crate) show: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv why
  hfenv why --for git https://huggingface.co/org/model
  hfenv why --for fetch org/model
  hfenv why --for python --json")]
pub(crate) struct Why {
    /// Who would use it.
    #[arg(
        long = "for",
        value_name = "CONSUMER",
        num_args = 1..=2,
        help = "shell, git [URL], python or fetch [REPO]"
    )]
    pub(crate) consumer: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv setup                       git and the shell
  hfenv setup git --dry-run
  hfenv setup guard                 the same as hfenv guard install --global
  hfenv setup shell --undo")]
pub(crate) struct Setup {
    /// git, shell or guard; the first two without it
    #[arg(value_name = "PART", hide_possible_values = true)]
    pub(crate) part: Option<SetupPart>,
    /// Take out exactly what was put in
    #[arg(long)]
    pub(crate) undo: bool,
    /// Show the change and make none
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The shell to set up instead of the calling one
    #[arg(long, value_name = "SHELL")]
    pub(crate) shell: Option<String>,
}

/// What `hfenv setup` sets up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SetupPart {
    /// git's configuration.
    Git,
    /// The shell's rc file.
    Shell,
    /// The guard in git's hooks, for every repository. By name only: it changes where git looks
    /// for hooks, which other tools notice.
    Guard,
}

#[derive(Debug, Args)]
pub(crate) struct GitCredential {
    /// get, store, erase or capability
    #[arg(value_name = "OPERATION")]
    pub(crate) operation: String,
}
