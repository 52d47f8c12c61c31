//! `hfenv guard scan`.

use super::super::args::Scan;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::report;
use crate::guard::allow::Allowed;
use crate::guard::repo::Repo;
use crate::guard::{self, Input, Known, Limits};
use crate::program::Git;

pub(super) fn run(context: &Context, args: &Scan) -> Outcome {
    let repo = repo(context);
    let known = known(context, &repo)?;
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

/// What is known here: the user's own secrets and the list of what is allowed.
pub(super) fn known(_context: &Context, repo: &Repo) -> Result<Known, Failure> {
    Ok(Known { allowed: Allowed::of_repo(repo), ..Known::default() })
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
