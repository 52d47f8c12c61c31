//! `hfenv access`: many repositories, the right account for each, and an honest status.

use std::time::{Duration, Instant};

use hfenv::profile::StoreKind;
use serde_json::{Value, json};

use super::whoami::document;
use crate::support::hub::{Account, FineGrained, Hub, Reply, Scope, Visibility};
use crate::support::logins::browser_login;
use crate::support::sandbox::{Sandbox, stderr, stdout};

/// A home that is logged in at a Hub.
fn at_home(account: Account) -> (Sandbox, Hub) {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(account);
    home.profile_at(&hub.endpoint(), "work", &token);
    hub.clear();
    (home, hub)
}

/// The paths that were asked for, without the versions of whoami.
fn paths(hub: &Hub) -> Vec<String> {
    hub.requests().into_iter().map(|request| request.path).collect()
}

#[test]
fn many_are_asked_at_the_same_time_and_told_in_order() {
    let (home, hub) = at_home(Account::read("ada"));
    let names: Vec<String> = (0..16).map(|number| format!("org/name-{number}")).collect();
    for name in &names {
        hub.add_repo(name, Visibility::Public);
    }
    for _ in &names {
        let slow = Reply::new(200).after(Duration::from_millis(300));
        hub.script("/api/models/org/", slow);
    }
    let begin = Instant::now();
    let said = home.hfenv(["access"]).args(&names).assert().success();
    assert!(begin.elapsed() < Duration::from_millis(300 * 8), "{:?}", begin.elapsed());
    let told: Vec<String> = stdout(&said)
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let expected: Vec<String> = names.iter().map(|name| format!("{name} granted")).collect();
    assert_eq!((told, stderr(&said)), (expected, String::new()));
    assert_eq!(hub.requests().len(), 16);
}

#[test]
fn kinds_and_addresses_are_read_as_fetch_reads_them_and_asked_once() {
    let (home, hub) = at_home(Account::read("ada"));
    for id in ["org/name", "datasets/org/name", "spaces/org/name", "kernels/org/name"] {
        hub.add_repo(id, Visibility::Public);
    }
    let page = format!("{}/org/name/tree/main", hub.endpoint());
    let words =
        ["access", "org/name", "hf://datasets/org/name", "spaces/org/name", &page, "org/name"];
    let said = home.hfenv(words).arg("kernels/org/name").assert().success();
    assert_eq!(stdout(&said).lines().count(), 4, "{}", stdout(&said));
    let mut asked = paths(&hub);
    asked.sort();
    let kinds = ["datasets", "kernels", "models", "spaces"];
    assert_eq!(asked, kinds.map(|kind| format!("/api/{kind}/org/name/auth-check")));
    home.hfenv(["access", "--type", "dataset", "org/name"]).assert().success();
    let odd = home.hfenv(["access", "org/name", "no such name"]).assert().code(2);
    assert!(stderr(&odd).contains("name it like org/name"), "{}", stderr(&odd));
}

#[test]
fn one_no_is_a_no_and_no_answer_is_an_error() {
    let (home, hub) = at_home(Account::read("ada"));
    hub.add_repo("org/open", Visibility::Public);
    hub.add_repo("org/shut", Visibility::gated([]));
    let both = home.hfenv(["access", "org/open", "org/shut"]).assert().code(1);
    let out = stdout(&both);
    assert!(out.starts_with("org/open  granted\norg/shut  gated: "), "{out}");
    hub.script("/api/models/org/open", Reply::rate_limited(60));
    let limited = home.hfenv(["access", "org/shut", "org/open"]).assert().code(2);
    assert!(stdout(&limited).contains("limits the rate"), "{}", stdout(&limited));
    drop(hub);
    let gone = home.hfenv(["access", "org/open"]).assert().code(2);
    assert!(stdout(&gone).contains("can't be reached"), "{}", stdout(&gone));
}

/// Whoever only wants to know does not wait for minutes, and asks no more.
#[test]
fn a_limit_of_the_rate_is_told_at_once_and_stops_the_others() {
    let (home, hub) = at_home(Account::read("ada"));
    hub.script_always("/api/models/", Reply::rate_limited(300));
    let names: Vec<String> = (0..40).map(|number| format!("org/name-{number}")).collect();
    let begin = Instant::now();
    home.hfenv(["access"]).args(&names).assert().code(2);
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert!(hub.requests().len() <= 8, "{}", hub.requests().len());
}

#[test]
fn who_opens_the_gate_is_told_with_the_page() {
    let (home, hub) = at_home(Account::read("ada"));
    for (gated, review, advice) in [
        (json!("auto"), json!("automatic"), "open the page and accept; access is given at once"),
        (json!("manual"), json!("manual"), "its owners will answer"),
        (json!(false), json!(null), "open the page and ask for access"),
    ] {
        hub.clear_scripts();
        let no = Reply::refusal(403, Some("GatedRepo"), "Access to model org/name is restricted");
        hub.script_always("/api/models/org/name/auth-check", no);
        hub.script_always("/api/models/org/name", Reply::json(200, &json!({ "gated": gated })));
        let said = home.hfenv(["access", "org/name", "--json"]).assert().code(1);
        let json = document(&stdout(&said));
        let repo = &json["repos"][0];
        assert_eq!((&json["granted"], &repo["state"]), (&json!(false), &json!("not-accepted")));
        assert_eq!(repo["review"], review, "{repo}");
        assert_eq!(repo["page"], format!("{}/org/name", hub.endpoint()));
        assert!(repo["hints"][0].as_str().unwrap().contains(advice), "{repo}");
    }
}

