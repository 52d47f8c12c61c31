//! Asking about many repositories at the same time.

use super::super::asker::Asker;
use super::super::{refused, together};
use super::state::{State, lacking};
use crate::hub::client::{Client, Review, Right};
use crate::hub::error::{Gate, HubError};
use crate::hub::lately;
use crate::hub::whoami::Who;
use crate::paths::Paths;
use crate::repo::Repo;

/// How many are asked about at the same time.
pub(super) const AT_ONCE: u8 = 8;

/// One question.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) repo: &'a Repo,
    pub(super) asker: Asker<'a>,
    pub(super) client: &'a Client,
}

/// Its answer.
pub(super) struct Answer<'a> {
    pub(super) target: Target<'a>,
    pub(super) state: State,
    /// What to do about it.
    pub(super) hints: Vec<String>,
}

/// What the Hub said, and who opens the gate if there is one.
type Said = (Result<(), HubError>, Option<Review>);

/// Asks all of them; the answers are in the order of the questions.
pub(super) fn ask_all<'a>(
    paths: &'a Paths,
    targets: &[Target<'a>],
    right: Right,
) -> Vec<Answer<'a>> {
    let said = together::each(targets, AT_ONCE.into(), |target| ask(*target, right));
    let mut known = Known { paths, clients: Vec::new() };
    targets.iter().zip(said).map(|(target, said)| known.judge(*target, right, said)).collect()
}

fn ask(target: Target<'_>, right: Right) -> Said {
    let answer = target.client.check(target.repo, right);
    let review = match &answer {
        Err(HubError::Gated { gate: Gate::Login | Gate::NotAccepted, .. }) => {
            // Without it the words are a little less exact.
            target.client.review(target.repo).ok().flatten()
        }
        _ => None,
    };
    (answer, review)
}

/// Whose tokens the clients send, as far as that was asked.
struct Known<'a> {
    paths: &'a Paths,
    clients: Vec<(&'a Client, Option<Who>)>,
}

impl<'a> Known<'a> {
    /// What an answer means for this token, which only whoami tells in full.
    fn judge(&mut self, target: Target<'a>, right: Right, (answer, review): Said) -> Answer<'a> {
        let Err(error) = answer else {
            let state = State::Granted { token: target.asker.sent().is_some() };
            return Answer { target, state, hints: Vec::new() };
        };
        let who = if State::depends_on_scopes(&error) { self.who(target) } else { None };
        let state = State::of(&error, target, right, review, who);
        let lacking = lacking(target, who).filter(|_| matches!(state, State::Missing { .. }));
        let hints = state.own_hints(target);
        let mut hints = hints.unwrap_or_else(|| refused::explain(error, &target.asker).hints);
        hints.extend(lacking.map(|(namespace, _)| {
            format!("the token is fine-grained and may read nothing of {namespace}")
        }));
        Answer { target, state, hints }
    }

    fn who(&mut self, target: Target<'a>) -> Option<&Who> {
        let same = |(client, _): &(&Client, _)| std::ptr::eq(*client, target.client);
        let at = self.clients.iter().position(same).unwrap_or_else(|| {
            let grant = target.asker.sent();
            let known = grant.and_then(|grant| lately::who(self.paths, grant, false).ok());
            self.clients.push((target.client, known.map(|known| known.who)));
            self.clients.len() - 1
        });
        self.clients.get(at)?.1.as_ref()
    }
}
