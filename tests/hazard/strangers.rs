//! Hazard: the token is shown to somebody who looks like the Hub, or whom the Hub, a project or a
//! git remote names. The strangers here have certificates for their names, speak the Hub's
//! protocol, and write down what they are sent.

use std::collections::BTreeSet;
use std::time::Duration;

use hfenv::profile::StoreKind;

use crate::support::git::Desk;
use crate::support::hub::{Account, Hub, Person, Reply, Request};
use crate::support::logins::browser_login;
use crate::support::proxy::Proxy;
use crate::support::sandbox::{Sandbox, stderr, stdout};

/// The Hub's own names.
const GENUINE: [&str; 2] = ["huggingface.co", "hf.co"];
/// Names with a certificate of their own.
const ALIKE: [&str; 7] = [
    "huggingface.co.evil.example",
    "hf.co.evil.example",
    "www.huggingface.co",
    "huggingface.com",
    "evil-huggingface.co",
    "huggingface.co.huggingface.com",
    // The Cyrillic letter that looks like an a, as the network spells it.
    "xn--huggingfce-8ih.co",
];
/// Other ways to write an address that is not the Hub's.
const WRITTEN: [&str; 6] = [
    "https://huggingface.co:8443",
    "https://huggingface.co@evil.example",
    "https://huggingface.co:443@evil.example",
    "https://huggingf\u{430}ce.co",
    "https://huggingface.co%2eevil.example",
    "https://evil.example/https://huggingface.co",
];

/// A home that is logged in at the real Hub, in a world where one server is every host.
struct Earth {
    desk: Desk,
    hub: Hub,
    proxy: Proxy,
    token: String,
}

impl Earth {
    fn new() -> Self {
        let hosts: Vec<&str> = GENUINE.into_iter().chain(ALIKE).chain(["evil.example"]).collect();
        let hub = Hub::start_tls_as(&hosts);
        let token = hub.add_token(Account::write("ada").in_org("org"));
        hub.add_files("org/name", &[("config.json", "{}\n")]);
        hub.add_git_repo("org/git");
        let (desk, proxy) = (Desk::new(), Proxy::to(hub.port()));
        desk.home.profile("work", &token);
        desk.set_up();
        desk.must(&["config", "--global", "http.sslCAInfo", hub.ca_file().to_str().unwrap()]);
        std::fs::create_dir(desk.home.path("project")).unwrap();
        Self { desk, hub, proxy, token }
    }

