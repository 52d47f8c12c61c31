//! A plan in the language of a shell: once for `eval`, or for the plugin that follows `cd`.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value as Json, json};
use zeroize::Zeroizing;

use super::plan::Plan;
use super::watch::Watch;
use crate::quote::{self, CannotCarry, Own, Shell};

/// Version of what plugins read; a plugin that knows another one evaluates nothing.
const API: &str = "1";

/// How far a file system's clock may be behind.
const CLOCK_TICK: Duration = Duration::from_millis(20);

/// Statements that carry the plan out. `failed` makes the evaluating shell's status non-zero.
pub fn render(shell: Shell, plan: &Plan, failed: bool) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(plan);
    quote::render(shell, &set, &unset, failed)
}

/// What a plugin gets when something changed.
#[derive(Debug)]
pub struct Change<'a> {
    /// What to export and to remove.
    pub plan: &'a Plan,
    /// The folder that it is for, without links.
    pub folder: Option<&'a Path>,
    /// What to look at from now on.
    pub watch: &'a Watch,
    /// Marks of what was said, to be handed over next time.
    pub told: String,
    /// Whether to ask again at the next prompt, where words may be said.
    pub again: bool,
}

/// A change for a shell's plugin. Shells that evaluate text get statements that begin and end with
/// the version, so that nothing else than a whole answer is ever evaluated; the others get JSON.
pub fn change(shell: Shell, change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    match shell {
        Shell::Bash | Shell::Zsh | Shell::Fish => statements(shell, change),
        Shell::Tcsh => in_seconds(change),
        _ => document(change),
    }
}

/// Whether the shell's plugin compares files with their twins.
#[must_use]
pub fn has_twins(shell: Shell) -> bool {
    matches!(shell, Shell::Bash | Shell::Zsh | Shell::Fish)
}

/// Takes out of a plan what the shell can't carry: the rest is worth having.
pub fn fit(shell: Shell, plan: &mut Plan) -> Vec<CannotCarry> {
    let (set, _) = parts(plan);
    let refused = |pair| quote::render(shell, &[pair], &[], false).err();
    let refused: Vec<CannotCarry> = set.into_iter().filter_map(refused).collect();
    for CannotCarry { name, .. } in &refused {
        plan.set.remove(name);
        // The former folder's value would stay.
        plan.unset.insert(name.clone());
    }
    refused
}

fn parts(plan: &Plan) -> (Vec<(&str, &str)>, Vec<&str>) {
    let set = plan.set.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
    (set, plan.unset.iter().map(String::as_str).collect())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

fn statements(shell: Shell, change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(change.plan);
    let Watch { there, absent, twins } = change.watch;
    // Without twins there is nothing to compare with.
    let there = there.iter().filter(|_| twins.is_some());
    let own = [
        ("__hfenv_here", Own::Word(change.folder.map_or(b".", bytes))),
        ("__hfenv_twins", Own::Word(twins.as_deref().map(bytes).unwrap_or_default())),
        ("__hfenv_there", Own::List(there.map(|(path, _)| bytes(path)).collect())),
        ("__hfenv_absent", Own::List(absent.iter().map(|path| bytes(path)).collect())),
        ("__hfenv_told", Own::Word(change.told.as_bytes())),
        ("__hfenv_again", Own::Word(if change.again { b"1" } else { b"" })),
    ];
    let body = quote::render_whole(shell, &set, &unset, &own)?;
    let frame = match shell {
        Shell::Fish => format!("set -g __hfenv_api {API};"),
        _ => format!("__hfenv_api={API};"),
    };
    let mut text = whole(&[&frame, &body, &frame]);
    if shell == Shell::Bash {
        // bash's `read -d ''` succeeds only if it sees one: the answer is whole.
        text.push('\0');
    }
    Ok(text)
}

/// The parts as one line, without a copy of a token in a buffer that is left.
fn whole(parts: &[&str]) -> Zeroizing<String> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut text = Zeroizing::new(String::with_capacity(length + 2));
    for part in parts {
        text.push_str(part);
    }
    text.push('\n');
    text
}

