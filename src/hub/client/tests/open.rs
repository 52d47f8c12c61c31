//! The bytes of files.

use std::ops::Range;

use super::script::{Script, answer, redirect};
use super::*;

const BIG: u64 = 16 << 20;

fn open(client: &Client, size: u64, range: Range<u64>) -> Result<Body, HubError> {
    let path = FilePath::parse("a/ä.bin").unwrap();
    let (repo, commit) = (repo(), commit());
    client.open(Remote { repo: &repo, commit: &commit, path: &path, size }, range)
}

fn text(body: Body) -> String {
    let (mut text, mut reader) = (String::new(), body.reader);
    reader.read_to_string(&mut text).unwrap();
    text
}

fn part(range: &str, body: &str) -> String {
    answer(206, &format!("Content-Range: bytes {range}\r\n"), body)
}

/// A storage host and a Hub that names it, with a new signature each time.
fn pair(storage: impl Fn(usize) -> String + Send + Sync + 'static) -> (Script, Script) {
    let storage = Script::new(move |_, number| storage(number));
    let address = storage.endpoint.to_string();
    let hub = Script::new(move |_, number| redirect(&format!("{address}/x?Sig={number}")));
    (hub, storage)
}

#[test]
fn a_part_is_asked_for_and_placed_by_the_servers_words() {
    let script = Script::new(|asked, _| {
        if asked.head.contains("range: bytes=2-4\r\n") {
            return part("2-4/9", "cde");
        }
        answer(200, "", "abcdefghi")
    });
    let client = stranger(&script);
    let body = open(&client, 9, 2..5).unwrap();
    assert_eq!((body.start, body.total, text(body)), (2, Some(9), "cde".to_owned()));
    let body = open(&client, 9, 0..9).unwrap();
    assert_eq!((body.start, body.total, text(body)), (0, Some(9), "abcdefghi".to_owned()));
    assert!(!script.asked()[1].head.contains("range:"));
    let line = format!("GET /datasets/org/name/resolve/{ID}/a/%C3%A4.bin");
    assert_eq!(script.lines(), [line.clone(), line]);
}

#[test]
fn an_empty_file_is_asked_for_without_a_range() {
    let script = Script::new(|_, _| answer(200, "", ""));
    let body = open(&stranger(&script), 0, 0..0).unwrap();
    assert_eq!((body.total, text(body)), (Some(0), String::new()));
    assert!(!script.asked()[0].head.contains("range:"));
}

#[test]
fn a_connection_is_used_again_by_whoever_knows_the_length() {
    let script = Script::new(|_, number| match number % 2 {
        0 => redirect("/cached"),
        _ => answer(200, "", "abc"),
    });
    let client = stranger(&script);
    for _ in 0..5 {
        let mut buffer = [0; 3];
        open(&client, 3, 0..3).unwrap().reader.read_exact(&mut buffer).unwrap();
    }
    assert!(script.asked().iter().all(|asked| asked.connection == 0), "{:?}", script.asked());
}

#[test]
fn the_storages_address_is_remembered_and_renewed() {
    let (hub, storage) = pair(|number| match number {
        2 => answer(403, "", "expired"),
        _ => part("1-1/16777216", "b"),
    });
    let client = friend(&hub, &[]);
    for _ in 0..4 {
        assert_eq!(text(open(&client, BIG, 1..2).unwrap()), "b");
    }
    assert_eq!(hub.asked().len(), 2);
    let lines = ["0", "0", "0", "1", "1"].map(|number| format!("GET /x?Sig={number}"));
    assert_eq!(storage.lines(), lines);
    assert!(shown(&storage).iter().all(|shown| !shown));
}

#[test]
fn a_storage_that_goes_on_refusing_is_named() {
    let (hub, storage) = pair(|_| answer(403, "", "<Error>AccessDenied</Error>"));
    let error = open(&friend(&hub, &[]), BIG, 0..BIG).err().unwrap();
    assert!(error.again().is_none());
    let words =
        format!("{}, where {} keeps this file, answered 403", storage.endpoint, hub.endpoint);
    assert_eq!(error.to_string(), words);
    assert_eq!((hub.asked().len(), storage.asked().len()), (2, 2));
    let (hub, storage) = pair(|_| answer(503, "Retry-After: 7\r\n", ""));
    let error = open(&friend(&hub, &[]), BIG, 0..BIG).err().unwrap();
    assert_eq!(error.again(), Some(Duration::from_secs(7)));
    assert_eq!((hub.asked().len(), storage.asked().len()), (1, 1));
}

#[test]
fn refusals_say_what_they_are() {
    let told = |reply: String| {
        let script = Script::new(move |_, _| reply.clone());
        open(&friend(&script, &[]), 9, 2..5).err().unwrap()
    };
    assert!(matches!(told(answer(416, "", "")), HubError::Range(_)));
    let (hub, _storage) = pair(|_| answer(416, "", ""));
    assert!(matches!(open(&stranger(&hub), BIG, 1..2), Err(HubError::Range(_))));
    let missing = told(answer(404, "X-Error-Code: EntryNotFound\r\n", ""));
    assert_eq!(missing.to_string(), format!("datasets/org/name has no file a/ä.bin at {ID}"));
    let encoded = told(answer(206, "Content-Encoding: gzip\r\n", "x"));
    assert!(encoded.to_string().contains("an encoding that was not asked for"));
    let part = told(answer(206, "", "x"));
    assert!(part.again().is_some() && part.to_string().contains("which part"), "{part}");
    let busy = told(answer(500, "", ""));
    assert_eq!(busy.again(), Some(Duration::ZERO));
}

#[test]
fn a_body_that_breaks_off_is_an_error_of_its_reader() {
    let script = Script::new(|_, _| {
        "HTTP/1.1 200 x\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc".to_owned()
    });
    let mut reader = open(&stranger(&script), 9, 0..9).unwrap().reader;
    let mut buffer = Vec::new();
    assert!(reader.read_to_end(&mut buffer).is_err());
    assert_eq!(buffer, b"abc");
}

#[test]
fn silence_is_an_error_of_the_reader_in_time() {
    let script = Script::new(|_, number| match number {
        0 => "HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\nabc".to_owned(),
        _ => String::new(),
    });
    let limits = Limits { stall: Duration::from_millis(300), ..limits() };
    let client = Client::new(script.endpoint.clone(), None, limits);
    let mut reader = open(&client, 9, 0..9).unwrap().reader;
    let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut, "{error}");
    let error = open(&client, 9, 0..9).err().unwrap();
    assert!(matches!(error, HubError::BrokenOff { .. }), "{error:?}");
}
