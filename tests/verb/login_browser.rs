//! `hfenv login` with a browser: what is shown, asked, waited for and saved.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::hub::{Account, Hub, Person, Reply, Request};
use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::{Sandbox, search_path};
use crate::support::shown::{Said, assert_hidden, run, run_hidden};

const LOGIN: [&str; 3] = ["login", "--store", "file"];

/// A login with no terminal at all: a session of its own has no `/dev/tty`.
fn detached(home: &Sandbox, hub: &Hub, more: &[&str]) -> assert_cmd::Command {
    let mut command = home.command("setsid");
    command.args(["-w", env!("CARGO_BIN_EXE_hfenv")]).args(LOGIN).args(more);
    command.env("HF_ENDPOINT", hub.endpoint()).stdin(Stdio::null());
    command.into()
}

/// A login at a terminal.
fn at_terminal(home: &Sandbox, hub: &Hub, more: &[&str]) -> Command {
    let mut command = hfenv(home, &[&LOGIN, more].concat());
    command.env("HF_ENDPOINT", hub.endpoint());
    command
}

/// A field of the last form that went to this path.
fn sent(hub: &Hub, path: &str, field: &str) -> String {
    let requests = hub.requests();
    let request = requests.iter().rev().find(|request| request.path == path).unwrap();
    let form =
        Request { query: String::from_utf8(request.body.clone()).unwrap(), ..request.clone() };
    form.parameter(field).unwrap()
}

/// The code that stands on a screen.
fn code_in(screen: &str) -> String {
    let mut words = screen.split(|c: char| !c.is_ascii_uppercase() && c != '-');
    let is_code = |word: &&str| word.len() == 9 && word.as_bytes()[4] == b'-';
    words.find(is_code).unwrap_or_else(|| panic!("no code in {screen}")).to_owned()
}

/// The token that hfenv has now. No word of the login may have shown it.
fn saved(home: &Sandbox, said: &str) -> String {
    let token = run(&mut home.hfenv(["token"]), &[]).exits(0).out.trim_end().to_owned();
    assert!(token.starts_with("hf_oauth_"));
    assert_hidden(said, &[&token]);
    token
}

#[test]
fn without_a_terminal_page_and_code_are_shown_and_the_answer_is_awaited() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(Person::Agrees(Account::oauth("ada"), 1));
    let said: Said = run_hidden(&mut detached(&home, &hub, &[]), &[]).exits(0).prints("");
    let code = code_in(&said.err);
    let page = format!("open {}/oauth/activate?user_code={code} in a browser", hub.endpoint());
    let said = said.names(&[&page, "good for 15 minutes", "waiting", "profile ada (ada)"]);
    saved(&home, &said.err);
    let secrets = [sent(&hub, "/oauth/token", "device_code")];
    assert_hidden(&said.err, &[&secrets[0], &hub.oauth().live_refresh_tokens()[0]]);
    let asked: Vec<String> = hub.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(asked, ["/oauth/device", "/oauth/token", "/oauth/token", "/api/whoami-v2"]);
    for request in &hub.requests()[..3] {
        assert_eq!(request.header("authorization"), None);
    }
    assert_eq!(sent(&hub, "/oauth/device", "client_id"), "26be6b09-91c5-47da-9861-d2d2bb7a7e36");
    let tally = hub.oauth().tally();
    assert_eq!((tally.begun, tally.polls, tally.hasty), (1, 2, 0));
}

#[test]
fn at_a_terminal_there_is_a_choice_and_enter_takes_the_browser() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    for keys in ["\n", "1\n"] {
        let mut terminal = Terminal::open(at_terminal(&home, &hub, &[]));
        terminal.wait_for("2  paste a token");
        terminal.wait_hidden();
        terminal.keys(keys);
        terminal.wait_for("waiting for the answer");
        hub.oauth().agree(&code_in(&terminal.screen()), Account::oauth("ada"));
        assert_eq!(terminal.end().code(), Some(0), "{}", terminal.screen());
        saved(&home, &terminal.screen());
    }
    assert_eq!(hub.oauth().tally().begun, 2);
}

#[test]
fn a_token_pasted_at_the_choice_is_taken_and_not_shown() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let mut terminal = Terminal::open(at_terminal(&home, &hub, &[]));
    terminal.hidden_line(&token);
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.screen());
    assert_hidden(&terminal.screen(), &[&token]);
    run(&mut home.hfenv(["token"]), &[]).prints(&format!("{token}\n"));
    for answer in ["3", "b", "yes", "two words"] {
        let mut terminal = Terminal::open(at_terminal(&home, &hub, &["-p", "other"]));
        terminal.hidden_line(answer);
        assert_eq!(terminal.end().code(), Some(2), "{}", terminal.screen());
        assert!(!terminal.screen().contains("two words"), "{}", terminal.screen());
    }
    assert_eq!(hub.oauth().tally().begun, 0);
}

