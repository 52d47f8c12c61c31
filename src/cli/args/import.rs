//! The command lines of what deals with tokens in plain text.

use clap::{Args, ValueEnum};

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
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
keeps a list of them without the tokens. With --json nothing is changed unless
--yes is there, too; the document comes after the work.")]
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

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv rotate work --dry-run       show where its token lies
  hfenv rotate work                 paste a new one, replace the old one
  hfenv rotate work --yes --token-stdin < new-token.txt
  hfenv rotate work                 again, once the old one is revoked

The new token has to be of the same account, with at least the same rights. It
replaces the old one in the profile and in every place that hfenv import knows.
Then the Hub is asked whether the old one still works, and the history of the
repository around this folder is searched for it. What was interrupted goes on
when it is run again.

Exit status: 0 the old token is dead, 1 it still works, 2 nothing was changed,
or an error.")]
pub(crate) struct Rotate {
    /// The profile
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Show where the token lies and change nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Don't ask before anything is changed
    #[arg(long)]
    pub(crate) yes: bool,
    /// Take a token that may do less than the old one
    #[arg(long)]
    pub(crate) fewer_rights: bool,
    /// Don't open the token page in a browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Forget the former token though it may still work
    #[arg(long, conflicts_with_all = ["dry_run", "yes"])]
    pub(crate) abandon: bool,
}
