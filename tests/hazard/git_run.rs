//! git below `hfenv run`, beside `HF_ENDPOINT`, and in folders whose files nobody allowed: the
//! token that git gets is the one this place may use, at the endpoint it belongs to.

use std::path::PathBuf;

use crate::support::git::{Desk, seen};
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{fresh_token, stdout};

/// Two profiles, of which `work` is the default, and a clone with a project file.
struct Place {
    hub: Hub,
    desk: Desk,
    work: String,
    home: String,
    copy: PathBuf,
}

impl Place {
    fn new() -> Self {
        let hub = Hub::start();
        let (desk, work, home) = Desk::with_two(&hub);
        let copy = desk.cloned(&format!("{}/acme/model", hub.endpoint()), "copy");
        hub.clear();
        Self { hub, desk, work, home, copy }
    }

    fn url(&self) -> String {
        format!("{}/acme/model", self.hub.endpoint())
    }

    fn allow(&self) {
        self.desk.home.hfenv(["allow", "--yes"]).current_dir(&self.copy).assert().success();
    }

    /// `hfenv run -p work --` these words, in the clone.
    fn run_as_work(&self, words: &[&str]) -> assert_cmd::assert::Assert {
        let mut run = self.desk.home.hfenv(["run", "-p", "work", "--"]);
        run.args(words).env("GIT_TERMINAL_PROMPT", "0").current_dir(&self.copy).assert().success()
    }
}

#[test]
fn below_run_git_and_every_other_child_use_its_identity() {
    let place = Place::new();
    place.desk.home.write("copy/.hfenv.toml", "profile = \"home\"\n");
    place.allow();
    let here = place.desk.tokens_seen(&place.hub, &place.copy, &place.url());
    assert_eq!(here, [place.home.clone()].into(), "without run the project decides");
    place.hub.clear();
    place.run_as_work(&["git", "fetch"]);
    assert_eq!(seen(&place.hub), [place.work.clone()].into());
    let child = place.run_as_work(&["sh", "-c", "printf '%s %s' \"$HF_TOKEN\" \"$HF_ENDPOINT\""]);
    assert_eq!(stdout(&child), format!("{} {}", place.work, place.hub.endpoint()));
    // A shell's own, older export does not change that.
    let old = stdout(&place.desk.home.hfenv(["token", "-p", "home"]).assert().success());
    let mut run = place.desk.home.hfenv(["run", "-p", "work", "--", "git", "fetch"]);
    place.hub.clear();
    run.env("HF_TOKEN", old.trim()).env("HFENV_PROFILE", "home").current_dir(&place.copy);
    run.assert().success();
    assert_eq!(seen(&place.hub), [place.work.clone()].into());
}

#[test]
fn a_token_bound_to_another_hub_is_not_given_to_hugging_face() {
    let place = Place::new();
    for host in ["huggingface.co", "hf.co"] {
        let ask = format!("printf 'protocol=https\\nhost={host}\\n' | git-credential-hfenv get");
        let done = place.run_as_work(&["sh", "-c", &ask]);
        assert_eq!(stdout(&done), "");
        // Nor if the same token comes in by hand, with or without its endpoint.
        for endpoint in [None, Some(place.hub.endpoint())] {
            let request = format!("protocol=https\nhost={host}\n");
            let mut helper = place.desk.home.helper("get", &request);
            helper.env("HF_TOKEN", &place.work).envs(endpoint.map(|url| ("HF_ENDPOINT", url)));
            helper.assert().success().stdout("");
        }
    }
}

#[test]
fn an_endpoint_in_the_environment_alone_gets_nothing_and_a_listed_one_does() {
    let hub = Hub::start();
    hub.add_git_repo("acme/model");
    let token = hub.add_token(Account::write("ada").in_org("acme"));
    let desk = Desk::new();
    desk.listen_in();
    let list = |endpoint: Option<&str>| {
        let mut git = desk.command(&desk.home.home(), ["ls-remote"]);
        git.arg(format!("{}/acme/model", hub.endpoint())).env("HF_TOKEN", &token);
        git.envs(endpoint.map(|url| ("HF_ENDPOINT", url))).output().unwrap().status.success()
    };
    let endpoint = hub.endpoint();
    assert!(!list(Some(&endpoint)));
    assert!(!hub.saw_authorization() && desk.answers().is_empty());
    assert!(desk.questions().contains("host="));

    desk.home.write(".config/hfenv/config.toml", format!("endpoints = [\"{endpoint}\"]\n"));
    assert!(
        !list(None),
        "the token in the environment belongs to the Hub unless HF_ENDPOINT says so"
    );
    assert!(!list(Some("http://127.0.0.1:9")), "nor does another endpoint");
    assert!(!hub.saw_authorization());
    assert!(list(Some(&endpoint)));
    assert!(hub.saw_secret(&token));
}

#[test]
fn files_that_nobody_allowed_choose_nothing() {
    let place = Place::new();
    let planted = fresh_token();
    place.desk.home.write("copy/.env", format!("HF_TOKEN={planted}\n"));
    place.desk.home.write("copy/.hfenv.toml", "profile = \"home\"\n");
    let seen = place.desk.tokens_seen(&place.hub, &place.copy, &place.url());
    assert_eq!(seen, [place.work.clone()].into());
    // Allowed once, changed since: not used either.
    std::fs::remove_file(place.copy.join(".env")).unwrap();
    place.allow();
    place.desk.home.write("copy/.env", format!("HF_TOKEN={planted}\n"));
    let seen = place.desk.tokens_seen(&place.hub, &place.copy, &place.url());
    assert_eq!(seen, [place.work.clone()].into());
    assert!(!place.hub.saw_secret(&planted));
}

#[test]
fn no_project_file_adds_an_endpoint() {
    let place = Place::new();
    let evil = Hub::start();
    evil.add_git_repo("acme/model");
    place.desk.listen_in();
    let text = format!("HF_ENDPOINT={}\nHF_TOKEN={}\n", evil.endpoint(), fresh_token());
    place.desk.home.write("copy/.env", text);
    let _ignored_with_a_word =
        place.desk.home.hfenv(["allow", "--yes"]).current_dir(&place.copy).assert();
    let url = format!("{}/acme/model", evil.endpoint());
    assert!(!place.desk.git_in(&place.copy, &["ls-remote", &url]).status.success());
    assert!(!evil.requests().is_empty() && !evil.saw_authorization());
    assert_eq!(place.desk.answers(), "");
}

#[test]
fn a_subfolders_file_is_not_seen_by_git_and_why_says_so() {
    let place = Place::new();
    let sub = place.copy.join("deep/er");
    place.desk.home.write("copy/deep/er/.hfenv.toml", "profile = \"home\"\n");
    place.desk.home.hfenv(["allow", "--yes"]).current_dir(&sub).assert().success();
    let seen = place.desk.tokens_seen(&place.hub, &sub, &place.url());
    assert_eq!(seen, [place.work.clone()].into());
    let why = |folder: &std::path::Path, url: &str| {
        let mut why = place.desk.home.hfenv(["why", "--for", "git", url]);
        stdout(&why.current_dir(folder).assert().success())
    };
    let said = why(&sub, &place.url());
    assert!(said.contains("git looks from") && said.contains("profile work"), "{said}");
    let said = why(&place.copy, &place.url());
    assert!(!said.contains("git looks from"), "{said}");
    let own = stdout(&place.desk.home.hfenv(["token"]).current_dir(&sub).assert().success());
    assert_eq!(own.trim(), place.home, "hfenv itself does see it");
}
