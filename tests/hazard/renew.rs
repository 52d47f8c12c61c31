//! Hazard: a browser login ends while somebody works with it, or is renewed when nobody asked.

use std::time::{Duration, Instant};

use hfenv::profile::StoreKind;
use serde_json::Value;

use crate::support::hub::{Account, Hub, Reply, Request};
use crate::support::logins::{browser_login, save_login, saved_by_hf};
use crate::support::sandbox::{Sandbox, stderr, stdout};
use crate::support::shells::is_long;
use crate::support::shown::{Said, run};

const HOUR: i64 = 3600;
const MONTH: i64 = 30 * 24 * HOUR;
/// The stores that need nothing but a disk.
const STORES: [StoreKind; 2] = [StoreKind::File, StoreKind::Hf];

/// The request of git for this Hub.
fn request(hub: &Hub) -> String {
    let endpoint = hub.endpoint();
    let (protocol, host) = endpoint.split_once("://").unwrap();
    format!("protocol={protocol}\nhost={host}\n\n")
}

fn json(home: &Sandbox, words: &[&str]) -> Value {
    serde_json::from_str(&stdout(&home.hfenv(words).assert().success())).unwrap()
}

/// Files below the home folder that hold a text.
fn holders(home: &Sandbox, text: &str) -> Vec<String> {
    let files = crate::support::git::files_below(&home.home());
    let with = files.into_iter().filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text));
    let mut names: Vec<String> = with
        .map(|(path, _)| path.strip_prefix(home.home()).unwrap_or(&path).display().to_string())
        .collect();
    names.sort();
    names
}

#[test]
fn a_login_that_ends_within_a_day_is_renewed_by_what_uses_it() {
    for store in STORES {
        for words in [
            vec!["token"],
            vec!["run", "--", "sh", "-c", "echo $HF_TOKEN"],
            vec!["export", "dotenv"],
            vec!["whoami", "--json"],
        ] {
            let (home, hub) = (Sandbox::new(), Hub::start());
            let old = browser_login(&home, &hub, store, "work", 23 * HOUR);
            let secrets = [old.access.as_str(), old.refresh.as_str()];
            let said = run(&mut home.hfenv(&words), &secrets).exits(0);
            assert!(!said.out.contains(&old.access) && said.err.is_empty(), "{words:?} {said:?}");
            assert_eq!(hub.oauth().tally().renewed, 1, "{store:?} {words:?}");
            // The next one has nothing to renew, and reads what was stored.
            let new = run(&mut home.hfenv(["token"]), &secrets).exits(0);
            assert!(words[0] == "whoami" || said.out.contains(new.out.trim()), "{said:?}");
            assert_eq!(hub.oauth().tally().renewed, 1, "{store:?} {words:?}");
            assert!(holders(&home, &old.refresh).is_empty(), "{:?}", holders(&home, &old.refresh));
            let live = hub.oauth().live_refresh_tokens();
            assert_eq!(live.len(), 1);
            let place = match store {
                StoreKind::File => ".local/share/hfenv/tokens/work~refresh",
                _ => ".cache/huggingface/stored_tokens",
            };
            assert_eq!(holders(&home, &live[0]), [place]);
        }
    }
}

#[test]
fn a_fetch_sends_the_new_token_only() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.add_files("acme/model", &[("a.txt", "x")]);
    let old = browser_login(&home, &hub, StoreKind::File, "work", HOUR);
    hub.clear();
    run(&mut home.hfenv(["fetch", "acme/model"]), &[&old.access, &old.refresh]).exits(0);
    let new = stdout(&home.hfenv(["token"]).assert().success());
    let sent: Vec<String> = hub.requests().iter().filter_map(Request::token).collect();
    assert!(!sent.is_empty() && sent.iter().all(|token| token == new.trim()), "{}", sent.len());
    assert_eq!(hub.oauth().tally().renewed, 1);
}

#[test]
fn a_renewed_profile_knows_its_new_end_and_is_renewed_again() {
    for store in STORES {
        let (home, hub) = (Sandbox::new(), Hub::start());
        hub.oauth().set_token_life(25 * HOUR);
        let mut last = browser_login(&home, &hub, store, "work", HOUR).access;
        let ended = json(&home, &["list", "--json"])["profiles"][0]["expires"].clone();
        let token = stdout(&home.hfenv(["token"]).assert().success()).trim().to_owned();
        assert_ne!(token, last);
        let ends = json(&home, &["list", "--json"])["profiles"][0]["expires"].clone();
        assert!(ends.as_str() > ended.as_str(), "{ended} {ends}");
        last.clone_from(&token);
        // Nothing is due: nothing is asked.
        hub.clear();
        let token = stdout(&home.hfenv(["token"]).assert().success()).trim().to_owned();
        assert_eq!((token, hub.connections()), (last, 0));
        // Logging out takes both secrets along.
        home.hfenv(["logout", "work"]).assert().success();
        let live = hub.oauth().live_refresh_tokens();
        assert!(holders(&home, &live[0]).is_empty());
    }
}

