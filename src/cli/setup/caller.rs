//! The shell at whose prompt `hfenv setup` was typed.

use crate::cli::export::parent_names;
use crate::quote::Shell;

/// Its name, such as `mksh`; `None` where the calling program is no shell, or runs a script: the
/// shell of a script or of `make` says nothing about the one that a person uses.
pub(super) fn shell_at_the_prompt() -> Option<String> {
    let names = parent_names();
    let shell = names.iter().find_map(|name| Shell::from_name(name))?;
    if runs_scripts_of_others(shell) && !has_job_control() {
        return None;
    }
    // The program's own name comes last, and tells mksh from a ksh of that name.
    names.into_iter().rev().find(|name| Shell::from_name(name) == Some(shell))
}

/// The same where it is a person who types, whatever the shell.
pub(in crate::cli) fn shell_with_a_person() -> Option<String> {
    shell_at_the_prompt().filter(|_| has_job_control())
}

/// The shells that scripts are written for whatever people type into. A script of any other is
/// started by somebody who uses it.
fn runs_scripts_of_others(shell: Shell) -> bool {
    matches!(shell, Shell::Sh | Shell::Bash | Shell::Zsh | Shell::Ksh)
}

/// Whether the parent gave this program a process group of its own, as a shell with a prompt does
/// with each command and a script does with none.
#[cfg(unix)]
fn has_job_control() -> bool {
    use rustix::process::{getpgid, getpgrp, getppid};
    getpgid(getppid()).is_ok_and(|of_parent| of_parent != getpgrp())
}

#[cfg(not(unix))]
fn has_job_control() -> bool {
    false
}
