//! The client against a server that answers as it is told.

mod hops;
mod list;
mod open;
mod script;

use std::time::Duration;

use super::*;
use crate::hub::error::HubError;
use crate::repo::Kind;
use crate::resolve::source::{Bound, Source};
use script::Script;

const ID: &str = "0123456789012345678901234567890123456789";

fn limits() -> Limits {
    Limits { ask: Duration::from_secs(5), stall: Duration::from_secs(5), connections: 4 }
}

fn repo() -> Repo {
    Repo::new(Kind::Dataset, "org/name").unwrap()
}

fn commit() -> Commit {
    Commit::parse(ID).unwrap()
}

fn secret() -> String {
    format!("hf_{}", "aB3".repeat(12))
}

/// A client without a token.
fn stranger(script: &Script) -> Client {
    Client::new(script.endpoint.clone(), None, limits())
}

/// A client with a token that belongs to this server, and to `others`.
fn friend(script: &Script, others: &[&Script]) -> Client {
    let token = Token::clean(&secret()).unwrap().unwrap();
    let mut http = vec![script.endpoint.clone()];
    http.extend(others.iter().map(|other| other.endpoint.clone()));
    let bound = Bound { http, git: Vec::new() };
    let grant = Grant::unclaimed(token, Source::Stdin, script.endpoint.clone(), bound);
    Client::new(script.endpoint.clone(), Some(grant), limits())
}

/// Whether each request had the token with it.
fn shown(script: &Script) -> Vec<bool> {
    let header = format!("authorization: bearer {}", secret().to_ascii_lowercase());
    script.asked().iter().map(|asked| asked.head.contains(&header)).collect()
}

fn told() -> String {
    script::answer(200, "", &format!("{{\"sha\":\"{ID}\",\"siblings\":[{{}}]}}"))
}

#[test]
fn a_host_is_the_hub_by_its_origin_only() {
    let script = Script::new(|_, _| String::new());
    let client = friend(&script, &[]);
    let origin = |text: &str| Endpoint::parse(text).unwrap().origin().clone();
    assert!(client.is_home(script.endpoint.origin()));
    assert!(client.is_home(&origin("https://huggingface.co")));
    // Sent on by a mirror, but the token is the mirror's.
    assert!(client.token(&origin("https://huggingface.co")).is_none());
    for other in ["http://127.0.0.1:1", "http://huggingface.co", "https://cdn.hf.co"] {
        assert!(!client.is_home(&origin(other)), "{other}");
        assert!(client.token(&origin(other)).is_none(), "{other}");
    }
}

#[test]
fn a_stop_breaks_off_whoever_waits() {
    let script = Script::new(|_, _| String::new());
    let client = stranger(&script);
    let begun = std::time::Instant::now();
    std::thread::scope(|scope| {
        let asker = scope.spawn(|| client.commit(&repo(), &Revision::main()));
        while script.asked().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        client.stop();
        assert!(asker.join().unwrap().is_err());
    });
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert!(matches!(client.commit(&repo(), &Revision::main()), Err(HubError::Stopped)));
}

#[test]
fn a_secret_connection_is_not_left() {
    let script = Script::new(|_, _| String::new());
    let client = stranger(&script);
    let url = |text: &str| Url::at(&Endpoint::parse(text).unwrap(), "/x");
    let ask = hops_ask();
    let refused = |from: &str, to: &str| client.refusal(&url(from), &url(to), ask).is_some();
    assert!(refused("https://a.example", "http://a.example"));
    assert!(refused("https://a.example", "http://127.0.0.1"));
    assert!(!refused("https://127.0.0.1", "http://127.0.0.1"));
    assert!(!refused("https://a.example", "https://b.example"));
    assert!(!refused("http://a.example", "http://b.example"));
}

fn hops_ask() -> super::hops::Ask<'static> {
    super::hops::Ask { form: None, range: None, bytes: true, waits: false }
}
