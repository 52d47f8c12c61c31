//! `hfenv allow` and `deny`: what is shown, what asks again, and what git would do with the file.

use std::path::Path;

use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

/// `hfenv export json` in a folder: the variables, and the words beside them.
fn exported(home: &Sandbox, folder: &str) -> (String, String) {
    let run = home.hfenv(["export", "json"]).current_dir(home.path(folder)).assert().success();
    (stdout(&run), stderr(&run))
}

fn allow(home: &Sandbox, folder: &str) -> (String, String) {
    let run = home.hfenv(["allow", "--yes", folder]).assert().success();
    (stdout(&run), stderr(&run))
}

#[test]
fn unapproved_files_give_one_line_each_and_no_value() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &fresh_token());
    home.write("both/.env", format!("HF_TOKEN={token}\nHF_HOME=/PRIVATE\n"));
    home.write("both/.hfenv.toml", "profile = \"work\"\n");
    home.write("settings/.hfenv.toml", "[settings]\nHF_HUB_CACHE = \"/PRIVATE\"\n");
    home.write("flags/.env", "HF_HUB_OFFLINE=1\nHF_HOME=/PRIVATE\n");
    for (folder, key) in [("both", "HF_TOKEN"), ("settings", "HF_HUB_CACHE"), ("flags", "HF_HOME")]
    {
        let (out, said) = exported(&home, folder);
        assert!(!out.contains("PRIVATE") && !out.contains(&token), "{out}");
        assert!(!said.contains("PRIVATE") && !said.contains(&token), "{said}");
        assert_eq!(said.matches("not allowed yet").count(), 1, "{folder}: {said}");
        assert!(said.contains(key) && said.contains("hfenv allow"), "{folder}: {said}");
    }
    // The same when the user has a token of their own, which ends the search early.
    let mut command = home.hfenv(["export", "sh"]);
    command.env("HF_TOKEN", &token).current_dir(home.path("settings"));
    assert!(stderr(&command.assert().success()).contains("not allowed yet"));
}

#[test]
fn what_would_be_set_is_shown_with_the_token_masked() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write("w/.env", format!("A=1\nHF_TOKEN='{token}'\nHF_HOME=\"/a\u{1b}[31mb\"\n"));
    let refused = home.hfenv(["allow", "w"]).assert().code(2);
    assert!(stderr(&refused).contains("--yes"));
    assert!(!exported(&home, "w").0.contains(&token));
    let (shown, _) = allow(&home, "w");
    assert!(shown.contains("HF_TOKEN") && shown.contains("HF_HOME"), "{shown}");
    assert!(shown.contains(&token[token.len() - 4..]), "{shown}");
    assert!(!shown.contains(&token[3..10]) && !shown.contains('\u{1b}'), "{shown}");
    assert!(exported(&home, "w").0.contains(&token));
    let again = home.hfenv(["allow", "w"]).assert().success();
    assert!(stderr(&again).contains("already"));
    home.hfenv(["allow", "--yes"]).assert().code(1);
    home.hfenv(["allow", "--yes", "gone"]).assert().code(2);
}

#[test]
fn every_change_of_what_is_taken_asks_again_and_no_other() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let file = home.write("w/.env", format!("HF_TOKEN={token}\nHF_HUB_CACHE=/c\nOTHER=1\n"));
    allow(&home, "w");
    let base = std::fs::read_to_string(&file).unwrap();
    let write = |text: String| std::fs::write(&file, text).unwrap();
    for same in [
        base.replace("OTHER=1", "OTHER=2"),
        format!("# words\n\n{base}PATH=/evil\n"),
        base.replace('\n', "\r\n"),
        base.replace(&token, &format!("'{token}'")),
    ] {
        write(same.clone());
        let (out, said) = exported(&home, "w");
        assert!(out.contains(&token) && said.is_empty(), "{same}: {said}");
    }
    for (changed, key) in [
        (base.replace("/c", "/d"), "HF_HUB_CACHE"),
        (base.replace(&token, &fresh_token()), "HF_TOKEN"),
        (base.replace("HF_HUB_CACHE=/c\n", ""), "HF_HUB_CACHE"),
        (format!("{base}HF_HUB_OFFLINE=1\n"), "HF_HUB_OFFLINE"),
        (format!("{base}HF_TOKEN={}\n", fresh_token()), "HF_TOKEN"),
    ] {
        write(changed.clone());
        let (out, said) = exported(&home, "w");
        assert_eq!(out.trim(), "{}", "{changed}");
        assert!(said.contains("changed") && said.contains(key), "{said}");
        assert!(!said.contains("/d") && !said.contains(&token), "{said}");
    }
    let mut command = home.hfenv(["allow", "--no-input", "w"]);
    assert!(stdout(&command.assert().code(2)).contains("(changed)"));
    write(base);
    assert!(exported(&home, "w").0.contains(&token), "the approved content counts again");
}

