//! `hfenv why`: what every source said, who wins, and what git and Python would use in the same place.

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::args::Why;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome as Done};
use super::ui::{Tone, table, wrapped};
use crate::endpoint::Endpoint;
use crate::git::config::{Git, is_ours};
use crate::git::helper::{self, Answer};
use crate::git::protocol::Request;
use crate::git::rejection;
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
    Git(String),
    Python,
}

/// What git would get, and from whom.
struct GitView {
    token: Option<Token>,
    account: Option<String>,
    source: String,
    warnings: Vec<String>,
}

pub(super) fn run(context: &Context, args: &Why) -> Done {
    let consumer = consumer(&args.consumer)?;
    let world = context.world()?;
    let question =
        Question { complete: true, ceiling: Cost::Net, ..context.question(Wish::Quiet)? };
    let resolution = context.resolve(&world, &question)?;
    let git = match &consumer {
        Consumer::Git(url) => Some(git_view(context, &world, url)?),
        Consumer::All => Some(git_view(context, &world, &default_url(&world))?),
        _ => None,
    };
    let wants_python = matches!(consumer, Consumer::All | Consumer::Python);
    let python = if wants_python { Some(python_view(context)?) } else { None };
    if args.json {
        let document = as_json(&world, &resolution, git.as_ref(), python.as_ref());
        return context.ui.line(format!("{document:#}"));
    }
    let answer = resolution.grant.as_ref();
    let mut text = String::new();
    if matches!(consumer, Consumer::All | Consumer::Shell) {
        text.push_str(&headline(context, answer));
        text.push_str(&table(&steps(context, &resolution)));
        text.push_str(&project_lines(&world));
    }
    let views = [
        git.map(|view| (format!("git: {}", view.source), view.token, view.warnings)),
        python.map(|view| (format!("python: {}", view.place), view.token, view.warnings)),
    ];
    for (line, token, warnings) in views.into_iter().flatten() {
        text.push_str(&view_lines(context, &line, &compared(token.as_ref(), answer), &warnings));
    }
    context.ui.data(text)
}

fn consumer(words: &[String]) -> Result<Consumer, Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(Consumer::All),
        ["shell"] => Ok(Consumer::Shell),
        ["python"] => Ok(Consumer::Python),
        ["git"] => Ok(Consumer::Git(Endpoint::hub().to_string())),
        ["git", url] => Ok(Consumer::Git((*url).to_owned())),
        _ => Err(Failure::error("--for takes shell, python, or git and perhaps a URL")),
    }
}

/// git is looked at for the endpoint in force, where that is one git may be answered for.
fn default_url(world: &World) -> String {
    world.endpoint.clone().unwrap_or_else(Endpoint::hub).to_string()
}

fn git_view(context: &Context, world: &World, url: &str) -> Result<GitView, Failure> {
    let request = request_for(url)?;
    let endpoint = Endpoint::parse(&without_user(url))
        .map_err(|error| Failure::error(format!("{url:?}: {error}")))?;
    let folder = top_level(world);
    let mut warnings = Vec::new();
    // git runs its helper in the top level of the work tree, so a project file below it is not seen.
    let there = match &folder {
        Some(folder) if Some(folder) != world.folder.as_ref() => {
            if world.judged.project.files.iter().any(|file| file.path.parent() != Some(folder)) {
                warnings.push(format!(
                    "git looks from {}, not from this subfolder",
                    printable_path(folder)
                ));
            }
            Some(context.world_of(context.env().at(folder.clone()))?)
        }
        _ => None,
    };
    let there = there.as_ref().unwrap_or(world);
    let answer = helper::get(there, &request, context.manner(Wish::Quiet))?;
    let mut view = match answer {
        Answer::Token(grant, account) => {
            warnings.extend(refused(there, &grant, &request)?);
            GitView {
                token: Some(grant.local().clone()),
                account: Some(account),
                source: grant.source.to_string(),
                warnings,
            }
        }
        Answer::Silence => GitView {
            token: None,
            account: None,
            source: format!("nothing for {endpoint}"),
            warnings,
        },
        Answer::Refusal(reason, hint) => {
            warnings.extend(hint);
            GitView { token: None, account: None, source: reason, warnings }
        }
    };
    view.warnings.extend(rivals(context, world, &endpoint));
    Ok(view)
}

fn without_user(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let host = rest[..end].rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{}", &rest[end..])
        }
        None => url.to_owned(),
    }
}

/// What git would write to its helper for this URL.
fn request_for(url: &str) -> Result<Request, Failure> {
    let bad = || Failure::error("the URL must look like https://[USER@]HOST/REPO");
    let (protocol, rest) = url.split_once("://").ok_or_else(bad)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let mut text = format!("protocol={protocol}\nhost={host}\n");
    if let Some(user) = user.and_then(|user| user.split(':').next()) {
        text.push_str(&format!("username={user}\n"));
    }
    Request::parse(text.as_bytes()).map_err(|_| bad())
}

fn top_level(world: &World) -> Option<PathBuf> {
    let folder = world.folder.as_deref()?;
    let top = folder.ancestors().find(|ancestor| ancestor.join(".git").exists());
    Some(top.unwrap_or(folder).to_owned())
}

/// A server that refused this very token before.
fn refused(world: &World, grant: &Grant, request: &Request) -> Result<Option<String>, Failure> {
    let Some(origin) = helper::known_origin(world, request)? else { return Ok(None) };
    let found = rejection::find(&world.paths, &origin, grant.local().reveal())?;
    Ok(found.map(|rejection| {
        format!(
            "{origin} refused this token {}; log in again",
            super::git_credential::ago(rejection.at)
        )
    }))
}

