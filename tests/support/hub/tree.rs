//! The JSON API about a repository's commits and files.

use serde_json::{Value, json};

use super::access::{Visibility, kind_and_name};
use super::http::{Request, decode_percent, encode_percent, parameters};
use super::reply::Reply;
use super::shelf::Tree;
use super::state::State;
use super::{api, git};

/// Entries on a page of a listing, unless fewer are asked for.
const PAGE: usize = 1000;

/// Answers what is below `/api/models/org/name/`, once the caller may see it.
pub(super) fn answer(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    let (what, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let (revision, path) = rest.split_once('/').unwrap_or((rest, ""));
    let revision = if what.is_empty() { "main".to_owned() } else { decode_percent(revision) };
    if what == "refs" {
        return Reply::json(200, &state.shelf.refs(id));
    }
    if !matches!(what, "" | "revision" | "tree" | "paths-info") {
        return api::no_page();
    }
    // Before its first file a repository has what its git has, or an empty commit.
    if !state.shelf.has(id) && what != "tree" && what != "paths-info" {
        let sha = git::head(state, id);
        let known = revision == "main" || revision == sha;
        return if known { info(state, id, &sha, &[]) } else { api::no_revision() };
    }
    let Some(tree) = state.shelf.tree(id, &revision) else { return api::no_revision() };
    match what {
        "tree" => page(state, request, &tree, &decode_percent(path)),
        "paths-info" => paths_info(request, &tree),
        _ => {
            let files: Vec<&str> = tree.files.keys().map(String::as_str).collect();
            info(state, id, &tree.commit, &files)
        }
    }
}

fn info(state: &State, id: &str, sha: &str, files: &[&str]) -> Reply {
    let visibility = state.visibility(id);
    let gated = matches!(visibility, Some(Visibility::Gated { .. }));
    let siblings: Vec<Value> = files.iter().map(|path| json!({ "rfilename": path })).collect();
    Reply::json(
        200,
        &json!({
            "_id": "000000000000000000000001",
            "id": kind_and_name(id).1,
            "sha": sha,
            "private": matches!(visibility, Some(Visibility::Private { .. })),
            "gated": if gated { json!("manual") } else { json!(false) },
            "disabled": false,
            "siblings": siblings,
        }),
    )
}

fn page(state: &State, request: &Request, tree: &Tree, folder: &str) -> Reply {
    let says = |name: &str| request.parameter(name).is_some_and(|value| value != "false");
    let all = tree.list(folder.trim_matches('/'), says("recursive"));
    if all.is_empty() && !folder.is_empty() {
        return Reply::refusal(404, Some("EntryNotFound"), "Entry not found");
    }
    let most = if says("expand") { PAGE / 20 } else { PAGE };
    let limit = request.parameter("limit").and_then(|limit| limit.parse().ok());
    let limit = limit.unwrap_or(most).clamp(1, most);
    let cursor = request.parameter("cursor").and_then(|cursor| cursor.parse().ok());
    let from = cursor.unwrap_or(0).min(all.len());
    let upto = (from + limit).min(all.len());
    let reply = Reply::json(200, &json!(all[from..upto]));
    if upto == all.len() {
        return reply;
    }
    let kept = parameters(&request.query).filter(|(name, _)| name != "cursor");
    let mut next = format!("{}{}?", state.endpoint, request.path);
    for (name, value) in kept.filter(|(name, _)| !name.is_empty()) {
        next.extend([&*name, "=", &*encode_percent(&value, false), "&"]);
    }
    next.extend(["cursor=", &*upto.to_string()]);
    reply.with_header("Link", &format!("<{next}>; rel=\"next\""))
}

fn paths_info(request: &Request, tree: &Tree) -> Reply {
    let body = String::from_utf8_lossy(&request.body);
    let json: Value = serde_json::from_str(&body).unwrap_or_default();
    let asked: Vec<String> = match json["paths"].as_array() {
        Some(paths) => paths.iter().filter_map(|path| Some(path.as_str()?.to_owned())).collect(),
        None => parameters(&body).filter(|(name, _)| name == "paths").map(|(_, v)| v).collect(),
    };
    let found: Vec<Value> = asked.iter().filter_map(|path| tree.entry(path)).collect();
    Reply::json(200, &json!(found))
}
