//! How a variable is said in each shell's language, so that exactly its bytes arrive.
//!
//! [`render`] makes the complete output of one `hfenv export`. What a shell can't carry is refused
//! by name instead of being changed on the way. It is all over strings; no shell is started here.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::text::printable;

mod cmd;
mod command;
mod elvish;
mod fish;
mod nu;
mod pwsh;
mod sh;
mod shell;
mod tcsh;
mod xonsh;

pub use command::command;
pub use shell::Shell;

/// A variable that a shell can't be given, or a program's path. The value is not part of it.
#[derive(Debug, Error, PartialEq, Eq, Clone)]
#[error("{} cannot carry {}: {why}", shell.name(), printable(name))]
pub struct CannotCarry {
    /// The shell that was to get it.
    pub shell: Shell,
    /// The variable's name, as given, or the path.
    pub name: String,
    /// The reason, a bare fact.
    pub why: &'static str,
}

/// The complete text for `shell` to evaluate: variables to remove, variables to export, and at the
/// end a non-zero status if `failed`.
///
/// Nothing to do is no output, except in nu, where it is `{}`. How each shell evaluates the text is
/// said in its module; for the sh family `eval $(…)` is safe without quotes, in any folder.
pub fn render(
    shell: Shell,
    sets: &[(&str, &str)],
    unsets: &[&str],
    failed: bool,
) -> Result<Zeroizing<String>, CannotCarry> {
    let refuse = |name: &str, why| CannotCarry { shell, name: name.to_owned(), why };
    let mut out = Zeroizing::new(String::with_capacity(room(sets, unsets)));
    // Removals first: fish's `set -e` of an absent variable would be the status of the whole.
    for name in unsets {
        possible(name, "").map_err(|why| refuse(name, why))?;
        separate(shell, &mut out);
        unset(shell, &mut out, name);
    }
    for (name, value) in sets {
        possible(name, value).map_err(|why| refuse(name, why))?;
        separate(shell, &mut out);
        assign(shell, &mut out, name, value).map_err(|why| refuse(name, why))?;
    }
    if shell == Shell::Nu {
        nu::document(&mut out, sets, unsets);
    }
    if failed {
        separate(shell, &mut out);
        out.push_str(fail(shell));
    }
    if !out.is_empty() {
        // Dropped by every `$(…)`; a file that is sourced wants it.
        out.push('\n');
    }
    Ok(out)
}

/// A variable of a shell's plugin, which children don't see.
#[derive(Debug)]
pub enum Own<'a> {
    /// One word.
    Word(&'a [u8]),
    /// A list of words, in bash and zsh an array.
    List(Vec<&'a [u8]>),
}

/// The same for a plugin, which evaluates its text in quotes, so that any value can be said without
/// starting a process. The plugin's `own` variables are set last. Plugins that get their
/// environment as JSON are given words of their own only.
pub fn render_whole(
    shell: Shell,
    sets: &[(&str, &str)],
    unsets: &[&str],
    own: &[(&str, Own<'_>)],
) -> Result<Zeroizing<String>, CannotCarry> {
    let refuse = |name: &str, why| CannotCarry { shell, name: name.to_owned(), why };
    let words: usize = own.iter().map(|(name, own)| name.len() + own.room()).sum();
    let mut out = Zeroizing::new(String::with_capacity(room(sets, unsets) + words));
    for name in unsets {
        possible(name, "").map_err(|why| refuse(name, why))?;
        unset(shell, &mut out, name);
    }
    for (name, value) in sets {
        possible(name, value).map_err(|why| refuse(name, why))?;
        assign_whole(shell, &mut out, name, value).map_err(|why| refuse(name, why))?;
    }
    for (name, own) in own {
        give(shell, &mut out, name, own).map_err(|why| refuse(name, why))?;
    }
    Ok(out)
}

fn assign_whole(
    shell: Shell,
    out: &mut String,
    name: &str,
    value: &str,
) -> Result<(), &'static str> {
    match shell {
        Shell::Bash | Shell::Zsh => sh::assign_whole(out, name, value),
        Shell::Fish => fish::assign_whole(out, name, value),
        Shell::Tcsh => return tcsh::assign_whole(out, name, value),
        _ => return assign(shell, out, name, value),
    }
    Ok(())
}

/// One variable of a plugin.
fn give(shell: Shell, out: &mut String, name: &str, own: &Own) -> Result<(), &'static str> {
    let text = |word| std::str::from_utf8(word).map_err(|_| "it is no text");
    match (shell, own) {
        (Shell::Bash | Shell::Zsh, Own::Word(word)) => sh::variable(out, name, word),
        (Shell::Bash | Shell::Zsh, Own::List(words)) => sh::list(out, name, words),
        (Shell::Fish, Own::Word(word)) => fish::list(out, name, &[word]),
        (Shell::Fish, Own::List(words)) => fish::list(out, name, words),
        (Shell::Tcsh, Own::Word(word)) => return tcsh::variable(out, name, word),
        (Shell::Tcsh, Own::List(words)) => return tcsh::list(out, name, words),
        (Shell::Elvish, Own::Word(word)) => elvish::variable(out, name, text(word)?),
        (Shell::Nu, Own::Word(word)) => nu::variable(out, name, text(word)?),
        (Shell::Xonsh, Own::Word(word)) => xonsh::variable(out, name, text(word)?),
        (Shell::Pwsh, Own::Word(word)) => pwsh::variable(out, name, text(word)?),
        _ => return Err("it has no plugin that takes this"),
    }
    Ok(())
}

/// A script such that the line for the rc file takes it without quotes, in any folder: `eval $(…)`
/// in bash and zsh, ``eval `…` `` in tcsh. In zsh it is read with zsh's own options, since the
/// user's aliases and options change what a script means.
#[must_use]
pub fn unquoted(shell: Shell, script: &str) -> String {
    match shell {
        Shell::Tcsh => tcsh::unquoted(script),
        Shell::Zsh => sh::unquoted("emulate zsh -o no_aliases -c", script),
        _ => sh::unaliased(&sh::unquoted("\\eval", script)),
    }
}

impl Own<'_> {
    /// Room for the longest form.
    fn room(&self) -> usize {
        let one = |word: &&[u8]| 4 * word.len() + 8;
        match self {
            Self::Word(word) => one(word) + 16,
            Self::List(words) => words.iter().map(one).sum::<usize>() + 16,
        }
    }
}

