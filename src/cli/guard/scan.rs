//! `hfenv guard scan`.

use std::io::ErrorKind;
use std::path::Path;

use super::super::args::Scan;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::known::known;
use super::report;
use crate::guard::repo::Repo;
use crate::guard::{self, GuardError, Input, Limits};
use crate::program::Git;
use crate::text::printable_path;
use crate::vars::GIT_EDITOR;

pub(super) fn run(context: &Context, args: &Scan) -> Outcome {
    if let Some(path) = args.paths.iter().find(|path| path.symlink_metadata().is_err()) {
        return Err(missing(path));
    }
    let repo = repo(context);
    let known = known(context, &repo);
    let report = guard::check(&repo, known.into(), &input(context, args), Limits::none());
    let report = report.map_err(nowhere)?;
    report::print(context, &repo, &report, args)
}

fn missing(path: &Path) -> Failure {
    let why = match path.symlink_metadata() {
        Err(error) if error.kind() != ErrorKind::NotFound => error.to_string(),
        _ => "no such file".to_owned(),
    };
    let failure = Failure::error(format!("{}: {why}", printable_path(path)));
    if path == Path::new("-") {
        return failure.hint("standard input is --stdin");
    }
    failure
}

/// What is wrong, in fewer words than git's where it is no repository.
fn nowhere(error: GuardError) -> Failure {
    match &error {
        GuardError::Refused { said, .. } if said.starts_with("not a git repository") => {
            Failure::error("no git repository here")
                .hint("without options, hfenv guard scan looks through any folder")
        }
        GuardError::Unread { path, .. } if !path.exists() => missing(path),
        _ => error.into(),
    }
}

/// The repository of the current folder, if there is one and git.
pub(super) fn repo(context: &Context) -> Repo {
    match Git::find(context.env()) {
        Ok(git) => Repo::new(git, Vec::new(), Vec::new(), None),
        Err(_) => Repo::nowhere(),
    }
}

/// Whether a person had git's message in an editor, as far as git says: `:` is none.
pub(super) fn is_edited(context: &Context) -> bool {
    context.env().raw(GIT_EDITOR).is_none_or(|editor| editor != ":")
}

fn input(context: &Context, args: &Scan) -> Input {
    match args {
        Scan { staged: true, .. } => Input::staged(),
        Scan { history: true, .. } => Input::History,
        Scan { stdin: true, .. } => Input::Stdin,
        Scan { range: Some(range), .. } => Input::Range(range.clone()),
        Scan { message: Some(file), .. } => {
            Input::Message { file: file.clone(), edited: is_edited(context) }
        }
        _ => Input::Paths(args.paths.clone()),
    }
}
