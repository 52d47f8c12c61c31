//! `hfenv guard scan --verify`: the Hub is asked whether what was found still works, and nobody
//! else is.

use serde_json::{Value, json};

use super::whoami::document;
use crate::support::guarded::Guarded;
use crate::support::hub::{Account, FineGrained, Hub, Reply, Scope};
use crate::support::sandbox::fresh_token;
use crate::support::shown::{Said, run_hidden};

/// Scans what is staged and asks the Hub at `endpoint`.
#[track_caller]
fn verified(repo: &Guarded, endpoint: &str, more: &[&str], secrets: &[&str]) -> Said {
    let words = [&["guard", "scan", "--staged", "--verify", "--endpoint", endpoint], more].concat();
    run_hidden(repo.desk.home.hfenv(words).current_dir(&repo.folder), secrets).exits(1)
}

fn staged(tokens: &[&str]) -> Guarded {
    let repo = Guarded::new();
    for (index, token) in tokens.iter().enumerate() {
        repo.write(format!("{index}.py"), format!("{token}\n"));
    }
    repo.stage();
    repo
}

#[test]
fn the_hub_tells_what_works_whose_it_is_and_what_it_may_do() {
    let hub = Hub::start();
    let write = hub.add_token(Account::write("ada"));
    let scope = Scope {
        kind: "org".to_owned(),
        name: "lab".to_owned(),
        permissions: vec!["repo.write".to_owned()],
    };
    let scopes = FineGrained { scoped: vec![scope], ..FineGrained::default() };
    let fine = hub.add_token(Account::fine_grained("bob", scopes));
    let dead = fresh_token();
    let secrets = [write.as_str(), &fine, &dead];
    let repo = staged(&[&write, &fine, &dead, &write]);
    let said = verified(&repo, &hub.endpoint(), &[], &secrets);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].contains(", works: ada, write ["), "{}", said.out);
    assert!(lines[1].contains(", works: bob, fineGrained (org lab: repo.write) ["), "{}", said.out);
    assert!(lines[2].contains(", does not work any more ["), "{}", said.out);
    assert!(lines[3].contains(", works: ada, write ["), "{}", said.out);
    assert!(said.err.contains("revoke it now"), "{}", said.err);
    // Each once, and nothing else was asked.
    let asked = hub.requests();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(asked.iter().all(|request| request.path == "/api/whoami-v2"), "{asked:?}");
    let said = verified(&repo, &hub.endpoint(), &["--json"], &secrets);
    let json = document(&said.out);
    let first = json!({
        "endpoint": hub.endpoint(),
        "role": "write",
        "scopes": [],
        "state": "alive",
        "user": "ada",
    });
    assert_eq!(json["findings"][0]["verified"], first);
    assert_eq!(json["findings"][2]["verified"]["state"], "dead");
    let sarif = verified(&repo, &hub.endpoint(), &["--sarif"], &secrets).out;
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["properties"]["verified"], first);
}

#[test]
fn nobody_is_asked_without_the_option() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    let repo = staged(&[&token]);
    let words = ["guard", "scan", "--staged", "--endpoint", &hub.endpoint()];
    run_hidden(repo.desk.home.hfenv(words).current_dir(&repo.folder), &[&token]).exits(1);
    assert_eq!(hub.connections(), 0);
}

#[test]
fn what_the_hub_does_not_say_is_not_known() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    let repo = staged(&[&token]);
    hub.script_always("/api/whoami-v2", Reply::new(503));
    let said = verified(&repo, &hub.endpoint(), &[], &[&token]);
    assert!(said.out.contains(", not known whether it works ["), "{}", said.out);
    assert!(said.err.contains("not every token could be asked about: "), "{}", said.err);
    let endpoint = hub.endpoint();
    drop(hub);
    let json = document(&verified(&repo, &endpoint, &["--json"], &[&token]).out);
    assert_eq!(json["findings"][0]["verified"]["state"], "unknown");
    // A redirect is not followed.
    let (here, there) = (Hub::start(), Hub::start());
    here.redirect("/api/whoami-v2", &there.endpoint());
    let said = verified(&repo, &here.endpoint(), &[], &[&token]);
    assert!(said.out.contains(", not known whether it works ["), "{}", said.out);
    assert_eq!(there.connections(), 0);
}

#[test]
fn a_project_can_not_say_who_is_asked() {
    let (hub, foreign) = (Hub::start(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let repo = staged(&[&token]);
    // A profile there lets the project's words count for what hfenv exports.
    let far = foreign.add_token(Account::read("eve"));
    repo.desk.home.profile_at(&foreign.endpoint(), "far", &far);
    foreign.clear();
    repo.write(".env", format!("HF_ENDPOINT={}\n", foreign.endpoint()));
    repo.desk.home.hfenv(["allow", "--yes", "r"]).assert().success();
    verified(&repo, &hub.endpoint(), &[], &[&token]);
    assert_eq!((hub.connections(), foreign.connections()), (1, 0));
    // Even if it is exported by now.
    let mut command = repo.desk.home.command("bash");
    let line = "eval \"$(hfenv export bash)\"; test -n \"$HF_ENDPOINT\" && \
                HTTPS_PROXY=http://127.0.0.1:9 hfenv guard scan --staged --verify";
    let output = command.args(["-c", line]).current_dir(&repo.folder).output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        out.contains(", not known whether it works ["),
        "{out}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(foreign.connections(), 0);
}

#[test]
fn a_profiles_token_is_asked_about_at_its_own_hub() {
    let (own, other) = (Hub::start(), Hub::start());
    let token = own.add_token(Account::read("ada"));
    let repo = staged(&[&token]);
    repo.desk.home.profile_at(&own.endpoint(), "work", &token);
    own.clear();
    let said = verified(&repo, &other.endpoint(), &[], &[&token]);
    assert!(said.out.contains(", works: ada, read ["), "{}", said.out);
    assert_eq!((own.connections(), other.connections()), (1, 0));
}

#[test]
fn a_file_full_of_tokens_is_not_a_flood() {
    let hub = Hub::start();
    let tokens: Vec<String> = (0..130).map(|_| fresh_token()).collect();
    let repo = Guarded::new();
    repo.write("many.txt", tokens.join("\n"));
    repo.stage();
    let secrets: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let said = verified(&repo, &hub.endpoint(), &[], &secrets);
    assert_eq!(hub.requests().len(), 100);
    assert_eq!(said.out.matches(", not known whether it works [").count(), 30);
    assert!(said.err.contains("there are more than 100"), "{}", said.err);
}
