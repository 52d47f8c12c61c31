//! The command line of the doctor.

use clap::Args;

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv doctor                      look at everything, change nothing
  hfenv doctor --online             ask the Hub, too
  hfenv doctor --fix                show what can be mended, ask, and mend it
  hfenv doctor --undo               take back what --fix has done
  hfenv doctor git-helper keyring   only these checks
  hfenv doctor --list               the checks, and what each looks for

The report holds no secret and no name of yours but those of profiles and
folders, so that it can be pasted into an issue.

Exit status: 0 no problem (warnings may be there), 1 a problem, 2 an error.")]
pub(crate) struct Doctor {
    /// Only these checks
    #[arg(value_name = "CHECK")]
    pub(crate) checks: Vec<String>,
    /// Make the safe changes, after showing them
    #[arg(long)]
    pub(crate) fix: bool,
    /// Take back what the last --fix has done
    #[arg(long, conflicts_with_all = ["fix", "checks", "online", "list"])]
    pub(crate) undo: bool,
    /// Show what --fix or --undo would do
    #[arg(long, conflicts_with = "yes", conflicts_with = "list")]
    pub(crate) dry_run: bool,
    /// Don't ask before --fix or --undo changes anything
    #[arg(long, conflicts_with = "list")]
    pub(crate) yes: bool,
    /// Ask the Hub, too: is it there, do the tokens work, is the clock right
    #[arg(long)]
    pub(crate) online: bool,
    /// List the checks
    #[arg(long, conflicts_with_all = ["fix", "checks", "online"])]
    pub(crate) list: bool,
}
