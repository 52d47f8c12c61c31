//! `hfenv guard hook NAME`: what git's hooks call, and the pre-commit framework.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::args::GuardHook;
use super::super::context::Context;
use super::super::failure::{Failure, Kind, Outcome};
use super::known::known;
use super::report::{self, Hook};
use super::scan;
use super::words::At;
use crate::guard::repo::Repo;
use crate::guard::update::{LIMIT, Update};
use crate::guard::{self, Input, Limits, Push};
use crate::program::Git;
use crate::vars::{self, HFENV_GUARD};

pub(super) fn run(context: &Context, args: &GuardHook) -> Outcome {
    let value = context.env().raw(HFENV_GUARD).and_then(OsStr::to_str).unwrap_or_default();
    if value == "off" {
        context.ui.say(format!("guard: skipped ({HFENV_GUARD}=off)"));
        return Ok(());
    }
    let on = on(&args.name);
    match look(context, args) {
        Err(failure) if failure.kind == Kind::No && value == "warn" => {
            context.ui.warn(format!("git goes on all the same ({HFENV_GUARD}=warn)"));
            Ok(())
        }
        Err(failure) if failure.kind == Kind::No => {
            let failure = match args.name.as_str() {
                "pre-merge-commit" => failure.hint("to leave the merge: git merge --abort"),
                _ => failure,
            };
            Err(failure.hint(format!("to go on all the same: {on}")))
        }
        Err(failure) if failure.kind == Kind::Error => Err(failure.hint(format!(
            "git stops, for a secret may be where the guard could not look; to go on all the \
             same: {on}"
        ))),
        done => done,
    }
}

fn verb(name: &str) -> &'static str {
    match name {
        "pre-push" => "push",
        "pre-merge-commit" => "merge",
        _ => "commit",
    }
}

/// What goes around the guard. A merge that was stopped waits for a commit.
fn on(name: &str) -> &'static str {
    if name == "pre-push" { "git push --no-verify" } else { "git commit --no-verify" }
}

/// Looks through all there is, also behind what was found first.
fn look(context: &Context, args: &GuardHook) -> Outcome {
    let repo = Repo::new(Git::find(context.env())?, Vec::new(), Vec::new(), None)
        .seen_from(context.env().raw(vars::GIT_PREFIX).map(PathBuf::from));
    let known = Arc::new(known(context, &repo));
    let mut outcome = Ok(());
    for (input, at) in inputs(context, &repo, args)? {
        let report = guard::check(&repo, known.clone(), &input, Limits::none())?;
        let stopped = format!("git {} was stopped", verb(&args.name));
        let all = match at {
            At::Index(_) => "hfenv guard scan --staged",
            _ => "hfenv guard scan --history",
        };
        let told = report::tell(context, &report, &Hook { at, stopped: &stopped, all });
        outcome = match (outcome, told) {
            (Err(Failure { kind: Kind::Error, error, hints }), _) => {
                Err(Failure { kind: Kind::Error, error, hints })
            }
            (before, Ok(())) => before,
            (_, told) => told,
        };
    }
    outcome
}

/// What is looked through for a hook with its arguments and standard input.
fn inputs(context: &Context, repo: &Repo, args: &GuardHook) -> Result<Vec<(Input, At)>, Failure> {
    match (args.name.as_str(), args.arguments.as_slice()) {
        ("commit-msg", [file]) => {
            let (file, edited) = (file.into(), scan::is_edited(context));
            Ok(vec![(Input::Message { file, edited }, At::Message)])
        }
        ("commit-msg", _) => Err(Failure::error("commit-msg: one file is expected")),
        ("pre-push", arguments) => {
            let push = push(context, arguments, &updates(context, arguments)?)?;
            Ok(vec![(Input::Push(push), At::Commits)])
        }
        (_, files) => {
            let rest = unstaged(repo, files)?;
            let rest = (!rest.is_empty()).then_some((Input::Paths(rest), At::Files));
            let heads = heads(context);
            let staged = if heads.is_empty() { Input::staged() } else { Input::Merge(heads) };
            let staged = (staged, At::Index("git".to_owned()));
            let author = author(context).map(|author| (Input::Author(author), At::Author));
            Ok([Some(staged), rest, author].into_iter().flatten().collect())
        }
    }
}

/// Who git says that a commit is by; it tells its children before they are asked. Who makes it is
/// looked at before a push.
fn author(context: &Context) -> Option<String> {
    let names = [vars::GIT_AUTHOR_NAME, vars::GIT_AUTHOR_EMAIL];
    let told = names.iter().filter_map(|name| context.env().raw(name));
    let told: Vec<_> = told.map(OsStr::to_string_lossy).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

/// The commits that are merged: before pre-merge-commit git has not written them down yet, but
/// tells its children.
fn heads(context: &Context) -> Vec<String> {
    let is_id = |name: &&str| name.len() >= 40 && name.bytes().all(|b| b.is_ascii_hexdigit());
    context.env().behind(vars::GITHEAD).filter(is_id).map(str::to_owned).collect()
}

/// What a push takes along; nothing if it only deletes.
fn push(context: &Context, arguments: &[OsString], updates: &[Update]) -> Result<Push, Failure> {
    let told = context.env().text(vars::PRE_COMMIT_REMOTE_NAME);
    let told = told.map_err(|error| Failure::error(error.to_string()))?;
    let remote = arguments.first().map(|name| name.to_string_lossy().into_owned());
    let remote = remote.or_else(|| told.map(str::to_owned)).unwrap_or_default();
    let now = |it: &Update| (it.remote_ref.to_string_lossy().into_owned(), it.remote.clone());
    Ok(Push {
        remote,
        address: arguments.get(1).map(|it| it.to_string_lossy().into_owned()).unwrap_or_default(),
        tips: updates.iter().filter_map(|update| update.local.clone()).collect(),
        names: updates.iter().map(now).collect(),
        there: updates.iter().filter_map(|update| update.remote.clone()).collect(),
    })
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
    let staged = repo.staged()?;
    let files = files.iter().map(PathBuf::from);
    Ok(files.filter(|file| !staged.contains(file)).collect())
}
