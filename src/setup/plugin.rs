//! The plugin of a shell, behind a prelude that names this program.

use super::{SetupError, program};
use crate::guard::command::watched_words;
use crate::guard::repo::Repo;
use crate::program::Git;
use crate::quote::{self, Own, Shell};
use crate::vars::Env;

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

/// The whole plugin.
pub fn text(env: &Env, shell: Shell) -> Result<String, SetupError> {
    let plugin = PLUGINS.iter().find(|(of, _)| *of == shell);
    let plugin = plugin.ok_or(SetupError::NoPlugin(shell))?;
    Ok(format!("{}\n{}", prelude(env, shell)?.trim_end(), plugin.1))
}

/// The shells that have a plugin.
#[must_use]
pub fn known() -> String {
    PLUGINS.map(|(shell, _)| shell.name()).join(", ")
}

/// Assignments in the shell's language: where this program is, and which words after `git` are
/// worth a look. An alias that is made later is missed by this shell. A plugin without them looks
/// in `PATH`, as it has to where the path can't be said.
fn prelude(env: &Env, shell: Shell) -> Result<String, SetupError> {
    let program = program::for_a_line(env)?;
    let repo = Git::find(env).map(|git| Repo::new(git, Vec::new(), Vec::new(), None));
    let aliases = repo.map(|repo| repo.aliases()).unwrap_or_default();
    let words = watched_words(&aliases).join(" ");
    let own = [
        ("__hfenv_bin", Own::Word(program.as_os_str().as_encoded_bytes())),
        ("__hfenv_git_verbs", Own::Word(words.as_bytes())),
    ];
    let text = quote::render_whole(shell, &[], &[], &own);
    Ok(text.map(|text| text.to_string()).unwrap_or_default())
}