#[test]
fn what_hf_saved_is_renewed_with_its_list_and_its_file() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    home.write(
        ".cache/huggingface/stored_tokens",
        "[a]\nhf_token = a\nextra = kept\nrefresh_token = r\n\n",
    );
    let old = hub.add_login(Account::oauth("ada"), HOUR);
    saved_by_hf(&home, "ada", &old);
    let secrets = [old.access.as_str(), old.refresh.as_str()];
    let said = run(home.hfenv(["token"]).env("HF_ENDPOINT", hub.endpoint()), &secrets).exits(0);
    let token = said.out.trim();
    let file = |name| std::fs::read_to_string(home.path(".cache/huggingface").join(name)).unwrap();
    assert_eq!(file("token"), token);
    let refresh = &hub.oauth().live_refresh_tokens()[0];
    let stored = file("stored_tokens");
    let (others, section) = stored.split_once("[oauth-ada]\n").unwrap();
    assert_eq!(others, "[a]\nhf_token = a\nextra = kept\nrefresh_token = r\n\n");
    let head = format!("hf_token = {token}\nrefresh_token = {refresh}\nexpires_at = ");
    let ends: i64 = section.strip_prefix(&head).unwrap().trim().parse().unwrap();
    assert!((ends - old.expires_at - (MONTH - HOUR)).abs() < 60, "{ends} {}", old.expires_at);
}

#[test]
fn a_named_login_that_is_not_the_active_one_leaves_the_active_one_alone() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let [ada, bob] = ["ada", "bob"].map(|user| {
        let login = hub.add_login(Account::oauth(user), HOUR);
        saved_by_hf(&home, user, &login);
        login
    });
    let mut command = home.hfenv(["-p", "oauth-ada", "token"]);
    let said = run(command.env("HF_ENDPOINT", hub.endpoint()), &[&ada.access, &bob.access]);
    assert_ne!(said.exits(0).out.trim(), ada.access);
    let active = std::fs::read_to_string(home.path(".cache/huggingface/token")).unwrap();
    assert_eq!((active, hub.oauth().tally().renewed), (bob.access, 1));
}

/// What the helper answers, by key.
fn answer(said: &Said, key: &str) -> Option<String> {
    let mut lines = said.out.lines().filter_map(|line| line.split_once('='));
    lines.find(|(name, _)| *name == key).map(|(_, value)| value.to_owned())
}

#[test]
fn git_is_told_the_end_and_waits_for_a_renewal_only_where_the_login_is_over() {
    for store in STORES {
        let (home, hub) = (Sandbox::new(), Hub::start());
        let due = browser_login(&home, &hub, store, "work", HOUR);
        hub.clear();
        let said = run(&mut home.helper("get", &request(&hub)), &[&due.access]).exits(0);
        assert_eq!(answer(&said, "password").as_ref(), Some(&due.access));
        let ends = answer(&said, "password_expiry_utc").unwrap().parse::<i64>().unwrap();
        assert_eq!((ends, hub.connections()), (due.expires_at, 0));
        let over = browser_login(&home, &hub, store, "work", -5);
        let said = run(&mut home.helper("get", &request(&hub)), &[&over.access]).exits(0);
        let password = answer(&said, "password").unwrap();
        assert!(password != over.access && said.err.is_empty(), "{said:?}");
        let ends = answer(&said, "password_expiry_utc").unwrap().parse::<i64>().unwrap();
        assert!(ends > over.expires_at + MONTH - 60, "{ends}");
        assert_eq!(hub.oauth().tally().renewed, 1);
        run(&mut home.hfenv(["token"]), &[]).exits(0).prints(&format!("{password}\n"));
    }
}

#[test]
fn a_saved_login_that_is_over_comes_back_for_git_and_for_commands() {
    for git in [true, false] {
        let (home, hub) = (Sandbox::new(), Hub::start());
        let over = hub.add_login(Account::oauth("ada"), -5);
        saved_by_hf(&home, "ada", &over);
        home.write(".config/hfenv/config.toml", format!("endpoints = [{:?}]\n", hub.endpoint()));
        let mut command =
            if git { home.helper("get", &request(&hub)) } else { home.hfenv(["token"]) };
        let said = run(command.env("HF_ENDPOINT", hub.endpoint()), &[&over.access]).exits(0);
        let token = std::fs::read_to_string(home.path(".cache/huggingface/token")).unwrap();
        assert!(token != over.access && said.out.contains(&token), "{said:?}");
    }
}

