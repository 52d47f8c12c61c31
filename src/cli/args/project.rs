//! The command lines of `hfenv allow` and `deny`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Shows what the project's .env and .hfenv.toml would set and lets it count. The
approval holds for exactly these values; any change asks again.")]
pub(crate) struct Allow {
    /// The folder; the current one without it
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Don't ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  hfenv deny ~/downloads/model

hfenv allow takes it back.")]
pub(crate) struct Deny {
    /// The folder; the current one without it
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}
