//! `/org/name/resolve/REVISION/FILE`: where a file's bytes are. Small ones come from the Hub
//! itself by way of `/api/resolve-cache/`, large ones from the storage host.

use super::access::Want;
use super::api;
use super::content::sha256;
use super::git;
use super::http::{Request, decode_percent, encode_percent};
use super::reply::Reply;
use super::shelf::{Blob, Tree};
use super::state::State;

/// Answers `/org/name/resolve/REVISION/FILE`.
pub(super) fn answer(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    if let Some(refusal) = state.judge(request, id, Want::Content).refusal(id) {
        return refusal;
    }
    let (revision, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (revision, path) = (decode_percent(revision), decode_percent(path));
    let Some(tree) = state.shelf.tree(id, &revision) else {
        let sha = git::head(state, id);
        let empty = !state.shelf.has(id) && (revision == "main" || revision == sha);
        return if empty { no_entry(&sha) } else { api::no_revision() };
    };
    let Some(blob) = tree.files.get(&path) else { return no_entry(&tree.commit) };
    let target = match &blob.lfs {
        Some(lfs) => state.cdn().address(id, &lfs.sha256, &path),
        None => cached(request, id, &tree, &path, blob),
    };
    let status = if blob.lfs.is_some() { 302 } else { 307 };
    let reply = Reply::new(status)
        .with_header("Content-Type", "text/plain; charset=utf-8")
        .with_header("Location", &target)
        .with_header("X-Repo-Commit", &tree.commit)
        .with_header("Accept-Ranges", "bytes")
        .with_body(format!("Redirecting to {target}"));
    if blob.lfs.is_some() { linked(reply, state, id, &tree, blob) } else { reply }
}

fn cached(request: &Request, id: &str, tree: &Tree, path: &str, blob: &Blob) -> String {
    format!(
        "/api/resolve-cache/{}/{}/{}?{}=&etag=%22{}%22",
        api::in_plural(id),
        tree.commit,
        encode_percent(path, true),
        encode_percent(&request.path, false),
        blob.oid,
    )
}

/// What the Hub tells of a large file before it sends the client away.
fn linked(reply: Reply, state: &State, id: &str, tree: &Tree, blob: &Blob) -> Reply {
    let reply = reply
        .with_header("X-Linked-Size", &blob.size.to_string())
        .with_header("X-Linked-ETag", &format!("\"{}\"", blob.etag()))
        // The storage's own name for it, which is no hash of the content.
        .with_header("ETag", &format!("\"{}\"", sha256(blob.etag().as_bytes())));
    let Some(xet) = &blob.xet else { return reply };
    let kinds = api::in_plural(id);
    let token = format!("{}/api/{kinds}/xet-read-token/{}", state.endpoint, tree.commit);
    reply
        .with_header("X-Xet-Hash", xet)
        .with_header("Link", &format!("<{token}>; rel=\"xet-auth\""))
}

/// Answers `/api/resolve-cache/models/org/name/COMMIT/FILE`.
pub(super) fn cache(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    if let Some(refusal) = state.judge(request, id, Want::Content).refusal(id) {
        return refusal;
    }
    let (commit, path) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(tree) = state.shelf.tree(id, commit) else { return api::no_revision() };
    let Some(blob) = tree.files.get(&decode_percent(path)) else { return no_entry(&tree.commit) };
    let reply = Reply::file(request, &blob.content)
        .with_header("Content-Type", "text/plain; charset=utf-8")
        .with_header("X-Repo-Commit", &tree.commit);
    let takes = request.header("accept-encoding").unwrap_or_default();
    if reply.status == 200 && takes.contains("gzip") {
        return reply.with_header("ETag", &format!("W/\"{}\"", blob.etag())).gzipped();
    }
    reply.with_header("ETag", &format!("\"{}\"", blob.etag()))
}

fn no_entry(commit: &str) -> Reply {
    Reply::refusal(404, Some("EntryNotFound"), "Entry not found")
        .with_header("X-Repo-Commit", commit)
}
