//! Lists of files without an end, in a circle, or at a stranger's.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::stage::{MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, File, Hub, Reply, Request};

/// A page of a list of made-up files, with the address of the next one.
fn page(request: &Request, files: usize) -> Reply {
    let cursor = request.parameter("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let entries: Vec<Value> = (cursor..files.min(cursor + 1000))
        .map(|n| {
            let (path, oid) = (format!("part-{n:07}.bin"), format!("{n:040x}"));
            json!({ "type": "file", "path": path, "size": 1, "oid": oid })
        })
        .collect();
    let next = cursor + entries.len();
    let reply = Reply::json(200, &json!(entries));
    if next >= files { reply } else { linked(reply, request, &format!("cursor={next}")) }
}

fn linked(reply: Reply, request: &Request, query: &str) -> Reply {
    let host = request.header("host").unwrap();
    let next = format!("<http://{host}{}?recursive=true&{query}>; rel=\"next\"", request.path);
    reply.with_header("Link", &next)
}

#[test]
fn a_million_files_are_refused_with_the_limit() {
    let stage = Stage::new();
    stage.hub.add_files(MODEL, &[("config.json", "{}\n")]);
    let list = |request: &Request| page(request, 1_000_000);
    stage.hub.fault("/tree/", Fault::live(list), usize::MAX);
    let said = stage.fetch(&[MODEL]).exits(2);
    assert!(said.err.replace([',', ' ', '_'], "").contains("200000"), "{said:?}");
    assert!(stage.asked("/tree/") <= 202, "{} pages were asked for", stage.asked("/tree/"));
    assert!(stage.blobs().is_empty());
}

#[test]
fn one_file_of_very_many_can_be_had_by_name() {
    let stage = Stage::new();
    let files = [("config.json", File::from("{}\n"))];
    stage.hub.add_files(MODEL, &files);
    let list = |request: &Request| page(request, 1_000_000);
    stage.hub.fault("/tree/", Fault::live(list), usize::MAX);
    assert_whole_file(&stage.fetch(&[MODEL, "config.json"]));
}

/// For a single file its own path may be what is printed.
#[track_caller]
fn assert_whole_file(said: &crate::support::shown::Said) {
    assert_eq!(said.code, Some(0), "{said:?}");
    let path = std::path::Path::new(said.out.lines().last().unwrap());
    let path = if path.is_dir() { path.join("config.json") } else { path.to_owned() };
    assert_eq!(std::fs::read(path).unwrap(), b"{}\n");
}

#[test]
fn pages_in_a_circle_are_an_error() {
    let circles: [fn(&Request) -> Reply; 4] = [
        // The page itself, each time.
        |request| linked(page(request, 0), request, "cursor=1"),
        // Two pages that name each other.
        |request| {
            let other = if request.query.contains("cursor=1") { "cursor=2" } else { "cursor=1" };
            linked(page(request, 0), request, other)
        },
        // Always the same files under ever new addresses.
        |request| {
            let next = request.parameter("cursor").map_or(0, |at| at.len());
            let reply = Reply::json(
                200,
                &json!([{ "type": "file", "path": "a", "size": 1, "oid": "0".repeat(40) }]),
            );
            linked(reply, request, &format!("cursor={}", "x".repeat(next % 900 + 1)))
        },
        // Nothing, under ever new addresses.
        |request| {
            let next = request.parameter("cursor").map_or(0, |at| at.len());
            linked(
                Reply::json(200, &json!([])),
                request,
                &format!("cursor={}", "x".repeat(next + 1)),
            )
        },
    ];
    for (index, circle) in circles.into_iter().enumerate() {
        let stage = Stage::new();
        stage.hub.add_files(MODEL, &[("config.json", "{}\n")]);
        stage.hub.fault("/tree/", Fault::live(circle), usize::MAX);
        let begin = Instant::now();
        stage.fetch(&[MODEL]).exits(2);
        assert!(begin.elapsed() < Duration::from_secs(60), "circle {index}");
    }
}

#[test]
fn a_next_page_at_a_strangers_gets_no_token() {
    for host in ["127.0.0.1", "localhost"] {
        let (stage, files) = Stage::with_model();
        let stranger = Hub::start();
        stranger.add_files(MODEL, &files);
        let next = format!("<http://{host}:{}/evil>; rel=\"next\"", stranger.port());
        let list = move |_: &Request| Reply::json(200, &json!([])).with_header("Link", &next);
        stage.hub.fault("/tree/", Fault::live(list), usize::MAX);
        stage.fetch(&[MODEL]).exits(2);
        assert!(!stranger.saw_authorization(), "{host}");
        assert_eq!(stranger.requests().len(), 0, "a stranger was asked at all: {host}");
    }
}

#[test]
fn odd_links_are_the_last_page_or_an_error() {
    for link in [
        "",
        "<>; rel=\"next\"",
        "no brackets; rel=next",
        "<http://[>; rel=\"next\"",
        "<file:///etc/passwd>; rel=\"next\"",
        "<x>; rel=\"prev\"",
    ] {
        let (stage, _) = Stage::with_model();
        let list = move |_: &Request| Reply::json(200, &json!([])).with_header("Link", link);
        stage.hub.fault("/tree/", Fault::live(list), usize::MAX);
        let said = stage.fetch(&[MODEL]);
        assert!(matches!(said.code, Some(1 | 2)), "{link:?}: {said:?}");
    }
}

#[test]
fn many_pages_make_one_list() {
    let stage = Stage::new();
    let names: Vec<String> = (0..2500).map(|n| format!("part/{n:04}.txt")).collect();
    let files: Vec<(&str, File)> = names.iter().map(|name| (&**name, (&**name).into())).collect();
    stage.hub.add_files(MODEL, &files);
    assert_whole(&stage.fetch(&[MODEL]), &files);
    assert_eq!(stage.asked("/tree/"), 3);
}
