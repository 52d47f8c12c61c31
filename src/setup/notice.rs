//! What a person should know about the file that was changed: it is not always the one that is
//! read. Nothing but that file is ever changed for it.

use std::path::{Path, PathBuf};

use super::edit::LIMIT;
use super::rc::Rc;
use crate::quote::Shell;
use crate::secret_file;
use crate::text::printable_path;
use crate::vars::Env;

/// Reads `.bashrc` in bash alone.
const GUARDED: &str = "[ -z \"$BASH_VERSION\" ] || . ~/.bashrc";

/// Why some new shell would not read the file, and what to do.
#[must_use]
pub fn about(env: &Env, rc: &Rc, home: &Path) -> Option<String> {
    match rc.shell {
        Shell::Bash => bash_at_login(home),
        Shell::Zsh if !env.has("ZDOTDIR") => zsh_elsewhere(home),
        Shell::Ksh => ksh_elsewhere(env, rc, home),
        Shell::Elvish => elvish_of_old(rc, home),
        Shell::Nu => nu_of_old(env),
        _ => None,
    }
}

/// A login shell, as macOS and ssh start it, reads the first of three files, and `.bashrc` only if
/// that one says so.
fn bash_at_login(home: &Path) -> Option<String> {
    let files = [".bash_profile", ".bash_login", ".profile"].map(|name| home.join(name));
    let Some((file, text)) = files.iter().find_map(|file| Some((file, text_of(file)?))) else {
        return Some(
            "a login shell (ssh, a terminal on macOS) does not read ~/.bashrc; for these make \
             ~/.bash_profile with the line: . ~/.bashrc"
                .to_owned(),
        );
    };
    let reads = code_of(&text).any(|line| line.contains("bashrc"));
    // Other shells, and desktops at login, read `.profile` too.
    let line = if file.ends_with(".profile") { GUARDED } else { ". ~/.bashrc" };
    (!reads).then(|| {
        format!(
            "a login shell (ssh, a terminal on macOS) reads {} and not ~/.bashrc; for these add to \
             it: {line}",
            printable_path(file)
        )
    })
}

/// zsh does not export the variable, so that it can be set and not be seen here.
fn zsh_elsewhere(home: &Path) -> Option<String> {
    let file = home.join(".zshenv");
    let text = text_of(&file)?;
    code_of(&text).find(|line| line.contains("ZDOTDIR="))?;
    Some(format!(
        "{} sets ZDOTDIR, and zsh reads the .zshrc there; for that one: \
         ZDOTDIR=$ZDOTDIR hfenv setup shell",
        printable_path(&file)
    ))
}

fn ksh_elsewhere(env: &Env, rc: &Rc, home: &Path) -> Option<String> {
    let Some(written) = env.text("ENV").ok()? else {
        let (name, file) = (rc.name, printable_path(&rc.file));
        // It alone has no file that it reads by itself.
        return (name == "oksh").then(|| {
            format!("{name} reads {file} only where ENV names it; set ENV in ~/.profile")
        });
    };
    let below = ["$HOME/", "${HOME}/", "~/"].iter().find_map(|start| written.strip_prefix(start));
    let named = below.map_or_else(|| PathBuf::from(written), |below| home.join(below));
    (named != rc.file).then(|| {
        let (named, file) = (printable_path(&named), printable_path(&rc.file));
        format!("ENV is set, so that {} reads {named} and not {file}", rc.name)
    })
}

/// Up to 0.20 the old file is read alone if it is there, and since 0.21 never.
fn elvish_of_old(rc: &Rc, home: &Path) -> Option<String> {
    let old = home.join(".elvish/rc.elv");
    let file = printable_path(&rc.file);
    if rc.file == old {
        return Some(format!("elvish 0.21 and later does not read {file}"));
    }
    let shown = printable_path(&old);
    old.exists().then(|| format!("elvish before 0.21 reads {shown} and not {file}"))
}

fn nu_of_old(env: &Env) -> Option<String> {
    let version = env.text("NU_VERSION").ok()??;
    let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
    let numbers = (numbers.next()?, numbers.next()?);
    (numbers < (0, 101))
        .then(|| format!("nushell reads this file since 0.101, and this one is {version}"))
}

fn text_of(file: &Path) -> Option<String> {
    let content = secret_file::read(file, LIMIT).ok()??;
    Some(String::from_utf8_lossy(&content.bytes).into_owned())
}

/// The lines that are no comments.
fn code_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with('#'))
}