    /// hfenv in the project, on the way to whatever host it names.
    fn run(&self, words: &[&str], endpoint: Option<&str>) -> String {
        let mut command = self.desk.home.hfenv(words);
        command
            .current_dir(self.desk.home.path("project"))
            .env("HTTPS_PROXY", self.proxy.address())
            .env("SSL_CERT_FILE", self.hub.ca_file())
            .timeout(Duration::from_secs(60));
        if let Some(endpoint) = endpoint {
            command.env("HF_ENDPOINT", endpoint);
        }
        let output = command.output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    fn git(&self, words: &[&str]) {
        let mut git = self.desk.command(&self.desk.home.path("project"), words);
        git.env("HTTPS_PROXY", self.proxy.address()).output().unwrap();
    }

    /// Everything that asks a Hub.
    fn use_everything(&self, endpoint: Option<&str>) {
        for words in [
            &["whoami", "--fresh"][..],
            &["access", "org/name"],
            &["access", "--write", "org/name"],
            &["fetch", "--force", "org/name"],
            &["export", "json"],
        ] {
            self.run(words, endpoint);
        }
    }

    /// The hosts that were shown the token, whatever way. Nobody else was sent any secret.
    #[track_caller]
    fn shown(&self, what: &str) -> BTreeSet<String> {
        let host = |request: &Request| request.header("host").unwrap_or_default().to_owned();
        let mut shown = BTreeSet::new();
        for request in self.hub.requests() {
            // With a user name in the address, git's own first try has an empty password, or the
            // one that stands there.
            let written = |token: &str| {
                token.is_empty() || WRITTEN.iter().any(|text| text.contains(&format!(":{token}@")))
            };
            let authorized = request.header("authorization").is_some();
            let sent = authorized && request.token().is_none_or(|token| !written(&token));
            let secret = sent || request.carries(&self.token);
            if secret {
                shown.insert(host(&request));
            }
            let foreign = !GENUINE.contains(&host(&request).as_str());
            assert!(
                !foreign || request.body_len == 0,
                "{what}: {} {}",
                host(&request),
                request.path
            );
        }
        self.hub.clear();
        shown
    }

    /// Nobody but the Hub itself.
    #[track_caller]
    fn only_the_hub(&self, what: &str) {
        let shown = self.shown(what);
        assert!(shown.iter().all(|host| GENUINE.contains(&host.as_str())), "{what}: {shown:?}");
    }
}

/// Without this the others would show nothing.
#[test]
fn the_hub_itself_is_shown_the_token() {
    let earth = Earth::new();
    earth.use_everything(None);
    assert_eq!(earth.shown("by its first name"), BTreeSet::from([GENUINE[0].to_owned()]));
    earth.run(&["access", "org/name"], Some("https://hf.co"));
    assert_eq!(earth.shown("by its second"), BTreeSet::from([GENUINE[1].to_owned()]));
    earth.git(&["ls-remote", "https://huggingface.co/org/git"]);
    assert_eq!(earth.shown("git"), BTreeSet::from([GENUINE[0].to_owned()]));
}

#[test]
fn hosts_that_look_alike_are_asked_without_the_token_or_not_at_all() {
    let earth = Earth::new();
    let alike = ALIKE.map(|host| format!("https://{host}"));
    let all = alike.iter().map(String::as_str).chain(WRITTEN);
    for address in all {
        earth.use_everything(Some(address));
        earth.only_the_hub(address);
        for words in [&["whoami"][..], &["access", "org/name"], &["fetch", "org/name"]] {
            earth.run(&[words, &["--endpoint", address]].concat(), None);
            earth.run(&[words, &["--endpoint", address, "-p", "work"]].concat(), None);
        }
        earth.only_the_hub(address);
        earth.git(&["ls-remote", &format!("{address}/org/git")]);
        earth.git(&["ls-remote", &format!("{address}/org/git").replace("://", "://work@")]);
        earth.only_the_hub(address);
        earth.run(&["access", &format!("{address}/org/name")], None);
        earth.only_the_hub(address);
    }
    let reached = earth.proxy.hosts();
    for host in ALIKE {
        assert!(reached.contains(&format!("{host}:443")), "{host} was there to be asked");
    }
}

#[test]
fn no_project_and_no_remote_sends_the_token_to_another_host() {
    let earth = Earth::new();
    let evil = "https://huggingface.co.evil.example";
    let rules = "[[rule]]\nremote = \"*/org/*\"\nprofile = \"work\"\n\n\
                 [[rule]]\nnamespace = \"org\"\nprofile = \"work\"\n";
    earth.desk.home.write(".config/hfenv/config.toml", rules);
    earth.git(&["init", "--quiet"]);
    earth.git(&["remote", "add", "origin", &format!("{evil}/org/git")]);
    earth.git(&["remote", "add", "user", &format!("{evil}/org/git").replace("://", "://work@")]);
    for (file, content) in [
        (".env", format!("HF_ENDPOINT={evil}\n")),
        (".env", "HF_ENDPOINT=https://huggingface.co@evil.example\nHF_HUB_OFFLINE=0\n".to_owned()),
        (".hfenv.toml", format!("profile = \"work\"\n[settings]\nHF_ENDPOINT = \"{evil}\"\n")),
        (".hfenv.toml", format!("profile = \"work\"\nendpoint = \"{evil}\"\n")),
        (".hfenv.toml", "profile = \"work\"\n".to_owned()),
    ] {
        let path = earth.desk.home.write(format!("project/{file}"), &content);
        earth.run(&["allow", "--yes"], None);
        earth.use_everything(None);
        earth.only_the_hub(&content);
        for remote in ["origin", "user"] {
            earth.git(&["fetch", remote]);
        }
        earth.only_the_hub(&content);
        std::fs::remove_file(path).unwrap();
    }
    let reached = earth.proxy.hosts();
    assert!(reached.contains(&"huggingface.co.evil.example:443".to_owned()), "git was there");
}

#[test]
fn no_redirect_takes_a_secret_along() {
    let earth = Earth::new();
    let places = [
        "/api/models/org/name/auth-check",
        "/api/whoami-v2",
        "/api/models/org/name/revision",
        "/api/models/org/name/tree",
        "/org/name/resolve",
        "/org/git/info/refs",
    ];
    let ways = [
        (301, "huggingface.co.evil.example"),
        (302, "evil.example"),
        (303, "huggingface.co:8443"),
        (307, "huggingface.co.evil.example"),
        (308, "www.huggingface.co"),
    ];
    let each_place = places.iter().zip(ways.iter().cycle());
    let each_way = std::iter::repeat(&places[0]).zip(&ways[1..]);
    for (place, (status, host)) in each_place.chain(each_way) {
        let there = format!("https://{host}{place}");
        let reply = Reply::new(*status).with_header("Location", &there);
        earth.hub.script_always(place, reply);
        earth.use_everything(None);
        earth.git(&["ls-remote", "https://huggingface.co/org/git"]);
        let shown = earth.shown(place);
        assert_eq!(shown, BTreeSet::from([GENUINE[0].to_owned()]), "{status}: {place}");
        earth.hub.clear_scripts();
    }
}

/// Neither a device code nor an id token, which are as good as a token.
#[test]
fn no_redirect_takes_the_secrets_of_a_login_along() {
    let earth = Earth::new();
    let hub = &earth.hub;
    hub.oauth().person(Person::Agrees(Account::oauth("ada"), 0));
    hub.oauth().set_code_life(2);
    let job = hub.job("acme/train");
    for place in ["/oauth/device", "/oauth/token"] {
        for status in [301, 302, 303, 307, 308] {
            let there = format!("https://huggingface.co.evil.example{place}");
            hub.script_always(place, Reply::new(status).with_header("Location", &there));
            earth
                .run(&["login", "--browser", "--no-browser", "--store", "file", "-p", "new"], None);
            let mut command = earth.desk.home.hfenv(["token"]);
            let exchange = command
                .env("HTTPS_PROXY", earth.proxy.address())
                .env("SSL_CERT_FILE", hub.ca_file())
                .env("HF_OIDC_RESOURCE", "org/name")
                .env("HF_OIDC_ID_TOKEN", job.id_token_for("https://huggingface.co", 300));
            let said = stderr(&exchange.assert().code(2));
            assert!(place == "/oauth/device" || said.contains("redirects to another"), "{said}");
            assert_eq!(earth.shown(place), BTreeSet::new(), "{status}: {place}");
            hub.clear_scripts();
        }
    }
    let reached = earth.proxy.hosts();
    assert!(reached.iter().all(|host| host == "huggingface.co:443"), "{reached:?}");
}

/// Nor a refresh token, which is good for months.
#[test]
fn no_redirect_takes_a_refresh_token_along() {
    for status in [301, 302, 303, 307, 308] {
        let (home, hub, stranger) = (Sandbox::new(), Hub::start(), Hub::start());
        let issued = browser_login(&home, &hub, StoreKind::File, "work", 3600);
        let there = format!("{}/oauth/token", stranger.endpoint());
        hub.script_always("/oauth/token", Reply::new(status).with_header("Location", &there));
        let said = home.hfenv(["token"]).assert().success();
        assert_eq!(stdout(&said).trim(), issued.access, "the old one goes on");
        let mut posted =
            hub.requests().into_iter().filter(|request| request.path == "/oauth/token");
        assert!(posted.next_back().unwrap().carries(&issued.refresh), "it was on its way");
        assert_eq!(stranger.connections(), 0, "{status}");
    }
}
