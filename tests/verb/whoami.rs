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
    let (human, json) = both(account.expiring("2027-01-01T00:00:00.000Z"));
    assert_eq!(row(&human, "user"), Some("ada"));
    assert_eq!(row(&human, "orgs"), Some("lab, club"));
    assert_eq!(row(&human, "role"), Some("write"));
    assert_eq!(row(&human, "expires"), Some("2027-01-01T00:00:00.000Z"));
    assert!(row(&human, "token").unwrap().starts_with("my laptop (hf_…"), "{human}");
    assert_eq!(row(&human, "source"), Some("profile work (default), file store"));
    assert_eq!((&json["user"], &json["role"]), (&json!("ada"), &json!("write")));
    assert_eq!(json["orgs"], json!(["lab", "club"]));
    assert_eq!(json["expires"], "2027-01-01T00:00:00.000Z");
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
    for scope in [
        "org lab: repo.content.read, repo.write",
        "model ada/tiny: repo.content.read",
        "everywhere: discussion.write",
    ] {
        assert!(human.contains(scope), "{human}");
    }
    let told = &json["fine_grained"];
    assert_eq!(told["can_read_gated_repos"], true);
    assert_eq!(told["global"], json!(["discussion.write"]));
    let first =
        json!({ "name": "lab", "permissions": ["repo.content.read", "repo.write"], "type": "org" });
    assert_eq!(told["scoped"][0], first);
    let (human, _) = both(Account::fine_grained("ada", FineGrained::default()));
    assert_eq!(row(&human, "gated"), Some("may not read public gated repositories"));
}

#[test]
fn a_token_of_the_browser_login_has_no_role_but_an_end() {
    let (human, json) = both(Account::oauth("ada").expiring("2026-12-01T00:00:00.000Z"));
    assert!(row(&human, "role").unwrap().starts_with("unknown"), "{human}");
    assert_eq!(row(&human, "expires"), Some("2026-12-01T00:00:00.000Z"));
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
    let home = Sandbox::new();
    home.profile_at(&hub.endpoint(), "work", &token);
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
        hub.script("/api/whoami-v2", reply);
        let failed = home.hfenv(["whoami"]).assert().code(2);
        let said = stderr(&failed);
        assert!(said.contains(words) && said.contains(&hub.endpoint()), "{words}: {said}");
        assert!(said.lines().next().unwrap().starts_with("hfenv: error: "), "{said}");
        assert!(!said.contains('\u{1b}') && stdout(&failed).is_empty(), "{said}");
    }
    let address = hub.endpoint();
    drop(hub);
    let gone = home.hfenv(["whoami"]).assert().code(2);
    assert!(stderr(&gone).contains(&format!("{address} can't be reached")), "{}", stderr(&gone));
    let missing = home.hfenv(["whoami", "-p", "nobody"]).assert().code(2);
    assert!(stderr(&missing).contains("there are: work"), "{}", stderr(&missing));
}
