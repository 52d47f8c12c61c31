//! `git-credential-hfenv`: which token git gets, told by what the Hub saw.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::git::{Desk, needed, said, seen, url_as};
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{fresh_token, stderr, stdout};

/// Two identities at one Hub: `work` of ada, the default, and `home` of bob.
struct Two {
    hub: Hub,
    desk: Desk,
    work: String,
    home: String,
}

impl Two {
    fn new() -> Self {
        let hub = Hub::start();
        let (desk, work, home) = Desk::with_two(&hub);
        Self { hub, desk, work, home }
    }

    fn url(&self) -> String {
        format!("{}/acme/model", self.hub.endpoint())
    }

    fn seen(&self, folder: &Path, url: &str) -> BTreeSet<String> {
        self.desk.tokens_seen(&self.hub, folder, url)
    }

    fn credential(&self, operation: &str, input: &str) -> assert_cmd::Command {
        let mut git: assert_cmd::Command =
            self.desk.command(&self.desk.home.home(), ["credential", operation]).into();
        git.write_stdin(input);
        git
    }

    /// The request for this Hub, with more lines.
    fn request(&self, more: &str) -> String {
        let endpoint = self.hub.endpoint();
        let (protocol, host) = endpoint.split_once("://").unwrap();
        format!("{more}protocol={protocol}\nhost={host}\n")
    }
}

fn just(token: &str) -> BTreeSet<String> {
    [token.to_owned()].into()
}

#[test]
fn a_user_name_in_the_url_selects_a_profile_by_its_name_or_account() {
    let two = Two::new();
    let home = two.desk.home.home();
    for (user, token) in
        [("work", &two.work), ("ada", &two.work), ("home", &two.home), ("bob", &two.home)]
    {
        assert_eq!(two.seen(&home, &url_as(user, &two.url())), just(token), "{user}");
    }
    for user in ["hf_user", "user", "oauth2", "__token__", "git"] {
        assert_eq!(two.seen(&home, &url_as(user, &two.url())), just(&two.work), "{user}");
    }
    assert!(!two.desk.was_asked());
}

#[test]
fn case_does_not_count_in_a_profiles_name_or_account() {
    let two = Two::new();
    let home = two.desk.home.home();
    for (user, token) in [("Home", &two.home), ("BOB", &two.home), ("Ada", &two.work)] {
        assert_eq!(two.seen(&home, &url_as(user, &two.url())), just(token), "{user}");
    }
}

#[test]
fn an_account_with_two_profiles_means_the_default_one_or_none() {
    let two = Two::new();
    let second = two.hub.add_token(Account::read("ada").in_org("acme"));
    two.desk.log_in(&two.hub, "a-second", &second);
    two.desk.home.hfenv(["switch", "work"]).assert().success();
    let home = two.desk.home.home();
    assert_eq!(two.seen(&home, &url_as("ada", &two.url())), just(&two.work));
    two.desk.home.hfenv(["switch", "home"]).assert().success();
    two.hub.clear();
    let failed = two.desk.git(&["ls-remote", &url_as("ada", &two.url())]);
    assert!(!failed.status.success() && seen(&two.hub).is_empty());
    assert!(said(&failed).contains("a-second, work\n"), "{}", said(&failed));
    assert_eq!(two.seen(&home, &url_as("a-second", &two.url())), just(&second));
}

#[test]
fn an_unknown_user_name_between_two_profiles_is_answered_with_the_choices() {
    let two = Two::new();
    two.hub.clear();
    let failed = two.desk.git(&["ls-remote", &url_as("zed", &two.url())]);
    assert!(!failed.status.success() && seen(&two.hub).is_empty());
    let said = said(&failed);
    let ours: Vec<_> = said.lines().filter(|line| line.contains("hfenv: ")).collect();
    assert_eq!(ours.len(), 1, "{said}");
    assert!(["zed", "work", "home"].iter().all(|name| ours[0].contains(name)), "{said}");
    // Alone at its host, a profile is meant whatever the name.
    two.desk.home.hfenv(["logout", "home"]).assert().success();
    let home = two.desk.home.home();
    assert_eq!(two.seen(&home, &url_as("zed", &two.url())), just(&two.work));
}

#[test]
fn the_folder_selects_by_an_allowed_project_file_and_by_the_users_rule() {
    let two = Two::new();
    let copy = two.desk.cloned(&two.url(), "copy");
    two.desk.home.write("copy/.hfenv.toml", "profile = \"home\"\n");
    two.desk.home.hfenv(["allow", "--yes"]).current_dir(&copy).assert().success();
    assert_eq!(two.seen(&copy, &two.url()), just(&two.home));
    assert_eq!(two.seen(&copy, &url_as("ada", &two.url())), just(&two.work), "the URL is nearer");

    let other = two.desk.cloned(&two.url(), "ruled");
    let rule = "[[rule]]\ndir = \"~/ruled\"\nprofile = \"home\"\n";
    two.desk.home.write(".config/hfenv/config.toml", rule);
    assert_eq!(two.seen(&other, &two.url()), just(&two.home));
    // By component: the rule for `ruled` says nothing about its neighbour.
    std::fs::create_dir(two.desk.home.path("ruled-not")).unwrap();
    assert_eq!(two.seen(&two.desk.home.path("ruled-not"), &two.url()), just(&two.work));
    // A clone into a ruled folder is started above it, where git runs the helper.
    assert_eq!(two.seen(&two.desk.home.home(), &two.url()), just(&two.work));
}

