//! Commits and lists.

use std::time::Instant;

use super::script::{Script, answer, torn};
use super::*;
use crate::repo::Entry;

fn entry(path: &str) -> String {
    format!(r#"{{"type":"file","path":"{path}","size":3,"oid":"{ID}"}}"#)
}

fn names(client: &Client) -> Result<Vec<String>, HubError> {
    let mut names = Vec::new();
    client.tree(&repo(), &commit(), &mut |entry: Entry| {
        names.push(entry.path.as_str().to_owned());
        Ok(())
    })?;
    Ok(names)
}

#[test]
fn a_commit_is_asked_for_once_with_the_token_and_without_compression() {
    let script = Script::new(|_, _| told());
    let revision = Revision::parse("refs/pr/1").unwrap();
    assert_eq!(friend(&script, &[]).commit(&repo(), &revision).unwrap(), commit());
    let asked = script.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, "GET /api/datasets/org/name/revision/refs%2Fpr%2F1");
    assert!(asked[0].head.contains("accept-encoding: identity\r\n"), "{}", asked[0].head);
    let agent = format!("user-agent: hfenv/{}\r\n", env!("CARGO_PKG_VERSION"));
    assert!(asked[0].head.contains(&agent), "{}", asked[0].head);
    assert_eq!(shown(&script), [true]);
}

#[test]
fn what_passes_is_tried_again() {
    let script = Script::new(|_, number| match number {
        0 => answer(503, "", "{\"error\":\"busy\"}"),
        1 => torn(),
        _ => told(),
    });
    let begun = Instant::now();
    assert_eq!(stranger(&script).commit(&repo(), &Revision::main()).unwrap(), commit());
    assert_eq!(script.asked().len(), 3);
    assert!(begun.elapsed() >= Duration::from_millis(1500));
}

#[test]
fn what_does_not_pass_is_asked_once() {
    for (answers, words) in [
        (
            answer(404, "X-Error-Code: RevisionNotFound\r\n", ""),
            "datasets/org/name has no revision",
        ),
        (answer(404, "X-Error-Code: RepoNotFound\r\n", ""), "it is private and this token may not"),
        (answer(401, "", ""), "does not accept the token"),
        (
            answer(403, "X-Error-Code: GatedRepo\r\n", ""),
            "datasets/org/name is gated: this account",
        ),
        (answer(200, "", "<html>"), "not the JSON expected"),
        (answer(200, "", "{\"sha\":\"main\"}"), "names no commit"),
        (answer(200, "", "{}"), "names no commit"),
        (answer(429, "Retry-After: 4000\r\n", ""), "it asks to wait 4000 s"),
        (answer(501, "", ""), "answered 501"),
    ] {
        let script = Script::new(move |_, _| answers.clone());
        let error = friend(&script, &[]).commit(&repo(), &Revision::main()).unwrap_err();
        assert!(error.to_string().contains(words), "{words}: {error}");
        assert_eq!(script.asked().len(), 1, "{words}");
    }
}

#[test]
fn without_a_token_the_missing_is_told_so() {
    let script = Script::new(|_, _| answer(401, "X-Error-Code: RepoNotFound\r\n", ""));
    let error = stranger(&script).commit(&repo(), &Revision::main()).unwrap_err().to_string();
    assert!(error.contains("it is private and no token was sent"), "{error}");
}

#[test]
fn a_limited_rate_is_waited_for_by_everybody() {
    let script = Script::new(|_, number| match number {
        0 => answer(429, "RateLimit: \"api\";r=0;t=2\r\nRetry-After: 1\r\n", ""),
        _ => told(),
    });
    let client = stranger(&script);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| client.commit(&repo(), &Revision::main()).unwrap());
        while client.pause().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let path = FilePath::parse("a").unwrap();
        let (repo, commit) = (repo(), commit());
        let file = Remote { repo: &repo, commit: &commit, path: &path, size: 3 };
        let error = client.open(file, 0..3).map(|_| ()).unwrap_err();
        assert!(matches!(error, HubError::RateLimited { after: Some(1..=2), .. }), "{error:?}");
    });
    assert_eq!(script.asked().len(), 2, "{:?}", script.lines());
    assert!(begun.elapsed() >= Duration::from_secs(2) && client.pause().is_none());
}

