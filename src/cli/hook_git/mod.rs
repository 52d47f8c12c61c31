//! `hfenv hook-git`: what the shell plugins ask before a typed git command runs. The words come on
//! standard input, because people type tokens; the answer is `go` or `stop`.

mod line;

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};

use self::line::Call;
use super::args::HookGit;
use super::context::Context;
use super::failure::{Failure, Kind, Outcome};
use super::guard::words::{self, At};
use crate::guard::command::{Action, Typed};
use crate::guard::repo::Repo;
use crate::guard::{self, Input, Limits};
use crate::hooks::reach::{self, By, Reach};
use crate::paths::Paths;
use crate::program::Git;
use crate::vars::HFENV_GUARD;

/// The longest input; a system takes no longer command line.
const INPUT: u64 = 4 << 20;

/// How many findings are shown.
const SHOWN: usize = 5;

/// How many git commands on a line are looked at, and how many aliases deep.
const CALLS: usize = 16;
const DEPTH: usize = 8;

/// What findings lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Off,
    Warn,
    Stop,
}

pub(super) fn run(context: &Context, args: &HookGit) -> Outcome {
    let calls = read(context, args);
    let mut found = 0;
    let (mut stop, mut alone) = (false, false);
    if let Ok(git) = Git::find(context.env()) {
        let limits = Limits::at_the_prompt();
        for call in calls.into_iter().take(CALLS) {
            let mode = mode(context, &call);
            if mode == Mode::Off {
                continue;
            }
            for target in targets(context, &git, call, DEPTH) {
                let findings = check(context, &target, limits);
                found += findings;
                stop |= findings > 0 && mode == Mode::Stop;
                alone |= findings > 0 && asks(&target) == Some(false);
            }
        }
    }
    if alone {
        context.ui.hint("to have git look before commits and pushes: hfenv guard install");
    }
    context.ui.data(if stop { b"stop\0".as_slice() } else { b"go\0" })?;
    if stop && args.line {
        let what = format!("{HFENV_GUARD}=stop can't stop a command in this shell: it runs");
        return Err(Failure::no(what).hint("press Ctrl-C, or revoke the token"));
    }
    if stop {
        let how = format!("to run it all the same: env {HFENV_GUARD}=warn git …");
        return Err(Failure::no(format!("the command was stopped; {how}")));
    }
    // Everything was said.
    let said = Failure { kind: Kind::No, error: String::new(), hints: Vec::new() };
    if found > 0 { Err(said) } else { Ok(()) }
}

/// What was typed. It is read even if nothing comes of it, so that its writer does not fail.
fn read(context: &Context, args: &HookGit) -> Vec<Call> {
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    let read = io::stdin().lock().take(INPUT + 1).read_to_end(&mut bytes);
    if read.is_err() || bytes.len() as u64 > INPUT {
        return Vec::new();
    }
    if args.line {
        let line = String::from_utf8_lossy(&bytes);
        return line::calls(&line, &Paths::find(context.env()));
    }
    let words = bytes.split(|byte| *byte == 0);
    let mut words: Vec<OsString> = words.map(|word| os_string(word.to_owned())).collect();
    // Every word ends in NUL.
    words.pop_if(|last| last.is_empty());
    vec![Call { words, expanded: true, ..Call::default() }]
}

fn os_string(bytes: Vec<u8>) -> OsString {
    #[cfg(unix)]
    let text = std::os::unix::ffi::OsStringExt::from_vec(bytes);
    #[cfg(not(unix))]
    let text = String::from_utf8_lossy(&bytes).into_owned().into();
    text
}

fn mode(context: &Context, call: &Call) -> Mode {
    let typed = call.vars.iter().rfind(|(name, _)| name == HFENV_GUARD);
    let typed = typed.map(|(_, value)| OsStr::new(value.as_str()));
    match typed.or_else(|| context.env().raw(HFENV_GUARD)).and_then(OsStr::to_str) {
        Some("off") => Mode::Off,
        Some("stop") => Mode::Stop,
        _ => Mode::Warn,
    }
}

/// Something to look at.
struct Target {
    name: String,
    /// git with its options, for commands that can be pasted.
    git: String,
    /// Whether it goes around git's hooks.
    skips: bool,
    action: Action,
    repo: Repo,
}

