//! The command line of `hfenv cache`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache ls
  hfenv cache where

The cache is shared with Python's huggingface_hub and hf.")]
pub(crate) struct CacheArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: CacheVerb,
    /// Use this cache
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CacheVerb {
    /// Print where the cache is
    Where,
}
