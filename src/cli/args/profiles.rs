//! The command lines of what looks after profiles.

use clap::Args;

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv login                                    with the browser, or paste
  hfenv login --browser -p work                  with the browser
  hfenv login -p work --store file
  hfenv login --token-stdin < token.txt
  vault read -field=token hf | hfenv login --token-stdin --store file

The token is checked with the Hub and saved as profile NAME (-p), or under the
account's name. Stores: keyring (Secret Service, Keychain, Credential Manager),
kernel (until reboot), file (mode 0600), hf (shared with huggingface_hub).")]
pub(crate) struct Login {
    /// keyring, kernel, file or hf; the keyring unless said otherwise
    #[arg(long, value_name = "STORE")]
    pub(crate) store: Option<String>,
    /// Don't ask the Hub whether the token works
    #[arg(long)]
    pub(crate) no_verify: bool,
    /// Leave the default profile as it is
    #[arg(long)]
    pub(crate) keep_default: bool,
    /// Log in with a browser: a page and a code are shown
    #[arg(long)]
    pub(crate) browser: bool,
    /// Show the page only, don't open it
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Open the token page and paste
    #[arg(long, conflicts_with = "browser")]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hfenv logout work
  hfenv logout --all

The token itself still works until you revoke it on the Hub.")]
pub(crate) struct Logout {
    /// The profile; the default one without it
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Forget every profile
    #[arg(long, conflicts_with = "name")]
    pub(crate) all: bool,
    /// Forget it even if its store can't be reached
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  hfenv switch work

For one command only: hfenv run -p work -- CMD")]
pub(crate) struct Switch {
    /// The profile
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Print the names only
    #[arg(long)]
    pub(crate) names: bool,
}
