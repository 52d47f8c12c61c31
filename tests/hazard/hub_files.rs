//! Are the loopback Hub's files to be trusted? They are asked for by Python's own `hf download`
//! and by a bare socket here, without a line of hfenv.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Output;

use crate::support::hub::{Account, Fault, File, Hub, Visibility};
use crate::support::python;
use crate::support::sandbox::{Sandbox, fresh_token};

/// `hf download` with these words, sealed; `None` where there is no `hf`.
fn hf(home: &Sandbox, hub: &Hub, token: &str, words: &[&str]) -> Option<Output> {
    let mut command = home.command(python::tool("hf")?);
    command.args(["download", "--json"]).args(words).env("HF_ENDPOINT", hub.endpoint());
    command.env("HF_HUB_DISABLE_TELEMETRY", "1");
    if !token.is_empty() {
        command.env("HF_TOKEN", token);
    }
    Some(command.output().unwrap())
}

/// Sends a request to an origin and returns head and body of the reply.
fn ask(origin: &str, request: &str) -> (String, Vec<u8>) {
    let mut socket = TcpStream::connect(origin.trim_start_matches("http://")).unwrap();
    let request = request.replace('\n', "\r\n");
    write!(socket, "{request}\r\nConnection: close\r\n\r\n").unwrap();
    let mut reply = Vec::new();
    socket.read_to_end(&mut reply).unwrap();
    let cut = reply.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
    (String::from_utf8_lossy(&reply[..cut]).into_owned(), reply.split_off(cut + 4))
}

fn get(origin: &str, target: &str) -> (String, Vec<u8>) {
    ask(origin, &format!("GET {target} HTTP/1.1\nHost: hub"))
}

/// A header of a reply's head.
fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let found = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("no {name} in {head}"))
}

#[test]
fn hf_downloads_every_kind_of_repository() {
    let (hub, home) = (Hub::start(), Sandbox::new());
    let token = hub.add_token(Account::read("ada"));
    let weights = File::made(1, 3_000_000);
    for id in ["acme/model", "datasets/acme/data", "spaces/acme/room", "kernels/acme/core", "gpt2"]
    {
        let files = [("config.json", File::from("{}\n")), ("sub/dir/w.bin", weights.clone())];
        let commit = hub.add_files(id, &files);
        hub.add_repo(id, Visibility::gated(["ada"]));
        let (kind, name) = match id.split_once("s/") {
            Some((kind, name)) if !id.starts_with("acme") => (kind, name),
            _ => ("model", id),
        };
        hub.clear();
        let Some(output) = hf(&home, &hub, &token, &[name, "--type", kind]) else { return };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains(&commit), "{id} {output:?}");
        let path = said.split('"').nth(3).unwrap().to_owned();
        let read = |file| std::fs::read(Path::new(&path).join(file)).unwrap();
        assert_eq!(read("config.json"), b"{}\n", "{id}");
        assert!(read("sub/dir/w.bin") == weights.bytes(), "{id}");
    }
    assert!(hub.saw_authorization() && !hub.cdn().saw_authorization());
    assert_eq!(hub.cdn().sent("w.bin").len(), 5);
}

#[test]
fn hf_downloads_branches_tags_and_many_pages() {
    let (hub, home) = (Hub::start(), Sandbox::new());
    let names: Vec<String> = (0..1500).map(|n| format!("part/{n:04}.txt")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (&**name, &**name)).collect();
    let first = hub.add_files("acme/model", &files);
    hub.point("acme/model", "refs/tags/v1", &first);
    let pull = hub.add_commit("acme/model", "refs/pr/1", &[("new.txt", "new")]);
    let second = hub.remove_file("acme/model", "part/0000.txt");
    for (revision, commit) in [("v1", first), ("refs/pr/1", pull), ("main", second)] {
        let words =
            ["acme/model", "--revision", revision, "--include", "*1499*", "--include", "new.txt"];
        let Some(output) = hf(&home, &hub, "", &words) else { return };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains(&commit), "{revision} {output:?}");
        assert_eq!(
            said.split('"').nth(3).map(|path| { std::fs::read_dir(path).unwrap().count() }),
            Some(if revision == "refs/pr/1" { 2 } else { 1 })
        );
    }
    let pages = hub.requests().iter().filter(|seen| seen.path.contains("/tree/")).count();
    assert_eq!(pages, 6);
}