/// A browser that keeps its address and goes there.
fn browser(home: &Sandbox, name: &str) -> PathBuf {
    let script = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$HOME/opened\"\n\
        exec curl -s -o \"$HOME/page\" \"$1\"\n";
    let path = home.write(name, script);
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&path, mode).unwrap();
    path
}

fn opened(home: &Sandbox) -> String {
    std::fs::read_to_string(home.path("opened")).unwrap_or_default()
}

#[test]
fn the_persons_browser_is_opened_with_the_code_in_the_address() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(Person::Opens(Account::oauth("ada")));
    let program = browser(&home, "my browser");
    let path = format!("{}:{}", home.path("bin").display(), search_path());
    browser(&home, "bin/xdg-open");
    let line = format!("'{}' %s", program.display());
    for (name, value) in [("BROWSER", line.as_str()), ("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "w")] {
        let mut command = at_terminal(&home, &hub, &["--browser"]);
        let mut terminal = Terminal::open({
            command.env("PATH", &path).env(name, value);
            command
        });
        assert_eq!(terminal.end().code(), Some(0), "{name}: {}", terminal.screen());
        let screen = terminal.screen();
        assert!(screen.contains("opening it with"), "{screen}");
        let page = format!("{}/oauth/activate?user_code={}\n", hub.endpoint(), code_in(&screen));
        assert_eq!(opened(&home), page);
        std::fs::remove_file(home.path("opened")).unwrap();
    }
}

#[test]
fn no_browser_is_opened_where_nobody_sits_or_wants_one() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(Person::Agrees(Account::oauth("ada"), 0));
    let path = format!("{}:{}", home.path("bin").display(), search_path());
    browser(&home, "bin/xdg-open");
    let line = home.path("bin/xdg-open");
    let mut command = at_terminal(&home, &hub, &["--browser", "--no-browser"]);
    command.env("BROWSER", &line).env("DISPLAY", ":0").env("PATH", &path);
    assert_eq!(Terminal::open(command).end().code(), Some(0));
    let mut command = at_terminal(&home, &hub, &["--browser"]);
    command.env("DISPLAY", ":0").env("SSH_CONNECTION", "a b").env("PATH", &path);
    assert_eq!(Terminal::open(command).end().code(), Some(0));
    let mut command = detached(&home, &hub, &[]);
    run(command.env("BROWSER", &line).env("DISPLAY", ":0").env("PATH", &path), &[]).exits(0);
    assert_eq!(opened(&home), "");
}

#[test]
fn a_quiet_login_shows_the_code_all_the_same_and_asks_nothing() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(Person::Agrees(Account::oauth("ada"), 0));
    let said = run_hidden(&mut detached(&home, &hub, &["-q", "--browser", "--no-input"]), &[]);
    code_in(&said.exits(0).names(&["/oauth/activate"]).err);
}

#[test]
fn the_options_that_exclude_each_other_say_so() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let mut command = detached(&home, &hub, &["--browser", "--token-stdin"]);
    run_hidden(command.write_stdin(token.as_str()), &[&token]).exits(2).names(&["--browser"]);
    run(&mut detached(&home, &hub, &["--browser", "--open"]), &[]).exits(2).names(&["--open"]);
    for more in [&["--no-input"][..], &["--open"]] {
        run(&mut detached(&home, &hub, more), &[]).exits(2).names(&["--token-stdin"]);
    }
    assert!(hub.requests().is_empty());
}

#[test]
fn another_client_and_another_name_are_used_where_they_are_named() {
    let (home, hub) = (Sandbox::new(), Hub::start_tls());
    hub.oauth().person(Person::Agrees(Account::oauth("ada"), 0));
    hub.oauth().add_client("my-client");
    let mut command = detached(&home, &hub, &["-p", "work"]);
    command.env("HF_DEVICE_CODE_OAUTH_CLIENT_ID", "my-client");
    command.env("SSL_CERT_FILE", hub.ca_file());
    run_hidden(&mut command, &[]).exits(0).names(&["saved profile work (ada)"]);
    assert_eq!(sent(&hub, "/oauth/token", "client_id"), "my-client");
    let mut stranger = detached(&home, &hub, &[]);
    stranger.env("HF_DEVICE_CODE_OAUTH_CLIENT_ID", "nobody").env("SSL_CERT_FILE", hub.ca_file());
    run_hidden(&mut stranger, &[]).exits(2).names(&["invalid_client"]);
}

#[test]
fn what_was_agreed_to_is_saved_whatever_whoami_says() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.oauth().person(Person::Agrees(Account::oauth("ada"), 1));
    hub.script_always("/api/whoami-v2", Reply::new(200).with_body("[]"));
    let said: Said = run_hidden(&mut detached(&home, &hub, &["-p", "me"]), &[]).exits(0);
    let said = said.names(&["saved unchecked", "profile me (not verified)"]);
    saved(&home, &said.err);
}
