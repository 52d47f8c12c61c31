//! `hfenv guard hook NAME`: what git's hooks call, and the pre-commit framework.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::args::GuardHook;
use super::super::context::Context;
use super::super::failure::{Failure, Kind, Outcome};
use super::known::known;
use super::report;
use super::words::At;
use crate::guard::repo::Repo;
use crate::guard::update::{LIMIT, Update};
use crate::guard::{self, Input, Limits, Push, Report};
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
        Err(failure) if failure.kind == Kind::Error => {
            let why = format!("{}; not everything was searched, so git stops", failure.error);
            let failure = Failure { error: why, ..failure };
            Err(failure.hint(format!("to go on without the guard: git {verb} --no-verify")))
        }
        done => done,
    }
}

fn look(context: &Context, args: &GuardHook) -> Outcome {
    let repo = Repo::new(Git::find(context.env())?, Vec::new(), Vec::new(), None);
    let known = Arc::new(known(context, &repo));
    let mut all = Report::default();
    for input in inputs(context, &repo, args)? {
        all.add(guard::check(&repo, Arc::clone(&known), &input, Limits::none())?);
    }
    report::tell(context, &all, &hook(&args.name))
}

/// What each hook says.
fn hook(name: &str) -> report::Hook<'static> {
    let (at, stopped, all) = match name {
        "commit-msg" => (At::Message, "the commit was stopped", "see the message"),
        "pre-push" => {
            let all = "hfenv guard scan --range '@{upstream}..HEAD'";
            (At::Commits, "the push was stopped", all)
        }
        "pre-merge-commit" => {
            let at = At::Index("git".to_owned());
            (at, "the merge was stopped", "hfenv guard scan --staged")
        }
        _ => {
            let at = At::Index("git".to_owned());
            (at, "the commit was stopped", "hfenv guard scan --staged")
        }
    };
    report::Hook { at, stopped, all }
}

/// What is looked through for a hook with its arguments and standard input.
fn inputs(context: &Context, repo: &Repo, args: &GuardHook) -> Result<Vec<Input>, Failure> {
    match (args.name.as_str(), args.arguments.as_slice()) {
        ("commit-msg", [file]) => Ok(vec![Input::Message(file.into())]),
        ("commit-msg", _) => Err(Failure::error("commit-msg: one file is expected")),
        ("pre-push", words) => {
            let remote = words.first().and_then(|word| word.to_str()).unwrap_or_default();
            Ok(vec![Input::Push(push(remote, updates(context)?))])
        }
        (_, files) => {
            let rest = unstaged(repo, files)?;
            let rest = (!rest.is_empty()).then_some(Input::Paths(rest));
            Ok([Some(Input::staged()), rest].into_iter().flatten().collect())
        }
    }
}

/// What a push takes along.
fn push(remote: &str, updates: Vec<Update>) -> Push {
    let mut push = Push { remote: remote.to_owned(), ..Push::default() };
    for update in updates {
        push.tips.extend(update.local);
        push.there.extend(update.remote);
    }
    push
}

/// git's lines. The pre-commit framework has read them already and says in variables what it makes
/// of them.
fn updates(context: &Context) -> Result<Vec<Update>, Failure> {
    let env = context.env();
    if env.has(vars::PRE_COMMIT) {
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
    let staged = repo.staged()?;
    let files = files.iter().map(PathBuf::from);
    Ok(files.filter(|file| !staged.contains(file)).collect())
}
