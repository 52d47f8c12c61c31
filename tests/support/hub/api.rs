//! Which part of the Hub answers a request, and the JSON API itself.

use serde_json::json;

use super::access::{Caller, Verdict, Visibility, Want, kind_and_name};
use super::http::Request;
use super::reply::Reply;
use super::state::State;
use super::{git, lfs};

/// Answers `request`: scripts first, so that a test can make any part of the Hub lie.
pub(super) fn answer(state: &State, request: &Request) -> Reply {
    if let Some(reply) = state.scripted(request) {
        return reply;
    }
    if request.path == "/api/whoami-v2" {
        return whoami(&state.caller(request));
    }
    if let Some(rest) = request.path.strip_prefix("/api/") {
        let rest = rest.strip_prefix("models/").unwrap_or(rest);
        return match split_id(rest) {
            Some((id, rest)) => repo(state, request, &id, rest),
            None => no_page(),
        };
    }
    match split_id(&request.path[request.path.len().min(1)..]) {
        Some((id, rest)) => page(state, request, &id, rest),
        None => no_page(),
    }
}

fn page(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    if let Some(rest) = rest.strip_prefix("info/lfs/") {
        lfs::answer(state, request, id, rest)
    } else if let Some(rest) = rest.strip_prefix("resolve/") {
        resolve(state, request, id, rest)
    } else if matches!(rest, "info/refs" | "git-upload-pack" | "git-receive-pack") {
        git::answer(state, request, id, rest)
    } else {
        no_page()
    }
}

fn whoami(caller: &Caller) -> Reply {
    match caller {
        Caller::Known(account) => Reply::json(200, &account.whoami()),
        Caller::BadToken => {
            Reply::refusal(401, None, "Invalid credentials in Authorization header")
        }
        Caller::Nobody => Reply::refusal(401, None, "Invalid username or password."),
    }
}

/// `/api/models/org/name` and what is below it.
fn repo(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    let want = match rest {
        "auth-check" => Want::Content,
        "auth-check/write" => Want::Write,
        _ => Want::Metadata,
    };
    if let Some(refusal) = state.judge(request, id, want).refusal(id) {
        return refusal;
    }
    let sha = git::head(state, id);
    match rest.strip_prefix("revision/") {
        Some(revision) if revision == "main" || revision == sha => info(state, id, &sha),
        Some(_) => no_revision(),
        None if rest.is_empty() => info(state, id, &sha),
        None if want != Want::Metadata => Reply::new(200),
        None => no_page(),
    }
}

fn info(state: &State, id: &str, sha: &str) -> Reply {
    let visibility = state.visibility(id);
    let gated = matches!(visibility, Some(Visibility::Gated { .. }));
    Reply::json(
        200,
        &json!({
            "_id": "000000000000000000000001",
            "id": kind_and_name(id).1,
            "sha": sha,
            "private": matches!(visibility, Some(Visibility::Private { .. })),
            "gated": if gated { json!("manual") } else { json!(false) },
            "disabled": false,
            "siblings": [],
        }),
    )
}

/// `/org/name/resolve/REVISION/FILE`: has the gates, but no files yet.
fn resolve(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    let verdict: Verdict = state.judge(request, id, Want::Content);
    if let Some(refusal) = verdict.refusal(id) {
        return refusal;
    }
    let sha = git::head(state, id);
    let revision = rest.split('/').next().unwrap_or_default();
    if revision != "main" && revision != sha {
        return no_revision();
    }
    Reply::refusal(404, Some("EntryNotFound"), "Entry not found").with_header("X-Repo-Commit", &sha)
}

fn no_revision() -> Reply {
    Reply::refusal(404, Some("RevisionNotFound"), "Invalid rev id")
}

fn no_page() -> Reply {
    Reply::refusal(404, None, "Sorry, we can't find the page you are looking for.")
}

/// Cuts `datasets/org/name.git/rest` into the id `datasets/org/name` and `rest`.
fn split_id(path: &str) -> Option<(String, &str)> {
    let (kind, path) = ["datasets/", "spaces/"]
        .iter()
        .find_map(|kind| path.strip_prefix(kind).map(|rest| (*kind, rest)))
        .unwrap_or(("", path));
    let (namespace, path) = path.split_once('/')?;
    let (name, rest) = path.split_once('/').unwrap_or((path, ""));
    let name = name.strip_suffix(".git").unwrap_or(name);
    // Names become folders of the Hub, so nothing that climbs may pass.
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    (plain(namespace) && plain(name)).then(|| (format!("{kind}{namespace}/{name}"), rest))
}