#[test]
fn json_says_who_asked_whom() {
    let (home, hub) = at_home(Account::read("ada"));
    hub.add_repo("datasets/org/name", Visibility::Public);
    let said = home.hfenv(["access", "datasets/org/name", "--json"]).assert().success();
    let json: Value = document(&stdout(&said));
    assert_eq!((&json["granted"], &json["right"]), (&json!(true), &json!("read")));
    let expected = json!([{
        "endpoint": hub.endpoint(),
        "hints": [],
        "message": "granted",
        "page": null,
        "profile": "work",
        "repo": "org/name",
        "review": null,
        "source": "profile work (default)",
        "state": "granted",
        "type": "dataset",
    }]);
    assert_eq!(json["repos"], expected);
}

#[test]
fn writing_is_another_question() {
    let scopes = FineGrained {
        scoped: vec![Scope::new("org", "lab", &["repo.content.read"])],
        ..FineGrained::default()
    };
    for (account, status, words) in [
        (Account::write("ada").in_org("lab"), 0, "granted"),
        (Account::read("ada").in_org("lab"), 1, "read only: this token has the role read"),
        (
            Account::fine_grained("ada", scopes).in_org("lab"),
            1,
            "this fine-grained token may not write",
        ),
        (Account::write("eve"), 1, "read only: this account may not write to it"),
    ] {
        let (home, hub) = at_home(account);
        hub.add_repo("lab/name", Visibility::Public);
        let said = home.hfenv(["access", "--write", "lab/name"]).assert().code(status);
        assert!(stdout(&said).contains(words), "{words}: {}", stdout(&said));
        assert!(paths(&hub).contains(&"/api/models/lab/name/auth-check/write".to_owned()));
    }
}

/// Many refusals of one token are one question of whose it is.
#[test]
fn whoami_is_asked_once_and_only_where_it_matters() {
    let (home, hub) = at_home(Account::fine_grained("ada", FineGrained::default()).in_org("lab"));
    hub.add_repo("lab/a", Visibility::private([]));
    hub.add_repo("lab/b", Visibility::private([]));
    hub.add_repo("org/open", Visibility::Public);
    home.hfenv(["access", "org/open"]).assert().success();
    assert!(!paths(&hub).contains(&"/api/whoami-v2".to_owned()));
    let said = home.hfenv(["access", "lab/a", "lab/b", "lab/c"]).assert().code(1);
    assert_eq!(stdout(&said).matches("may read nothing of lab").count(), 3, "{}", stdout(&said));
    assert_eq!(stderr(&said).matches("let the token read").count(), 1, "{}", stderr(&said));
    assert_eq!(paths(&hub).iter().filter(|path| *path == "/api/whoami-v2").count(), 1);
}

/// The user's rules decide who asks.
#[test]
fn each_organisation_is_asked_as_the_account_that_a_rule_names() {
    let (home, hub) = at_home(Account::read("ada"));
    let other = hub.add_token(Account::read("bob").in_org("lab"));
    let login = ["login", "--token-stdin", "--store", "file", "--keep-default", "-p", "lab"];
    let mut login = home.hfenv(login);
    login.args(["--endpoint", &hub.endpoint()]).write_stdin(other.as_str()).assert().success();
    home.write(".config/hfenv/config.toml", "[[rule]]\nnamespace = \"lab\"\nprofile = \"lab\"\n");
    hub.add_repo("lab/name", Visibility::private([]));
    hub.add_repo("ada/name", Visibility::private([]));
    hub.clear();
    let said = home.hfenv(["access", "lab/name", "ada/name", "--json"]).assert().success();
    let json = document(&stdout(&said));
    assert_eq!(
        (&json["repos"][0]["profile"], &json["repos"][1]["profile"]),
        (&json!("lab"), &json!("work"))
    );
    home.hfenv(["access", "-p", "work", "lab/name"]).assert().code(1);
}

#[test]
fn offline_nobody_is_asked_and_nothing_is_said_of_access() {
    let (home, hub) = at_home(Account::read("ada"));
    for name in ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"] {
        let said = home.hfenv(["access", "org/name"]).env(name, "1").assert().code(2);
        assert!(stderr(&said).contains("this is offline") && stdout(&said).is_empty());
    }
    assert_eq!(hub.connections(), 0);
}

#[test]
fn without_a_token_the_question_is_asked_all_the_same() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.add_repo("org/open", Visibility::Public);
    let ask = || {
        let mut command = home.hfenv(["access", "org/open"]);
        command.env("HF_ENDPOINT", hub.endpoint());
        command
    };
    assert_eq!(stdout(&ask().assert().success()), "org/open  granted to everybody\n");
    let token = hub.add_token(Account::read("ada"));
    let implicit = ask().env("HF_TOKEN", &token).env("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1").assert();
    assert_eq!(stdout(&implicit.success()), "org/open  granted to everybody\n");
    assert!(!hub.saw_authorization());
}

#[test]
fn a_login_that_ends_soon_is_renewed_first_and_once() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let issued = browser_login(&home, &hub, StoreKind::File, "work", 3600);
    home.write(".config/hfenv/config.toml", "[[rule]]\nnamespace = \"lab\"\nprofile = \"work\"\n");
    for name in ["lab/a", "lab/b", "org/c"] {
        hub.add_repo(name, Visibility::Public);
    }
    home.hfenv(["access", "lab/a", "lab/b", "org/c"]).assert().success();
    assert_eq!(hub.oauth().tally().renewed, 1);
    let asked = hub.requests().into_iter().filter(|request| request.path.ends_with("auth-check"));
    let tokens: Vec<Option<String>> = asked.map(|request| request.token()).collect();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| token.as_ref().is_some_and(|token| *token != issued.access)));
}