/// Statements for tcsh, on one line, since backquotes bring lines apart. What it watches is an
/// alias that asks for the next answer. tcsh tells times in whole seconds, so a file that was
/// changed in this second is asked for again until it can't change any more without showing it.
fn in_seconds(change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(change.plan);
    let Watch { there, absent, .. } = change.watch;
    let there = there.iter().map(|(path, time)| (path.as_path(), Some(*time)));
    let absent = absent.iter().map(|path| (path.as_path(), None));
    // A path with a line break can't be said in one line.
    let sayable = |(path, _): &(&Path, _)| !bytes(path).contains(&b'\n');
    let files: Vec<_> = there.chain(absent).filter(sayable).collect();
    let second = seconds(SystemTime::now() - CLOCK_TICK);
    let young = |(path, _): &(&Path, _)| inode_time(path).is_some_and(|time| time >= second);
    let again = change.again || files.iter().any(young);
    let told = if change.told.is_empty() { "/" } else { &change.told };
    let own = [
        ("__hfenv_files", Own::List(files.iter().map(|(path, _)| bytes(path)).collect())),
        ("__hfenv_told", Own::Word(told.as_bytes())),
        ("__hfenv_again", Own::Word(if again { b"1" } else { b"" })),
    ];
    let body = quote::render_whole(Shell::Tcsh, &set, &unset, &own)?;
    let frame = format!("set __hfenv_api={API};");
    Ok(whole(&[&frame, &body, &look(&files), &frame]))
}

/// The alias that looks at `__hfenv_files`: each has its times in seconds, or is not there.
fn look(files: &[(&Path, Option<SystemTime>)]) -> String {
    let test = |(at, (path, time)): (usize, &(&Path, Option<SystemTime>))| {
        let file = format!("\"$__hfenv_files[{}]\"", at + 1);
        let Some(time) = time else { return format!("-e {file}") };
        let changed = inode_time(path).map(|time| format!(" || -C {file} != {time}"));
        format!("-M {file} != {}{}", seconds(*time), changed.unwrap_or_default())
    };
    let tests: Vec<String> = files.iter().enumerate().map(test).collect();
    let tests = tests.join(" || ");
    if tests.is_empty() {
        return "alias __hfenv_look :;".to_owned();
    }
    format!("alias __hfenv_look 'if ({tests}) set __hfenv_again=1';")
}

fn seconds(time: SystemTime) -> i64 {
    let age = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(age.as_secs()).unwrap_or(i64::MAX)
}

/// When anything about a file was changed last, which nobody can set back, in seconds.
#[cfg(unix)]
fn inode_time(path: &Path) -> Option<i64> {
    path.metadata().ok().map(|found| std::os::unix::fs::MetadataExt::ctime(&found))
}

#[cfg(not(unix))]
fn inode_time(_path: &Path) -> Option<i64> {
    None
}

/// One JSON object: `api`, `env` (a string or null for each variable), `told`, `again`, and `watch`
/// (for each path its time in nanoseconds since 1970 as a string, or null if it is absent). Paths
/// that are no text can't be said in JSON, and are left out.
fn document(change: &Change<'_>) -> Result<Zeroizing<String>, CannotCarry> {
    let (set, unset) = parts(change.plan);
    let env = quote::render(Shell::Nu, &set, &unset, false)?;
    let mut watch = Map::new();
    for (path, time) in &change.watch.there {
        if let (Some(path), Ok(age)) = (path.to_str(), time.duration_since(UNIX_EPOCH)) {
            watch.insert(path.to_owned(), Json::from(age.as_nanos().to_string()));
        }
    }
    for path in change.watch.absent.iter().filter_map(|path| path.to_str()) {
        watch.insert(path.to_owned(), Json::Null);
    }
    let rest = json!({ "told": change.told, "again": change.again, "watch": watch }).to_string();
    // The environment is joined as text: no copy of a token is left in a tree of values.
    Ok(whole(&["{\"api\":", API, ",\"env\":", env.trim_end(), ",", &rest[1..]]))
}
