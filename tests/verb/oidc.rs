//! Trusted Publishers: an id token of a CI job becomes a token of the Hub, for this command only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::hub::{Account, Ci, Fault, Hub, Reply, Visibility};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

/// A job of acme/train, which org/model trusts.
struct Job {
    home: Sandbox,
    hub: Hub,
    ci: Ci,
}

impl Job {
    fn new() -> Self {
        let (home, hub) = (Sandbox::new(), Hub::start());
        hub.trust("acme/train", "org/model", Account::write("acme-bot").in_org("org"));
        hub.add_files("org/model", &[("config.json", "{}\n")]);
        hub.add_repo("org/model", Visibility::private([]));
        let ci = hub.job("acme/train");
        Self { home, hub, ci }
    }

    /// With what GitHub sets.
    fn on_github(&self, words: &[&str]) -> assert_cmd::Command {
        let mut command = self.bare(words);
        command.envs(self.ci.env());
        command
    }

    /// With an id token, as other services hand it over.
    fn with_id_token(&self, words: &[&str]) -> assert_cmd::Command {
        let mut command = self.bare(words);
        command.env("HF_OIDC_ID_TOKEN", self.ci.id_token());
        command
    }

    fn bare(&self, words: &[&str]) -> assert_cmd::Command {
        let mut command = self.home.hfenv(words);
        command.env("HF_OIDC_RESOURCE", "org/model").env("HF_ENDPOINT", self.hub.endpoint());
        command
    }

    fn exchanged(&self) -> usize {
        self.hub.oauth().tally().exchanged
    }
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn a_job_gets_a_token_of_its_own_for_each_command_and_leaves_nothing_behind() {
    let job = Job::new();
    for (count, ask) in [Job::on_github, Job::with_id_token].into_iter().enumerate() {
        let before = job.exchanged();
        let token = stdout(&ask(&job, &["token"]).assert().success());
        assert!(token.starts_with("hf_jwt_"), "{}", &token[..8]);
        let child =
            ask(&job, &["run", "--", "sh", "-c", "printenv HF_TOKEN; printenv HF_OIDC_RESOURCE"]);
        let child = stdout(&{ child }.assert().code(1));
        assert!(
            child.starts_with("hf_jwt_") && child.lines().count() == 1,
            "a child has one token"
        );
        let who = stdout(&ask(&job, &["whoami", "-v"]).assert().success());
        assert!(
            who.contains("acme-bot") && who.contains("an OIDC exchange for org/model"),
            "{who}"
        );
        assert!(who.contains(", in 60 minutes"), "{who}");
        let access = ask(&job, &["access", "--write", "org/model"]).assert().success();
        assert_eq!(stdout(&access), "org/model  granted\n");
        let shell = stdout(&ask(&job, &["export", "sh"]).assert().success());
        assert!(shell.contains("hf_jwt_"), "export in so many words");
        assert_eq!(job.exchanged() - before, 5, "one exchange for each command: {count}");
    }
    // `export` for a shell makes the key by which its variables are known again.
    let of_key = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "key");
    let written = files(&job.home.home());
    let written: Vec<&PathBuf> = written.keys().filter(|path| !of_key(path)).collect();
    assert!(written.is_empty(), "{written:?}");
    let fetched = job.on_github(&["fetch", "org/model", "config.json"]).assert().success();
    assert!(Path::new(stdout(&fetched).trim()).exists());
    for (path, bytes) in files(&job.home.home()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("hf_jwt_"), "{}", path.display());
    }
}

#[test]
fn github_is_asked_at_its_own_address_for_an_id_token_for_the_hub() {
    let job = Job::new();
    job.on_github(&["token"]).assert().success();
    let asked = job.ci.requests();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].parameter("api-version").as_deref(), Some("2.0"), "its own query stays");
    assert_eq!(asked[0].parameter("audience"), Some(job.hub.endpoint()));
    assert!(!job.hub.saw_secret(&job.ci.request_token()), "the Hub never sees GitHub's token");
    // Only `true` is GitHub.
    let elsewhere = job.on_github(&["token"]).env("GITHUB_ACTIONS", "TRUE").assert().code(2);
    assert!(
        stderr(&elsewhere).contains("this is no job of GitHub Actions"),
        "{}",
        stderr(&elsewhere)
    );
    assert_eq!(job.ci.requests().len(), 1);
}