/// The statement that makes the status of the evaluating shell non-zero and does nothing else.
/// Empty for nu, whose output is data.
#[must_use]
pub fn fail(shell: Shell) -> &'static str {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh | Shell::Ksh => sh::FAIL,
        Shell::Fish => fish::FAIL,
        Shell::Tcsh => tcsh::FAIL,
        Shell::Elvish => elvish::FAIL,
        Shell::Nu => nu::FAIL,
        Shell::Xonsh => xonsh::FAIL,
        Shell::Pwsh => pwsh::FAIL,
        Shell::Cmd => cmd::FAIL,
    }
}

/// One statement that exports; nothing for nu, whose document is made as a whole.
fn assign(shell: Shell, out: &mut String, name: &str, value: &str) -> Result<(), &'static str> {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh | Shell::Ksh => sh::assign(out, name, value),
        Shell::Fish => fish::assign(out, name, value),
        Shell::Elvish => elvish::assign(out, name, value),
        Shell::Nu => {}
        Shell::Tcsh => tcsh::assign(out, name, value)?,
        Shell::Xonsh => xonsh::assign(out, name, value)?,
        Shell::Pwsh => pwsh::assign(out, name, value)?,
        Shell::Cmd => cmd::assign(out, name, value)?,
    }
    Ok(())
}

fn unset(shell: Shell, out: &mut String, name: &str) {
    match shell {
        Shell::Sh | Shell::Bash | Shell::Zsh | Shell::Ksh => sh::unset(out, name),
        Shell::Fish => fish::unset(out, name),
        Shell::Tcsh => tcsh::unset(out, name),
        Shell::Elvish => elvish::unset(out, name),
        Shell::Nu => {}
        Shell::Xonsh => xonsh::unset(out, name),
        Shell::Pwsh => pwsh::unset(out, name),
        Shell::Cmd => cmd::unset(out, name),
    }
}

/// A blank where all may end up on one line anyway, else a line end.
fn separate(shell: Shell, out: &mut String) {
    if shell == Shell::Nu || out.is_empty() {
        return;
    }
    let lines = matches!(shell, Shell::Elvish | Shell::Xonsh | Shell::Pwsh | Shell::Cmd);
    out.push(if lines { '\n' } else { ' ' });
}

/// Whether any shell could have it: environments are lists of C strings.
fn possible(name: &str, value: &str) -> Result<(), &'static str> {
    match (is_name(name), value.contains('\0')) {
        (false, _) => Err("it is not a variable name"),
        (_, true) => Err("its value has a NUL byte"),
        _ => Ok(()),
    }
}

/// `[A-Za-z_][A-Za-z0-9_]*`, POSIX's Name: what every shell can say without quoting.
fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Enough for the longest form of all, so that growing never leaves a copy of a token behind.
fn room(sets: &[(&str, &str)], unsets: &[&str]) -> usize {
    const FRAME: usize = 48;
    let sets = sets.iter().map(|(name, value)| 3 * name.len() + 6 * value.len() + FRAME);
    sets.chain(unsets.iter().map(|name| name.len() + FRAME)).sum::<usize>() + FRAME
}

/// Bytes that are plain in every shell, anywhere in a word.
fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-')
}

fn bare(value: &str) -> bool {
    value.bytes().all(is_bare)
}

fn push_all(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests;
