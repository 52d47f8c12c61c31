//! `hfenv guard scan`.

use super::super::args::Scan;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::report;
use crate::guard::command::Action;
use crate::guard::repo::Repo;
use crate::guard::{self, Input, Known, Limits};
use crate::program::Git;

pub(super) fn run(context: &Context, args: &Scan) -> Outcome {
    let git = Git::find(context.env()).map_err(|error| Failure::error(error.to_string()))?;
    let repo = Repo::new(git, Vec::new(), Vec::new(), None);
    let known = known(context)?;
    let found = guard::check(&repo, known.into(), &input(args), Limits::none());
    report::print(context, found.map_err(|error| Failure::error(error.to_string()))?, args)
}

/// What is known here: the user's own secrets and the list of what is allowed.
pub(super) fn known(context: &Context) -> Result<Known, Failure> {
    Ok(Known { own: super::own::known(context), ..Known::default() })
}

fn input(args: &Scan) -> Input {
    if args.staged {
        return Input::Action(Action::Commit { amend: false, index: true, tree: None });
    }
    Input::Paths(args.paths.clone())
}
