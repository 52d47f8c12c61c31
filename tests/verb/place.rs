//! Identity by place: rules for folders, git remotes and namespaces, and one answer for every
//! consumer in a work tree.

use crate::support::places::{Places, rule};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

#[test]
fn every_consumer_gives_one_answer_in_a_work_tree() {
    let places = Places::new("");
    let copy = places.cloned("acme/model", "copy");
    let (home, origin) = (places.desk.home.home(), places.url("acme/model"));
    for (place, pattern) in [
        ("namespace", "acme"),
        ("namespace", "acme/*"),
        ("namespace", "models/Acme/*"),
        ("namespace", "acme/model"),
        ("remote", "127.0.0.1:*/acme/*"),
        ("dir", "~/copy"),
    ] {
        places.rules(&rule(place, pattern, "corp"));
        assert_eq!(places.here(&copy), "corp", "{pattern}");
        assert_eq!(places.here(&copy.join(".git")), "corp", "{pattern}");
        assert_eq!(places.git(&copy, "origin"), "corp", "{pattern}");
        assert_eq!(places.host_only(&copy), "corp", "{pattern}");
        assert_eq!(places.fetch(&copy, "acme/model"), "corp", "{pattern}");
        assert_eq!(places.access(&copy, "acme/model"), "corp", "{pattern}");
        let why = places.why(&copy, &["--for", "git", &origin]);
        assert!(why.contains("git: profile corp (rule for "), "{pattern}: {why}");
        assert!(places.why(&copy, &[]).contains("profile corp (rule for "), "{pattern}");
        assert_eq!(places.here(&home), "me", "{pattern}");
    }
    for (place, pattern) in [
        ("namespace", "acm"),
        ("namespace", "acme/other"),
        ("namespace", "datasets/acme/*"),
        ("remote", "127.0.0.1:*/zeta/*"),
        ("remote", "acme/*"),
        ("dir", "~/cop"),
    ] {
        places.rules(&rule(place, pattern, "corp"));
        assert_eq!(places.here(&copy), "me", "{pattern}");
        assert_eq!(places.git(&copy, "origin"), "me", "{pattern}");
        assert_eq!(places.fetch(&copy, "acme/model"), "me", "{pattern}");
    }
}

#[test]
fn what_is_asked_for_decides_wherever_it_is_asked() {
    let places = Places::new(&rule("namespace", "acme/*", "corp"));
    let (copy, home) = (places.cloned("acme/model", "copy"), places.desk.home.home());
    for repo in ["acme/model", "datasets/acme/data"] {
        assert_eq!(places.git(&home, &places.url(repo)), "corp", "{repo}");
        assert_eq!(places.fetch(&home, repo), "corp", "{repo}");
        assert_eq!(places.access(&home, repo), "corp", "{repo}");
    }
    assert_eq!(places.git(&copy, &places.url("zeta/other")), "me");
    assert_eq!(places.fetch(&copy, "zeta/other"), "me");
    assert_eq!(places.fetch(&home, &places.url("acme/model/tree/main")), "corp");
    places.rules(&rule("remote", "127.0.0.1:*/acme/*", "corp"));
    assert_eq!(places.fetch(&home, "acme/model"), "corp");
    assert_eq!(places.git(&home, &places.url("acme/model")), "corp");
    assert_eq!(places.fetch(&copy, "zeta/other"), "corp", "asked for from within that place");
    places.rules(&rule("namespace", "acme/*", "corp"));
    let why = |words: &[&str]| places.why(&home, words);
    let asked = "profile corp (rule for acme/*, which is asked for";
    assert!(why(&["--for", "git", &places.url("acme/model.git")]).contains(asked));
    assert!(why(&["--for", "fetch", "acme/model"]).contains(asked));
    let other = why(&["--for", "git", &places.url("zeta/other")]);
    assert!(other.contains("profile me (default)"), "{other}");
    // A kind of its own.
    places.rules(&rule("namespace", "datasets/acme/*", "corp"));
    assert_eq!(places.fetch(&home, "acme/model"), "me");
    assert_eq!(places.fetch(&home, "datasets/acme/data"), "corp");
    assert_eq!(places.git(&home, &places.url("datasets/acme/data.git")), "corp");
}

