//! `hfenv login`: what is asked, sent, saved and said.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::hub::{Account, Hub, Reply};
use crate::support::pty::{Terminal, hfenv};
use crate::support::python::ask;
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, assert_hidden, run, run_hidden};

/// A login over standard input at this Hub.
fn login(home: &Sandbox, hub: &str, store: &str, token: &str, more: &[&str]) -> Said {
    let words = ["login", "--token-stdin", "--store", store, "--endpoint", hub];
    let mut command = home.hfenv(words.iter().chain(more));
    // Python's active token goes where HF_ENDPOINT says, so only such a login becomes active.
    run_hidden(command.env("HF_ENDPOINT", hub).write_stdin(token), &[token.trim()])
}

#[test]
fn a_login_at_the_prompt_says_where_from_who_and_what_next() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::write("ada"));
    let mut command = hfenv(&home, &["login", "--store", "file"]);
    command.env("HF_ENDPOINT", hub.endpoint()).env("HF_TOKEN", fresh_token());
    let mut terminal = Terminal::open(command);
    terminal.hidden_line("2");
    terminal.wait_for(&format!("{}/settings/tokens", hub.endpoint()));
    terminal.wait_for("type Read is enough");
    terminal.wait_for("Paste the token");
    terminal.hidden_line(&token);
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.screen());
    let screen = terminal.screen();
    assert_hidden(&screen, &[&token]);
    for words in [
        "saved profile ada (ada, write)",
        "store file",
        "this token can write to everything you own",
        "HF_TOKEN is set in this environment and wins over the login",
        "hfenv setup git",
    ] {
        assert!(screen.contains(words), "no {words:?} in {screen}");
    }
    run(&mut home.hfenv(["token"]), &[&token]).exits(0).prints(&format!("{token}\n"));
    let asked: Vec<String> = hub.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(asked, ["/api/whoami-v2"]);
}

#[test]
fn every_legacy_name_that_shadows_a_login_is_named() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_API_TOKEN", "HFENV_PROFILE"] {
        let words = ["login", "--token-stdin", "--store", "file", "--endpoint", &hub.endpoint()];
        let mut command = home.hfenv(words);
        let command = command.env(name, "ada").write_stdin(token.as_str());
        run_hidden(command, &[&token]).exits(0).names(&[name, "wins over the login", "unset"]);
    }
}

#[test]
fn an_organisation_token_is_refused_before_anything_is_sent() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = fresh_token().replace("hf_", "api_org_");
    let said = login(&home, &hub.endpoint(), "file", &token, &[]);
    said.exits(2).names(&["organisation token", "personal token"]);
    assert!(hub.requests().is_empty() && !home.ours("config/profiles.toml").exists());
}

#[test]
fn a_hub_that_says_no_or_nonsense_saves_nothing() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    let echo = Reply::json(500, &json!({ "error": format!("no {token} here") }));
    let slow = Reply::new(200).with_header("Content-Length", "500").with_body("{");
    let odd = Reply::json(200, &json!({ "name": "a/../b\u{1b}[31m", "auth": {} }));
    let answers = [
        (Reply::refusal(401, None, "Invalid credentials"), 1, "does not accept the token"),
        (Reply::refusal(403, None, "Not here"), 2, "answered 403: Not here"),
        (Reply::rate_limited(60), 2, "wait 60 s"),
        (Reply::new(500), 2, "answered 500"),
        (echo, 2, "answered 500: no "),
        (Reply::new(200).with_body("<html>"), 2, "does not answer like a Hub"),
        (Reply::json(200, &json!({ "nome": "x" })), 2, "does not answer like a Hub"),
        (Reply::new(200).with_body(vec![b'x'; 3 << 20]), 2, "can't be reached"),
        (slow, 2, "gave no whole answer"),
        (odd, 2, "control characters"),
    ];
    for (reply, code, words) in answers {
        let home = Sandbox::new();
        hub.script("/api/whoami-v2", reply);
        login(&home, &hub.endpoint(), "file", &token, &[]).exits(code).names(&[words]);
        assert!(!home.ours("config/profiles.toml").exists(), "{words}");
        assert!(!home.ours("data/tokens").exists(), "{words}");
    }
}