#[test]
fn it_wins_over_the_environment_and_loses_to_what_is_named() {
    let job = Job::new();
    let (own, other) = (fresh_token(), fresh_token());
    let token = job.with_id_token(&["token"]).env("HF_TOKEN", &own).assert().success();
    assert!(stdout(&token).starts_with("hf_jwt_"));
    job.home.profile("work", &other);
    let before = job.exchanged();
    let named = job.home.hfenv(["token", "-p", "work"]);
    let named = { named }.env("HF_OIDC_RESOURCE", "org/model").assert().success();
    assert_eq!(stdout(&named).trim(), other);
    let given = job.with_id_token(&["token", "--token-stdin"]).write_stdin(own.as_str()).assert();
    assert_eq!(stdout(&given.success()).trim(), own);
    assert_eq!(job.exchanged(), before, "nothing is exchanged that is not used");
}

#[test]
fn rc_files_hooks_git_and_why_exchange_nothing() {
    let job = Job::new();
    job.home.profile("work", &fresh_token());
    let host = job.hub.endpoint().replace("http://", "");
    for words in [&["why"][..], &["why", "--for", "fetch", "org/model"], &["hook", "bash"], &[]] {
        job.on_github(words).output().unwrap();
    }
    job.on_github(&["hook-env", "bash", "1", "-"]).output().unwrap();
    let mut git = job.home.helper("get", &format!("protocol=http\nhost={host}\n\n"));
    git.env("HF_OIDC_RESOURCE", "org/model").envs(job.ci.env()).assert().success();
    assert_eq!((job.exchanged(), job.ci.requests().len()), (0, 0));
    let why = stdout(&job.on_github(&["why"]).assert().success());
    let words = why.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("an id token is not exchanged for this"), "{why}");
}

#[test]
fn github_masks_the_token_before_it_is_put_anywhere() {
    let job = Job::new();
    let file = job.home.path("github.env");
    let said = job.on_github(&["export", "github"]).env("GITHUB_ENV", &file).assert().success();
    let out = stdout(&said);
    let mask = out.lines().next().unwrap().strip_prefix("::add-mask::").unwrap();
    assert!(mask.starts_with("hf_jwt_"));
    assert_eq!(out.matches("hf_jwt_").count(), 1, "it is nowhere but in its mask");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains(&format!("\n{mask}\n")), "the very token that is masked");
    // A file that can't be written to costs nothing: the mask stands.
    let gone = job.home.path("missing/github.env");
    let failed = job.on_github(&["export", "github"]).env("GITHUB_ENV", &gone).assert().code(2);
    assert!(stdout(&failed).starts_with("::add-mask::hf_jwt_"));
}

