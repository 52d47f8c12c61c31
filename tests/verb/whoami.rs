//! `hfenv whoami`: whose token it is, what it may do, and an honest status.

use serde_json::{Value, json};

use crate::support::hub::{Account, FineGrained, Hub, Reply, Scope};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

/// What `whoami` says about an account's token, for people and for programs.
fn both(account: Account) -> (String, Value) {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(account);
    home.profile_at(&hub.endpoint(), "work", &token);
    let human = stdout(&home.hfenv(["whoami"]).assert().success());
    let text = stdout(&home.hfenv(["whoami", "--json"]).assert().success());
    assert!(!human.contains(&token) && !text.contains(&token));
    assert!(human.lines().all(|line| line.chars().count() <= 80), "{human}");
    (human, document(&text))
}

/// A JSON document of version 1 with sorted keys, as every `--json` prints it.
pub(super) fn document(text: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value["version"], 1, "{text}");
    let keys: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  \"").and_then(|rest| rest.split('"').next()))
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    value
}

/// The value of a row of the table.
fn row<'a>(said: &'a str, name: &str) -> Option<&'a str> {
    said.lines().find_map(|line| {
        let (first, rest) = line.split_once("  ")?;
        (first == name).then_some(rest.trim())
    })
}

#[test]
fn a_plain_token_is_told_with_orgs_role_name_and_end() {
    let account = Account::write("ada").named("my laptop").in_org("lab").in_org("club");
    let (human, json) = both(account.expiring("2090-01-01T00:00:00.000Z"));
    assert_eq!(row(&human, "user"), Some("ada"));
    assert_eq!(row(&human, "orgs"), Some("lab, club"));
    assert_eq!(row(&human, "role"), Some("write"));
    assert!(row(&human, "expires").unwrap().starts_with("2090-01-01T00:00:00.000Z, in "));
    assert!(row(&human, "token").unwrap().starts_with("my laptop (hf_…"), "{human}");
    assert_eq!(row(&human, "source"), Some("profile work (default), file store"));
    assert_eq!((&json["user"], &json["role"]), (&json!("ada"), &json!("write")));
    assert_eq!(json["orgs"], json!(["lab", "club"]));
    assert_eq!(json["expires"], "2090-01-01T00:00:00.000Z");
    assert_eq!(json["token_name"], "my laptop");
    assert_eq!((&json["profile"], &json["type"]), (&json!("work"), &json!("user")));
    assert!(json["mask"].as_str().unwrap().chars().count() == "hf_…abcd".chars().count());
    assert!(json["fine_grained"].is_null());
}

#[test]
fn a_fine_grained_token_is_told_with_its_scopes() {
    let scopes = FineGrained {
        can_read_gated_repos: true,
        global: vec!["discussion.write".into()],
        scoped: vec![
            Scope::new("org", "lab", &["repo.content.read", "repo.write"]),
            Scope::new("model", "ada/tiny", &["repo.content.read"]),
        ],
    };
    let (human, json) = both(Account::fine_grained("ada", scopes));
    assert_eq!(row(&human, "role"), Some("fineGrained"));
    assert_eq!(row(&human, "gated"), Some("may read public gated repositories"));
    let (_, table) = human.split_once("\n\n").unwrap();
    let expected = "on              may\n\
                    org lab         repo.content.read, repo.write\n\
                    model ada/tiny  repo.content.read\n\
                    everywhere      discussion.write\n";
    assert_eq!(table, expected);
    let told = &json["fine_grained"];
    assert_eq!(told["can_read_gated_repos"], true);
    assert_eq!(told["global"], json!(["discussion.write"]));
    let first =
        json!({ "name": "lab", "permissions": ["repo.content.read", "repo.write"], "type": "org" });
    assert_eq!(told["scoped"][0], first);
    let (human, _) = both(Account::fine_grained("ada", FineGrained::default()));
    assert_eq!(row(&human, "gated"), Some("may not read public gated repositories"));
    assert!(human.ends_with("\n\non          may\neverywhere  nothing\n"), "{human}");
}

