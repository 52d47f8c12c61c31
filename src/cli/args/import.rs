//! The command lines of what deals with tokens in plain text.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv import                      show what lies in plain text, and file it
  hfenv import --dry-run shell dotenv
  hfenv import --remove --store file
  hfenv import --undo               put everything back that was removed

Kinds: hf (token and stored_tokens), git (~/.git-credentials, other credential
helpers, URLs of remotes), netrc, shell (rc files), dotenv and ci (of the
project around this folder). All of them without a kind.

Each token is checked with the Hub and filed as a profile, named after its
account. --remove then takes it out of the places where it was found; hfenv
keeps a list of them without the tokens.")]
pub(crate) struct Import {
    /// hf, git, netrc, shell, dotenv or ci
    #[arg(value_name = "KIND", hide_possible_values = true)]
    pub(crate) kinds: Vec<ImportKind>,
    /// Take the tokens out of plain text, once they are in profiles
    #[arg(long)]
    pub(crate) remove: bool,
    /// Show what was found and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Don't ask before anything is changed
    #[arg(long)]
    pub(crate) yes: bool,
    /// keyring, kernel, file or hf; the keyring unless said otherwise
    #[arg(long, value_name = "STORE")]
    pub(crate) store: Option<String>,
    /// Don't ask the Hub whose tokens these are
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Put back what was removed, with the tokens from their profiles
    #[arg(long, conflicts_with_all = ["remove", "store", "no_verify", "kinds"])]
    pub(crate) undo: bool,
}

/// A kind of place, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ImportKind {
    /// huggingface_hub's files.
    Hf,
    /// git's.
    Git,
    /// `~/.netrc`.
    Netrc,
    /// Files that shells read.
    Shell,
    /// `.env` files.
    #[value(name = "dotenv")]
    DotEnv,
    /// Docker and CI files.
    Ci,
}
