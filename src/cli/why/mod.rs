//! `hfenv why`: what every source said, who wins, and what git, Python and a fetch would use in the
//! same place.

mod fetch;
mod git;

use serde_json::{Value as Json, json};

use self::fetch::{FetchView, fetch_view};
use self::git::{GitView, git_view};
use super::args::Why;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome as Done};
use super::ui::{Tone, table, wrapped};
use crate::endpoint::Endpoint;
use crate::inject::plan::{Plan, Scope};
use crate::paths::Paths;
use crate::project::Verdict;
use crate::resolve::python::{self, PythonView};
use crate::resolve::source::{Cost, Grant};
use crate::resolve::trace::Outcome;
use crate::resolve::world::World;
use crate::resolve::{Question, Resolution};
use crate::text::printable_path;
use crate::token::Token;

/// Whose point of view is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Consumer {
    All,
    Shell,
    /// For this URL, if one was named.
    Git(Option<String>),
    Python,
    /// Of this repository, if one was named.
    Fetch(Option<String>),
}

pub(super) fn run(context: &Context, args: &Why) -> Done {
    let consumer = consumer(&args.consumer)?;
    let world = context.world()?;
    let question =
        Question { complete: true, ceiling: Cost::Net, ..context.question(Wish::Quiet)? };
    let resolution = context.resolve(&world, &question)?;
    let git = match &consumer {
        Consumer::Git(url) => {
            let url = url.clone().unwrap_or_else(|| default_url(&world));
            Some(git_view(context, &world, &url)?)
        }
        // What stops the shell may stop git, too, and is no reason to show nothing.
        Consumer::All => Some(
            git_view(context, &world, &default_url(&world))
                .unwrap_or_else(|failure| GitView::stopped(failure.error)),
        ),
        _ => None,
    };
    let fetch = match &consumer {
        Consumer::Fetch(repo) => Some(fetch_view(context, &world, repo.as_deref())?),
        _ => None,
    };
    let wants_python = matches!(consumer, Consumer::All | Consumer::Python);
    let python = if wants_python { Some(python_view(context)) } else { None };
    if context.global.json {
        let views = Views { git, python, fetch };
        let document = as_json(&world, &resolution, &views);
        context.ui.line(format!("{document:#}"))?;
        return resolution.broken.map_or(Ok(()), |error| Err(Failure::from(error)));
    }
    let answer = resolution.grant.as_ref();
    let mut text = String::new();
    if matches!(consumer, Consumer::All | Consumer::Shell) {
        text.push_str(&headline(context, answer));
        text.push_str(&table(&steps(context, &resolution)));
        text.push_str(&notes(&world, &resolution));
    }
    let views = [
        git.map(|view| (format!("git: {}", view.source), view.token, view.warnings)),
        python.map(|view| (format!("python: {}", view.place), view.token, view.warnings)),
        fetch.map(|view| (format!("fetch: {}", view.source), view.token, view.warnings)),
    ];
    for (line, token, warnings) in views.into_iter().flatten() {
        let lines = view_lines(context, &line, &compared(token.as_ref(), answer), &warnings);
        // Nothing stands above the first, and `head -n 1` takes the line that says it.
        text.push_str(if text.is_empty() { lines.trim_start() } else { &lines });
    }
    context.ui.shown(text)?;
    resolution.broken.map_or(Ok(()), |error| Err(Failure::from(error)))
}

fn consumer(words: &[String]) -> Result<Consumer, Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(Consumer::All),
        ["shell"] => Ok(Consumer::Shell),
        ["python"] => Ok(Consumer::Python),
        ["git"] => Ok(Consumer::Git(None)),
        ["git", url] => Ok(Consumer::Git(Some((*url).to_owned()))),
        ["fetch"] => Ok(Consumer::Fetch(None)),
        ["fetch", repo] => Ok(Consumer::Fetch(Some((*repo).to_owned()))),
        _ => Err(Failure::error(
            "--for takes shell, python, git and perhaps a URL, or fetch and perhaps a repository",
        )),
    }
}

/// git is looked at for the work tree's own Hub, else for the endpoint in force.
fn default_url(world: &World) -> String {
    let known = world.endpoints().unwrap_or_default();
    let own = world.remotes().iter().find_map(|remote| {
        let origin = remote.origin.as_ref()?;
        known.iter().find(|endpoint| endpoint.origin() == origin)?;
        let user = remote.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        Some(format!("{origin}/{}", remote.path).replacen("://", &format!("://{user}"), 1))
    });
    own.unwrap_or_else(|| world.endpoint.clone().unwrap_or_else(Endpoint::hub).to_string())
}

fn python_view(context: &Context) -> PythonView {
    // Python sees the environment as it is, what hfenv exported included.
    python::view(context.env(), &Paths::find(context.env()))
}

