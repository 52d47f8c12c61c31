//! Hosts that are not ours, reached by real git in the ways an attacker has: another remote, a
//! redirect, a submodule, line ends in a URL. hfenv hears every request here and must answer none
//! of them.

use std::fs;

use crate::support::git::{Desk, said, url_as};
use crate::support::hub::{Account, Hub};

/// A Hub of ours, one of somebody else's, and a desk that has hfenv for every host.
struct Between {
    ours: Hub,
    theirs: Hub,
    desk: Desk,
    token: String,
}

impl Between {
    fn new() -> Self {
        let (ours, theirs) = (Hub::start(), Hub::start());
        ours.add_git_repo("acme/model");
        theirs.add_git_repo("acme/model");
        let token = ours.add_token(Account::write("ada").in_org("acme"));
        let desk = Desk::new();
        desk.log_in(&ours, "work", &token);
        desk.listen_in();
        Self { ours, theirs, desk, token }
    }

    fn url(&self) -> String {
        format!("{}/acme/model", self.ours.endpoint())
    }

    fn their_url(&self) -> String {
        format!("{}/acme/model", self.theirs.endpoint())
    }

    /// Nobody else saw the token or any other login, and hfenv gave none away.
    fn check(&self) {
        assert!(!self.theirs.saw_authorization() && !self.theirs.saw_secret(&self.token));
    }
}

#[test]
fn another_host_is_not_answered_and_ours_still_is() {
    let between = Between::new();
    for url in [
        between.their_url(),
        url_as("work", &between.their_url()),
        url_as("ada", &between.their_url()),
        // The same machine and port under another name is another host.
        format!("http://localhost:{}/acme/model", between.ours.port()),
    ] {
        between.ours.clear();
        assert!(!between.desk.git(&["ls-remote", &url]).status.success(), "{url}");
        assert!(!between.ours.saw_secret(&between.token), "{url}");
        // curl itself sends a user name that stands in the URL, with an empty password.
        assert!(!between.theirs.saw_secret(&between.token), "{url}");
    }
    assert!(between.desk.questions().contains("host=localhost:"));
    assert_eq!(between.desk.answers(), "");
    between.desk.must(&["ls-remote", &between.url()]);
    assert!(between.desk.answers().contains(&between.token));
}

#[test]
fn plain_http_beyond_this_machine_is_not_answered_even_if_configured() {
    let between = Between::new();
    // A proxy stands for the network, so that any name can be reached in the clear.
    let proxy = format!("http.proxy={}", between.theirs.endpoint());
    for host in ["huggingface.co", "hf.co", "127.0.0.1.example.org", "hub.corp.example"] {
        let url = format!("http://{host}/acme/model");
        between.theirs.script_always(
            "http://",
            crate::support::hub::Reply::new(401).with_header("WWW-Authenticate", "Basic realm=x"),
        );
        let failed = between.desk.git(&["-c", &proxy, "ls-remote", &url]);
        assert!(!failed.status.success(), "{url}");
    }
    assert!(between.desk.questions().contains("protocol=http\nhost=huggingface.co\n"));
    between.check();
    assert_eq!(between.desk.answers(), "");
}

#[test]
fn a_redirect_to_another_host_gets_no_login() {
    let between = Between::new();
    between.ours.redirect("/acme/", &between.theirs.endpoint());
    // The second form logs in before it is asked, so that a login is there to be carried along.
    for first in ["http.followRedirects=initial", "http.proactiveAuth=basic"] {
        let words = ["-c", first, "-c", "http.followRedirects=true", "ls-remote", &between.url()];
        assert!(!between.desk.git(&words).status.success(), "{first}");
        assert!(!between.theirs.requests().is_empty(), "{first}: the redirect was followed");
        between.check();
    }
    assert!(between.ours.saw_secret(&between.token), "the second form did log in");
    let theirs = between.theirs.endpoint().replace("http://", "host=");
    assert!(between.desk.questions().contains(&theirs), "and git did ask for the other host");
}

#[test]
fn a_submodule_on_another_host_gets_no_login() {
    let between = Between::new();
    let desk = &between.desk;
    let copy = desk.cloned(&between.url(), "copy");
    let head = desk.must_in(&copy, &["rev-parse", "HEAD"]);
    for (path, url) in [("sub", between.their_url()), ("own", "../model".to_owned())] {
        let link = format!("160000,{},{path}", head.trim());
        desk.must_in(&copy, &["update-index", "--add", "--cacheinfo", &link]);
        let file = copy.join(".gitmodules");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let text = format!("{text}[submodule \"{path}\"]\n\tpath = {path}\n\turl = {url}\n");
        fs::write(file, text).unwrap();
    }
    desk.must_in(&copy, &["add", ".gitmodules"]);
    desk.must_in(&copy, &["commit", "--quiet", "-m", "submodules"]);
    desk.must_in(&copy, &["push", "--quiet", "origin", "HEAD"]);

    let failed = desk.git(&["clone", "--recurse-submodules", &between.url(), "again"]);
    assert!(!failed.status.success(), "{}", said(&failed));
    assert!(!between.theirs.requests().is_empty());
    between.check();
    let again = desk.home.path("again");
    desk.must_in(&again, &["submodule", "update", "--init", "own"]);
    assert!(again.join("own/README.md").exists(), "the one on our host is cloned");
}

#[test]
fn line_ends_in_a_url_lead_nowhere() {
    let between = Between::new();
    let port = between.ours.port();
    let (ours, theirs) = (format!("127.0.0.1:{port}"), between.theirs.endpoint());
    let theirs = theirs.trim_start_matches("http://");
    for url in [
        format!("http://{theirs}%0ahost={ours}/acme/model"),
        format!("http://{theirs}%0d%0ahost={ours}/acme/model"),
        format!("http://{theirs}%0dhost={ours}/acme/model"),
        format!("http://x%0ahost={ours}@{theirs}/acme/model"),
        format!("http://x%0dhost={ours}@{theirs}/acme/model"),
        format!("http://{theirs}/acme%0ahost={ours}/model"),
        format!("http://{theirs}%00{ours}/acme/model"),
        format!("http://{ours}%0d/acme/model"),
    ] {
        for protect in ["credential.protectProtocol=true", "credential.protectProtocol=false"] {
            let words = ["-c", protect, "-c", "credential.useHttpPath=true", "ls-remote", &url];
            let failed = between.desk.git(&words);
            assert!(!failed.status.success(), "{url}");
            assert!(!said(&failed).contains(&between.token), "{url}");
            assert!(!between.theirs.saw_secret(&between.token), "{url}");
        }
    }
    assert_eq!(between.desk.answers(), "");
}

#[test]
fn the_path_of_a_url_decides_nothing_about_the_host() {
    let between = Between::new();
    let url = format!("{}/huggingface.co/acme/model", between.theirs.endpoint());
    let words = ["-c", "credential.useHttpPath=true", "ls-remote", &url];
    assert!(!between.desk.git(&words).status.success());
    between.check();
    assert_eq!(between.desk.answers(), "");
    let words = ["-c", "credential.useHttpPath=true", "ls-remote", &between.url()];
    between.desk.must(&words);
}