/// Who would answer git before hfenv.
fn rivals(context: &Context, world: &World, endpoint: &Endpoint) -> Vec<String> {
    let mut rivals = Vec::new();
    match Git::find(context.env()).and_then(|git| git.helpers(endpoint)) {
        Err(error) => rivals.push(error.to_string()),
        Ok(helpers) => match helpers.first() {
            Some(first) if is_ours(first) => {}
            Some(first) => rivals.push(format!("git asks {first:?} first: hfenv setup git")),
            None => rivals.push("hfenv is not git's credential helper: hfenv setup git".into()),
        },
    }
    let netrc = world.paths.home.join(".netrc");
    if names_host(&netrc, endpoint) {
        rivals.push(format!(
            "{} has an entry for this host, which git uses before any helper",
            printable_path(&netrc)
        ));
    }
    rivals
}

fn names_host(netrc: &Path, endpoint: &Endpoint) -> bool {
    let Ok(Some(content)) = crate::secret_file::read(netrc, 1 << 20) else { return false };
    let text = zeroize::Zeroizing::new(String::from_utf8_lossy(&content.bytes).into_owned());
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| {
        pair[0] == "machine"
            && Endpoint::parse(&format!("https://{}", pair[1]))
                .is_ok_and(|there| there.origin() == endpoint.origin())
    })
}

fn python_view(context: &Context) -> Result<PythonView, Failure> {
    // Python sees the environment as it is, what hfenv exported included.
    let paths = Paths::find(context.env()).map_err(|error| Failure::error(error.to_string()))?;
    Ok(python::view(context.env(), &paths))
}

fn compared(token: Option<&Token>, answer: Option<&Grant>) -> String {
    match (token, answer) {
        (Some(token), Some(grant)) if token == grant.local() => "the same token".into(),
        (Some(token), Some(_)) => format!("another token, {}", token.mask()),
        (Some(token), None) => format!("a token, {}", token.mask()),
        (None, Some(_)) => "no token, unlike hfenv".into(),
        (None, None) => "no token".into(),
    }
}

fn headline(context: &Context, answer: Option<&Grant>) -> String {
    let text = match answer {
        Some(grant) => {
            format!("{} from {}, for {}", grant.local().mask(), grant.source, grant.endpoint)
        }
        None => "no token: public access only".to_owned(),
    };
    format!("{}\n\n", context.ui.paint(Tone::Strong, &wrapped(&text, 0)))
}

fn steps(context: &Context, resolution: &Resolution) -> Vec<Vec<String>> {
    let row = |step: &crate::resolve::trace::Step| {
        let tone = match step.outcome {
            Outcome::Used => Tone::Good,
            Outcome::Shadowed | Outcome::Unavailable => Tone::Warn,
            Outcome::Broken => Tone::Bad,
            Outcome::Absent | Outcome::Skipped => Tone::Dim,
        };
        // Padded here, since colour would count as width.
        let outcome = context.ui.paint(tone, &format!("{:<11}", step.outcome.name()));
        let hint = step.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        vec![format!("{:<16}  {outcome}", step.row.name()), format!("{}{hint}", step.detail)]
    };
    resolution.trace.iter().map(row).collect()
}

fn project_lines(world: &World) -> String {
    let mut lines = String::new();
    for complaint in &world.judged.project.complaints {
        lines.push_str(&wrapped(&format!("note: {complaint}"), 2));
        lines.push('\n');
    }
    if let Verdict::Trusted(setting) = &world.judged.verdict {
        lines.push_str(&format!("note: the project's files count because of {setting}\n"));
    }
    lines
}

fn view_lines(context: &Context, line: &str, compared: &str, warnings: &[String]) -> String {
    let mut lines = format!("\n{}\n", wrapped(&format!("{line}: {compared}"), 2));
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

fn as_json(
    world: &World,
    resolution: &Resolution,
    git: Option<&GitView>,
    python: Option<&PythonView>,
) -> Json {
    let answer = resolution.grant.as_ref();
    let same = |token: &Option<Token>| token.as_ref() == answer.map(Grant::local);
    let steps = resolution.trace.iter().map(|step| {
        json!({ "detail": step.detail, "hint": step.hint, "outcome": step.outcome.name(), "source": step.row.name() })
    });
    json!({
        "answer": answer.map(|grant| json!({
            "endpoint": grant.endpoint.to_string(),
            "mask": grant.local().mask(),
            "profile": grant.profile.as_ref().map(|profile| profile.name.to_string()),
            "source": grant.source.to_string(),
        })),
        "git": git.map(|view| json!({
            "mask": view.token.as_ref().map(Token::mask),
            "same": same(&view.token),
            "source": view.source,
            "username": view.account,
            "warnings": view.warnings,
        })),
        "project": json!({
            "complaints": world.judged.project.complaints,
            "files": world.judged.project.files.iter().map(|file| printable_path(&file.path)).collect::<Vec<_>>(),
            "used": world.judged.verdict.counts(),
        }),
        "python": python.map(|view| json!({
            "mask": view.token.as_ref().map(Token::mask),
            "same": same(&view.token),
            "source": view.place,
            "warnings": view.warnings,
        })),
        "sources": steps.collect::<Vec<_>>(),
        "version": 1,
    })
}