#[test]
fn a_large_file_is_at_another_origin_whose_addresses_expire() {
    let hub = Hub::start();
    let file = File::made(7, 5_000_000);
    let commit = hub.add_files("acme/model", &[("w.bin", file.clone())]);
    let (head, _) = get(&hub.endpoint(), "/acme/model/resolve/main/w.bin");
    assert!(head.starts_with("HTTP/1.1 302 "), "{head}");
    assert_eq!(header(&head, "X-Repo-Commit"), commit);
    assert_eq!(header(&head, "X-Linked-ETag"), format!("\"{}\"", file.sha256()));
    assert_eq!(header(&head, "X-Linked-Size"), "5000000");
    let cdn = hub.cdn();
    let target = header(&head, "Location").strip_prefix(&cdn.origin()).unwrap().to_owned();
    let ranged = |range: &str| {
        let words = format!("GET {target} HTTP/1.1\nHost: cdn\nRange: bytes={range}");
        ask(&cdn.origin(), &words)
    };
    let (head, body) = ranged("1048570-1048579");
    assert!(head.starts_with("HTTP/1.1 206 ") && body == file.bytes()[1_048_570..1_048_580]);
    assert_eq!(header(&head, "Content-Range"), "bytes 1048570-1048579/5000000");
    assert_eq!(ranged("-7").1, file.bytes()[4_999_993..]);
    assert_eq!(ranged("4999990-").1.len(), 10);
    assert!(ranged("5000000-").0.starts_with("HTTP/1.1 416 "));
    let sent: Vec<_> = cdn.sent("w.bin").into_iter().map(|sent| sent.range).collect();
    assert_eq!(sent, [1_048_570..1_048_580, 4_999_993..5_000_000, 4_999_990..5_000_000]);
    assert!(get(&cdn.origin(), &target.replace("w.bin", "x.bin")).0.contains(" 403 "));
    let token = fresh_token();
    let words = format!("GET {target} HTTP/1.1\nHost: cdn\nAuthorization: Bearer {token}");
    assert!(ask(&cdn.origin(), &words).0.contains(" 400 "));
    assert!(cdn.saw_authorization() && cdn.saw_secret(&token) && !hub.saw_secret(&token));
    cdn.expire();
    assert!(get(&cdn.origin(), &target).0.contains(" 403 "));
}

#[test]
fn each_fault_is_committed_as_often_as_it_is_planned() {
    let hub = Hub::start();
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    hub.add_files("acme/model", &[("w.bin", File::large(bytes.clone()))]);
    let cdn = hub.cdn();
    let once = |fault: Fault, range: &str| {
        let (head, _) = get(&hub.endpoint(), "/acme/model/resolve/main/w.bin");
        let target = header(&head, "Location").strip_prefix(&cdn.origin()).unwrap().to_owned();
        cdn.fault("w.bin", fault, 1);
        let range = if range.is_empty() { String::new() } else { format!("\nRange: {range}") };
        let reply = ask(&cdn.origin(), &format!("GET {target} HTTP/1.1\nHost: cdn{range}"));
        assert_eq!(cdn.faults_left(), 0);
        reply
    };
    assert_eq!(once(Fault::CutAfter(70_000), "").1, bytes[..70_000]);
    let (head, body) = once(Fault::Short(10), "");
    assert_eq!((header(&head, "Content-Length"), body.len()), ("10", 10));
    assert!(once(Fault::ShortChunked(3), "").1.ends_with(b"\r\n0\r\n\r\n"));
    let (head, body) = once(Fault::Promise(5), "");
    assert_eq!((header(&head, "Content-Length"), body.len()), ("100005", 100_000));
    assert_eq!(once(Fault::Surplus(5), "").1.len(), 100_005);
    let flipped = once(Fault::Flip(7), "bytes=5-9").1;
    assert_eq!(flipped, [5, 6, 7 ^ 1, 8, 9]);
    let (head, body) = once(Fault::IgnoreRange, "bytes=5-9");
    assert!(head.starts_with("HTTP/1.1 200 ") && body == bytes && !head.contains("Content-Range"));
    assert!(once(Fault::RefuseRange, "bytes=5-9").0.starts_with("HTTP/1.1 416 "));
    let (head, body) = once(Fault::ShiftedRange(2), "bytes=5-9");
    assert_eq!(header(&head, "Content-Range"), "bytes 7-11/100000");
    assert_eq!(body, [5, 6, 7, 8, 9]);
    assert!(once(Fault::OtherTotal(1), "bytes=5-9").0.contains("/100001"));
    assert!(once(Fault::Gzip, "").0.contains("Content-Encoding: gzip"));
    assert!(once(Fault::status(503), "").0.starts_with("HTTP/1.1 503 "));
    let (head, _) = once(Fault::elsewhere("http://127.0.0.1:9"), "");
    assert!(header(&head, "Location").starts_with("http://127.0.0.1:9/repos/acme/model/"));
}

#[test]
fn python_reads_its_gzip() {
    let (hub, home) = (Hub::start(), Sandbox::new());
    let text = "weights\n".repeat(20_000);
    hub.add_files("acme/model", &[("notes.txt", &*text)]);
    hub.fault("/api/resolve-cache/", Fault::Gzip, 9);
    let Some(output) = hf(&home, &hub, "", &["acme/model", "notes.txt"]) else { return };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let path = said.split('"').nth(3).unwrap_or_else(|| panic!("{output:?}"));
    assert!(std::fs::read_to_string(path).unwrap() == text);
}
