//! The commands that print what stands in `completions/` and `man/`.

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  source <(hfenv completions bash)                  in ~/.bashrc
  hfenv completions zsh > ~/.zfunc/_hfenv           in $fpath before compinit
  hfenv completions fish > ~/.config/fish/completions/hfenv.fish
  eval (hfenv completions elvish | slurp)           in rc.elv
  hfenv completions nu > hfenv-completions.nu       config.nu: source it
  hfenv completions pwsh | Out-String | Invoke-Expression

The folders have to be there. Where hfenv came as a package, the shells find
these files by themselves.")]
pub(crate) struct Completions {
    /// bash, zsh, fish, pwsh, elvish or nu
    #[arg(value_name = "SHELL")]
    pub(crate) shell: String,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv man | man -l -
  hfenv man run | man -l -
  hfenv man guard scan | man -l -
  hfenv man git-credential-hfenv > git-credential-hfenv.1

Where the pages are installed, man hfenv and git help credential-hfenv show
them. Without man-db's -l, mandoc -a reads a page, too.")]
pub(crate) struct Man {
    /// The command, or git-credential-hfenv; hfenv as a whole without it
    #[arg(value_name = "VERB")]
    pub(crate) page: Vec<String>,
}
