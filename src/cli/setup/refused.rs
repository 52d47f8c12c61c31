//! What to do where a shell can't be set up.

use crate::cli::failure::Failure;
use crate::git::config::HELPER;
use crate::quote::Shell;
use crate::setup::{SetupError, plugin};

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        let failure = Self::error(error.to_string());
        match &error {
            SetupError::Unknown(_) => {
                let known = Shell::ALL.map(Shell::name).join(", ");
                failure.hint(format!("there are: {known}, mksh, yash"))
            }
            SetupError::ByHandOnly(Shell::Cmd) => failure.hint(
                "cmd reads no file at its start; in each: \
                 for /f \"delims=\" %i in ('hfenv export cmd') do @%i",
            ),
            SetupError::ByHandOnly(_) => failure.hint(
                "add this line to the file that $PROFILE names: \
                 hfenv hook pwsh | Out-String | Invoke-Expression",
            ),
            SetupError::NoPlugin(_) => {
                let known = plugin::known();
                let others = "in others: eval \"$(hfenv)\" in the rc file";
                failure.hint(format!("there are: {known}; {others}"))
            }
            SetupError::Hides { name, .. } => {
                failure.hint(format!("make the file first, from the sample that comes with {name}"))
            }
            SetupError::GoesOn(_) => failure.hint("end that line, or take the backslash out"),
            SetupError::NotOurs(_) => failure.hint("move it away, or give it another name"),
            SetupError::Carry(_) | SetupError::NotText(_) => {
                failure.hint("install hfenv in a folder with a plainer name")
            }
            SetupError::NoHelper(_) => failure
                .hint(format!("install it beside hfenv; a link to hfenv named {HELPER} will do")),
            SetupError::Itself(_) | SetupError::NoHome(_) | SetupError::File(_) => failure,
        }
    }
}
