//! Hazard: a browser login that nobody answers, that the network disturbs, or whose Hub lies.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::json;

use crate::support::hub::{Account, Fault, Hub, Person, Reply};
use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::Sandbox;
use crate::support::shown::{Said, run_hidden};

/// A browser login without a terminal.
fn login(home: &Sandbox, hub: &Hub) -> Said {
    let mut command = home.command("setsid");
    command.args(["-w", env!("CARGO_BIN_EXE_hfenv"), "login", "--store", "file"]);
    command.env("HF_ENDPOINT", hub.endpoint()).stdin(Stdio::null());
    run_hidden(&mut command.into(), &[])
}

fn nothing_is_saved(home: &Sandbox) {
    assert!(!home.ours("config/profiles.toml").exists() && !home.ours("data/tokens").exists());
}

fn agrees(polls: usize) -> Person {
    Person::Agrees(Account::oauth("ada"), polls)
}

#[test]
fn a_no_is_a_no_and_a_silence_ends() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(Person::Denies);
    login(&home, &hub).exits(1).names(&["denied in the browser"]);
    hub.oauth().person(Person::Away);
    hub.oauth().set_code_life(2);
    login(&home, &hub).exits(2).names(&["good for 2 seconds", "expired", "log in again"]);
    nothing_is_saved(&home);
}

#[test]
fn a_hub_that_asks_for_slower_questions_gets_them() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(agrees(1));
    hub.oauth().slow_down(1);
    login(&home, &hub).exits(0);
    let tally = hub.oauth().tally();
    assert_eq!((tally.polls, tally.hasty), (2, 0));
}

#[test]
fn trouble_on_the_way_ends_no_login() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(agrees(0));
    for reply in [
        Reply::new(503),
        Reply::new(200).with_body("<html>"),
        Reply::json(200, &json!({})),
        Reply::json(400, &json!({ "message": "a gateway" })),
        Reply::rate_limited(1),
        Reply::new(200).with_header("Content-Length", "500").with_body("{"),
    ] {
        hub.script("/oauth/token", reply);
    }
    hub.script("/api/whoami-v2", Reply::new(503));
    let said = login(&home, &hub).exits(0).names(&["answered 503; still waiting", "asking again"]);
    assert_eq!(said.err.matches("still waiting").count(), 1, "{said:?}");
}

#[test]
fn an_answer_that_was_lost_on_the_way_is_called_so() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(agrees(0));
    hub.fault("/oauth/token", Fault::CutAfter(20), 1);
    login(&home, &hub).exits(2).names(&["lost on the way", "log in again"]);
    nothing_is_saved(&home);
}

#[test]
fn without_a_place_for_the_token_nobody_is_sent_to_a_browser() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    for more in [&["login"][..], &["login", "--store", "keyring"]] {
        let mut command = home.command("setsid");
        command.args(["-w", env!("CARGO_BIN_EXE_hfenv")]).args(more).stdin(Stdio::null());
        command.env("HF_ENDPOINT", hub.endpoint());
        run_hidden(&mut command.into(), &[]).exits(2).names(&["keyring", "--store file"]);
    }
    assert!(hub.requests().is_empty());
}

#[test]
fn an_interrupt_ends_the_wait_as_it_ends_any_program() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    for choice in [true, false] {
        let words = ["login", "--store", "file", "--browser"];
        let mut command = hfenv(&home, &words[..if choice { 3 } else { 4 }]);
        command.env("HF_ENDPOINT", hub.endpoint());
        let mut terminal = Terminal::open(command);
        if choice {
            terminal.hidden_line("1");
        }
        terminal.wait_for("waiting for the answer");
        terminal.keys("\u{3}");
        assert_eq!(terminal.end().signal(), Some(Signal::INT.as_raw()), "{}", terminal.screen());
        assert!(terminal.echoes());
    }
    nothing_is_saved(&home);
}

