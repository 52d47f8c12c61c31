//! The command line of `hfenv cache`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache ls                    what is in the cache, and how large it is
  hfenv cache rm org/name
  hfenv cache prune                 what nobody refers to any more
  hfenv cache verify                whether every file is what its name says
  hfenv cache trim --max-size 200GB

The cache is shared with Python's huggingface_hub and hf; what is in it that
they don't know is never touched.")]
pub(crate) struct CacheArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: CacheVerb,
    /// Use this cache
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
}

/// What is done with the cache.
#[derive(Debug, Subcommand)]
pub(crate) enum CacheVerb {
    /// List what is in the cache
    #[command(visible_alias = "list", alias = "scan")]
    Ls(CacheLs),
    /// Delete repositories or revisions
    #[command(alias = "delete")]
    Rm(CacheRm),
    /// Delete what nobody refers to
    Prune(CachePrune),
    /// Check that files are what their names say
    Verify(CacheVerify),
    /// Make the cache smaller, least recently used first
    Trim(CacheTrim),
    /// Print where the cache is
    #[command(after_help = "\
Examples:
  hfenv cache where
  hfenv cache where -v              each variable that decides, and its value")]
    Where,
    /// Move the cache to another folder
    Move(CacheMove),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache ls --sort size --limit 10
  hfenv cache ls -f 'size>1GB' -f 'accessed>3mo'
  hfenv cache ls --revisions -f refs=main
  hfenv cache ls -q -f type=dataset

KEY is size, accessed, modified, type or refs; = != < > <= >= compare. Sizes:
10MB, 1.5GB, 2GiB. Ages: 30s, 5m, 2h, 7d, 4w, 6mo, 1y.")]
pub(crate) struct CacheLs {
    /// List revisions instead of repositories
    #[arg(long)]
    pub(crate) revisions: bool,
    /// Only what this is true of, such as 'size>1GB'; all of several
    #[arg(short, long, value_name = "KEY=VALUE")]
    pub(crate) filter: Vec<String>,
    /// By size, name, accessed or modified, with :asc or :desc
    #[arg(long, value_name = "KEY", hide_possible_values = true)]
    pub(crate) sort: Option<CacheSort>,
    /// Only the first N
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// An order. By name it goes up, by all else down, unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CacheSort {
    /// By name.
    #[value(alias = "name:asc")]
    Name,
    /// By name, the last first.
    #[value(name = "name:desc")]
    NameDown,
    /// By size, the largest first.
    #[value(alias = "size:desc")]
    Size,
    /// By size, the smallest first.
    #[value(name = "size:asc")]
    SizeUp,
    /// By when it was read, the latest first.
    #[value(alias = "accessed:desc")]
    Accessed,
    /// The other way round.
    #[value(name = "accessed:asc")]
    AccessedUp,
    /// By when it was written, the latest first.
    #[value(alias = "modified:desc")]
    Modified,
    /// The other way round.
    #[value(name = "modified:asc")]
    ModifiedUp,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache rm meta-llama/Llama-3.2-1B
  hfenv cache rm datasets/org/name --dry-run
  hfenv cache rm 4d29f1a            a revision, by its first 7 or more digits
  hfenv cache rm hf://org/name@v1.0 --yes

What another revision has, too, stays.")]
pub(crate) struct CacheRm {
    /// org/name, datasets/org/name, the first 7 or more digits of a revision, or `hf://…`
    #[arg(value_name = "TARGET", required = true)]
    pub(crate) targets: Vec<String>,
    /// Whether and how.
    #[command(flatten)]
    pub(crate) manner: CacheManner,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache prune --dry-run
  hfenv cache prune --yes

These go: revisions without a branch or tag that names them, links to nothing,
files of broken downloads and blobs without a link that are older than a day,
and what the shared store of huggingface_hub has for nobody.")]
pub(crate) struct CachePrune {
    /// Whether and how.
    #[command(flatten)]
    pub(crate) manner: CacheManner,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache trim --max-size 200GB --dry-run
  hfenv cache trim --max-size 50GiB --yes

First goes what downloads and deletions left, also today, then the revisions
that were not used for the longest time; those that a branch or tag names go
last. What a running download uses stays.")]
pub(crate) struct CacheTrim {
    /// As large as the cache may be, such as 200GB, 1.5TB or 50GiB
    #[arg(long, value_name = "SIZE")]
    pub(crate) max_size: String,
    /// Whether and how.
    #[command(flatten)]
    pub(crate) manner: CacheManner,
}

/// Whether and how something is deleted.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct CacheManner {
    /// Don't ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Show what would be deleted, and delete nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv cache verify
  hfenv cache verify org/name --revision v1.0
  hfenv cache verify datasets/org/name --repair

Nobody is asked: a blob's name is its hash. What --repair deletes comes back
with hfenv fetch.

Exit status: 0 all is right, 1 something is wrong, 2 not everything was read.")]
pub(crate) struct CacheVerify {
    /// org/name, datasets/org/name …; all of them without any
    #[arg(value_name = "REPO")]
    pub(crate) repos: Vec<String>,
    /// Only this branch, tag or commit
    #[arg(long, value_name = "REVISION")]
    pub(crate) revision: Option<String>,
    /// Delete what is wrong, so that it can be fetched again
    #[arg(long)]
    pub(crate) repair: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  hfenv cache move /data/hub

On the same disk this takes no time. Otherwise every file is copied, and read
again to see that it arrived, before the first one is deleted. A move that was
broken off is taken up by the same command.")]
pub(crate) struct CacheMove {
    /// Where to: a new or empty folder, or one that a move began to fill
    #[arg(value_name = "DIR")]
    pub(crate) to: PathBuf,
}