/// What a call comes to, with aliases resolved as git resolves them.
fn targets(context: &Context, git: &Git, call: Call, depth: usize) -> Vec<Target> {
    let Some(typed) = Typed::cut(call.words.iter().cloned()) else { return Vec::new() };
    let vars: Vec<(String, String)> =
        call.vars.iter().filter(|(name, _)| name != HFENV_GUARD).cloned().collect();
    let repo = Repo::new(git.clone(), typed.options.clone(), vars, call.folder.clone());
    if let Some(action) = typed.action(call.expanded) {
        let options = typed.options.iter().map(|option| option.to_string_lossy());
        let words: Vec<_> = std::iter::once("git".into()).chain(options).collect();
        let (git, skips) = (shell_words::join(words), typed.skips_hooks());
        return vec![Target { name: typed.name, git, skips, action, repo }];
    }
    if depth == 0 || !typed.may_be_alias() {
        return Vec::new();
    }
    let Some(value) = repo.alias(&typed.name) else { return Vec::new() };
    let calls = match value.trim().strip_prefix('!') {
        None => {
            let words = shell_words::split(&value).unwrap_or_default();
            let words = words.into_iter().map(OsString::from).chain(typed.rest);
            vec![Call { words: typed.options.into_iter().chain(words).collect(), ..call }]
        }
        Some(line) => {
            // A shell runs it at the work tree's top, with what was typed at its end.
            let Ok(top) = repo.top() else { return Vec::new() };
            let mut calls = line::calls(line, &Paths::find(context.env()));
            if let Some(last) = calls.last_mut().filter(|_| !line.contains('$')) {
                last.words.extend(typed.rest);
            }
            for inner in &mut calls {
                inner.folder = Some(inner.folder.take().map_or(top.clone(), |to| top.join(to)));
                inner.vars.splice(..0, call.vars.iter().cloned());
            }
            calls
        }
    };
    let inner = calls.into_iter().take(CALLS);
    inner.flat_map(|call| targets(context, git, call, depth - 1)).take(CALLS).collect()
}

/// Looks through one target and tells what was found; how much that is.
fn check(context: &Context, target: &Target, limits: Limits) -> usize {
    let ui = context.ui;
    let input = Input::Action(target.action.clone());
    let known = super::guard::known::known(context, &target.repo);
    let report = match guard::check(&target.repo, known.into(), &input, limits) {
        Ok(report) => report,
        Err(error) => {
            // The command itself will say what is wrong.
            ui.detail(format!("git {}: not searched: {error}", target.name));
            return 0;
        }
    };
    ui.detail(format!("git {}: files searched: {}", target.name, report.searched));
    let is_add = matches!(target.action, Action::Add { .. });
    if !report.findings.is_empty() && !is_add && asks(target) == Some(true) {
        ui.detail(format!("git {}: git's hook tells what was found", target.name));
        return 0;
    }
    let doing = match target.action {
        Action::Add { .. } => "staged",
        Action::Commit { .. } => "committed",
        Action::Push { .. } => "pushed",
    };
    let masked = report.masked();
    for finding in report.findings.iter().take(SHOWN) {
        let (place, about) = (words::place(finding, &masked), words::a(&words::about(finding)));
        ui.warn(format!("{place}: {about} is about to be {doing}"));
    }
    if let Some(more) = report.findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        ui.warn(format!("and {more} more"));
    }
    for remark in report.remarks.iter().chain(&report.packed(false)) {
        ui.warn(remark);
    }
    if let Some(early) = report.early {
        ui.warn(format!("git {}: {early}", target.name));
    }
    if !report.findings.is_empty() {
        let ways = words::ways_out(&at(target), &report, &masked);
        match (ways.as_slice(), words::variables(&report)) {
            // Nothing can stand behind a command.
            ([way], Some(names)) if !way.contains('\n') => {
                ui.hint(format!("{way}, then read {names} from the environment"));
            }
            (ways, names) => {
                for way in ways {
                    ui.hint(way);
                }
                if let Some(names) = names.filter(|_| !ways.is_empty()) {
                    ui.hint(format!("read it from the environment instead: {names}"));
                }
            }
        }
        if let Some(revocation) = words::revocation(&report) {
            ui.hint(revocation);
        }
    }
    report.findings.len()
}

/// Whether git will run a hook of ours before this is committed or pushed; nothing where that can't
/// be told, is not wanted, or is left to somebody else's hook. It costs two processes.
fn asks(target: &Target) -> Option<bool> {
    if target.skips {
        return None;
    }
    let (folder, top) = (target.repo.hooks().ok()?, target.repo.top().ok()?);
    let hook = match target.action {
        Action::Push { .. } => "pre-push",
        _ => "pre-commit",
    };
    match reach::reach(&folder, &top, hook) {
        None => Some(false),
        Some(Reach { by: By::File, program: Some(program) }) if program.exists() => Some(true),
        Some(_) => None,
    }
}

/// Where the secrets are that a command is about to take along.
fn at(target: &Target) -> At {
    match &target.action {
        Action::Push { .. } => At::Commits,
        Action::Commit { tree: None, amend: false, .. } => At::Index(target.git.clone()),
        _ => At::Files,
    }
}
