//! Redirects: in a loop, without an end, to strangers, to plain HTTP, to what is no address. The
//! token goes to the Hub's own origin and nowhere else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::stage::{MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, Hub, Reply};

const PLACES: [&str; 4] =
    ["/revision/main", "/tree/", "/acme/model/resolve/", "/api/resolve-cache/"];

#[test]
fn a_loop_is_an_error_after_a_few_steps() {
    for place in PLACES {
        let (stage, _) = Stage::with_model();
        stage.hub.fault(place, Fault::elsewhere(""), usize::MAX);
        let said = stage.fetch(&[MODEL]).exits(2);
        assert!(stage.asked("") < 60, "{place}: {} requests: {said:?}", stage.asked(""));
    }
}

#[test]
fn a_chain_without_an_end_is_an_error_too() {
    for place in PLACES {
        let (stage, _) = Stage::with_model();
        let step = AtomicUsize::new(0);
        let next = move |request: &crate::support::hub::Request| {
            let step = step.fetch_add(1, Ordering::Relaxed);
            Reply::redirect(&format!("{}?step={step}", request.path))
        };
        stage.hub.fault(place, Fault::live(next), usize::MAX);
        let said = stage.fetch(&[MODEL]).exits(2);
        assert!(stage.asked("") < 80, "{place}: {} requests: {said:?}", stage.asked(""));
    }
}

#[test]
fn no_stranger_gets_the_token() {
    for place in PLACES {
        // The same machine by another name, and another port, are other origins.
        for host in ["127.0.0.1", "localhost"] {
            let (stage, files) = Stage::with_model();
            let stranger = Hub::start();
            stranger.add_files(MODEL, &files);
            let origin = format!("http://{host}:{}", stranger.port());
            stage.hub.fault(place, Fault::elsewhere(&origin), usize::MAX);
            let said = stage.fetch(&[MODEL]);
            assert!(!stranger.saw_authorization(), "{place}: {host}");
            assert!(!stranger.saw_secret(&stage.token), "{place}: {host}");
            if said.code == Some(0) {
                assert_whole(&said, &files);
            } else {
                said.exits(2);
            }
        }
    }
}

#[test]
fn its_own_other_name_is_a_stranger() {
    let (stage, files) = Stage::with_model();
    let origin = format!("http://localhost:{}", stage.hub.port());
    stage.hub.fault("/acme/model/resolve/", Fault::elsewhere(&origin), 1);
    let said = stage.fetch(&[MODEL, "config.json"]);
    let host = |seen: &&crate::support::hub::Request| {
        seen.header("host").is_some_and(|host| host.starts_with("localhost"))
    };
    let requests = stage.hub.requests();
    assert!(requests.iter().filter(host).all(|seen| seen.header("authorization").is_none()));
    assert!(matches!(said.code, Some(0 | 2)), "{said:?}");
    if said.code == Some(0) {
        assert_whole(&stage.fetch(&[MODEL]), &files);
    }
}

#[test]
fn the_storage_host_may_send_on_but_not_back_for_a_token() {
    let (stage, files) = Stage::with_model();
    let other = Hub::start();
    other.add_files(MODEL, &files);
    stage.hub.cdn().fault("model.safetensors", Fault::elsewhere(&other.endpoint()), 1);
    let said = stage.fetch(&[MODEL]);
    assert!(!other.saw_authorization() && matches!(said.code, Some(0 | 2)), "{said:?}");
}

#[test]
fn addresses_that_are_none_are_errors() {
    let odd = [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://127.0.0.1/x",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http:///x",
        "//",
        "http://user:pass@127.0.0.1:9/",
        "http://127.0.0.1:9/\u{7f}",
    ];
    for address in odd {
        let (stage, _) = Stage::with_model();
        stage.hub.fault("/revision/main", Fault::redirect(address), usize::MAX);
        let begin = Instant::now();
        let said = stage.fetch(&[MODEL]);
        assert_eq!(said.code, Some(2), "{address:?}: {said:?}");
        assert!(begin.elapsed() < Duration::from_secs(40), "{address:?}");
    }
}

#[test]
fn https_never_becomes_http() {
    let stage = Stage::at(Hub::start_tls());
    let files = super::stage::model();
    stage.hub.add_files(MODEL, &files);
    let with_roots = || {
        let mut command = stage.command(&[MODEL]);
        command.env("SSL_CERT_FILE", stage.hub.ca_file());
        command
    };
    // An address that nobody answers: to ask it at all would take the time of a connection.
    let plain = Fault::elsewhere("http://192.0.2.1");
    for place in PLACES {
        stage.hub.fault(place, plain.clone(), usize::MAX);
        let begin = Instant::now();
        let said = stage.run(with_roots()).exits(2);
        assert!(begin.elapsed() < Duration::from_secs(3), "{place}: {said:?}");
        stage.hub.clear_faults();
    }
    assert_whole(&stage.run(with_roots()), &files);
}
