//! `hfenv import git`: credential helpers that are asked through git, and what git's history keeps.

use std::os::unix::fs::PermissionsExt;

use super::import::import;
use crate::support::git::Desk;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::Sandbox;
use crate::support::shown::run;

/// A credential helper that keeps one login in a file that nothing else looks at.
const HELPER: &str = r#"#!/bin/sh
echo "$1" >>"$HOME/asked-helper"
kept="$HOME/kept-by-helper"
case "$1" in
get) [ -f "$kept" ] && cat "$kept" ;;
store) grep -E '^(username|password)=' >"$kept" ;;
erase) rm -f "$kept" ;;
esac
exit 0
"#;

const WORDS: [&str; 4] = ["--yes", "--remove", "--store", "file"];

fn with_helper(hub: &Hub, token: &str) -> (Desk, std::path::PathBuf) {
    let desk = Desk::new();
    let helper = desk.home.write("bin/git-credential-mine", HELPER);
    std::fs::set_permissions(&helper, PermissionsExt::from_mode(0o755)).unwrap();
    let kept = desk.home.write("kept-by-helper", format!("username=ada\npassword={token}\n"));
    let key = format!("credential.{}.helper", hub.endpoint());
    desk.must(&["config", "--global", &key, helper.to_str().unwrap()]);
    (desk, kept)
}

#[test]
fn what_a_helper_keeps_becomes_a_profile_and_goes_back_to_it() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    let (desk, kept) = with_helper(&hub, &token);
    let (home, before) = (&desk.home, std::fs::read_to_string(&kept).unwrap());
    // hfenv's own helper is not asked, nor is one that a repository names.
    let key = format!("credential.{}.helper", hub.endpoint());
    desk.must(&["config", "--global", "--add", &key, "/opt/git-credential-hfenv"]);
    let folder = home.path("p");
    desk.must(&["init", "--quiet", folder.to_str().unwrap()]);
    desk.must_in(&folder, &["config", "credential.helper", "!touch \"$HOME/foreign\"; :"]);
    let said = import(home, &hub, &folder, &["git", "--dry-run"]).exits(0);
    let named = format!("git's helper git-credential-mine for {}", hub.endpoint());
    assert!(said.out.contains(&named), "{said:?}");
    assert!(said.out.contains("ada, read"), "{said:?}");
    import(home, &hub, &folder, &WORDS).exits(0).names(&["out of 1 place"]);
    assert!(!kept.exists() && !home.path("foreign").exists());
    run(&mut home.hfenv(["token"]), &[&token]).exits(0).prints(&format!("{token}\n"));
    import(home, &hub, &folder, &["--undo", "--yes"]).exits(0).names(&["put back 1 of 1"]);
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), before);
    assert!(!desk.was_asked());
}

#[test]
fn a_helper_that_keeps_what_it_was_told_to_forget_is_told() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    let (desk, _) = with_helper(&hub, &token);
    let stubborn = HELPER.replace("rm -f \"$kept\"", ":");
    desk.home.write("bin/git-credential-mine", stubborn);
    let said = import(&desk.home, &hub, &desk.home.home(), &WORDS).exits(1);
    assert!(said.err.contains("git-credential-mine for") && said.err.contains("keeps the token"));
    let book = std::fs::read_to_string(desk.home.ours("state/import.toml")).unwrap();
    assert!(!book.contains("[[removed]]"), "{book}");
}

#[test]
fn a_person_s_own_password_is_no_token_and_no_helper_can_hang() {
    let hub = Hub::start();
    let (desk, kept) = with_helper(&hub, "unused");
    std::fs::remove_file(kept).unwrap();
    // The Hub's own host: what is no token of its families is somebody's password.
    let key = "credential.https://huggingface.co.helper";
    let own = "!printf 'username=ada\\npassword=my own words\\n'; :";
    desk.must(&["config", "--global", key, own]);
    let said = import(&desk.home, &hub, &desk.home.home(), &[]).exits(0);
    assert!(said.err.contains("no token was found"), "{said:?}");
    // One that does not answer is not waited for without end.
    desk.must(&["config", "--global", key, "!sleep 30 & :"]);
    let begun = std::time::Instant::now();
    let said = import(&desk.home, &hub, &desk.home.home(), &["git"]).exits(0);
    assert!(said.err.contains("git's helper (a command): no answer in time"), "{said:?}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(15));
}

#[test]
fn a_user_name_alone_in_a_url_is_no_token_and_is_sent_nowhere() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("accountada"));
    let host = hub.endpoint().split_once("://").unwrap().1.to_owned();
    home.write(".bashrc", format!("git clone http://work@{host}/a\n"));
    home.write(".git-credentials", format!("http://hf_user@{host}\nhttp://{token}@{host}\n"));
    let said = import(&home, &hub, &home.home(), &["--yes", "--store", "file"]).exits(0);
    assert!(said.err.contains("saved profile accountada"), "{said:?}");
    assert!(!said.out.contains(".bashrc"), "{said:?}");
    assert!(!hub.saw_secret("work") && !hub.saw_secret("hf_user"));
    // Not even as a password, where hfenv knows the name.
    let clone = "git clone http://x:accountada@HOST/a http://x:mine@HOST/a\n";
    home.write(".bashrc", clone.replace("HOST", &host));
    let said = import(&home, &hub, &home.home(), &["shell"]).exits(0);
    assert!(!hub.saw_secret("accountada") && hub.saw_secret("mine"), "{said:?}");
}

#[test]
fn git_s_own_store_is_found_wherever_it_is_configured() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let host = hub.endpoint().split_once("://").unwrap().1.to_owned();
    let file = home.write("secrets/of git", format!("http://ada:{token}@{host}\n"));
    let config = "[credential]\n\thelper = store --file '~/secrets/of git'\n";
    home.write(".gitconfig", config);
    let said = import(&home, &hub, &home.home(), &["git", "--dry-run"]).exits(0);
    assert!(said.out.contains("~/secrets/of git:1"), "{said:?}");
    import(&home, &hub, &home.home(), &WORDS).exits(0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "");
}

#[test]
fn a_file_that_git_has_keeps_its_token_in_the_history() {
    let (desk, hub) = (Desk::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    desk.home.write("p/.env", format!("HF_TOKEN={token}\n"));
    let folder = desk.home.path("p");
    desk.must_in(&folder, &["init", "--quiet"]);
    desk.commit(&folder);
    // From a folder below, the project is still the whole of it.
    std::fs::create_dir(folder.join("src")).unwrap();
    let said = import(&desk.home, &hub, &folder.join("src"), &WORDS).exits(0);
    assert!(said.err.contains("git's history has the token of ada"), "{said:?}");
    assert!(said.err.contains("hfenv rotate ada"), "{said:?}");
}
