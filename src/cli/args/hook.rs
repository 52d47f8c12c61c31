//! The shell plugin: the verb that prints it, and those that it calls.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  eval \"$(hfenv hook bash)\"
  eval \"$(hfenv hook zsh)\"
  hfenv hook fish | source
  eval `hfenv hook tcsh`
  eval (hfenv hook elvish | slurp)
  execx($(hfenv hook xonsh))
  hfenv hook nu | save -f ($nu.user-autoload-dirs.0 | path join hfenv.nu)
  hfenv hook pwsh | Out-String | Invoke-Expression

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
