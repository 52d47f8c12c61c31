//! The command line of `hfenv fetch`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::repo::Kind;

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv fetch meta-llama/Llama-3.2-1B
  hfenv fetch openai-community/gpt2 config.json
  hfenv fetch datasets/org/name --include '*.parquet' --dry-run
  hfenv fetch hf://org/name@v1.0/weights/ --local-dir ./weights
  model=$(hfenv fetch -q org/name)

Files go where Python's huggingface_hub looks for them. What was fetched stays
when it is interrupted: the same command goes on where it stopped.")]
pub(crate) struct Fetch {
    /// What to fetch.
    #[arg(
        value_name = "REPO",
        help = "org/name, datasets/org/name, hf://org/name[@REVISION][/PATH], or an address of \
                the Hub"
    )]
    pub(crate) repo: String,
    /// Only these files; FOLDER/ means all that is in it
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// What kind of repository it is: model, dataset, space or kernel
    #[arg(long = "type", alias = "repo-type", value_name = "TYPE", hide_possible_values = true)]
    pub(crate) kind: Option<RepoKind>,
    /// A branch, a tag, a commit or refs/pr/N; main unless said otherwise
    #[arg(long, value_name = "REVISION")]
    pub(crate) revision: Option<String>,
    /// Only files that match, such as '*.json'; * crosses /; may be given more than once
    #[arg(long, value_name = "PATTERN")]
    pub(crate) include: Vec<String>,
    /// No files that match; may be given more than once
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    /// Put real files into this folder instead of the cache
    #[arg(long, value_name = "DIR", conflicts_with = "cache_dir")]
    pub(crate) local_dir: Option<PathBuf>,
    /// Use this cache
    #[arg(long, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
    /// Most connections at once
    #[arg(long, value_name = "N", default_value_t = 16,
          value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) max_workers: u8,
    /// Show what would come, and how much
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Download what is here, too
    #[arg(long, alias = "force-download")]
    pub(crate) force: bool,
    /// What always happens; `hf download` knew it, and scripts still say it.
    #[arg(long, hide = true)]
    pub(crate) resume_download: bool,
    /// Ask nobody: what is in the cache must be enough
    #[arg(long)]
    pub(crate) offline: bool,
}

/// A kind of repository, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RepoKind {
    /// A model.
    Model,
    /// A dataset.
    Dataset,
    /// A space.
    Space,
    /// A kernel.
    Kernel,
}

impl From<RepoKind> for Kind {
    fn from(kind: RepoKind) -> Self {
        match kind {
            RepoKind::Model => Self::Model,
            RepoKind::Dataset => Self::Dataset,
            RepoKind::Space => Self::Space,
            RepoKind::Kernel => Self::Kernel,
        }
    }
}