#[test]
fn a_list_is_read_page_by_page() {
    let script = Script::new(|asked, number| match number {
        0 => {
            let next = "</api/next?cursor=a%3D>; rel=\"next\"";
            answer(200, &format!("Link: {next}\r\n"), &format!("[{}]", entry("a")))
        }
        _ => answer(200, "", &format!("[{},{}]", entry("b/c"), entry(&asked.line[5..8]))),
    });
    assert_eq!(names(&friend(&script, &[])).unwrap(), ["a", "b/c", "api"]);
    let first = format!("GET /api/datasets/org/name/tree/{ID}?recursive=true&expand=false");
    assert_eq!(script.lines(), [first, "GET /api/next?cursor=a%3D".to_owned()]);
    assert_eq!(shown(&script), [true, true]);
    assert_eq!(script.asked()[1].connection, 0, "the connection is used again");
}

#[test]
fn the_public_hubs_next_page_is_asked_of_the_mirror() {
    let script = Script::new(|_, number| match number {
        0 => {
            let next = "<https://huggingface.co/api/next?x=1>; rel=\"next\"";
            answer(200, &format!("Link: {next}\r\n"), "[]")
        }
        _ => answer(200, "", "[]"),
    });
    assert!(names(&stranger(&script)).unwrap().is_empty());
    assert_eq!(script.lines()[1], "GET /api/next?x=1");
}

#[test]
fn pages_in_a_circle_and_of_strangers_are_refused() {
    let circle = Script::new(|_, number| {
        let next = format!("<?page={}>; rel=\"next\"", number % 3);
        answer(200, &format!("Link: {next}\r\n"), "[]")
    });
    let error = names(&stranger(&circle)).unwrap_err().to_string();
    assert!(error.contains("datasets/org/name wrongly: its pages go in a circle"), "{error}");
    assert!(circle.asked().len() <= 5);
    let foreign =
        Script::new(|_, _| answer(200, "Link: <https://evil.example/x>; rel=\"next\"\r\n", "[]"));
    let error = names(&stranger(&foreign)).unwrap_err().to_string();
    assert!(error.contains("redirects to https://evil.example, for the next page"), "{error}");
    let twice = Script::new(|_, number| match number {
        0 => answer(200, "Link: <?p>; rel=\"next\"\r\n", &format!("[{}]", entry("a"))),
        _ => answer(200, "", &format!("[{}]", entry("a"))),
    });
    let error = names(&stranger(&twice)).unwrap_err().to_string();
    assert!(error.ends_with("a is there twice"), "{error}");
}

#[test]
fn an_endless_list_ends() {
    let script = Script::new(|_, number| {
        answer(200, &format!("Link: <?page={number}>; rel=\"next\"\r\n"), "[]")
    });
    let error = names(&stranger(&script)).unwrap_err().to_string();
    assert!(error.ends_with("it has more than 5000 pages"), "{error}");
}

#[test]
fn named_files_are_asked_for_by_name() {
    let script = Script::new(|_, _| answer(200, "", &format!("[{}]", entry("a b"))));
    let paths = ["a b", "c/d"].map(|path| FilePath::parse(path).unwrap());
    let found = friend(&script, &[]).files(&repo(), &commit(), &paths).unwrap();
    assert_eq!((found.len(), &found[0].path), (1, &paths[0]));
    let asked = &script.asked()[0];
    assert_eq!(asked.line, format!("POST /api/datasets/org/name/paths-info/{ID}"));
    assert_eq!(asked.body, "paths=a%20b&paths=c%2Fd&expand=false");
    assert_eq!(shown(&script), [true]);
    let error = stranger(&script).files(&repo(), &commit(), &paths[1..]).unwrap_err().to_string();
    assert!(error.ends_with("nobody asked for a b"), "{error}");
}

#[test]
fn nobody_there_is_told_soon() {
    let endpoint = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        Endpoint::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap()
    };
    let begun = Instant::now();
    let error =
        Client::new(endpoint, None, limits()).commit(&repo(), &Revision::main()).unwrap_err();
    assert!(matches!(error, HubError::Unreachable { lasting: false, .. }), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(4));
}
