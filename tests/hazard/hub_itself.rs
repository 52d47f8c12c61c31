//! Is the loopback Hub itself to be trusted? Every claim about where a token goes rests on it, so
//! it is asked by a bare socket here and by the real git in `hub_git.rs`, without a line of hfenv.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::Value;

use crate::support::hub::{Account, FineGrained, Hub, Reply, Role, Scope, Visibility};

/// Sends bytes as they are and returns what comes back until the end.
pub(super) fn raw(hub: &Hub, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(("127.0.0.1", hub.port())).unwrap();
    socket.write_all(bytes).unwrap();
    let mut reply = Vec::new();
    socket.read_to_end(&mut reply).unwrap();
    String::from_utf8_lossy(&reply).into_owned()
}

/// A `GET` with a Bearer token, if there is one.
fn get(hub: &Hub, path: &str, token: Option<&str>) -> String {
    let auth = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    raw(hub, format!("GET {path} HTTP/1.1\r\nHost: hub\r\n{auth}\r\n").as_bytes())
}

fn whoami(hub: &Hub, account: Account) -> Value {
    let reply = get(hub, "/api/whoami-v2", Some(&hub.add_token(account)));
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
    serde_json::from_str(reply.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

/// The status and the `X-Error-Code` of a reply.
fn verdict(reply: &str) -> (&str, &str) {
    let code = reply.lines().find_map(|line| line.strip_prefix("X-Error-Code: "));
    (reply.split(' ').nth(1).unwrap(), code.unwrap_or(""))
}

#[test]
fn whoami_tells_each_role_as_the_hub_does() {
    let hub = Hub::start();
    let account = Account::read("ada").named("work laptop").in_org("acme").expiring("2030-01-01");
    let read = whoami(&hub, account);
    assert_eq!((&read["name"], &read["orgs"][0]["name"]), (&"ada".into(), &"acme".into()));
    let token = &read["auth"]["accessToken"];
    assert_eq!((&token["role"], &token["displayName"]), (&"read".into(), &"work laptop".into()));
    assert_eq!(token["expiration"], "2030-01-01");
    let scopes = FineGrained {
        can_read_gated_repos: true,
        global: vec!["discussion.write".to_owned()],
        scoped: vec![Scope::new("org", "acme", &["repo.write"])],
    };
    let fine = whoami(&hub, Account::fine_grained("ada", scopes));
    let fine = &fine["auth"]["accessToken"];
    assert_eq!(fine["role"], "fineGrained");
    assert_eq!(fine["fineGrained"]["canReadGatedRepos"], true);
    assert_eq!(fine["fineGrained"]["scoped"][0]["entity"]["name"], "acme");
    let oauth = whoami(&hub, Account::oauth("ada"));
    assert!(oauth["auth"]["accessToken"].is_null(), "{oauth}");
    assert_eq!(whoami(&hub, Account::write("ada"))["auth"]["accessToken"]["role"], "write");
}

#[test]
fn unknown_and_revoked_tokens_are_refused_in_the_hubs_words() {
    let hub = Hub::start();
    let token = hub.add_token(Account::new("ada", Role::Read));
    hub.revoke(&token);
    for dead in ["never-seen", &token] {
        let reply = get(&hub, "/api/whoami-v2", Some(dead));
        let words = "X-Error-Message: Invalid credentials in Authorization header\r\n";
        assert!(reply.starts_with("HTTP/1.1 401 ") && reply.contains(words), "{reply}");
    }
    assert!(get(&hub, "/api/whoami-v2", None).starts_with("HTTP/1.1 401 "));
}

#[test]
fn repositories_answer_by_visibility_and_token() {
    let hub = Hub::start();
    hub.add_repo("acme/open", Visibility::Public);
    hub.add_repo("datasets/acme/secret", Visibility::private(["bob"]));
    let gate = Visibility::Gated { granted: vec!["bob".into()], pending: vec!["eve".into()] };
    hub.add_repo("acme/gated", gate);
    let bob = hub.add_token(Account::read("bob"));
    let eve = hub.add_token(Account::write("eve"));
    let narrow = hub.add_token(Account::fine_grained("bob", FineGrained::default()));
    let member = hub.add_token(Account::write("ada").in_org("acme"));
    let (bob, eve, narrow, member) = (Some(&*bob), Some(&*eve), Some(&*narrow), Some(&*member));
    for (path, token, expected) in [
        ("models/acme/open", None, ("200", "")),
        ("models/acme/open/revision/main", None, ("200", "")),
        ("models/acme/open/revision/v9", None, ("404", "RevisionNotFound")),
        ("models/acme/open", Some("wrong"), ("401", "")),
        ("models/acme/none", None, ("401", "")),
        ("models/acme/none", bob, ("404", "RepoNotFound")),
        ("datasets/acme/secret", None, ("401", "")),
        ("datasets/acme/secret", eve, ("404", "RepoNotFound")),
        ("datasets/acme/secret", narrow, ("404", "RepoNotFound")),
        ("datasets/acme/secret", bob, ("200", "")),
        ("datasets/acme/secret/auth-check/write", bob, ("403", "")),
        ("datasets/acme/secret/auth-check/write", member, ("200", "")),
        ("models/acme/gated", None, ("200", "")),
        ("models/acme/gated/auth-check", None, ("401", "GatedRepo")),
        ("models/acme/gated/auth-check", eve, ("403", "GatedRepo")),
        ("models/acme/gated/auth-check", narrow, ("403", "GatedRepo")),
        ("models/acme/gated/auth-check", bob, ("200", "")),
    ] {
        let reply = get(&hub, &format!("/api/{path}"), token);
        assert_eq!(verdict(&reply), expected, "{path} {reply}");
    }
    let missing = get(&hub, "/acme/open/resolve/main/nothing.bin", None);
    assert_eq!(verdict(&missing), ("404", "EntryNotFound"));
}

#[test]
fn scripts_lie_in_order_and_redirects_keep_the_query() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    hub.script("/api/", Reply::rate_limited(7));
    hub.script("/api/", Reply::new(500).with_body("no {json"));
    hub.script("/api/", Reply::new(200).with_header("Content-Length", "99").with_body("cut"));
    let who = || get(&hub, "/api/whoami-v2", Some(&token));
    assert!(who().contains("Retry-After: 7\r\n"));
    assert!(who().ends_with("no {json"));
    assert!(who().contains("Content-Length: 99\r\n"));
    assert!(who().starts_with("HTTP/1.1 200 "));
    hub.redirect("/api/models/", "https://elsewhere.example/");
    let reply = get(&hub, "/api/models/a/b?blobs=true", None);
    let target = "Location: https://elsewhere.example/api/models/a/b?blobs=true\r\n";
    assert!(reply.contains(target), "{reply}");
    hub.clear_scripts();
    assert!(get(&hub, "/api/models/a/b", None).starts_with("HTTP/1.1 401 "));
}

#[test]
fn everything_sent_is_recorded() {
    let hub = Hub::start();
    assert!(!hub.saw_authorization());
    let body = "POST /a?b=c HTTP/1.1\r\nX-Odd: 1\r\nX-ODD: 2\r\nExpect: 100-continue\r\n\
        Transfer-Encoding: chunked\r\nAuthorization: Basic dTpzZXNhbWU=\r\n\r\n\
        3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
    assert!(raw(&hub, body.as_bytes()).starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 "));
    let seen = &hub.requests()[0];
    assert_eq!((&*seen.method, &*seen.path, &*seen.query), ("POST", "/a", "b=c"));
    assert_eq!((seen.body_len, &*seen.body), (5, &b"abcde"[..]));
    assert_eq!(seen.headers.iter().filter(|(name, _)| name == "x-odd").count(), 2);
    assert_eq!(seen.token().as_deref(), Some("sesame"));
    assert!(hub.saw_authorization() && hub.saw_secret("sesame") && !hub.saw_secret("other"));
    hub.clear();
    assert_eq!((hub.requests().len(), hub.connections()), (0, 0));
}

#[test]
fn dropping_it_ends_a_stalled_reply_and_leaves_nothing() {
    let hub = Hub::start();
    hub.script("/", Reply::new(200).after(Duration::from_secs(600)));
    hub.add_git_repo("acme/model");
    let (port, folder) = (hub.port(), hub.git_dir("acme/model"));
    let mut stalled = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stalled.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let _silent = TcpStream::connect(("127.0.0.1", port)).unwrap();
    while hub.requests().is_empty() {
        std::thread::yield_now();
    }
    let start = Instant::now();
    drop(hub);
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    assert!(!folder.exists());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn rustls_accepts_its_certificate() {
    let hub = Hub::start_tls();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(hub.ca_file()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", hub.port())).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, socket);
    stream.write_all(b"GET /api/whoami-v2 HTTP/1.1\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("the Hub says goodbye properly");
    assert!(reply.starts_with("HTTP/1.1 401 "), "{reply}");
}

#[test]
fn many_hubs_live_side_by_side() {
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let hub = Hub::start();
                let token = hub.add_token(Account::read("ada"));
                for _ in 0..20 {
                    assert!(get(&hub, "/api/whoami-v2", Some(&token)).contains("\"ada\""));
                }
                assert_eq!(hub.requests().len(), 20);
            });
        }
    });
}
