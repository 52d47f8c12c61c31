//! Redirects.

use super::script::{Script, answer, redirect};
use super::*;

fn open(client: &Client) -> Result<Body, HubError> {
    let path = FilePath::parse("a.bin").unwrap();
    let (repo, commit) = (repo(), commit());
    client.open(Remote { repo: &repo, commit: &commit, path: &path, size: 3 }, 0..3)
}

fn text(body: Body) -> String {
    let (mut text, mut reader) = (String::new(), body.reader);
    reader.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_token_stays_at_the_hub_and_ends_with_the_first_stranger() {
    // The grant is good for both, and still the storage host gets nothing.
    let storage = Script::new(|_, _| answer(200, "", "abc"));
    let address = storage.endpoint.to_string();
    let hub = Script::new(move |_, number| match number {
        0 => redirect("/api/resolve-cache/x?etag=%221%22"),
        _ => redirect(&format!("{address}/signed?Sig=1")),
    });
    let client = friend(&hub, &[&storage]);
    assert_eq!(text(open(&client).unwrap()), "abc");
    assert_eq!((shown(&hub), shown(&storage)), (vec![true, true], vec![false]));
    let first = format!("GET /datasets/org/name/resolve/{ID}/a.bin");
    assert_eq!(hub.lines(), [first, "GET /api/resolve-cache/x?etag=%221%22".to_owned()]);
    assert_eq!(storage.lines(), ["GET /signed?Sig=1"]);
}

#[test]
fn whoever_sends_back_to_the_hub_brings_no_token() {
    let (sender, endpoint) = std::sync::mpsc::channel::<String>();
    let endpoint = std::sync::Mutex::new(endpoint);
    let storage = Script::new(move |_, _| {
        redirect(&format!("{}/private", endpoint.lock().unwrap().recv().unwrap()))
    });
    let address = storage.endpoint.to_string();
    let hub = Script::new(move |asked, _| match asked.line.as_str() {
        "GET /private" => answer(200, "", "abc"),
        _ => redirect(&address),
    });
    sender.send(hub.endpoint.to_string()).unwrap();
    assert_eq!(text(open(&friend(&hub, &[])).unwrap()), "abc");
    assert_eq!((shown(&hub), shown(&storage)), (vec![true, false], vec![false]));
}

#[test]
fn a_remembered_address_that_the_storage_chose_gets_no_token_either() {
    let (sender, endpoint) = std::sync::mpsc::channel::<String>();
    let endpoint = std::sync::Mutex::new(endpoint);
    let storage = Script::new(move |_, _| {
        redirect(&format!("{}/secret", endpoint.lock().unwrap().recv().unwrap()))
    });
    let address = storage.endpoint.to_string();
    let hub = Script::new(move |asked, _| match asked.line.as_str() {
        "GET /secret" => answer(206, "Content-Range: bytes 1-1/3\r\n", "b"),
        _ => redirect(&address),
    });
    sender.send(hub.endpoint.to_string()).unwrap();
    let (client, path) = (friend(&hub, &[]), FilePath::parse("a.bin").unwrap());
    let (repo, commit) = (repo(), commit());
    let file = Remote { repo: &repo, commit: &commit, path: &path, size: 3 };
    for _ in 0..3 {
        assert_eq!(text(client.open(file, 1..2).unwrap()), "b");
    }
    assert_eq!((shown(&hub), shown(&storage)), (vec![true, false, false, false], vec![false]));
}

#[test]
fn circles_and_long_ways_end() {
    let circle = Script::new(|_, number| redirect(if number % 2 == 0 { "/b" } else { "/a" }));
    let error = open(&stranger(&circle)).err().unwrap().to_string();
    assert!(error.ends_with("in a circle") && circle.asked().len() <= 4, "{error}");
    let long = Script::new(|_, number| redirect(&format!("/{number}")));
    let error = open(&stranger(&long)).err().unwrap().to_string();
    assert!(error.ends_with("after too many redirects before"), "{error}");
    assert_eq!(long.asked().len(), 21);
    let nowhere = Script::new(|_, _| answer(302, "", ""));
    assert!(open(&stranger(&nowhere)).is_err());
    let odd = Script::new(|_, _| redirect("file:///etc/passwd"));
    assert!(open(&stranger(&odd)).is_err());
}

#[test]
fn a_question_is_not_asked_of_strangers() {
    let stranger_host = Script::new(|_, _| told());
    let address = stranger_host.endpoint.to_string();
    let hub = Script::new(move |_, _| redirect(&format!("{address}/api/x")));
    let error = friend(&hub, &[]).commit(&repo(), &Revision::main()).unwrap_err().to_string();
    assert!(error.contains(&format!("redirects to {}", stranger_host.endpoint)), "{error}");
    assert!(stranger_host.asked().is_empty());
}

#[test]
fn a_renamed_repository_is_found() {
    let hub = Script::new(|asked, _| {
        if asked.line.ends_with("/new/revision/main") {
            return told();
        }
        answer(307, "Location: /api/datasets/org/new/revision/main\r\n", "")
    });
    let found = friend(&hub, &[]).commit(&repo(), &Revision::main()).unwrap();
    assert_eq!(found, super::commit());
    assert_eq!(shown(&hub), [true, true]);
}