/// What follows the source of a token, or the reason why there is none.
fn compared(token: Option<&Token>, answer: Option<&Grant>) -> String {
    match (token, answer) {
        (Some(token), Some(grant)) if token == grant.local() => ": the same token".into(),
        (Some(token), Some(_)) => format!(": another token, {}", token.mask()),
        (Some(token), None) => format!(": a token, {}", token.mask()),
        (None, Some(_)) => ", unlike hfenv".into(),
        (None, None) => String::new(),
    }
}

fn headline(context: &Context, answer: Option<&Grant>) -> String {
    let text = match answer {
        Some(grant) => {
            format!("{} from {}, for {}", grant.local().mask(), grant.place(), grant.endpoint)
        }
        None => "no token: public access only".to_owned(),
    };
    format!("{}\n\n", context.ui.paint(Tone::Strong, &wrapped(&text, 0)))
}

fn steps(context: &Context, resolution: &Resolution) -> Vec<Vec<String>> {
    let row = |step: &crate::resolve::trace::Step| {
        let tone = match step.outcome {
            Outcome::Used => Tone::Good,
            Outcome::Shadowed | Outcome::HeldBack | Outcome::Unavailable => Tone::Warn,
            Outcome::Broken => Tone::Bad,
            Outcome::Absent | Outcome::Skipped => Tone::Dim,
        };
        let outcome = context.ui.paint(tone, step.outcome.name());
        let hint = step.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        vec![step.row.name().to_owned(), outcome, format!("{}{hint}", step.detail)]
    };
    resolution.trace.iter().map(row).collect()
}

/// What the table does not say: files that are not used, why others are, and what a shell would not
/// get after all.
fn notes(world: &World, resolution: &Resolution) -> String {
    let answer = resolution.grant.as_ref();
    let told = |text: &str| resolution.trace.iter().any(|step| step.detail == text);
    let complaints = world.judged.project.complaints.iter().map(|complaint| &complaint.text);
    let mut notes: Vec<String> = complaints.filter(|text| !told(text)).cloned().collect();
    if let Verdict::Trusted(setting) = &world.judged.verdict {
        notes.push(format!("the project's files count because of {setting}"));
    }
    notes.extend(Plan::new(world, answer, Scope::Polite).notes);
    if answer.is_none() {
        notes.push("to log in: hfenv login".to_owned());
    }
    let lines = notes.iter().map(|note| wrapped(&format!("note: {note}"), 2) + "\n");
    lines.collect()
}

fn view_lines(context: &Context, line: &str, compared: &str, warnings: &[String]) -> String {
    let mut lines = format!("\n{}\n", wrapped(&format!("{line}{compared}"), 2));
    for warning in warnings {
        lines.push_str(
            &context
                .ui
                .paint(Tone::Warn, &wrapped(&format!("  ! {warning}"), 4).replacen('!', "  !", 1)),
        );
        lines.push('\n');
    }
    lines
}

/// What others would use.
struct Views {
    git: Option<GitView>,
    python: Option<PythonView>,
    fetch: Option<FetchView>,
}

fn as_json(world: &World, resolution: &Resolution, views: &Views) -> Json {
    let Views { git, python, fetch } = views;
    let answer = resolution.grant.as_ref();
    let same = |token: &Option<Token>| token.as_ref() == answer.map(Grant::local);
    let steps = resolution.trace.iter().map(|step| {
        json!({
            "detail": step.detail,
            "hint": step.hint,
            "outcome": step.outcome.name(),
            "source": step.row.name(),
        })
    });
    let complaints = world.judged.project.complaints.iter().map(|complaint| &complaint.text);
    let files = world.judged.project.files.iter().map(|file| printable_path(&file.path));
    json!({
        "answer": answer.map(|grant| json!({
            "endpoint": grant.endpoint.to_string(),
            "mask": grant.local().mask(),
            "profile": grant.profile.as_ref().map(|profile| profile.name.to_string()),
            "source": grant.source.to_string(),
        })),
        "fetch": fetch.as_ref().map(|view| json!({
            "endpoint": view.endpoint.as_ref().map(ToString::to_string),
            "mask": view.token.as_ref().map(Token::mask),
            "same": same(&view.token),
            "source": view.source,
            "warnings": view.warnings,
        })),
        "git": git.as_ref().map(|view| json!({
            "mask": view.token.as_ref().map(Token::mask),
            "same": same(&view.token),
            "source": view.source,
            "username": view.account,
            "warnings": view.warnings,
        })),
        "project": json!({
            "complaints": complaints.collect::<Vec<_>>(),
            "files": files.collect::<Vec<_>>(),
            "used": world.judged.verdict.counts(),
        }),
        "python": python.as_ref().map(|view| json!({
            "mask": view.token.as_ref().map(Token::mask),
            "same": same(&view.token),
            "source": view.place.to_string(),
            "warnings": view.warnings,
        })),
        "sources": steps.collect::<Vec<_>>(),
        "version": 1,
    })
}
