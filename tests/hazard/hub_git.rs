//! The loopback Hub before the real git and git-lfs: the token must be asked for, judged and
//! recorded as on the real Hub. No line of hfenv is in between; the helper is a shell snippet.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::hub_itself::raw;
use crate::support::hub::{Account, FineGrained, Hub, Scope, Visibility, clean_git};

/// A sealed git with a home of its own that gets `token` from a helper.
struct Client {
    home: TempDir,
    token: String,
    ca_file: Option<PathBuf>,
}

impl Client {
    fn new(token: &str) -> Self {
        Self { home: TempDir::new().unwrap(), token: token.to_owned(), ca_file: None }
    }

    /// Trusts the authority of a Hub that speaks HTTPS.
    fn trusting(mut self, hub: &Hub) -> Self {
        self.ca_file = hub.endpoint().starts_with("https").then(|| hub.ca_file().to_owned());
        self
    }

    fn git(&self, args: &[&str]) -> Output {
        self.command(self.home.path(), args).output().unwrap()
    }

    fn command(&self, dir: &Path, args: &[&str]) -> Command {
        let helper =
            r#"!f() { test "$1" = get && printf 'username=x\npassword=%s\n' "$TOKEN"; }; f"#;
        let mut git = clean_git(self.home.path());
        git.current_dir(dir).env("TOKEN", &self.token);
        if let Some(ca_file) = &self.ca_file {
            git.env("GIT_SSL_CAINFO", ca_file);
        }
        git.args(["-c", &format!("credential.helper={helper}")]);
        git.args(["-c", "user.name=me", "-c", "user.email=me@example.org"]).args(args);
        git
    }

    /// Clones into `copy` and returns that folder.
    fn cloned(&self, url: &str) -> PathBuf {
        must(&self.git(&["clone", url, "copy"]));
        self.home.path().join("copy")
    }

    /// Commits everything in `dir` and pushes it.
    fn push(&self, dir: &Path) -> Output {
        must(&self.command(dir, &["add", "--all"]).output().unwrap());
        must(&self.command(dir, &["commit", "--quiet", "-m", "more"]).output().unwrap());
        self.command(dir, &["push", "origin", "HEAD"]).output().unwrap()
    }
}

