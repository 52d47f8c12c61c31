//! A profile at each of two Hubs: every host gets its own token, and a token that was chosen for
//! this place is not replaced by another one where it may not go.

use crate::support::git::{Desk, said, seen, url_as};
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{fresh_token, stdout};

/// `here` is the default, at one Hub; `there` is at the other.
struct TwoHubs {
    here: Hub,
    there: Hub,
    desk: Desk,
    our_token: String,
    their_token: String,
}

impl TwoHubs {
    fn new() -> Self {
        let (here, there) = (Hub::start(), Hub::start());
        let desk = Desk::new();
        let add = |hub: &Hub, name: &str| {
            hub.add_git_repo("acme/model");
            let token = hub.add_token(Account::write("ada").in_org("acme"));
            desk.log_in(hub, name, &token);
            token
        };
        let their_token = add(&there, "there");
        let our_token = add(&here, "here");
        desk.set_up();
        here.clear();
        there.clear();
        Self { here, there, desk, our_token, their_token }
    }

    fn url_there(&self) -> String {
        format!("{}/acme/model", self.there.endpoint())
    }

    fn asks_there(&self, variable: (&str, &str)) -> bool {
        let words = ["ls-remote", &self.url_there()];
        let mut git = self.desk.command(&self.desk.home.home(), words);
        git.env(variable.0, variable.1).output().unwrap().status.success()
    }
}

#[test]
fn each_hub_gets_the_token_of_its_own_profile() {
    let two = TwoHubs::new();
    two.desk.must(&["ls-remote", &format!("{}/acme/model", two.here.endpoint())]);
    two.desk.must(&["ls-remote", &two.url_there()]);
    two.desk.must(&["ls-remote", &url_as("there", &two.url_there())]);
    assert_eq!(seen(&two.here), [two.our_token.clone()].into());
    assert_eq!(seen(&two.there), [two.their_token.clone()].into());
    let why = two.desk.home.hfenv(["why", "--for", "git", &two.url_there()]).assert().success();
    let said = stdout(&why);
    assert!(said.contains("profile there (the only one for this host)"), "{said}");
    // The same without any default.
    two.desk.home.hfenv(["logout", "here"]).assert().success();
    two.desk.must(&["ls-remote", &two.url_there()]);
    assert!(!two.desk.was_asked());
}

#[test]
fn a_token_chosen_for_this_place_is_not_replaced() {
    let two = TwoHubs::new();
    let words = ["run", "-p", "here", "--", "git", "ls-remote", &two.url_there()];
    let mut below_run = two.desk.home.hfenv(words);
    below_run.env("GIT_TERMINAL_PROMPT", "0").assert().failure();
    assert!(!two.asks_there(("HFENV_PROFILE", "here")));
    assert!(!two.asks_there(("HF_TOKEN", &fresh_token())));
    let rule = "[[rule]]\ndir = \"~\"\nprofile = \"here\"\n";
    two.desk.home.write(".config/hfenv/config.toml", rule);
    assert!(!two.asks_there(("UNRELATED", "1")));
    assert!(!two.there.saw_authorization());
}

#[test]
fn between_several_profiles_of_a_host_the_user_is_asked_to_choose() {
    let two = TwoHubs::new();
    let second = two.there.add_token(Account::read("bob").in_org("acme"));
    let words = ["login", "--token-stdin", "--store", "file", "--keep-default", "-p", "other"];
    let mut login = two.desk.home.hfenv(words);
    login.args(["--endpoint", &two.there.endpoint()]).write_stdin(second).assert().success();
    two.there.clear();
    let failed = two.desk.git(&["ls-remote", &two.url_there()]);
    assert!(!failed.status.success() && !two.there.saw_authorization());
    let said = said(&failed);
    let ours: Vec<_> = said.lines().filter(|line| line.contains("hfenv: ")).collect();
    assert!(ours.len() == 1 && ours[0].contains("other, there"), "{said}");
}

#[test]
fn a_token_path_of_the_environment_is_no_default() {
    let (hub, desk) = (Hub::start(), Desk::new());
    let token = hub.add_token(Account::read("ada"));
    desk.log_in(&hub, "work", &token);
    desk.home.write("chosen", fresh_token());
    let host = hub.endpoint().replace("http://", "");
    let mut get = desk.home.helper("get", &format!("protocol=http\nhost={host}\n"));
    get.env("HF_TOKEN_PATH", desk.home.path("chosen"));
    // It may not go there, and what was not chosen does not take its place.
    let said = get.assert().success();
    assert_eq!(stdout(&said), "");
}
