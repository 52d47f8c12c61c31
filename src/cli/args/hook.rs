//! What the shell plugins call, and nobody else.

use clap::Args;

#[derive(Debug, Default, Args)]
pub(crate) struct HookGit {
    /// Standard input is one line as it was typed, not the words after git
    #[arg(long)]
    pub(crate) line: bool,
}
