//! `hfenv` alone: the environment for the calling shell or, on a terminal, how things stand.

use std::io::IsTerminal;

use serde_json::json;

use super::context::{Context, Wish};
use super::export;
use super::failure::Outcome;
use super::ui::{Tone, table};
use crate::resolve::Question;
use crate::resolve::source::Grant;
use crate::resolve::world::World;
use crate::vars;

pub(super) fn run(context: &Context) -> Outcome {
    let json = context.global.json;
    if !json && !std::io::stdout().is_terminal() {
        return export::for_calling_shell(context);
    }
    let world = context.world()?;
    // What a shell would get, since that is what is promised below.
    let question = Question { implicit: true, ..context.question(Wish::Quiet)? };
    let resolution = context.resolve(&world, &question)?;
    let grant = resolution.grant.as_ref();
    if json {
        return context.ui.line(format!("{:#}", as_json(&world, grant)));
    }
    context.ui.shown(table(&rows(context, &world, grant)))?;
    context.tell_obstacles(&world, &resolution);
    Ok(())
}

fn rows(context: &Context, world: &World, grant: Option<&Grant>) -> Vec<Vec<String>> {
    let row = |name: &str, text: String| vec![name.to_owned(), text];
    let Some(grant) = grant else {
        return vec![
            row("token", context.ui.paint(Tone::Warn, "none: public access only")),
            row("next", "hfenv login, or hfenv why to see where was looked".into()),
        ];
    };
    let mut rows = vec![
        row(
            "token",
            format!(
                "{} from {}",
                context.ui.paint(Tone::Good, &grant.local().mask()),
                grant.place()
            ),
        ),
        row("hub", grant.endpoint.to_string()),
    ];
    if let Some(user) = grant.user() {
        rows.insert(1, row("account", user.to_owned()));
    }
    let shell = if world.ours.iter().any(|name| name == vars::HF_TOKEN) {
        "has it, from hfenv"
    } else if world.env.has(vars::HF_TOKEN) {
        "has its own HF_TOKEN"
    } else {
        "does not have it: hfenv setup shell, or hfenv run -- CMD"
    };
    rows.push(row("this shell", shell.into()));
    rows.push(row("next", "hfenv why, hfenv whoami, hfenv doctor, hfenv --help".into()));
    rows
}

fn as_json(world: &World, grant: Option<&Grant>) -> serde_json::Value {
    let exported = world.ours.iter().any(|name| name == vars::HF_TOKEN);
    let grant = grant.map(|grant| {
        json!({
            "endpoint": grant.endpoint.to_string(),
            "mask": grant.local().mask(),
            "profile": grant.profile.as_ref().map(|profile| profile.name.to_string()),
            "source": grant.source.to_string(),
            "user": grant.user(),
        })
    });
    json!({ "exported_by_hfenv": exported, "token": grant, "version": 1 })
}
