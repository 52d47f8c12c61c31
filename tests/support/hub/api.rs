//! Which part of the Hub answers a request, and the JSON API itself.

use super::access::{Caller, Want, kind_and_name};
use super::http::Request;
use super::reply::Reply;
use super::state::State;
use super::{git, lfs, resolve, tree};

/// Answers `request`: scripts first, so that a test can make any part of the Hub lie.
pub(super) fn answer(state: &State, request: &Request) -> Reply {
    if let Some(reply) = state.scripted(request) {
        return reply;
    }
    if request.path == "/api/whoami-v2" {
        return whoami(&state.caller(request));
    }
    if let Some(reply) = state.oauth.answer(state, request) {
        return reply;
    }
    let (begin, path) = match request.path.strip_prefix("/api/") {
        Some(rest) => match rest.strip_prefix("resolve-cache/") {
            Some(rest) => ("/api/resolve-cache/", rest),
            None => ("/api/", rest),
        },
        None => ("/", &request.path[request.path.len().min(1)..]),
    };
    let path = if begin == "/" { path } else { path.strip_prefix("models/").unwrap_or(path) };
    let Some((id, rest)) = split_id(state, path) else { return no_page() };
    if let Some(new) = state.shelf.alias(&id) {
        return moved(request, &id, &new);
    }
    match begin {
        "/api/" => repo(state, request, &id, rest),
        "/api/resolve-cache/" => resolve::cache(state, request, &id, rest),
        _ => page(state, request, &id, rest),
    }
}

/// The same of a repository under its new name, as the Hub has it for `gpt2`.
fn moved(request: &Request, old: &str, new: &str) -> Reply {
    Reply::redirect(&request.target().replacen(&format!("/{old}"), &format!("/{new}"), 1))
}

/// `models/org/name`, `datasets/org/name`, …
pub(super) fn in_plural(id: &str) -> String {
    format!("{}s/{}", kind_and_name(id).0, kind_and_name(id).1)
}

fn page(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    if let Some(rest) = rest.strip_prefix("info/lfs/") {
        lfs::answer(state, request, id, rest)
    } else if let Some(rest) = rest.strip_prefix("resolve/") {
        resolve::answer(state, request, id, rest)
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
    match want {
        Want::Metadata => tree::answer(state, request, id, rest),
        _ => Reply::new(200),
    }
}

pub(super) fn no_revision() -> Reply {
    Reply::refusal(404, Some("RevisionNotFound"), "Invalid rev id")
}

pub(super) fn no_page() -> Reply {
    Reply::refusal(404, None, "Sorry, we can't find the page you are looking for.")
}

/// Cuts `datasets/org/name.git/rest` into the id `datasets/org/name` and `rest`. A name of one part
/// is one if there is such a repository.
fn split_id<'a>(state: &State, path: &'a str) -> Option<(String, &'a str)> {
    let (kind, path) = ["datasets/", "spaces/", "kernels/"]
        .iter()
        .find_map(|kind| path.strip_prefix(kind).map(|rest| (*kind, rest)))
        .unwrap_or(("", path));
    let (first, after) = path.split_once('/').unwrap_or((path, ""));
    let single = format!("{kind}{first}");
    if state.knows_repo(&single) || state.shelf.alias(&single).is_some() {
        return Some((single, after));
    }
    let (name, rest) = after.split_once('/').unwrap_or((after, ""));
    let name = name.strip_suffix(".git").unwrap_or(name);
    // Names become folders of the Hub, so nothing that climbs may pass.
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    (plain(first) && plain(name)).then(|| (format!("{kind}{first}/{name}"), rest))
}