#[test]
fn a_nearer_or_a_new_file_asks_again() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &fresh_token());
    home.write("w/.env", format!("HF_TOKEN={token}\n"));
    allow(&home, "w");
    home.write("w/deep/er/x", "");
    assert!(exported(&home, "w/deep/er").0.contains(&token));
    let near = home.write("w/deep/.env", format!("HF_TOKEN={}\n", fresh_token()));
    let (out, said) = exported(&home, "w/deep/er");
    assert!(out.trim() != "{}" || said.contains("not allowed yet"), "{said}");
    assert!(!out.contains(&token) && said.contains("deep/.env"), "{said}");
    std::fs::remove_file(near).unwrap();
    home.write("w/.hfenv.toml", "profile = \"work\"\n");
    let (out, said) = exported(&home, "w");
    assert!(!out.contains(&token) && said.contains("not allowed yet"), "{said}");
    std::fs::remove_file(home.path("w/.hfenv.toml")).unwrap();
    assert!(exported(&home, "w").0.contains(&token));
}

#[test]
fn deny_beats_every_kind_of_trust_and_cannot_be_slipped() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write("w/.env", format!("HF_TOKEN={token}\n"));
    home.write(".config/hfenv/config.toml", "trusted = [\"~/w\"]\n");
    assert!(exported(&home, "w").0.contains(&token));
    home.hfenv(["deny", "w"]).assert().success();
    let denied = |folder: &str| {
        for trust in [home.home().display().to_string(), "1".into()] {
            let mut command = home.hfenv(["export", "json"]);
            command.env("HFENV_TRUST_PROJECT", trust).env("CI", "1");
            let run = command.current_dir(home.path(folder)).assert().success();
            assert!(!stdout(&run).contains("hf_"), "{}", stdout(&run));
        }
    };
    denied("w");
    home.write("w/.env", format!("HF_TOKEN={token}\nHF_HUB_OFFLINE=1\n"));
    denied("w");
    // A second file makes another set of files, but the denied one is still denied.
    home.write("w/.hfenv.toml", "[settings]\nHF_HUB_CACHE = \"/c\"\n");
    denied("w");
    allow(&home, "w");
    assert!(exported(&home, "w").0.contains(&token));
    std::fs::remove_file(home.path("w/.hfenv.toml")).unwrap();
    assert!(exported(&home, "w").0.contains(&token), "allow takes the denial back");
}

#[test]
fn git_is_asked_whether_the_env_file_could_be_committed() {
    let home = Sandbox::new();
    let git = |words: &[&str]| {
        let status = home.command("git").arg("-C").arg(home.path("r")).args(words).status();
        assert!(status.unwrap().success(), "git {words:?}");
    };
    home.write("r/.env", format!("HF_TOKEN={}\n", fresh_token()));
    git(&["init", "-q"]);
    let (_, said) = allow(&home, "r");
    assert!(said.contains("not ignored") && said.contains(".gitignore"), "{said}");
    home.write("r/.gitignore", ".env\n");
    let (_, said) = allow(&home, "r");
    assert!(!said.contains("git"), "{said}");
    git(&["add", "-f", ".env"]);
    let (_, said) = allow(&home, "r");
    assert!(said.contains("tracked by git") && said.contains("git rm --cached"), "{said}");
}

#[test]
fn the_search_ends_at_the_repository_and_at_home() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let env = format!("HF_TOKEN={token}\n");
    let reaches = |folder: &str| {
        std::fs::create_dir_all(home.path(folder)).unwrap();
        let mut command = home.hfenv(["export", "json"]);
        command.env("HFENV_TRUST_PROJECT", "/").current_dir(home.path(folder));
        stdout(&command.assert().success()).contains(&token)
    };
    home.write(".env", &env);
    assert!(!reaches("a/b"), "home itself is not searched");
    assert!(!reaches("."), "not even from home");
    home.write("a/.env", &env);
    assert!(reaches("a/b") && reaches("a"));
    std::fs::create_dir_all(home.path("a/b/repo/.git")).unwrap();
    assert!(!reaches("a/b/repo/x"), "a repository ends the search");
    home.write("a/b/repo/.env", &env);
    assert!(reaches("a/b/repo/x/y"));
    // Outside of home only the folder itself is looked at.
    let outside = Sandbox::new();
    outside.write("p/.env", &env);
    outside.write("p/q/x", "");
    for (folder, found) in [("p", true), ("p/q", false)] {
        let mut command = home.hfenv(["export", "json"]);
        command.env("HFENV_TRUST_PROJECT", "/").current_dir(outside.path(Path::new(folder)));
        assert_eq!(stdout(&command.assert().success()).contains(&token), found, "{folder}");
    }
}