/// No other identity stands in for an exchange that failed, and the words say what to do.
#[test]
fn an_exchange_that_fails_is_an_error_with_a_next_step() {
    let own = fresh_token();
    let refused = |job: &Job, command: assert_cmd::Command, line: &str, hint: &str| {
        let failed = { command }.env("HF_TOKEN", &own).assert().code(2);
        let said = stderr(&failed).replace(&job.hub.endpoint(), "HUB");
        let said =
            said.replace(&job.ci.request_url().replace("/job/idtoken?api-version=2.0", ""), "CI");
        let expected = format!("hfenv: error: {line}\nhfenv: hint: {hint}\n");
        assert_eq!((said, stdout(&failed)), (expected, String::new()));
        assert!(!job.hub.saw_authorization());
    };
    let trust = "the repository or user must trust this workflow: see Trusted Publishers in its \
                 settings on the Hub";
    let network = "check HF_ENDPOINT, the network, HTTPS_PROXY, SSL_CERT_FILE";
    let again = "run the job again; see https://www.githubstatus.com";
    let job = Job::new();
    for words in [
        &["token"][..],
        &["run", "--", "true"],
        &["whoami"],
        &["export", "json"],
        &["access", "org/model"],
    ] {
        let line = "the exchange for datasets/org/other was refused: HUB refuses: \
                    invalid_grant (No trusted publisher matches this id token)";
        let mut command = job.on_github(words);
        command.env("HF_OIDC_RESOURCE", "datasets/org/other");
        refused(&job, command, line, trust);
    }
    let none =
        "there is no id token: HF_OIDC_ID_TOKEN is not set, and this is no job of GitHub Actions";
    let ci = "have the CI system put an id token for the Hub into HF_OIDC_ID_TOKEN, or unset \
              HF_OIDC_RESOURCE";
    refused(&job, job.bare(&["token"]), none, ci);
    let mut may_not = job.bare(&["token"]);
    may_not.env("GITHUB_ACTIONS", "true");
    let line = "this job of GitHub Actions may not ask for an id token";
    refused(&job, may_not, line, "give the job: permissions: id-token: write");
    let mut plain = job.on_github(&["token"]);
    plain.env("ACTIONS_ID_TOKEN_REQUEST_URL", "http://token.actions.example/x");
    let line = "ACTIONS_ID_TOKEN_REQUEST_URL: it is no https address";
    refused(&job, plain, line, "it is set by the CI system; see its page on OIDC");
    job.ci.fault(Fault::status(500), 1);
    let line = "GitHub Actions gave no id token: CI answered 500";
    refused(&job, job.on_github(&["token"]), line, again);
    job.ci.fault(Fault::redirect("https://evil.example/"), 1);
    let line = "GitHub Actions gave no id token: CI redirects to another address; the token was \
                not sent there";
    refused(&job, job.on_github(&["token"]), line, again);
    let failed = |why: &str| format!("the exchange for org/model failed: {why}");
    for (reply, why) in [
        (Reply::new(503), "HUB answered 503"),
        (
            Reply::new(200).with_body("<html>"),
            "HUB does not answer like a Hub: its answer is not the JSON expected",
        ),
        (
            Reply::redirect("https://evil.example/"),
            "HUB redirects to another address; the token was not sent there",
        ),
        (Reply::rate_limited(7), "HUB limits the rate of requests; it asks to wait 7 s"),
    ] {
        job.hub.script("/oauth/token", reply);
        refused(&job, job.with_id_token(&["token"]), &failed(why), network);
    }
}

/// Whatever the servers repeat, neither the id token nor GitHub's own token is shown.
#[test]
fn what_was_sent_is_in_no_message() {
    let job = Job::new();
    let id_token = job.ci.id_token();
    let echo = format!("bad: {id_token}");
    let echo = serde_json::json!({ "error": "invalid_grant", "error_description": echo });
    job.hub.script("/oauth/token", Reply::json(400, &echo));
    let mut command = job.bare(&["token", "-v"]);
    let said = command.env("HF_OIDC_ID_TOKEN", &id_token).assert().code(2);
    for part in id_token.split('.').filter(|part| part.len() > 40) {
        assert!(!stderr(&said).contains(part), "{}", stderr(&said));
    }
    let bearer = job.ci.request_token();
    let echo = serde_json::json!({ "message": format!("Bearer {bearer}"), "error": bearer });
    job.ci.fault(Fault::reply(Reply::json(401, &echo)), 1);
    let said = job.on_github(&["token", "-v"]).assert().code(2);
    assert!(!stderr(&said).contains(&bearer), "{}", stderr(&said));
    let odd = job.bare(&["token"]).env("HF_OIDC_ID_TOKEN", "a b c").assert().code(2);
    assert!(
        stderr(&odd).contains("HF_OIDC_ID_TOKEN: the token has a blank inside"),
        "{}",
        stderr(&odd)
    );
}

#[test]
fn the_token_stays_with_the_hub_that_made_it() {
    let (job, stranger) = (Job::new(), Hub::start());
    let there = stranger.endpoint();
    stranger.add_files("org/model", &[("config.json", "{}\n")]);
    stranger.add_repo("org/model", Visibility::Public);
    // The id token is for the other Hub, and this one has no trust in it either.
    let failed = job.on_github(&["fetch", "org/model", "--endpoint", &there]).assert().code(2);
    assert!(stderr(&failed).contains("was refused"), "{}", stderr(&failed));
    assert!(!stranger.saw_authorization());
    job.hub.redirect("/api/models/org/model", &there);
    job.on_github(&["fetch", "org/model"]).assert().code(2);
    job.on_github(&["access", "org/model"]).assert().code(2);
    assert!(!stranger.saw_authorization());
}
