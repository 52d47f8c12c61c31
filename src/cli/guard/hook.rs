//! `hfenv guard hook NAME`: what git's hooks call, and the pre-commit framework.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::PathBuf;

use super::super::args::{GuardHook, Scan};
use super::super::context::Context;
use super::super::failure::{Failure, Kind, Outcome};
use super::{report, scan};
use crate::guard::command::Action;
use crate::guard::repo::Repo;
use crate::guard::update::{LIMIT, Update};
use crate::guard::{self, Input, Limits};
use crate::program::Git;
use crate::vars::{self, HFENV_GUARD};

pub(super) fn run(context: &Context, args: &GuardHook) -> Outcome {
    let value = context.env().raw(HFENV_GUARD).and_then(OsStr::to_str).unwrap_or_default();
    if value == "off" {
        context.ui.say(format!("guard: skipped ({HFENV_GUARD}=off)"));
        return Ok(());
    }
    let verb = match args.name.as_str() {
        "pre-push" => "push",
        "pre-merge-commit" => "merge",
        _ => "commit",
    };
    match look(context, args) {
        Err(failure) if failure.kind == Kind::No && value == "warn" => {
            context.ui.failure(&failure);
            context.ui.warn(format!("git goes on all the same ({HFENV_GUARD}=warn)"));
            Ok(())
        }
        Err(failure) if failure.kind == Kind::No => {
            Err(failure.hint(format!("to go on all the same: git {verb} --no-verify")))
        }
        Err(failure) if failure.kind == Kind::Error => Err(failure.hint(format!(
            "git stops, for a secret may be where the guard could not look; to go on all the \
             same: git {verb} --no-verify"
        ))),
        done => done,
    }
}

fn look(context: &Context, args: &GuardHook) -> Outcome {
    let git = Git::find(context.env())?;
    let repo = Repo::new(git, Vec::new(), Vec::new(), None);
    let known = std::sync::Arc::new(scan::known(context)?);
    // git takes no larger number.
    let limits = Limits { commits: i32::MAX.unsigned_abs().into(), ..Limits::none() };
    let mut all = guard::Report::default();
    for input in inputs(context, &repo, args)? {
        let found = guard::check(&repo, known.clone(), &input, limits);
        let found = found.map_err(|error| Failure::error(error.to_string()))?;
        if let Some(early) = found.early {
            return Err(Failure::error(early.to_string()));
        }
        all.findings.extend(found.findings);
        all.allowed += found.allowed;
        all.searched += found.searched;
    }
    report::print(context, all, &Scan { staged: true, ..Scan::default() })
}

/// What is looked through for a hook with its arguments and standard input.
fn inputs(context: &Context, repo: &Repo, args: &GuardHook) -> Result<Vec<Input>, Failure> {
    let staged = Input::Action(Action::Commit { amend: false, index: true, tree: None });
    match (args.name.as_str(), args.arguments.as_slice()) {
        ("commit-msg", [file]) => Ok(message(file).into_iter().collect()),
        ("commit-msg", _) => Err(Failure::error("commit-msg: one file is expected")),
        ("pre-push", _) => Ok(push(&updates(context, &args.arguments)?).into_iter().collect()),
        (_, files) => {
            let rest = unstaged(repo, files)?;
            let rest = (!rest.is_empty()).then_some(Input::Paths(rest));
            Ok([Some(staged), rest].into_iter().flatten().collect())
        }
    }
}

/// A commit message. Nothing until the engine takes one.
fn message(_file: &OsStr) -> Option<Input> {
    None
}

/// What a push takes along; nothing if it only deletes.
fn push(updates: &[Update]) -> Option<Input> {
    let tips = updates.iter().filter_map(|update| update.local.as_ref().map(OsString::from));
    let tips: Vec<OsString> = tips.collect();
    (!tips.is_empty()).then_some(Input::Action(Action::Push { tips }))
}

/// git's lines. The pre-commit framework has read them already, says in variables what it makes of
/// them, and names no remote in arguments, as git does.
fn updates(context: &Context, arguments: &[OsString]) -> Result<Vec<Update>, Failure> {
    let env = context.env();
    if arguments.is_empty() && env.has(vars::PRE_COMMIT) {
        let text = |name| env.text(name).map_err(|error| Failure::error(error.to_string()));
        let local_ref = text(vars::PRE_COMMIT_LOCAL_BRANCH)?.unwrap_or("HEAD");
        let local = text(vars::PRE_COMMIT_TO_REF)?.unwrap_or(local_ref);
        return Ok(vec![Update {
            local_ref: local_ref.into(),
            local: Some(local.to_owned()),
            remote_ref: text(vars::PRE_COMMIT_REMOTE_BRANCH)?.unwrap_or_default().into(),
            remote: text(vars::PRE_COMMIT_FROM_REF)?.map(str::to_owned),
        }]);
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::error(format!("standard input: {error}")))?;
    if bytes.len() as u64 > LIMIT {
        return Err(Failure::error("standard input: too many references"));
    }
    Update::parse(&bytes).map_err(|error| Failure::error(error.to_string()))
}

/// Of the files that the pre-commit framework names, those that a commit would not take along:
/// they come from `pre-commit run --all-files` or `--files`, where nothing may be staged.
fn unstaged(repo: &Repo, files: &[OsString]) -> Result<Vec<PathBuf>, Failure> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let staged = repo.staged().map_err(|error| Failure::error(error.to_string()))?;
    let files = files.iter().map(PathBuf::from);
    Ok(files.filter(|file| !staged.contains(file)).collect())
}