#[test]
fn a_page_that_is_not_the_hubs_own_is_neither_shown_nor_opened() {
    let hub = Hub::start();
    let port = hub.port();
    let own = format!("{}/oauth/activate", hub.endpoint());
    let device = |page: &str, full: &str, code: &str| {
        Reply::json(
            200,
            &json!({
                "device_code": "d3v1ce-c0de",
                "user_code": code,
                "verification_uri": page,
                "verification_uri_complete": full,
                "expires_in": 1,
            }),
        )
    };
    for page in [
        "https://huggingface.co/oauth/device",
        "https://evil.example/",
        &format!("http://127.0.0.1:{port}@evil.example/"),
        &format!("http://127.0.0.1:{port}.evil.example/"),
        &format!("http://localhost:{port}/oauth/activate"),
        &format!("https://127.0.0.1:{port}/oauth/activate"),
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--version",
        "",
        &format!("{own}?d3v1ce-c0de"),
        &format!("{own}\u{1b}[2J"),
        &format!("{own}\u{202e}"),
        &format!("{own} x"),
    ] {
        let home = Sandbox::new();
        hub.script("/oauth/device", device(page, "", "ABCD-EFGH"));
        let said = login(&home, &hub).exits(2).names(&["does not answer like a Hub"]);
        assert!(!said.err.contains("ABCD") && !said.err.contains("evil"), "{said:?}");
        nothing_is_saved(&home);
    }
    let home = Sandbox::new();
    hub.script("/oauth/device", device(&own, "https://evil.example/?c=1", "ABCD-EFGH"));
    let said =
        login(&home, &hub).exits(2).names(&[&format!("open {own} in"), "type the code ABCD"]);
    assert!(!said.err.contains("evil"), "{said:?}");
    for code in ["AB CD", "AB\u{7}", "", "d3v1ce-c0de"] {
        hub.script("/oauth/device", device(&own, "", code));
        login(&home, &hub).exits(2).names(&["can't be shown"]);
    }
}

#[test]
fn a_hub_without_such_a_login_or_with_nonsense_says_what_else_there_is() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.script("/oauth/device", Reply::new(404));
    login(&home, &hub).exits(2).names(&["answered 404", "paste a token", "--token-stdin"]);
    for (reply, words) in [
        (Reply::new(200).with_body("<html>"), "does not answer like a Hub"),
        (Reply::json(200, &json!({ "user_code": "A" })), "does not answer like a Hub"),
        (Reply::new(500), "answered 500"),
        (Reply::rate_limited(9), "wait 9 s"),
    ] {
        hub.script("/oauth/device", reply);
        login(&home, &hub).exits(2).names(&[words]);
    }
    nothing_is_saved(&home);
}

#[test]
fn what_is_sent_to_get_a_token_goes_to_no_other_hub_and_on_no_screen() {
    let (home, hub, other) = (Sandbox::new(), Hub::start(), Hub::start());
    hub.redirect("/oauth/device", &other.endpoint());
    login(&home, &hub).exits(2).names(&["redirects"]);
    hub.clear_scripts();
    hub.oauth().set_code_life(2);
    hub.redirect("/oauth/token", &other.endpoint());
    login(&home, &hub).exits(2).names(&["redirects"]);
    assert!(other.requests().is_empty() && other.connections() == 0);
    hub.clear_scripts();
    let echo = |request: &crate::support::hub::Request| {
        let words = String::from_utf8_lossy(&request.body).into_owned();
        Reply::json(400, &json!({ "error": "invalid_request", "error_description": words }))
    };
    hub.clear();
    hub.fault("/oauth/token", Fault::live(echo), 1);
    let said = login(&home, &hub).exits(2).names(&["invalid_request", "device_code=…"]);
    let body = String::from_utf8(hub.requests()[1].body.clone()).unwrap();
    let code = body.split('&').find_map(|pair| pair.strip_prefix("device_code=")).unwrap();
    assert!(code.len() == 40 && !said.err.contains(code), "{said:?}");
    nothing_is_saved(&home);
}
