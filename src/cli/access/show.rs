//! The answers, for people and for programs.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::failure::Outcome;
use super::super::ui::{Tone, table};
use super::ask::Answer;
use super::state::State;
use crate::hub::client::{Review, Right};

/// A line each, and what to do about those that are not granted. Who was told no is told once.
pub(super) fn tell(context: &Context, answers: &[Answer<'_>]) -> Outcome {
    let row = |answer: &Answer<'_>| {
        let words = answer.state.words(answer.target);
        vec![answer.target.repo.to_string(), context.ui.paint(tone(&answer.state), &words)]
    };
    context.ui.shown(table(&answers.iter().map(row).collect::<Vec<_>>()))?;
    let mut told: Vec<&String> = Vec::new();
    for hint in answers.iter().flat_map(|answer| &answer.hints) {
        if !told.contains(&hint) {
            context.ui.hint(format!("{}{hint}", about(answers, hint)));
            told.push(hint);
        }
    }
    Ok(())
}

/// Which of the refused repositories a hint is about, where it is not about all of them.
fn about(answers: &[Answer<'_>], hint: &String) -> String {
    let refused: Vec<_> = answers.iter().filter(|answer| !answer.state.is_granted()).collect();
    let meant: Vec<_> = refused.iter().filter(|answer| answer.hints.contains(hint)).collect();
    if meant.len() == refused.len() {
        return String::new();
    }
    let names: Vec<_> = meant.iter().map(|answer| answer.target.repo.to_string()).collect();
    format!("{}: ", names.join(", "))
}

fn tone(state: &State) -> Tone {
    match state {
        State::Granted { .. } => Tone::Good,
        State::Failed(_) | State::Invalid | State::Expired(_) | State::Disabled => Tone::Bad,
        _ => Tone::Warn,
    }
}

/// One document.
pub(super) fn as_json(answers: &[Answer<'_>], right: Right) -> Value {
    let repos = answers.iter().map(|answer| {
        let (target, state) = (answer.target, &answer.state);
        let grant = target.asker.sent();
        let review = match state {
            State::Gated(_, Some(Review::Automatic)) => Some("automatic"),
            State::Gated(_, Some(Review::Manual)) => Some("manual"),
            _ => None,
        };
        json!({
            "endpoint": target.asker.endpoint.to_string(),
            "hints": answer.hints,
            "message": state.words(target),
            "page": state.page(target),
            "profile": grant.and_then(|grant| Some(grant.profile.as_ref()?.name.to_string())),
            "repo": target.repo.name(),
            "review": review,
            "source": grant.map(|grant| grant.source.to_string()),
            "state": state.name(),
            "type": target.repo.kind().name(),
        })
    });
    let granted = answers.iter().all(|answer| answer.state.is_granted());
    let right = if right == Right::Write { "write" } else { "read" };
    json!({
        "granted": granted,
        "repos": repos.collect::<Vec<_>>(),
        "right": right,
        "version": 1,
    })
}