#[test]
fn fill_approve_and_reject_go_round() {
    let two = Two::new();
    let filled = stdout(&two.credential("fill", &two.request("")).assert().success());
    assert!(filled.contains(&format!("username=ada\npassword={}\n", two.work)), "{filled}");
    two.credential("approve", &filled).assert().success().stdout("").stderr("");
    two.credential("reject", &filled).assert().success().stdout("").stderr("");
    let again = two.credential("fill", &two.request("")).assert().success();
    assert_eq!(stdout(&again), filled, "a rejected token is told, not lost");
    let named = two.credential("fill", &two.request("username=bob\n")).assert().success();
    assert!(stdout(&named).contains(&format!("username=bob\npassword={}\n", two.home)));
}

#[test]
fn capabilities_are_told_and_unknown_operations_are_left_to_later_helpers() {
    let two = Two::new();
    let home = &two.desk.home;
    let told = home.helper("capability", "").assert().success().stderr("");
    assert_eq!(stdout(&told), "version 0\ncapability authtype\n");
    for operation in ["list", "approve", "GET", "получить"] {
        home.helper(operation, &two.request("")).assert().success().stdout("").stderr("");
    }
    let through_hfenv =
        home.hfenv(["git-credential", "get"]).write_stdin(two.request("")).assert().success();
    assert!(stdout(&through_hfenv).contains(&two.work));
}

#[test]
fn bearer_is_for_callers_that_announce_it_where_the_user_wants_it() {
    let two = Two::new();
    let announced = two.request("capability[]=authtype\ncapability[]=state\n");
    let basic = two.desk.home.helper("get", &announced).assert().success();
    assert_eq!(stdout(&basic), format!("username=ada\npassword={}\n", two.work));

    two.desk.home.write(".config/hfenv/config.toml", "credential-style = \"bearer\"\n");
    let bearer = two.desk.home.helper("get", &announced).assert().success();
    let expected = format!("capability[]=authtype\nauthtype=Bearer\ncredential={}\n", two.work);
    assert_eq!(stdout(&bearer), expected);
    let plain = two.desk.home.helper("get", &two.request("")).assert().success();
    assert_eq!(stdout(&plain), format!("username=ada\npassword={}\n", two.work));
    let reset = two.request("capability[]=authtype\ncapability[]=\n");
    let reset = two.desk.home.helper("get", &reset).assert().success();
    assert!(stdout(&reset).contains("password="));
    let filled = two.credential("fill", &two.request("capability[]=authtype\n")).assert().success();
    assert!(stdout(&filled).contains(&format!("credential={}\n", two.work)));

    if knows_authtype(&two.desk) {
        assert_eq!(two.seen(&two.desk.home.home(), &two.url()), just(&two.work));
        let sent = two.hub.requests().pop().unwrap();
        assert!(sent.header("authorization").unwrap().starts_with("Bearer "));
    }
}

/// git learnt `authtype` in 2.46.
fn knows_authtype(desk: &Desk) -> bool {
    let version = desk.must(&["--version"]);
    let numbers = version.trim_start_matches("git version ").split('.');
    let numbers: Vec<u32> = numbers.filter_map(|part| part.trim().parse().ok()).collect();
    needed("git 2.46, which knows authtype", numbers.as_slice() >= [2, 46].as_slice())
}

#[test]
fn the_end_of_an_oauth_login_is_told_and_an_ended_one_is_not_handed_out() {
    let desk = Desk::new();
    let (token, renewal) = (fresh_token(), fresh_token());
    let save = |end: u64| {
        desk.home.write(".cache/huggingface/token", &token);
        let section = format!(
            "[laptop]\nhf_token = {token}\nrefresh_token = {renewal}\nexpires_at = {end}\n"
        );
        desk.home.write(".cache/huggingface/stored_tokens", section);
    };
    let request = "protocol=https\nhost=huggingface.co\n";
    save(4_102_444_800);
    let told = desk.home.helper("get", request).assert().success().stderr("");
    let said = stdout(&told);
    assert!(said.ends_with("password_expiry_utc=4102444800\n") && said.contains(&token), "{said}");
    assert!(!said.contains(&renewal), "the refresh token stays here");
    save(1_000_000_000);
    let told = desk.home.helper("get", request).assert().success().stdout("");
    assert!(stderr(&told).contains("expired"));
}