#[test]
fn a_token_of_the_browser_login_has_no_role_but_an_end() {
    let (human, json) = both(Account::oauth("ada").expiring("2090-01-01T00:00:00.000Z"));
    assert!(row(&human, "role").unwrap().contains("browser login"), "{human}");
    assert!(row(&human, "expires").unwrap().starts_with("2090-01-01T00:00:00.000Z, in "));
    assert!(json["role"].is_null() && json["token_name"].is_null());
}

#[test]
fn no_token_and_a_dead_token_are_an_honest_no() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let none = home.hfenv(["whoami"]).assert().code(1);
    assert!(stderr(&none).contains("no token was found"), "{}", stderr(&none));
    assert_eq!(stdout(&none), "");
    let token = hub.add_token(Account::read("ada"));
    home.profile_at(&hub.endpoint(), "work", &token);
    hub.revoke(&token);
    let dead = home.hfenv(["whoami", "--json"]).assert().code(1);
    let said = stderr(&dead);
    assert!(said.contains("invalid, expired or revoked"), "{said}");
    assert!(said.contains("profile work") && said.contains("hfenv login -p work"), "{said}");
    assert_eq!(stdout(&dead), "");
    let stray = home
        .hfenv(["whoami"])
        .env("HF_TOKEN", fresh_token())
        .env("HF_ENDPOINT", hub.endpoint())
        .assert();
    let said = stderr(&stray.code(1));
    assert!(said.contains("HF_TOKEN wins over every login"), "{said}");
}

#[test]
fn what_goes_wrong_is_an_error_and_is_named() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    // A limit of the rate is remembered, so each gets a home of its own.
    let at_home = || {
        let home = Sandbox::new();
        home.profile_at(&hub.endpoint(), "work", &token);
        home
    };
    for (reply, words) in [
        (Reply::rate_limited(42), "limits the rate of requests; it asks to wait 42 s"),
        (Reply::new(429), "limits the rate of requests"),
        (Reply::refusal(500, None, "the database naps"), "answered 500: the database naps"),
        (Reply::json(403, &json!({ "error": "no \u{1b}[2J" })), "answered 403: no \\u{1b}[2J"),
        (Reply::new(200).with_body("<html>"), "does not answer like a Hub"),
        (Reply::new(200).with_body("{}"), "does not answer like a Hub"),
        (Reply::new(503), "answered 503"),
    ] {
        hub.clear_scripts();
        let home = at_home();
        hub.script("/api/whoami-v2", reply);
        let failed = home.hfenv(["whoami"]).assert().code(2);
        let said = stderr(&failed);
        assert!(said.contains(words) && said.contains(&hub.endpoint()), "{words}: {said}");
        assert!(said.lines().next().unwrap().starts_with("hfenv: error: "), "{said}");
        assert!(!said.contains('\u{1b}') && stdout(&failed).is_empty(), "{said}");
    }
    let (home, address) = (at_home(), hub.endpoint());
    drop(hub);
    let gone = home.hfenv(["whoami"]).assert().code(2);
    assert!(stderr(&gone).contains(&format!("{address} can't be reached")), "{}", stderr(&gone));
    let missing = home.hfenv(["whoami", "-p", "nobody"]).assert().code(2);
    assert!(stderr(&missing).contains("there are: work"), "{}", stderr(&missing));
}

/// How often the Hub was asked who somebody is.
fn asked(hub: &Hub) -> usize {
    hub.requests().iter().filter(|request| request.path == "/api/whoami-v2").count()
}

fn logged_in(account: Account) -> (Sandbox, Hub, String) {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(account);
    home.profile_at(&hub.endpoint(), "work", &token);
    hub.clear();
    (home, hub, token)
}

/// Makes what is kept older, as time does.
fn age(home: &Sandbox, seconds: i64) {
    let file = home.ours("state/whoami.json");
    let mut book: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for entry in book["entries"].as_array_mut().unwrap() {
        for time in ["at", "until"] {
            entry[time] = json!(entry[time].as_i64().unwrap() - seconds);
        }
    }
    std::fs::write(&file, book.to_string()).unwrap();
}