fn must(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn git_clones_with_the_right_token_only() {
    let hub = Hub::start();
    let commit = hub.add_git_repo("acme/model");
    hub.add_git_repo("datasets/acme/data");
    let url = format!("{}/acme/model", hub.endpoint());
    let member = Client::new(&hub.add_token(Account::read("ada").in_org("acme")));
    let copy = member.cloned(&url);
    let head = member.command(&copy, &["rev-parse", "HEAD"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&head.stdout).trim(), commit);
    assert!(hub.saw_secret(&member.token));
    must(&member.git(&["ls-remote", &format!("{url}.git")]));
    must(&member.git(&["ls-remote", &format!("{}/datasets/acme/data", hub.endpoint())]));

    let stranger = Client::new(&hub.add_token(Account::write("eve")));
    assert!(stderr(&stranger.git(&["ls-remote", &url])).contains("403"));
    let refused = stderr(&Client::new("wrong").git(&["ls-remote", &url]));
    assert!(refused.contains("Authentication failed"), "{refused}");

    let header = format!("http.extraHeader=Authorization: Bearer {}", member.token);
    must(&stranger.git(&["-c", &header, "ls-remote", &url]));

    hub.add_repo("acme/model", Visibility::Public);
    hub.clear();
    must(&member.git(&["ls-remote", &url]));
    assert!(!hub.saw_authorization(), "git sends a token only when asked");
}

#[test]
fn git_pushes_much_and_only_where_it_may() {
    let hub = Hub::start();
    hub.add_git_repo("acme/model");
    let url = format!("{}/acme/model", hub.endpoint());
    let scopes = FineGrained {
        scoped: vec![Scope::new("model", "acme/model", &["repo.write"])],
        ..FineGrained::default()
    };
    let writer = Client::new(&hub.add_token(Account::fine_grained("bob", scopes)));
    let reader = Client::new(&hub.add_token(Account::read("ada").in_org("acme")));
    let copy = reader.cloned(&url);
    // Above 1 MiB git sends chunks, and noise so that it isn't packed away.
    let mut noise = vec![0; 3 << 20];
    getrandom::fill(&mut noise).unwrap();
    fs::write(copy.join("noise.bin"), noise).unwrap();
    assert!(stderr(&reader.push(&copy)).contains("403"));
    must(&writer.command(&copy, &["push", "origin", "HEAD"]).output().unwrap());
    let head = writer.command(&copy, &["rev-parse", "HEAD"]).output().unwrap();
    let pushed = fs::read(hub.git_dir("acme/model").join("refs/heads/main")).unwrap();
    assert_eq!(head.stdout, pushed);
    let big = hub.requests().into_iter().max_by_key(|request| request.body_len).unwrap();
    assert_eq!(big.header("transfer-encoding"), Some("chunked"));
    assert!(big.body_len > 3 << 20 && big.body.len() < big.body_len);
}

#[test]
fn packed_request_bodies_are_understood() {
    let hub = Hub::start();
    let commit = hub.add_git_repo("acme/model");
    hub.add_repo("acme/model", Visibility::Public);
    let mut gzip =
        Command::new("gzip").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    gzip.stdin.take().unwrap().write_all(b"0014command=ls-refs\n0000").unwrap();
    let body = gzip.wait_with_output().unwrap().stdout;
    let head = format!(
        "POST /acme/model/git-upload-pack HTTP/1.1\r\nContent-Encoding: gzip\r\n\
         Content-Length: {}\r\n\
         Content-Type: application/x-git-upload-pack-request\r\nGit-Protocol: version=2\r\n\r\n",
        body.len()
    );
    let reply = raw(&hub, &[head.as_bytes(), &body].concat());
    assert!(reply.contains(&format!("{commit} refs/heads/main")), "{reply}");
}

#[test]
fn git_lfs_uploads_and_downloads() {
    for hub in [Hub::start(), Hub::start_tls()] {
        hub.add_git_repo("acme/model");
        let url = format!("{}/acme/model", hub.endpoint());
        let writer = hub.add_token(Account::write("ada").in_org("acme"));
        let writer = Client::new(&writer).trusting(&hub);
        if !writer.git(&["lfs", "version"]).status.success() {
            println!("skipped: git-lfs is not installed");
            return;
        }
        let copy = writer.cloned(&url);
        must(&writer.command(&copy, &["lfs", "install", "--local"]).output().unwrap());
        must(&writer.command(&copy, &["lfs", "track", "*.bin"]).output().unwrap());
        fs::write(copy.join("weights.bin"), vec![7; 2_000_000]).unwrap();
        must(&writer.push(&copy));
        assert_eq!(hub.lfs_objects().len(), 1);

        let reader = hub.add_token(Account::read("bob").in_org("acme"));
        let reader = Client::new(&reader).trusting(&hub);
        let smudge = "filter.lfs.smudge=git-lfs smudge -- %f";
        let required = "filter.lfs.required=true";
        must(&reader.git(&["-c", smudge, "-c", required, "clone", &url, "copy"]));
        let weights = fs::read(reader.home.path().join("copy/weights.bin")).unwrap();
        assert_eq!(weights, vec![7; 2_000_000]);
        let download = hub.requests().pop().unwrap();
        assert!(download.path.contains("/info/lfs/objects/"), "{}", download.path);
        assert_eq!(download.token().as_ref(), Some(&reader.token));
    }
}

#[test]
fn git_follows_a_redirect_to_another_hub() {
    let (old, new) = (Hub::start(), Hub::start());
    new.add_git_repo("acme/model");
    old.redirect("/acme/", &new.endpoint());
    let client = Client::new(&new.add_token(Account::read("ada").in_org("acme")));
    client.cloned(&format!("{}/acme/model", old.endpoint()));
    assert!(new.saw_secret(&client.token) && !old.saw_authorization());
}

#[test]
fn https_is_accepted_with_its_authority_and_refused_without() {
    let hub = Hub::start_tls();
    hub.add_git_repo("acme/model");
    let client = Client::new(&hub.add_token(Account::read("ada").in_org("acme")));
    let ca = format!("http.sslCAInfo={}", hub.ca_file().display());
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{}/acme/model", hub.port());
        must(&client.git(&["-c", &ca, "clone", &url, host]));
    }
    hub.clear();
    let url = format!("{}/acme/model", hub.endpoint());
    let refused = stderr(&client.git(&["ls-remote", &url]));
    assert!(refused.contains("certificate"), "{refused}");
    assert!(hub.requests().is_empty() && hub.connections() > 0);
}