#[test]
fn the_hook_and_an_rc_file_ask_nobody_and_say_it_once() {
    for (store, seconds) in
        [(StoreKind::File, 5 * HOUR), (StoreKind::Hf, 5 * HOUR), (StoreKind::File, -5)]
    {
        let (home, hub) = (Sandbox::new(), Hub::start());
        let login = browser_login(&home, &hub, store, "work", seconds);
        hub.clear();
        let words = if seconds > 0 { "profile work ends in 5 h" } else { "profile work ended on" };
        let renewers = "any hfenv run, fetch or git renews it";
        let first = home.hfenv(["hook-env", "bash", "1", ""]).assert().success();
        let said = stderr(&first);
        assert!(said.contains(words) && said.contains(renewers), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(stdout(&first).contains(&login.access));
        if seconds > 0 {
            let script = stdout(&first);
            let (_, marks) = script.split_once("__hfenv_told=").unwrap_or_default();
            assert!(!marks.is_empty(), "{script}");
            let marks: String = marks.chars().take_while(|c| !" ;\n".contains(*c)).collect();
            let again = home.hfenv(["hook-env", "bash", "1", &marks]).assert().success();
            assert_eq!(stderr(&again), "");
        }
        let bare = run(&mut home.hfenv(Vec::<&str>::new()), &[&login.access]).exits(0);
        assert!(bare.err.contains(words) && bare.out.contains(&login.access), "{bare:?}");
        assert_eq!(hub.connections(), 0);
    }
}

#[test]
fn offline_nothing_is_renewed() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let login = browser_login(&home, &hub, StoreKind::File, "work", HOUR);
    hub.clear();
    let mut command = home.hfenv(["token"]);
    run(command.env("HF_HUB_OFFLINE", "1"), &[]).prints(&format!("{}\n", login.access));
    assert_eq!(hub.connections(), 0);
}

#[test]
fn a_refresh_token_that_ended_is_asked_for_once() {
    for store in STORES {
        for seconds in [HOUR, -5] {
            let (home, hub) = (Sandbox::new(), Hub::start());
            let login = browser_login(&home, &hub, store, "work", seconds);
            hub.oauth().end_login(&login.refresh);
            let secrets = [login.access.as_str(), login.refresh.as_str()];
            for _ in 0..3 {
                let said = run(&mut home.hfenv(["token"]), &secrets).exits(0);
                assert_eq!(said.out.trim(), login.access);
                said.names(&["expired or was revoked", "log in again: hfenv login -p work"]);
            }
            assert_eq!(hub.oauth().tally().dead, 1, "{store:?} {seconds}");
            // A new login begins anew.
            let fresh = hub.add_login(Account::oauth("ada"), HOUR);
            save_login(&home, &hub, store, "work", &fresh);
            run(&mut home.hfenv(["token"]), &secrets).exits(0);
            assert_eq!(hub.oauth().tally().renewed, 1);
        }
    }
}

#[test]
fn a_hub_that_is_not_well_costs_one_try_and_one_warning() {
    let odd = [
        Reply::new(503).with_body("no"),
        Reply::new(200).with_body("<html>"),
        Reply::new(302).with_header("Location", "https://example.com/"),
        Reply::rate_limited(2),
    ];
    for reply in odd {
        let (home, hub) = (Sandbox::new(), Hub::start());
        let login = browser_login(&home, &hub, StoreKind::File, "work", 2 * HOUR);
        hub.script_always("/oauth/token", reply);
        hub.clear();
        let secrets = [login.access.as_str(), login.refresh.as_str()];
        let said = run(&mut home.hfenv(["token"]), &secrets).exits(0);
        assert_eq!(said.out.trim(), login.access);
        let said = said.names(&["profile work could not be renewed", "it ends in 2 h"]);
        assert_eq!(said.err.lines().count(), 1, "{said:?}");
        let quiet = run(&mut home.hfenv(["token"]), &secrets).exits(0);
        assert_eq!((quiet.out.trim(), quiet.err.as_str()), (login.access.as_str(), ""));
        assert_eq!(hub.connections(), 1);
    }
}

#[test]
fn git_waits_a_quarter_of_a_minute_at_most_and_the_answer_is_stored_all_the_same() {
    if !is_long() {
        return;
    }
    let (home, hub) = (Sandbox::new(), Hub::start());
    let over = browser_login(&home, &hub, StoreKind::File, "work", -5);
    hub.set_delay(Duration::from_secs(20));
    let begin = Instant::now();
    let said = run(&mut home.helper("get", &request(&hub)), &[&over.access]).exits(0);
    assert_eq!(answer(&said, "password").as_ref(), Some(&over.access));
    said.names(&["takes longer than 15 s"]);
    assert!((15..18).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
    hub.set_delay(Duration::ZERO);
    let said = run(&mut home.hfenv(["token"]), &[&over.access]).exits(0);
    assert_ne!(said.out.trim(), over.access);
    assert_eq!((hub.oauth().tally().renewed, hub.oauth().tally().dead), (1, 0));
}
