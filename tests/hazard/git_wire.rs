//! Real git and git-lfs with hfenv as their helper: everything works without a prompt, and the
//! token lies in its store and travels in the one header, nowhere else.

use std::fs;

use crate::support::git::{Desk, needed, said, seen};
use crate::support::hub::{Account, Hub, Visibility};

/// Looks at every request: the token is in no path, query or body, and in no header but the one.
fn only_in_its_header(hub: &Hub, token: &str) {
    for request in hub.requests() {
        assert!(!format!("{}?{}", request.path, request.query).contains(token));
        let others = request.headers.iter().filter(|(name, _)| name != "authorization");
        assert!(others.into_iter().all(|(_, value)| !value.contains(token)));
        assert!(!request.body.windows(token.len()).any(|part| part == token.as_bytes()));
        assert!(request.token().is_none_or(|sent| sent == token));
    }
}

#[test]
fn a_private_repository_is_cloned_fetched_and_pushed_without_a_prompt() {
    for hub in [Hub::start(), Hub::start_tls()] {
        hub.add_git_repo("acme/model");
        let token = hub.add_token(Account::write("ada").in_org("acme"));
        let desk = Desk::with_work(&hub, &token);
        let copy = desk.cloned(&format!("{}/acme/model", hub.endpoint()), "copy");
        desk.must_in(&copy, &["fetch"]);
        fs::write(copy.join("more"), "more").unwrap();
        desk.commit(&copy);
        desk.must_in(&copy, &["push", "--quiet", "origin", "HEAD"]);
        let head = desk.must_in(&copy, &["rev-parse", "HEAD"]);
        let pushed = fs::read_to_string(hub.git_dir("acme/model").join("refs/heads/main")).unwrap();
        assert_eq!(head, pushed);

        assert!(!desk.was_asked());
        assert_eq!(desk.files_with(&token), [desk.home.ours("data/tokens/work")]);
        only_in_its_header(&hub, &token);
        let first = &hub.requests()[0];
        assert!(first.header("authorization").is_none(), "git sends it only when asked");
        assert_eq!(seen(&hub).len(), 1);
    }
}

#[test]
fn a_public_repository_is_read_without_the_token() {
    let hub = Hub::start();
    hub.add_git_repo("acme/model");
    hub.add_repo("acme/model", Visibility::Public);
    let token = hub.add_token(Account::read("ada"));
    let desk = Desk::with_work(&hub, &token);
    desk.cloned(&format!("{}/acme/model", hub.endpoint()), "copy");
    assert!(!hub.saw_authorization());
}

#[test]
fn large_files_go_up_and_down_without_a_prompt() {
    for hub in [Hub::start(), Hub::start_tls()] {
        hub.add_git_repo("acme/model");
        let url = format!("{}/acme/model", hub.endpoint());
        let token = hub.add_token(Account::write("ada").in_org("acme"));
        let desk = Desk::with_work(&hub, &token);
        if !needed("git-lfs", desk.git(&["lfs", "version"]).status.success()) {
            return;
        }
        desk.must(&["lfs", "install", "--skip-repo"]);
        let copy = desk.cloned(&url, "copy");
        desk.must_in(&copy, &["lfs", "track", "*.bin"]);
        fs::write(copy.join("weights.bin"), vec![7; 1_500_000]).unwrap();
        desk.commit(&copy);
        desk.must_in(&copy, &["push", "--quiet", "origin", "HEAD"]);
        assert_eq!(hub.lfs_objects().len(), 1);
        only_in_its_header(&hub, &token);
        assert_eq!(desk.files_with(&token), [desk.home.ours("data/tokens/work")]);

        let other = hub.add_token(Account::read("bob").in_org("acme"));
        let reader = Desk::with_work(&hub, &other);
        reader.must(&["lfs", "install", "--skip-repo"]);
        let copy = reader.cloned(&url, "copy");
        assert_eq!(fs::read(copy.join("weights.bin")).unwrap(), vec![7; 1_500_000]);
        only_in_its_header(&hub, &other);
        assert_eq!(reader.files_with(&other), [reader.home.ours("data/tokens/work")]);
        assert!(!desk.was_asked() && !reader.was_asked());
    }
}

#[test]
fn a_helper_in_a_folder_with_blanks_and_signs_is_started() {
    let hub = Hub::start();
    hub.add_git_repo("acme/model");
    let token = hub.add_token(Account::read("ada").in_org("acme"));
    let desk = Desk::new();
    desk.log_in(&hub, "work", &token);
    let folder = desk.home.path("my tools/$x; 'q' (1) ~ #ü");
    fs::create_dir_all(&folder).unwrap();
    for (name, built) in [
        ("hfenv", env!("CARGO_BIN_EXE_hfenv")),
        ("git-credential-hfenv", env!("CARGO_BIN_EXE_git-credential-hfenv")),
    ] {
        fs::copy(built, folder.join(name)).unwrap();
    }
    let setup = desk.home.command(folder.join("hfenv")).args(["setup", "git"]).output().unwrap();
    assert!(setup.status.success());
    let url = format!("{}/acme/model", hub.endpoint());
    // Without the build folder in PATH, so that only the configured path leads to the helper.
    let listed = desk
        .command(&desk.home.home(), ["ls-remote", &url])
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .output()
        .unwrap();
    assert!(listed.status.success(), "{}", said(&listed));
    assert!(hub.saw_secret(&token));
}
