//! Whether the old token is dead, and where the repository's history has it.

use super::super::args::Rotate as Args;
use super::super::context::Context;
use super::super::failure::Failure;
use super::super::guard::known::known;
use super::super::prompt;
use crate::git::config::Git;
use crate::guard::repo::Repo;
use crate::guard::{self, Finding, Input, Limits};
use crate::rotate::{self, Old, Rotation};
use crate::text::printable_path;

/// How many places of the history are told.
const FEW: usize = 5;

/// Asks the Hub until it does not know the old token, or nobody wants to ask again.
pub(super) fn prove(context: &Context, rotation: &Rotation, args: &Args) -> Result<bool, Failure> {
    let name = &rotation.profile.name;
    loop {
        match rotate::ask(rotation) {
            Old::Dead => {
                let endpoint = &rotation.profile.endpoint;
                context.ui.say(format!("the old token of {name} is dead: {endpoint} refuses it"));
                return Ok(true);
            }
            Old::Unknown(error) => {
                return Err(Failure::from(error)
                    .hint(format!("to ask about the old token again: hfenv rotate {name}")));
            }
            Old::Alive(who) => {
                let mask = rotation.old.mask();
                let named = who.display_name().map(|name| format!(", called {name:?}"));
                let named = named.unwrap_or_default();
                context.ui.warn(format!("the old token ({mask}{named}) still works"));
            }
        }
        if args.yes || !context.ui.can_ask() {
            return Ok(false);
        }
        context.ui.say(format!("revoke it: {}", rotate::page(&rotation.profile, &rotation.old)));
        if !prompt::yes("Is it revoked? (the Hub is asked again)")? {
            return Ok(false);
        }
    }
}

/// The end of a rotation whose old token lives on.
pub(super) fn still(rotation: &Rotation) -> Failure {
    let name = &rotation.profile.name;
    Failure::no("the old token still works")
        .hint(format!("revoke it: {}", rotate::page(&rotation.profile, &rotation.old)))
        .hint(format!("then, to see that it is dead: hfenv rotate {name}"))
        .hint(format!("to let it live: hfenv rotate {name} --abandon"))
}

/// How often the history of the repository around the current folder has the old token; nothing
/// where there is none.
pub(super) fn history(context: &Context, rotation: &Rotation) -> Option<usize> {
    let git = Git::find(context.env()).ok()?;
    let repo = Repo::new(git, Vec::new(), Vec::new(), None);
    repo.top().ok()?;
    let known = known(context, &repo);
    let report = match guard::check(&repo, known.into(), &Input::History, Limits::none()) {
        Ok(report) => report,
        Err(error) => {
            context.ui.warn(format!("the history was not searched: {error}"));
            return None;
        }
    };
    let is_old = |finding: &&Finding| finding.value.token().as_ref() == Some(&rotation.old);
    let found: Vec<&Finding> = report.findings.iter().filter(is_old).collect();
    for finding in found.iter().take(FEW) {
        let commit = finding.commit.as_deref().unwrap_or_default();
        let commit = &commit[..commit.len().min(10)];
        let path = printable_path(&finding.path);
        context.ui.warn(format!("the history has it: {commit} {path}:{}", finding.line));
    }
    if found.len() > FEW {
        context.ui.warn(format!("and in {} more places", found.len() - FEW));
    }
    (!found.is_empty()).then_some(found.len())
}
