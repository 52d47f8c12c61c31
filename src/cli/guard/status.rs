//! `hfenv guard status`: whether git asks the guard in this repository, and what the guard knows.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::failure::{Failure, Kind, Outcome};
use super::super::ui::{Tone, table};
use super::hooks::{self, folders, place};
use super::known::known;
use crate::guard::allow::NAME;
use crate::guard::repo::Repo;
use crate::hooks::place::{KEY, Place};
use crate::hooks::reach::{self, By, Lost, Told, Where};
use crate::program::{Git, HFENV, find};
use crate::text::printable_path;
use crate::vars::HFENV_GUARD;

/// A hook as it is told.
struct Row {
    name: &'static str,
    /// Whether a look comes of it.
    on: bool,
    by: Option<By>,
    program: Option<PathBuf>,
    how: String,
}

pub(super) fn run(context: &Context) -> Outcome {
    let place = place(context)?;
    let (folder, kind, told) = reach::told(&place, &folders(context)?)?;
    let value = context.env().raw(HFENV_GUARD).and_then(OsStr::to_str).unwrap_or_default();
    let rows = told.map(|told| row(context, &place, &folder, &kind, told));
    let asked = rows.iter().filter(|row| row.on).count();
    let repo = Repo::new(Git::find(context.env())?, Vec::new(), Vec::new(), None);
    let known = known(context, &repo);
    let (own, allowed) = (known.own.count(), known.allowed.count());
    let on = asked == rows.len() && value != "off";
    if context.global.json {
        let hooks: Vec<Value> = rows.iter().map(|row| as_json(row, &kind)).collect();
        context.ui.line(format!(
            "{:#}",
            json!({
                "allowed": allowed,
                "folder": folder.display().to_string(),
                "hooks": hooks,
                "on": on,
                "own_secrets": own,
                "variable": (!value.is_empty()).then_some(value),
                "version": 1,
            })
        ))?;
    } else {
        show(context, &rows, [own, allowed])?;
        hooks::about_submodules(context, &place);
    }
    for complaint in known.allowed.complaints() {
        context.ui.warn(complaint);
    }
    let install =
        if kind == Where::Global { "hfenv guard install --global" } else { "hfenv guard install" };
    end(context, &rows, asked, [value, install])
}

fn row(context: &Context, place: &Place, folder: &Path, kind: &Where, told: Told) -> Row {
    let Some(reach) = told.reach else {
        let how = match (told.lost, kind) {
            (Some(Lost::Hidden), _) => format!("hidden: {KEY} leads to {}", short(place, folder)),
            (Some(Lost::Idle), _) => "its hook is no program (chmod -x)".to_owned(),
            (Some(Lost::Replaced("")), _) => "another hook has replaced it".to_owned(),
            (Some(Lost::Replaced(tool)), _) => format!("{tool} has replaced it"),
            (Some(Lost::Gone), _) => "its hook was removed".to_owned(),
            (None, Where::Path) => format!("{KEY} leads to {}", short(place, folder)),
            (None, _) => "no hook of git's asks it".to_owned(),
        };
        return Row { name: told.name, on: false, by: None, program: None, how };
    };
    let mut how = match (&reach.by, kind) {
        (By::Tool("pre-commit"), _) if told.name == "pre-push" => {
            "by pre-commit: a push's first reference only".to_owned()
        }
        (By::Tool(tool), _) => format!("by {tool}"),
        (By::Line, _) => "by a line of your own hook".to_owned(),
        (By::File, Where::Own) => "a hook of this repository".to_owned(),
        (By::File, Where::Local) => format!("{KEY} of this repository"),
        (By::File, Where::Global) => format!("{KEY} of all repositories (--global)"),
        (By::File, Where::Path) => format!("a hook in {}", short(place, folder)),
    };
    // A hook of ours whose program is gone takes that of PATH, as all others do.
    let program =
        reach.program.filter(|program| program.exists()).or_else(|| find(context.env(), HFENV));
    if program.is_none() {
        how.push_str(", but its hfenv is gone");
    }
    Row { name: told.name, on: program.is_some(), by: Some(reach.by), program, how }
}

/// A path as a person knows it, from the work tree's top if it is in there.
fn short(place: &Place, folder: &Path) -> String {
    let top = place.top().unwrap_or_default();
    printable_path(folder.strip_prefix(top).unwrap_or(folder))
}

fn show(context: &Context, rows: &[Row], [own, allowed]: [usize; 2]) -> Outcome {
    let ui = context.ui;
    let mut lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let state =
                if row.on { ui.paint(Tone::Good, "on") } else { ui.paint(Tone::Bad, "off") };
            vec![row.name.to_owned(), state, row.how.clone()]
        })
        .collect();
    lines.push(vec![
        "own secrets".into(),
        own.to_string(),
        "known by keyed hashes, beside the rules".into(),
    ]);
    lines.push(vec!["allowed".into(), allowed.to_string(), format!("in {NAME}")]);
    ui.shown(table(&lines))
}

fn as_json(row: &Row, kind: &Where) -> Value {
    let (by, tool) = match (&row.by, kind) {
        (None, _) => (None, None),
        (Some(By::Tool(tool)), _) => (Some("tool"), Some(tool)),
        (Some(By::Line), _) => (Some("line"), None),
        (Some(By::File), Where::Own | Where::Path) => (Some("file"), None),
        (Some(By::File), Where::Local) => (Some("local"), None),
        (Some(By::File), Where::Global) => (Some("global"), None),
    };
    json!({
        "about": row.how,
        "by": by,
        "name": row.name,
        "on": row.on,
        "program": row.program.as_ref().map(|program| program.display().to_string()),
        "tool": tool,
    })
}

/// Says it in a word, with the next step.
fn end(context: &Context, rows: &[Row], asked: usize, [value, install]: [&str; 2]) -> Outcome {
    let ui = context.ui;
    if value == "off" {
        ui.say(format!("guard: off ({HFENV_GUARD}=off)"));
        ui.hint(format!("to let it look again: unset {HFENV_GUARD}"));
    } else if asked == rows.len() {
        let warns = if value == "warn" { " and warns only (HFENV_GUARD=warn)" } else { "" };
        ui.say(format!("guard: on{warns}"));
        return Ok(());
    } else {
        ui.say(if asked == 0 { "guard: off" } else { "guard: on in part" });
        let gone = rows.iter().any(|row| row.by.is_some() && !row.on);
        let why = if gone { "name the hfenv that is here" } else { "have git ask it" };
        ui.hint(format!("to {why}: {install}"));
    }
    // Everything was said.
    Err(Failure { kind: Kind::No, error: String::new(), hints: Vec::new() })
}
