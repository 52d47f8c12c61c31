//! `hfenv hook SHELL`: the plugin of a shell, behind a prelude that names this program.

use std::io::IsTerminal;

use super::args::Hook;
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::program;
use crate::guard::command::watched_words;
use crate::guard::repo::Repo;
use crate::program::Git;
use crate::quote::{self, Own, Shell};

/// The plugins, as they lie in `shell/`.
const PLUGINS: [(Shell, &str); 8] = [
    (Shell::Bash, include_str!("../../shell/hfenv.bash")),
    (Shell::Zsh, include_str!("../../shell/hfenv.zsh")),
    (Shell::Fish, include_str!("../../shell/hfenv.fish")),
    (Shell::Tcsh, include_str!("../../shell/hfenv.tcsh")),
    (Shell::Elvish, include_str!("../../shell/hfenv.elv")),
    (Shell::Nu, include_str!("../../shell/hfenv.nu")),
    (Shell::Xonsh, include_str!("../../shell/hfenv.xsh")),
    (Shell::Pwsh, include_str!("../../shell/hfenv.ps1")),
];

pub(super) fn run(context: &Context, args: &Hook) -> Outcome {
    let shell = Shell::from_name(&args.shell).ok_or_else(|| {
        Failure::error(format!("there is no shell {:?}", args.shell))
            .hint(format!("there are: {}", known()))
    })?;
    let text = text(context, shell)?;
    // A person gets what stands in the file; a shell gets what it can take without quotes, too.
    let lenient = matches!(shell, Shell::Bash | Shell::Zsh | Shell::Tcsh);
    if lenient && !std::io::stdout().is_terminal() {
        return context.ui.data(quote::unquoted(shell, &text));
    }
    context.ui.data(text)
}

/// The whole plugin.
pub(super) fn text(context: &Context, shell: Shell) -> Result<String, Failure> {
    let plugin = PLUGINS.iter().find(|(of, _)| *of == shell).ok_or_else(|| {
        let known = known();
        Failure::error(format!("{} has no hook to follow cd", shell.name()))
            .hint(format!("there are: {known}; in others: eval \"$(hfenv)\" in the rc file"))
    })?;
    Ok(format!("{}\n{}", prelude(context, shell)?.trim_end(), plugin.1))
}

/// The shells that have a plugin.
fn known() -> String {
    PLUGINS.map(|(shell, _)| shell.name()).join(", ")
}

/// Assignments in the shell's language: where this program is, and which words after `git` are
/// worth a look. An alias that is made later is missed by this shell. A plugin without them looks
/// in `PATH`, as it has to where the path can't be said.
fn prelude(context: &Context, shell: Shell) -> Result<String, Failure> {
    let program = program::in_path(context.env())?.map_or_else(program::itself, Ok)?;
    let repo = Git::find(context.env()).map(|git| Repo::new(git, Vec::new(), Vec::new(), None));
    let aliases = repo.map(|repo| repo.aliases()).unwrap_or_default();
    let words = watched_words(&aliases).join(" ");
    let own = [
        ("__hfenv_bin", Own::Word(program.as_os_str().as_encoded_bytes())),
        ("__hfenv_git_verbs", Own::Word(words.as_bytes())),
    ];
    let text = quote::render_whole(shell, &[], &[], &own);
    Ok(text.map(|text| text.to_string()).unwrap_or_default())
}
