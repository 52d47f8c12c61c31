//! `hfenv setup`: the lines in git's configuration and in the shell's rc file, put in or taken out.

use std::path::{Path, PathBuf};

use super::args::{Setup, SetupPart};
use super::context::Context;
use super::export::calling_shell;
use super::failure::{Failure, Outcome};
use crate::git::config::{self, Change, Git, HELPER};
use crate::git::helper;
use crate::paths::Paths;
use crate::quote::Shell;
use crate::resolve::world::World;
use crate::secret_file;
use crate::text::printable_path;

/// What every line of hfenv's in an rc file ends with, so that it is found again.
const MARK: &str = "# added by hfenv setup shell";

/// What the mark goes on with if the file had no line end before our line.
const JOINED: &str = ", after a line without an end";

/// Largest rc file that is changed, in bytes.
const RC_LIMIT: u64 = 4 << 20;

pub(super) fn run(context: &Context, args: &Setup) -> Outcome {
    let world = context.world()?;
    if args.part != Some(SetupPart::Shell) {
        git(context, &world, args)?;
    }
    if args.part != Some(SetupPart::Git) {
        shell(context, &world, args)?;
    }
    Ok(())
}

fn git(context: &Context, world: &World, args: &Setup) -> Outcome {
    let git = Git::find(context.env())?;
    let helper = config::helper_value(&helper_path()?)?;
    let changes = if args.undo { removals(&git)? } else { additions(&git, world, &helper)? };
    for change in &changes {
        tell_change(context, change)?;
        if !args.dry_run {
            git.apply(change)?;
        }
    }
    context.ui.say(match (changes.is_empty(), args.dry_run, args.undo) {
        (true, _, true) => "git: hfenv was not in the configuration",
        (true, _, false) => "git: hfenv is the credential helper already",
        (false, true, _) => "git: nothing was changed (--dry-run)",
        (false, false, true) => "git: hfenv was taken out of the configuration",
        (false, false, false) => "git: hfenv is the credential helper for these addresses now",
    });
    Ok(())
}

/// What puts hfenv in for every endpoint that is known.
fn additions(git: &Git, world: &World, helper: &str) -> Result<Vec<Change>, Failure> {
    let helpers = git.scoped_helpers()?;
    let values = |key: &String| helpers.get(key).cloned().unwrap_or_default();
    let mut changes = Vec::new();
    for endpoint in helper::endpoints(world)? {
        let [first, second] = config::keys(&endpoint);
        let before = [values(&first), values(&second)];
        let after = config::placed(&before, helper);
        for ((key, before), after) in [first, second].into_iter().zip(before).zip(after) {
            changes.push(Change { key, before, after });
        }
    }
    changes.retain(|change| change.before != change.after);
    Ok(changes)
}

/// What takes hfenv out wherever it stands, also for an endpoint whose profile is gone.
fn removals(git: &Git) -> Result<Vec<Change>, Failure> {
    let change = |(key, before): (String, Vec<String>)| {
        let after = config::without_helper(&before);
        Change { key, before, after }
    };
    let mut changes: Vec<Change> = git.scoped_helpers()?.into_iter().map(change).collect();
    changes.retain(|change| change.before != change.after);
    Ok(changes)
}

fn tell_change(context: &Context, change: &Change) -> Outcome {
    let Change { key, before, after } = change;
    let line = |sign: &str, value: &String| format!("{sign} {key} = {value}\n");
    let kept = |value: &String, there: &[String]| there.contains(value);
    let removed = before.iter().filter(|value| !kept(value, after)).map(|value| line("-", value));
    let added = after.iter().filter(|value| !kept(value, before)).map(|value| line("+", value));
    context.ui.shown(removed.chain(added).collect::<String>())
}

/// The helper beside this program.
fn helper_path() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()
        .map_err(|error| Failure::error(format!("where hfenv is: {error}")))?;
    let helper = own.with_file_name(HELPER).with_extension(std::env::consts::EXE_EXTENSION);
    if helper.is_file() {
        return Ok(helper);
    }
    Err(Failure::error(format!("{}: not there", printable_path(&helper)))
        .hint(format!("install it beside hfenv; a link to hfenv named {HELPER} will do")))
}

fn shell(context: &Context, world: &World, args: &Setup) -> Outcome {
    let shell = match &args.shell {
        None => calling_shell(),
        Some(name) => Shell::from_name(name)
            .ok_or_else(|| Failure::error(format!("there is no shell {name:?}")))?,
    };
    let (file, line) = rc_line(context, world, shell)?;
    let found = secret_file::read(&file, RC_LIMIT)?;
    let mode = found.as_ref().and_then(|content| content.mode);
    let before = found.map(|content| content.bytes.to_vec()).unwrap_or_default();
    let after = if args.undo { without_marked(&before) } else { with_line(&before, &line) };
    let shown = printable_path(&file);
    if before == after {
        let said = if args.undo { "has no line of hfenv's" } else { "has hfenv's line already" };
        context.ui.say(format!("{}: {shown} {said}", shell.name()));
        return Ok(());
    }
    let tell = |sign: &str, bytes: &[u8]| {
        let ours = bytes.split(|b| *b == b'\n').filter(|line| is_marked(line));
        let lines = ours.map(|line| format!("{sign} {shown}: {}\n", String::from_utf8_lossy(line)));
        context.ui.shown(lines.collect::<String>())
    };
    tell("-", &before)?;
    tell("+", &after)?;
    if args.dry_run {
        context.ui.say(format!("{}: nothing was changed (--dry-run)", shell.name()));
        return Ok(());
    }
    secret_file::write(&file, &after, Some(mode.unwrap_or(0o644)))?;
    let said = if args.undo { "no longer have" } else { "will have" };
    context.ui.say(format!("{}: new shells {said} the token", shell.name()));
    Ok(())
}