#[test]
fn a_redirect_takes_no_token_to_another_hub() {
    let (home, hub, other) = (Sandbox::new(), Hub::start(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    hub.redirect("/api", &other.endpoint());
    login(&home, &hub.endpoint(), "file", &token, &[]).exits(2).names(&["redirects"]);
    assert!(other.requests().is_empty() && other.connections() == 0);
}

#[test]
fn a_hub_that_is_not_there_is_an_error_with_its_address() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let gone = {
        let hub = Hub::start();
        hub.endpoint()
    };
    login(&home, &gone, "file", &token, &[]).exits(2).names(&[&gone, "can't be reached"]);
    let plain = login(&home, "http://hub.example", "file", &token, &[]);
    plain.exits(2).names(&["not sent over plain http"]);
    let own = Hub::start_tls();
    login(&home, &own.endpoint(), "file", &token, &[]).exits(2).names(&["can't be reached"]);
    assert!(!own.saw_authorization());
}

#[test]
fn a_slow_hub_is_waited_for() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let who = json!({ "name": "ada", "auth": { "type": "access_token" } });
    hub.script("/api/whoami-v2", Reply::json(200, &who).after(Duration::from_millis(800)));
    login(&home, &hub.endpoint(), "file", &token, &[]).exits(0).names(&["saved profile ada"]);
}

#[test]
fn pasted_rubbish_is_cleaned_or_refused_without_being_shown() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    login(&home, &hub.endpoint(), "file", &format!(" {token}\r\n\n"), &[]).exits(0);
    for rubbish in ["", " \n", "s3cr3t\u{7}", "s3cr3t t0ken", "s3cr3t\u{200b}"] {
        let said = login(&home, &hub.endpoint(), "file", rubbish, &["-p", "other"]).exits(2);
        assert!(!said.err.contains("s3cr3t") && !said.err.contains("t0ken"), "{said:?}");
    }
    login(&home, &hub.endpoint(), "file", &"x".repeat(1 << 20), &["-p", "other"]).exits(2);
    run_hidden(&mut home.hfenv(["login", "--token", &token]), &[&token]).exits(2);
    run_hidden(&mut home.hfenv(["login", &token]), &[&token]).exits(2);
    run(&mut home.hfenv(["list", "--names"]), &[&token]).exits(0).prints("ada\n");
}

#[test]
fn names_that_can_not_be_a_profile_are_refused_before_the_token_is_asked_for() {
    let home = Sandbox::new();
    for name in ["", "../up", "a/b", "a b", ".hidden", "-x", "n\u{e4}me", "a\nb", "con:"] {
        let words = ["login", "--no-verify", "--store", "file", &format!("--profile={name}")];
        let said = run(&mut home.hfenv(words), &[]).exits(2);
        assert!(!said.err.contains("token can't be read"), "{name:?}: {said:?}");
    }
    let words = ["login", "--no-verify", "--store", "nowhere"];
    run(&mut home.hfenv(words), &[]).exits(2).names(&["keyring, kernel, file or hf"]);
    assert!(!home.home().join("up").exists());
}

const PYTHON: &str = "import json,sys\nfrom huggingface_hub import get_token\n\
    from huggingface_hub.utils._auth import get_stored_tokens\n\
    json.load(sys.stdin)\nprint(json.dumps([get_token(), get_stored_tokens()]))";

#[test]
fn python_and_hf_see_a_login_in_their_own_store() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let hf = home.path(".cache/huggingface");
    let names = ["laptop", "a]b", "caf\u{e9} \u{1f917}", "[x] = y", "#hash", "DEFAULT", " edge "];
    let mut saved = serde_json::Map::new();
    let mut last = String::new();
    for (number, name) in names.into_iter().enumerate() {
        let user = format!("user{number}");
        let token = hub.add_token(Account::read(&user).named(name));
        login(&home, &hub.endpoint(), "hf", &token, &[]).exits(0).names(&["store hf"]);
        run(&mut home.hfenv(["-p", &user, "token"]), &[&token]).prints(&format!("{token}\n"));
        // Names that the file can't hold, or that readers strip, are left for the profile's.
        let section = if ["DEFAULT", " edge "].contains(&name) { user } else { name.to_owned() };
        saved.insert(section, json!(token));
        last = token;
    }
    let Some(python) = ask(PYTHON, &Value::Null, &hf) else { return };
    assert_eq!(python, json!([last, saved]));
    let tools = hfenv::vars::Env::from_process().absolute("HFENV_TEST_TOOLS");
    if let Some(program) = tools.map(|tools| tools.join("bin/hf")).filter(|hf| hf.exists()) {
        let mut command = home.command(program);
        command.args(["auth", "list"]).env("HF_HOME", &hf);
        let listed = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert!(listed.contains("laptop") && listed.contains("a]b"), "{listed}");
    }
}

