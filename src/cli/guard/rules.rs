//! `hfenv guard rules`: what is looked for.

use serde_json::json;

use super::super::context::Context;
use super::super::failure::Outcome;
use super::super::ui::{Tone, table};
use crate::guard::rules;

pub(super) fn run(context: &Context) -> Outcome {
    let ui = context.ui;
    if context.global.json {
        let list = rules::all().map(|rule| {
            json!({
                "name": rule.name,
                "revoke": rule.revoke,
                "variable": rule.variable,
                "what": rule.what,
            })
        });
        let list: Vec<_> = list.collect();
        return ui.line(format!("{:#}", json!({ "rules": list, "version": 1 })));
    }
    let rows: Vec<Vec<String>> = rules::all()
        .map(|rule| {
            let variable = rule.variable.map(|name| format!(" ({name})")).unwrap_or_default();
            vec![ui.paint(Tone::Strong, rule.name), format!("{}{variable}", rule.what)]
        })
        .collect();
    ui.shown(table(&rows))?;
    ui.say("and your own secrets: tokens of profiles, values of approved projects");
    Ok(())
}
