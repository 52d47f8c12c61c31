//! `hfenv hook SHELL`: the plugin of a shell.

use std::io::IsTerminal;

use super::args::Hook;
use super::context::Context;
use super::failure::{Failure, Outcome};
use crate::quote::{self, Shell};
use crate::setup::plugin;

pub(super) fn run(context: &Context, args: &Hook) -> Outcome {
    let shell = Shell::from_name(&args.shell).ok_or_else(|| {
        Failure::error(format!("there is no shell {:?}", args.shell))
            .hint(format!("there are: {}", plugin::known()))
    })?;
    let text = plugin::text(context.env(), shell)?;
    // A person gets what stands in the file; a shell gets what it can take without quotes, too.
    let lenient = matches!(shell, Shell::Bash | Shell::Zsh | Shell::Tcsh);
    if lenient && !std::io::stdout().is_terminal() {
        return context.ui.data(quote::unquoted(shell, &text));
    }
    context.ui.data(text)
}