/// The shell's rc file and the line for it.
fn rc_line(context: &Context, world: &World, shell: Shell) -> Result<(PathBuf, String), Failure> {
    let home = &world.paths.home;
    Paths::check_home(home)?;
    let config = context.env().absolute("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let zdotdir = context.env().absolute("ZDOTDIR").unwrap_or_else(|| home.clone());
    let program = own_path()?;
    let (file, code) = match shell {
        Shell::Bash => (home.join(".bashrc"), format!("eval \"$({program} export bash)\"")),
        Shell::Zsh => (zdotdir.join(".zshrc"), format!("eval \"$({program} export zsh)\"")),
        Shell::Ksh => (home.join(".kshrc"), format!("eval \"$({program} export ksh)\"")),
        Shell::Sh => (home.join(".profile"), format!("eval \"$({program} export sh)\"")),
        Shell::Fish => (config.join("fish/config.fish"), format!("{program} export fish | source")),
        Shell::Tcsh => (tcsh_file(home), format!("eval `{program} export tcsh`")),
        Shell::Elvish => {
            (config.join("elvish/rc.elv"), format!("eval ({program} export elvish | slurp)"))
        }
        Shell::Xonsh => (home.join(".xonshrc"), format!("execx($({program} export xonsh))")),
        Shell::Nu => (
            config.join("nushell/config.nu"),
            format!("^{program} export nu | from json | load-env"),
        ),
        Shell::Pwsh | Shell::Cmd => {
            return Err(Failure::error(format!("hfenv can't set up {} by itself", shell.name()))
                .hint("see the README for the line to add"));
        }
    };
    Ok((file, format!("{code} {MARK}")))
}

/// tcsh reads `.cshrc` as long as there is no `.tcshrc`, so a new one would hide it.
fn tcsh_file(home: &Path) -> PathBuf {
    let [tcshrc, cshrc] = [".tcshrc", ".cshrc"].map(|name| home.join(name));
    if !tcshrc.exists() && cshrc.exists() { cshrc } else { tcshrc }
}

/// The program as every shell can say it: its bare name, or its path where that needs no quoting.
fn own_path() -> Result<String, Failure> {
    let own = std::env::current_exe()
        .map_err(|error| Failure::error(format!("where hfenv is: {error}")))?;
    let text = own.to_str().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+".contains(&b);
    // A path that needs quotes would need other ones in each shell; such a program is called by its
    // name.
    Ok(if !text.is_empty() && text.bytes().all(plain) {
        text.to_owned()
    } else {
        "hfenv".to_owned()
    })
}

/// With our line: where it stands already, else at the end.
fn with_line(before: &[u8], line: &str) -> Vec<u8> {
    let mut after = Vec::with_capacity(before.len() + line.len() + JOINED.len() + 2);
    let mut there = false;
    for old in before.split_inclusive(|b| *b == b'\n') {
        if !is_marked(old) {
            after.extend_from_slice(old);
        } else if !std::mem::replace(&mut there, true) {
            push_line(&mut after, line, is_joined(old));
        }
    }
    if !there {
        let joined = !after.is_empty() && !after.ends_with(b"\n");
        if joined {
            after.push(b'\n');
        }
        push_line(&mut after, line, joined);
    }
    after
}

fn push_line(out: &mut Vec<u8>, line: &str, joined: bool) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(if joined { JOINED } else { "" }.as_bytes());
    out.push(b'\n');
}

/// Without our line, and without the line end that was added before it, unless something follows.
fn without_marked(before: &[u8]) -> Vec<u8> {
    let mut after = Vec::with_capacity(before.len());
    let mut joined = false;
    for line in before.split_inclusive(|b| *b == b'\n') {
        joined = is_joined(line);
        if !is_marked(line) {
            after.extend_from_slice(line);
        }
    }
    if joined && after.ends_with(b"\n") {
        after.pop();
    }
    after
}

fn is_marked(line: &[u8]) -> bool {
    line.trim_ascii_end().ends_with(MARK.as_bytes()) || is_joined(line)
}

fn is_joined(line: &[u8]) -> bool {
    let line = line.trim_ascii_end().strip_suffix(JOINED.as_bytes());
    line.is_some_and(|line| line.ends_with(MARK.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rc_line_is_added_once_and_undone_exactly() {
        let line = |word: &str| format!("{word} {MARK}");
        for before in ["", "a\n", "a\nb"] {
            let after = with_line(before.as_bytes(), &line("x"));
            assert_eq!(with_line(&after, &line("x")), after);
            assert_eq!(without_marked(&after), before.as_bytes());
            // Where the user has gone on below, ours is renewed in its place.
            let more = [&after[..], b"b\n"].concat();
            assert_eq!(with_line(&more, &line("x")), more);
            let moved = with_line(&more, &line("yy"));
            assert!(moved.ends_with(b"\nb\n") && moved.len() == more.len() + 1);
        }
    }
}
