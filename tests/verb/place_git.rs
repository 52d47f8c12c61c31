//! Identity by place, as git gets it: how it is made to say which repository it asks for, and what
//! it gets at each Hub.

use std::fs;

use crate::support::git::{Desk, needed, seen};
use crate::support::hub::{Account, Hub};
use crate::support::places::{Places, rule};
use crate::support::sandbox::stdout;

const RULES: &str = "[[rule]]\nnamespace = \"acme/*\"\nprofile = \"corp\"\n";

#[test]
fn two_remotes_of_one_work_tree_have_an_identity_each() {
    let places = Places::new(RULES);
    let both = [("origin", places.url("zeta/other")), ("up", places.url("acme/model"))];
    let both = both.each_ref().map(|(name, url)| (*name, url.as_str()));
    let tree = places.tree("tree", &both);
    assert_eq!(places.git(&tree, "origin"), "me");
    assert_eq!(places.git(&tree, "up"), "corp");
    // Where no path comes, any remote for which there is a rule tells the place.
    assert_eq!((places.here(&tree), places.host_only(&tree)), ("corp", "corp"));
}

#[test]
fn a_clone_of_which_git_says_no_path_is_known_by_its_remote() {
    let places = Places::new("");
    places.desk.must(&["config", "--global", "credential.useHttpPath", "false"]);
    places.rules(RULES);
    let outer = places.tree("outer", &[("origin", &places.url("zeta/other"))]);
    for (repo, expected) in [("acme/model", &places.corp), ("zeta/other", &places.me)] {
        places.hub.clear();
        let name = repo.replace('/', "-");
        places.desk.must_in(&outer, &["clone", "--quiet", &places.url(repo), &name]);
        assert_eq!(seen(&places.hub), [expected.clone()].into(), "{repo}");
    }
}

#[test]
fn large_files_go_as_the_identity_of_their_remote() {
    let places = Places::new(RULES);
    let desk = &places.desk;
    if !needed("git-lfs", desk.git(&["lfs", "version"]).status.success()) {
        return;
    }
    desk.must(&["lfs", "install", "--skip-repo"]);
    let copy = places.cloned("datasets/acme/data", "copy");
    desk.must_in(&copy, &["remote", "add", "other", &places.url("zeta/other")]);
    desk.must_in(&copy, &["lfs", "track", "*.bin"]);
    fs::write(copy.join("weights.bin"), vec![7; 200_000]).unwrap();
    desk.commit(&copy);
    for (remote, expected) in [("origin", &places.corp), ("other", &places.me)] {
        places.hub.clear();
        desk.must_in(&copy, &["lfs", "push", "--all", remote]);
        assert_eq!(seen(&places.hub), [expected.clone()].into(), "{remote}");
        let asked = places.hub.requests();
        assert!(asked.iter().any(|request| request.path.contains("/info/lfs/")), "{remote}");
    }
    assert!(!desk.was_asked());
}

#[test]
fn setup_makes_git_say_the_path_where_rules_need_it_and_takes_that_back() {
    for before in ["", "[user]\n\tname = me\n", "[credential]\n\thelper = store\n"] {
        let desk = Desk::new();
        let config = desk.home.write(".gitconfig", before);
        let setup =
            |words: &[&str]| desk.home.hfenv(["setup", "git"]).args(words).assert().success();
        let folder_rule = rule("dir", "~/x", "corp");
        desk.home.write(".config/hfenv/config.toml", folder_rule);
        setup(&[]);
        let without = fs::read_to_string(&config).unwrap();
        assert!(!without.contains("useHttpPath") && !without.contains("usehttppath"), "{without}");
        desk.home.write(".config/hfenv/config.toml", RULES);
        let shown = stdout(&setup(&["--dry-run"]));
        let line = "+ credential.https://huggingface.co/.usehttppath = true\n";
        assert!(shown.contains(line) && shown.contains("https://hf.co/"), "{shown}");
        assert_eq!(fs::read_to_string(&config).unwrap(), without);
        setup(&[]);
        let with = fs::read(&config).unwrap();
        setup(&[]);
        assert_eq!(fs::read(&config).unwrap(), with, "twice is once");
        setup(&["--undo"]);
        assert_eq!(fs::read_to_string(&config).unwrap(), before);
    }
}

#[test]
fn whoever_has_said_whether_git_says_the_path_keeps_it() {
    for own in [
        "[credential \"https://huggingface.co\"]\n\tuseHttpPath = false\n",
        "[credential \"https://huggingface.co\"]\n\tuseHttpPath = true\n",
        "[credential]\n\tuseHttpPath = true\n",
    ] {
        let places = Places::new("");
        let config = places.desk.home.path(".gitconfig");
        places.desk.home.hfenv(["setup", "git", "--undo"]).assert().success();
        fs::write(&config, own).unwrap();
        places.rules(RULES);
        let text = fs::read_to_string(&config).unwrap();
        assert!(!text.contains("[credential \"https://huggingface.co/\"]\n\tuse"), "{text}");
        let why = places
            .why(&places.desk.home.home(), &["--for", "git", "https://huggingface.co/acme/model"]);
        let silent = why.contains("git does not say which repository it asks for");
        assert_eq!(silent, own.contains("false"), "{why}");
        places.desk.home.hfenv(["setup", "git", "--undo"]).assert().success();
        assert_eq!(fs::read_to_string(&config).unwrap(), own);
    }
}

#[test]
fn a_namespace_of_another_hub_is_somebody_elses() {
    let (here, there) = (Hub::start(), Hub::start());
    let desk = Desk::new();
    let add = |hub: &Hub, name: &str| {
        hub.add_git_repo("acme/model");
        let token = hub.add_token(Account::write("ada").in_org("acme"));
        desk.log_in(hub, name, &token);
        token
    };
    let (theirs, ours) = (add(&there, "there"), add(&here, "here"));
    desk.home.write(".config/hfenv/config.toml", rule("namespace", "acme/*", "here"));
    desk.set_up();
    for (hub, token) in [(&here, &ours), (&there, &theirs)] {
        let url = format!("{}/acme/model", hub.endpoint());
        let home = desk.home.home();
        assert_eq!(desk.tokens_seen(hub, &home, &url), [token.clone()].into());
        let copy = desk.cloned(&url, &format!("copy{}", hub.port()));
        assert_eq!(desk.tokens_seen(hub, &copy, "origin"), [token.clone()].into());
    }
    assert!(!here.saw_secret(&theirs) && !there.saw_secret(&ours));
    // An address at the other Hub, which no rule and no default is for.
    desk.home.write(".config/hfenv/config.toml", rule("namespace", "acme/*", "there"));
    there.clear();
    let fetch = ["fetch", "--dry-run", "-q", &format!("{}/acme/model", there.endpoint())];
    let _ = desk.home.hfenv(fetch).assert();
    assert_eq!(seen(&there), [theirs].into());
}
