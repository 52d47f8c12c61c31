//! The command lines of what asks the Hub who may do what.

use clap::Args;

use super::fetch::RepoKind;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv access meta-llama/Llama-3.2-1B
  hfenv access datasets/org/name org/other
  hfenv access --write org/name     may I push?
  hfenv access org/name && hfenv fetch org/name

No file is read, and no access is asked for.

Exit status: 0 all granted, 1 not all, 2 not every question was answered.")]
pub(crate) struct Access {
    /// org/name, datasets/org/name, `hf://org/name`, or an address of the Hub
    #[arg(value_name = "REPO", required = true)]
    pub(crate) repos: Vec<String>,
    /// What kind of repository they are: model, dataset, space or kernel
    #[arg(long = "type", alias = "repo-type", value_name = "TYPE", hide_possible_values = true)]
    pub(crate) kind: Option<RepoKind>,
    /// Whether they may be written to
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv whoami
  hfenv whoami -p work --json
  hfenv whoami --fresh              right after a change on the Hub")]
pub(crate) struct Whoami {
    /// Ask the Hub even if it answered within the last minute
    #[arg(long)]
    pub(crate) fresh: bool,
}
