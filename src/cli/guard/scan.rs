//! `hfenv guard scan`.

use super::super::args::Scan;
use super::super::context::Context;
use super::super::failure::Outcome;
use super::known::known;
use super::report;
use crate::guard::repo::Repo;
use crate::guard::{self, Input, Limits};
use crate::program::Git;

pub(super) fn run(context: &Context, args: &Scan) -> Outcome {
    let repo = repo(context);
    let known = known(context, &repo);
    let report = guard::check(&repo, known.into(), &input(args), Limits::none())?;
    report::print(context, &repo, &report, args)
}

/// The repository of the current folder, if there is one and git.
pub(super) fn repo(context: &Context) -> Repo {
    match Git::find(context.env()) {
        Ok(git) => Repo::new(git, Vec::new(), Vec::new(), None),
        Err(_) => Repo::nowhere(),
    }
}

fn input(args: &Scan) -> Input {
    match args {
        Scan { staged: true, .. } => Input::staged(),
        Scan { history: true, .. } => Input::History,
        Scan { stdin: true, .. } => Input::Stdin,
        Scan { range: Some(range), .. } => Input::Range(range.clone()),
        Scan { message: Some(file), .. } => Input::Message(file.clone()),
        _ => Input::Paths(args.paths.clone()),
    }
}