#[test]
fn a_broken_stored_tokens_refuses_the_login_and_stays_as_it_is() {
    for text in ["s3cr3t without a header\n", "[a]\nhf_token = 1\n[a]\nhf_token = 2\n", "[a\n"] {
        let (home, token) = (Sandbox::new(), fresh_token());
        let path = home.write(".cache/huggingface/stored_tokens", text);
        let said = login(&home, "https://huggingface.co", "hf", &token, &["--no-verify"]).exits(2);
        assert!(said.err.contains("stored_tokens:") && !said.err.contains("s3cr3t"), "{said:?}");
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
        assert!(!home.path(".cache/huggingface/token").exists());
        assert!(!home.ours("config/profiles.toml").exists());
    }
}

#[test]
fn renewing_the_login_that_python_uses_renews_it_for_python() {
    let home = Sandbox::new();
    let tokens = [fresh_token(), fresh_token(), fresh_token()];
    let save = |store, name, token: &str| {
        let more = ["--no-verify", "--keep-default", "-p", name];
        login(&home, "https://huggingface.co", store, token, &more).exits(0);
    };
    let active = || std::fs::read_to_string(home.path(".cache/huggingface/token")).unwrap();
    save("hf", "one", &tokens[0]);
    assert_eq!(active(), tokens[0]);
    save("file", "two", &tokens[1]);
    run_hidden(&mut home.hfenv(["switch", "two"]), &[]).exits(0);
    save("hf", "one", &tokens[2]);
    assert_eq!(active(), tokens[2]);
    save("hf", "three", &tokens[0]);
    assert_eq!(active(), tokens[2], "another login took Python's place");
}

#[test]
fn a_renewed_login_keeps_its_store_where_there_is_no_keyring() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let endpoint = hub.endpoint();
    let first = hub.add_token(Account::read("ada"));
    let second = hub.add_token(Account::read("ada"));
    login(&home, &endpoint, "file", &first, &[]).exits(0);
    let words = ["login", "--token-stdin", "--endpoint", &endpoint];
    run_hidden(home.hfenv(words).write_stdin(second.as_str()), &[&second]).exits(0);
    run(&mut home.hfenv(["token"]), &[&second]).exits(0).prints(&format!("{second}\n"));
    let stranger = hub.add_token(Account::read("bob"));
    run_hidden(home.hfenv(words).write_stdin(stranger.as_str()), &[&stranger])
        .exits(2)
        .names(&["no keyring", "--store file"]);
}

#[test]
fn a_token_that_only_python_knew_is_kept_under_a_name() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let (former, new) = (fresh_token(), hub.add_token(Account::read("ada")));
    home.write(".cache/huggingface/token", &former);
    login(&home, &hub.endpoint(), "hf", &new, &[]).exits(0);
    let mut command = home.hfenv(["-p", "previous-1", "token"]);
    run(&mut command, &[&former]).exits(0).prints(&format!("{former}\n"));
}

#[test]
fn another_hub_gets_another_section_and_never_the_hubs_active_token() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let (own, other) = (fresh_token(), hub.add_token(Account::read("ada").named("me")));
    let words = ["login", "--token-stdin", "--no-verify", "--store", "hf", "-p", "me"];
    run_hidden(home.hfenv(words).write_stdin(own.as_str()), &[&own]).exits(0);
    let mut command = home.hfenv(words.iter().chain(&["--endpoint", &hub.endpoint()]));
    run_hidden(command.write_stdin(other.as_str()), &[&other]).exits(0);
    let stored = home.path(".cache/huggingface/stored_tokens");
    let text = std::fs::read_to_string(stored).unwrap();
    assert!(text.contains("[me-2]") && !text.contains("[me]"), "{text}");
    let active = std::fs::read_to_string(home.path(".cache/huggingface/token"));
    assert!(!active.is_ok_and(|active| active == other));
}
