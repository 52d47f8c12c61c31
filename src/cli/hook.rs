//! `hfenv hook SHELL`: the plugin of a shell, behind a prelude that names this program.

use std::io::IsTerminal;

use super::args::Hook;
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::program::own_path;
use crate::quote::{self, Own, Shell};

/// The plugins, as they lie in `shell/`.
const PLUGINS: [(Shell, &str); 6] = [
    (Shell::Bash, include_str!("../../shell/hfenv.bash")),
    (Shell::Tcsh, include_str!("../../shell/hfenv.tcsh")),
    (Shell::Elvish, include_str!("../../shell/hfenv.elv")),
    (Shell::Nu, include_str!("../../shell/hfenv.nu")),
    (Shell::Xonsh, include_str!("../../shell/hfenv.xsh")),
    (Shell::Pwsh, include_str!("../../shell/hfenv.ps1")),
];

pub(super) fn run(context: &Context, args: &Hook) -> Outcome {
    let shell = Shell::from_name(&args.shell)
        .ok_or_else(|| Failure::error(format!("there is no shell {:?}", args.shell)))?;
    let text = text(shell)?;
    // A person gets what stands in the file; a shell gets what it can take without quotes, too.
    if matches!(shell, Shell::Bash | Shell::Tcsh) && !std::io::stdout().is_terminal() {
        return context.ui.data(quote::unquoted(shell, &text));
    }
    context.ui.data(text)
}

/// The whole plugin.
fn text(shell: Shell) -> Result<String, Failure> {
    let known = PLUGINS.iter().map(|(shell, _)| shell.name()).collect::<Vec<_>>().join(", ");
    let plugin = PLUGINS.iter().find(|(of, _)| *of == shell).ok_or_else(|| {
        Failure::error(format!("{} has no hook to follow cd", shell.name()))
            .hint(format!("there are: {known}; in others: eval \"$(hfenv)\" in the rc file"))
    })?;
    Ok(format!("{}\n{}", prelude(shell)?.trim_end(), plugin.1))
}

/// Assignments in the shell's language: where this program is, and which words after `git` are
/// worth a look. A plugin without them looks in `PATH`, as it has to where the path can't be said.
fn prelude(shell: Shell) -> Result<String, Failure> {
    let program = own_path()?;
    let own = [("__hfenv_bin", Own::Word(program.as_os_str().as_encoded_bytes()))];
    let text = quote::render_whole(shell, &[], &[], &own);
    Ok(text.map(|text| text.to_string()).unwrap_or_default())
}