#[test]
fn a_namespace_comes_before_a_remote_and_that_before_a_folder() {
    let (dir, remote) = (rule("dir", "~", "corp"), rule("remote", "127.0.0.1:*/acme/*", "me"));
    let places = Places::new(&format!("{remote}{dir}"));
    let copy = places.cloned("acme/model", "copy");
    assert_eq!(places.here(&copy), "me");
    assert_eq!(places.here(&places.desk.home.home()), "corp");
    places.rules(&format!("{dir}{remote}{}", rule("namespace", "acme/*", "corp")));
    assert_eq!((places.here(&copy), places.git(&copy, "origin").as_str()), ("corp", "corp"));
    // Of two that fit, the longest.
    for (place, short, long) in [
        ("namespace", "acme/*", "acme/model"),
        ("remote", "*/acme/*", "127.0.0.1:*/acme/*"),
        ("dir", "~", "~/copy"),
    ] {
        for (first, second) in [("me", "corp"), ("corp", "me")] {
            let both = [rule(place, short, first), rule(place, long, second)];
            places.rules(&both.concat());
            assert_eq!(places.here(&copy), second, "{long}");
            places.rules(&[both[1].as_str(), &both[0]].concat());
            assert_eq!(places.here(&copy), second, "{long}, written first");
        }
    }
}

#[test]
fn what_is_stronger_than_a_rule_stays_so() {
    let places = Places::new(&rule("namespace", "acme/*", "corp"));
    let copy = places.cloned("acme/model", "copy");
    let url = places.url("acme/model").replace("://", "://me@");
    assert_eq!(places.git(&copy, &url), "me", "a profile in the URL");
    let tree = places.tree("tree", &[("origin", &url)]);
    let why = places.why(&tree, &[]);
    assert!(why.contains("git: profile me (user name in the URL): another token"), "{why}");
    let own = fresh_token();
    let token = |name: &str, value: &str| {
        let mut token = places.desk.home.hfenv(["token"]);
        stdout(&token.env(name, value).current_dir(&copy).assert().success()).trim().to_owned()
    };
    assert_eq!(token("HF_TOKEN", &own), own);
    assert_eq!(token("HFENV_PROFILE", "me"), places.me);
    places.desk.home.write("copy/.hfenv.toml", "profile = \"me\"\n");
    assert_eq!(places.here(&copy), "corp", "a file that nobody allowed");
    places.desk.home.hfenv(["allow", "--yes"]).current_dir(&copy).assert().success();
    assert_eq!((places.here(&copy), places.git(&copy, "origin").as_str()), ("me", "me"));
}

#[test]
fn any_remote_of_the_work_tree_tells_the_place() {
    let rules = rule("remote", "github.com/acme/*", "corp") + &rule("namespace", "acme", "corp");
    let places = Places::new(&rules);
    let home = places.desk.home.home();
    let hub = places.url("acme/model");
    let [ours, other] = [places.url("acme/x"), places.url("zeta/other")];
    for (name, expected, remotes) in [
        ("ssh", "corp", vec![("origin", "git@github.com:acme/code.git")]),
        ("second", "corp", vec![("origin", "/srv/x"), ("up", "https://github.com/Acme/code")]),
        ("hub", "corp", vec![("origin", ours.as_str())]),
        ("first", "corp", vec![("a", other.as_str()), ("origin", ours.as_str())]),
        ("none", "me", vec![]),
        ("alike", "me", vec![("origin", "https://github.com.evil.example/acme/code")]),
        ("no-hub", "me", vec![("origin", "https://hub.example/acme/model")]),
        ("plain", "me", vec![("origin", "http://huggingface.co/acme/model")]),
    ] {
        let folder = places.tree(name, &remotes);
        assert_eq!(places.here(&folder), expected, "{name}");
    }
    // Worktrees, submodules, short forms and included files are git's matter, and it knows them.
    let copy = places.cloned("acme/model", "copy");
    places.desk.must_in(&copy, &["worktree", "add", "--quiet", "../linked"]);
    assert_eq!(places.here(&home.join("linked")), "corp");
    let outer = places.tree("outer", &[("origin", "/srv/x")]);
    places.desk.must_in(&outer, &["submodule", "--quiet", "add", &hub, "sub"]);
    assert_eq!((places.here(&outer), places.here(&outer.join("sub"))), ("me", "corp"));
    places.desk.must(&["config", "--global", "url.https://github.com/.insteadOf", "gh:"]);
    assert_eq!(places.here(&places.tree("short", &[("origin", "gh:acme/x")])), "corp");
    let included = places.tree("included", &[]);
    places.desk.home.write("more", "[remote \"origin\"]\n\turl = git@github.com:acme/x\n");
    places.desk.must_in(&included, &["config", "include.path", "../../more"]);
    assert_eq!(places.here(&included), "corp");
}

