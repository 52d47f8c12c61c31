//! Git LFS: the batch API with the `basic` transfer, enough for a real `git lfs push` and `pull`.
//!
//! Uploads and downloads ask for the same token as the batch call. On the real Hub they go to a
//! storage host with signed addresses; here a client that loses its token on the way is noticed.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::access::Want;
use super::content::sha256;
use super::git;
use super::http::Request;
use super::reply::Reply;
use super::state::State;

/// Answers what is below `/org/name.git/info/lfs/`.
pub(super) fn answer(state: &State, request: &Request, id: &str, rest: &str) -> Reply {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let writes = request.method == "PUT" || body["operation"] == "upload";
    let want = if writes { Want::Write } else { Want::Content };
    if let Some(refusal) = git::refusal(state, request, id, want) {
        return refusal;
    }
    match (request.method.as_str(), rest.strip_prefix("objects/")) {
        ("POST", Some("batch")) => batch(state, id, &body),
        ("PUT", Some(oid)) if is_oid(oid) => store(state, oid, &request.body),
        ("GET", Some(oid)) if is_oid(oid) => match fs::read(object(state, oid)) {
            Ok(bytes) => Reply::new(200).with_body(bytes),
            Err(_) => problem(404, "no such object"),
        },
        // Among others the locking API, whose absence git-lfs takes calmly.
        _ => problem(404, "not found"),
    }
}

fn batch(state: &State, id: &str, body: &Value) -> Reply {
    let upload = body["operation"] == "upload";
    let Some(asked) = body["objects"].as_array() else {
        return problem(422, "no objects");
    };
    let objects: Vec<Value> = asked.iter().map(|object| offer(state, id, object, upload)).collect();
    lfs_json(200, &json!({ "transfer": "basic", "objects": objects }))
}

/// What the client shall do for one object.
fn offer(state: &State, id: &str, asked: &Value, upload: bool) -> Value {
    let oid = asked["oid"].as_str().unwrap_or_default();
    let mut offer = json!({ "oid": oid, "size": asked["size"] });
    let here = is_oid(oid) && object(state, oid).exists();
    let href = format!("{}/{id}.git/info/lfs/objects/{oid}", state.endpoint);
    match (upload, here) {
        (true, false) => offer["actions"] = json!({ "upload": { "href": href } }),
        (false, true) => offer["actions"] = json!({ "download": { "href": href } }),
        (false, false) => offer["error"] = json!({ "code": 404, "message": "no such object" }),
        (true, true) => {}
    }
    offer
}

fn store(state: &State, oid: &str, bytes: &[u8]) -> Reply {
    if sha256(bytes) != oid {
        return problem(422, "the content doesn't have this id");
    }
    let path = object(state, oid);
    fs::create_dir_all(path.parent().expect("an object lies in a folder"))
        .and_then(|()| fs::write(&path, bytes))
        .expect("the object is stored");
    Reply::new(200)
}

/// The ids of all stored objects, sorted.
pub(super) fn stored(state: &State) -> Vec<String> {
    let entries = fs::read_dir(state.folder().join("lfs")).into_iter().flatten();
    let mut ids: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    ids.sort();
    ids
}

fn object(state: &State, oid: &str) -> PathBuf {
    state.folder().join("lfs").join(oid)
}

fn is_oid(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn problem(status: u16, message: &str) -> Reply {
    lfs_json(status, &json!({ "message": message }))
}

fn lfs_json(status: u16, value: &Value) -> Reply {
    Reply::new(status)
        .with_header("Content-Type", "application/vnd.git-lfs+json")
        .with_body(value.to_string())
}
