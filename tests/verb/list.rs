//! `hfenv list`: profiles and saved logins, for people, for programs and for completion.

use serde_json::json;

use super::whoami::document;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

#[test]
fn nothing_is_said_as_nothing() {
    let home = Sandbox::new();
    let none = home.hfenv(["list"]).assert().success();
    assert_eq!(stdout(&none), "");
    assert!(stderr(&none).contains("there is no profile yet"), "{}", stderr(&none));
    assert_eq!(stdout(&home.hfenv(["list", "--names"]).assert().success()), "");
    let json = document(&stdout(&home.hfenv(["list", "--json"]).assert().success()));
    assert_eq!(json, json!({ "profiles": [], "saved_logins": [], "version": 1 }));
}

#[test]
fn profiles_stand_by_name_with_the_default_marked_and_saved_logins_below() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let end = "2027-01-01T00:00:00.000Z";
    let token = hub.add_token(Account::read("ada").expiring(end));
    home.profile_at(&hub.endpoint(), "work", &token);
    let other = fresh_token();
    home.profile("home", &other);
    let saved = fresh_token();
    home.write(
        ".cache/huggingface/stored_tokens",
        format!("[old \u{1b}laptop]\nhf_token = {saved}\n\n"),
    );
    home.hfenv(["switch", "work"]).assert().success();
    let human = stdout(&home.hfenv(["list"]).assert().success());
    let lines: Vec<&str> = human.lines().collect();
    assert!(lines[0].starts_with("  home"), "{human}");
    assert!(lines[1].starts_with("* work"), "{human}");
    assert!(human.contains("file, ada, read, ") && human.contains(&hub.endpoint()), "{human}");
    assert!(human.contains("until") && human.contains(&end[..10]), "{human}");
    assert!(human.contains("old \\u{1b}laptop") && !human.contains('\u{1b}'), "{human}");
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{human}");
    let names = stdout(&home.hfenv(["ls", "--names"]).assert().success());
    assert_eq!(names, "home\nwork\nold \\u{1b}laptop\n");
    let text = stdout(&home.hfenv(["list", "--json"]).assert().success());
    let json = document(&text);
    let work = json!({ "default": true, "endpoint": hub.endpoint(), "expires": end, "mirrors": [],
        "name": "work", "renewable": false, "role": "read", "store": "file", "user": "ada" });
    assert_eq!(json["profiles"][1], work);
    assert_eq!(json["profiles"][0]["user"], json!(null));
    assert_eq!(json["saved_logins"], json!(["old \u{1b}laptop"]));
    for secret in [&token, &other, &saved] {
        assert!(!human.contains(secret) && !text.contains(secret));
    }
}

#[test]
fn a_profile_in_huggingface_hubs_own_store_is_listed_once() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada").named("my tok"));
    let words = ["login", "--token-stdin", "--store", "hf", "-p", "shared", "--endpoint"];
    let mut login = home.hfenv(words);
    login.arg(hub.endpoint()).write_stdin(token).assert().success();
    let names = stdout(&home.hfenv(["list", "--names"]).assert().success());
    assert_eq!(names, "shared\n");
}

#[test]
fn a_damaged_list_of_saved_logins_is_told_and_hides_no_profile() {
    let home = Sandbox::new();
    home.profile("work", &fresh_token());
    home.write(".cache/huggingface/stored_tokens", "[unclosed\n");
    let said = home.hfenv(["list", "--names"]).assert().success();
    assert_eq!(stdout(&said), "work\n");
    assert!(stderr(&said).contains("warning: ") && stderr(&said).contains("stored_tokens"));
    home.write(".config/hfenv/profiles.toml", "version = 2\n");
    let newer = home.hfenv(["list"]).assert().code(2);
    assert!(stderr(&newer).contains("written by a newer hfenv"), "{}", stderr(&newer));
    home.hfenv(["list", "--names", "--json"]).assert().code(2);
}