#[test]
fn a_missing_profile_is_not_replaced_by_another_identity() {
    let places = Places::new(&rule("namespace", "acme/*", "gone"));
    let copy = places.tree("copy", &[("origin", &places.url("acme/model"))]);
    let said = places.desk.home.hfenv(["token"]).current_dir(&copy).assert().code(1);
    let said = stderr(&said).split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "rule for acme/*, the remote origin asks for profile gone";
    assert!(said.contains(expected) && said.contains("hfenv login -p gone"), "{said}");
    let listed = places.desk.git_in(&copy, &["ls-remote", "origin"]);
    assert!(!listed.status.success() && !places.hub.saw_authorization());
}

#[test]
fn a_token_in_a_remote_is_never_shown() {
    let places = Places::new(&rule("remote", "github.com/*", "corp"));
    let secret = fresh_token();
    let url = format!("https://ada:{secret}@hub.example/x/{secret}");
    let folder = places.tree("x", &[("origin", &url), (&secret, "https://github.com/a/b")]);
    for words in [&["why"][..], &["why", "--json"], &["token", "-v"], &["-v", "run", "true"]] {
        let mut hfenv = places.desk.home.hfenv(words.iter().copied());
        let done = hfenv.current_dir(&folder).assert().success();
        let shown = stdout(&done) + &stderr(&done);
        assert!(!shown.contains(&secret[3..]), "{words:?}: {shown}");
    }
    assert_eq!(places.here(&folder), "corp");
    places.rules(&rule("remote", "gitlab.com/*", "corp"));
    let why = places.why(&folder, &[]);
    assert!(why.contains("no rule for hub.example/x/hf_…, github.com/a/b or this folder"), "{why}");
}

#[test]
fn a_rule_that_makes_no_sense_is_an_error_that_repeats_no_value() {
    let home = Sandbox::new();
    home.profile("work", &fresh_token());
    let secret = fresh_token();
    for (text, expected) in [
        ("profile = \"x\"".to_owned(), "a rule has one of dir, remote and namespace"),
        (format!("dir = \"~\"\nremote = \"{secret}/*\"\nprofile = \"x\""), "one only"),
        (format!("namespace = \"{secret}/*/*\"\nprofile = \"x\""), "a rule's namespace is ORG"),
        (format!("remote = \"https://a:{secret}@b/c\"\nprofile = \"x\""), "github.com/acme/*"),
        (format!("remotes = \"{secret}\"\nprofile = \"x\""), ":2:1: unknown field"),
        ("namespace = \"acme\"".to_owned(), "missing field"),
    ] {
        home.write(".config/hfenv/config.toml", format!("[[rule]]\n{text}\n"));
        let said = stderr(&home.hfenv(["token"]).assert().code(2));
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(expected) && flat.contains("config.toml"), "{flat}");
        assert!(!said.contains(&secret[3..]), "{said}");
    }
}

#[test]
fn a_pipe_in_a_repositorys_configuration_holds_nobody_up() {
    let places = Places::new(&rule("remote", "127.0.0.1:*/acme/*", "corp"));
    let copy = places.cloned("acme/model", "copy");
    assert_eq!(places.here(&copy), "corp");
    let pipe = copy.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let config = copy.join(".git/config");
    let before = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{before}[include]\n\tpath = {}\n", pipe.display())).unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(places.here(&copy), "me");
    assert!(begun.elapsed() < std::time::Duration::from_secs(30));
}
