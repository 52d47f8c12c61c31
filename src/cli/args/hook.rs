//! The shell plugin: the verb that prints it, and those that it calls.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples, which hfenv setup shell puts in for you:
  eval \"$(hfenv hook bash)\"           in .bashrc
  eval \"$(hfenv hook zsh)\"            in .zshrc
  hfenv hook fish | source            in config.fish
  eval `hfenv hook tcsh`              in .tcshrc
  eval (hfenv hook elvish | slurp)    in rc.elv
  execx($(hfenv hook xonsh))          in .xonshrc
  hfenv hook pwsh | Out-String | Invoke-Expression    in $PROFILE
  hfenv hook nu                       in nushell's autoload folder, as hfenv.nu

The plugin loads the environment of the folder you are in, warns before git
takes a secret along, and keeps typed tokens out of the history.")]
pub(crate) struct Hook {
    /// bash, zsh, fish, tcsh, elvish, xonsh, nu or pwsh
    #[arg(value_name = "SHELL")]
    pub(crate) shell: String,
}

#[derive(Debug, Default, Args)]
pub(crate) struct HookEnv {
    /// The shell whose language is spoken
    pub(crate) shell: String,
    /// Its process id, in whose folder the twin files lie
    pub(crate) pid: u32,
    /// Marks of what it was told, or - while nothing may be said
    #[arg(allow_hyphen_values = true)]
    pub(crate) told: String,
}

#[derive(Debug, Default, Args)]
pub(crate) struct HookGit {
    /// Standard input is one line as it was typed, not the words after git
    #[arg(long)]
    pub(crate) line: bool,
}