#[test]
fn the_answer_is_good_for_a_minute_and_no_longer() {
    let (home, hub, token) = logged_in(Account::read("ada").in_org("lab"));
    let who = |words: &[&str]| stdout(&home.hfenv(["whoami"]).args(words).assert().success());
    let first = who(&["--json"]);
    assert_eq!(document(&first)["age"], 0);
    age(&home, 40);
    let second = who(&["--json"]);
    assert!((40..55).contains(&document(&second)["age"].as_i64().unwrap()), "{second}");
    assert!(who(&[]).contains("s ago; to ask anew: --fresh"));
    assert_eq!(asked(&hub), 1);
    assert_eq!(document(&who(&["--fresh", "--json"]))["age"], 0);
    assert_eq!(asked(&hub), 2);
    age(&home, 61);
    who(&[]);
    assert_eq!(asked(&hub), 3);
    // What is kept is for the owner's eyes, and no token is in it.
    let file = home.ours("state/whoami.json");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert!(!std::fs::read_to_string(&file).unwrap().contains(&token));
    // Another token is another question, and so is another Hub.
    let other = hub.add_token(Account::read("bob"));
    let said = home
        .hfenv(["whoami", "--token-stdin", "--endpoint", &hub.endpoint()])
        .write_stdin(other)
        .assert();
    assert!(stdout(&said.success()).contains("bob"));
    // A token that turned out to be dead is not remembered as alive.
    hub.revoke(&token);
    home.hfenv(["whoami", "--fresh"]).assert().code(1);
    home.hfenv(["whoami"]).assert().code(1);
}

#[test]
fn a_hub_that_limits_the_rate_is_left_alone_for_as_long_as_it_asks() {
    let (home, hub, _) = logged_in(Account::read("ada"));
    let limit = || hub.script("/api/whoami-v2", Reply::rate_limited(200));
    limit();
    let said = stderr(&home.hfenv(["whoami"]).assert().code(2));
    assert!(said.contains("asks to wait 200 s"), "{said}");
    age(&home, 5);
    for words in [&["whoami"][..], &["whoami", "--fresh"]] {
        let said = stderr(&home.hfenv(words).assert().code(2));
        assert!(said.contains("limits the rate of requests; it asks to wait 19"), "{said}");
    }
    assert_eq!(asked(&hub), 1, "a question that the Hub does not want is not asked");
    age(&home, 196);
    home.hfenv(["whoami"]).assert().success();
    assert_eq!(asked(&hub), 2);
    // With an answer of the last minutes the limit hurts nobody.
    age(&home, 120);
    limit();
    let said = home.hfenv(["whoami"]).assert().success();
    assert!(stdout(&said).contains("ada"), "{}", stdout(&said));
    let expected = "limits the rate of requests and asks to wait 200 s; it said this 2 minutes ago";
    assert!(stderr(&said).contains(expected), "{}", stderr(&said));
    age(&home, 100);
    home.hfenv(["whoami"]).assert().success();
    assert_eq!(asked(&hub), 3);
}

#[test]
fn a_damaged_or_foreign_note_of_the_last_answer_costs_a_question_and_no_more() {
    let (home, hub, _) = logged_in(Account::read("ada"));
    let file = home.ours("state/whoami.json");
    for (count, text) in ["", "{", "[]", "{\"version\":1}", "{\"version\":2,\"entries\":[]}", "\0"]
        .iter()
        .enumerate()
    {
        std::fs::write(&file, text).unwrap();
        assert!(stdout(&home.hfenv(["whoami"]).assert().success()).contains("ada"), "{text}");
        assert_eq!(asked(&hub), count + 1, "{text}");
        if text.contains("\"version\":2") {
            assert_eq!(std::fs::read_to_string(&file).unwrap(), *text, "a newer version's is left");
        }
    }
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    home.hfenv(["whoami"]).assert().success();
    // Without a key, as for somebody who never logged in here, nothing is written at all.
    let home = Sandbox::new();
    let token = hub.add_token(Account::read("bob"));
    let mut bare = home.hfenv(["whoami"]);
    bare.env("HF_TOKEN", token).env("HF_ENDPOINT", hub.endpoint()).assert().success();
    assert_eq!(std::fs::read_dir(home.home()).unwrap().count(), 0);
}
