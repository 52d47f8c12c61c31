//! `hfenv setup git`: the lines go in once, come out exactly, and nobody else's are touched.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use crate::support::git::{Desk, files_below};
use crate::support::sandbox::{fresh_token, stderr, stdout};

/// What a person may have had before, in every mixture of helpers, resets, keys beside them and
/// comments.
const BEFORE: [&str; 9] = [
    "",
    "[user]\n\tname = me\n",
    "[credential]\n\thelper = store\n[credential \"https://github.com\"]\n\thelper = \n\
     \thelper = !gh auth git-credential\n",
    "[credential]\n\thelper = cache\n\thelper = \n\thelper = store --file ~/x\n",
    "[credential \"https://huggingface.co\"]\n\thelper = store\n\tusername = me\n",
    "[credential \"https://huggingface.co\"]\n\thelper = \n\
     \thelper = !f() { echo \"a;b\"; }; f # mine\n\thelper = store\n",
    "[credential \"https://huggingface.co\"]\n\thelper = a\n\thelper = \n[core]\n\tpager = cat\n\
     [credential \"https://huggingface.co\"]\n\thelper = b\n",
    "# mine\n[credential \"https://hf.co\"]\n\t; a note\n\tuseHttpPath = true\n",
    "[credential \"https://huggingface.co/acme\"]\n\thelper = store\n\
     [credential \"https://huggingface.co\"]\n\thelper =\n",
];

fn config(desk: &Desk) -> PathBuf {
    desk.home.path(".gitconfig")
}

fn listed(desk: &Desk) -> String {
    if config(desk).exists() { desk.must(&["config", "--global", "--list"]) } else { String::new() }
}

fn setup(desk: &Desk, words: &[&str]) -> assert_cmd::assert::Assert {
    desk.home.hfenv(["setup", "git"]).args(words).assert()
}

/// The helper that git itself asks first for a host, by its own trace.
fn first_helper(desk: &Desk, host: &str) -> String {
    let mut git: assert_cmd::Command =
        desk.command(&desk.home.home(), ["credential", "fill"]).into();
    git.env("GIT_TRACE", "1");
    let request = format!("protocol=https\nhost={host}\nusername=x\n");
    let trace = String::from_utf8(git.write_stdin(request).output().unwrap().stderr).unwrap();
    let started = trace.lines().filter_map(|line| line.split_once("run_command: "));
    let mut started =
        started.filter_map(|(_, words)| words.trim_matches('\'').strip_suffix(" get"));
    started.next().unwrap_or_else(|| panic!("{trace}")).replace("git credential-", "")
}

#[test]
fn the_lines_go_in_once_and_come_out_exactly() {
    for before in BEFORE {
        let desk = Desk::new();
        if !before.is_empty() {
            fs::write(config(&desk), before).unwrap();
        }
        let old = listed(&desk);
        setup(&desk, &[]).success();
        let with = fs::read(config(&desk)).unwrap();
        setup(&desk, &[]).success();
        assert_eq!(fs::read(config(&desk)).unwrap(), with, "twice is once");
        for host in ["huggingface.co", "hf.co"] {
            assert!(first_helper(&desk, host).ends_with("/git-credential-hfenv"), "{before}");
        }
        setup(&desk, &["--undo"]).success();
        assert_eq!(listed(&desk), old, "{before}");
        // Not only what git reads: the person's own file, comments and all.
        let now = fs::read_to_string(config(&desk)).unwrap_or_default();
        assert_eq!(now, before);
        setup(&desk, &["--undo"]).success();
        assert_eq!(fs::read_to_string(config(&desk)).unwrap_or_default(), before);
    }
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    for before in BEFORE {
        let desk = Desk::new();
        if !before.is_empty() {
            fs::write(config(&desk), before).unwrap();
        }
        let files = files_below(&desk.home.home());
        let shown = stdout(&setup(&desk, &["--dry-run"]).success());
        assert!(shown.contains("+ credential.https://huggingface.co"), "{shown}");
        assert_eq!(files_below(&desk.home.home()), files);
        setup(&desk, &[]).success();
        let files = files_below(&desk.home.home());
        let shown = stdout(&setup(&desk, &["--undo", "--dry-run"]).success());
        assert!(shown.contains("- credential.https://huggingface.co"), "{shown}");
        assert_eq!(files_below(&desk.home.home()), files);
    }
}

#[test]
fn an_older_helper_with_a_stale_token_does_not_answer_first() {
    let desk = Desk::new();
    let (stale, token) = (fresh_token(), fresh_token());
    desk.home.write(".git-credentials", format!("https://old:{stale}@huggingface.co\n"));
    desk.must(&["config", "--global", "credential.helper", "store"]);
    desk.home.profile("work", &token);
    setup(&desk, &[]).success();
    let fill = |host: &str| {
        let mut git: assert_cmd::Command =
            desk.command(&desk.home.home(), ["credential", "fill"]).into();
        git.write_stdin(format!("protocol=https\nhost={host}\n")).output().unwrap()
    };
    let filled = String::from_utf8(fill("huggingface.co").stdout).unwrap();
    assert!(filled.contains(&token) && !filled.contains(&stale));
    // Other hosts keep theirs, and only theirs.
    desk.home.write(".git-credentials", format!("https://old:{stale}@github.com\n"));
    let filled = String::from_utf8(fill("github.com").stdout).unwrap();
    assert!(filled.contains(&stale) && !filled.contains(&token));
    assert_eq!(first_helper(&desk, "github.com"), "store");
}

#[test]
fn a_linked_configuration_stays_a_link() {
    let desk = Desk::new();
    let real = desk.home.write("dotfiles/gitconfig", "[user]\n\tname = me\n");
    symlink("dotfiles/gitconfig", config(&desk)).unwrap();
    setup(&desk, &[]).success();
    assert!(config(&desk).is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("git-credential-hfenv"));
    setup(&desk, &["--undo"]).success();
    assert!(config(&desk).is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "[user]\n\tname = me\n");
}

#[test]
fn a_configuration_that_cannot_be_written_is_named_and_left_alone() {
    let desk = Desk::new();
    fs::write(config(&desk), "[user]\n\tname = me\n").unwrap();
    // git's own lock, which holds for root too.
    fs::write(desk.home.path(".gitconfig.lock"), "").unwrap();
    let said = stderr(&setup(&desk, &[]).code(2));
    assert!(said.contains(".gitconfig"), "{said}");
    assert_eq!(fs::read_to_string(config(&desk)).unwrap(), "[user]\n\tname = me\n");
    fs::remove_file(desk.home.path(".gitconfig.lock")).unwrap();

    fs::set_permissions(desk.home.home(), PermissionsExt::from_mode(0o500)).unwrap();
    let root = fs::write(desk.home.path("probe"), "").is_ok();
    let outcome = setup(&desk, &[]);
    fs::set_permissions(desk.home.home(), PermissionsExt::from_mode(0o700)).unwrap();
    if root {
        println!("skipped: root can write everywhere");
        return;
    }
    assert!(stderr(&outcome.code(2)).contains(".gitconfig"));
}

#[test]
fn a_broken_configuration_is_named_and_left_alone() {
    let desk = Desk::new();
    fs::write(config(&desk), "[credential\n").unwrap();
    let said = stderr(&setup(&desk, &[]).code(2));
    assert!(said.contains(".gitconfig") || said.contains("bad config"), "{said}");
    assert_eq!(fs::read_to_string(config(&desk)).unwrap(), "[credential\n");
}

#[test]
fn undo_also_takes_out_an_endpoint_whose_profile_is_gone() {
    let desk = Desk::new();
    let login = ["login", "--token-stdin", "--no-verify", "--store", "file", "-p", "corp"];
    let mut login = desk.home.hfenv(login);
    login.args(["--endpoint", "https://hub.corp.example"]).write_stdin(fresh_token());
    login.assert().success();
    setup(&desk, &[]).success();
    assert!(listed(&desk).contains("credential.https://hub.corp.example.helper="));
    desk.home.hfenv(["logout", "corp"]).assert().success();
    setup(&desk, &["--undo"]).success();
    assert_eq!(listed(&desk), "");
}

#[test]
fn a_moved_program_replaces_its_old_line() {
    let desk = Desk::new();
    let old = "[credential \"https://huggingface.co\"]\n\thelper = \n\
     \thelper = /old\\\\ place/git-credential-hfenv\n";
    fs::write(config(&desk), old).unwrap();
    setup(&desk, &[]).success();
    let values = listed(&desk);
    assert!(!values.contains("/old"), "{values}");
    assert_eq!(values.matches("credential.https://huggingface.co.helper=").count(), 2, "{values}");
}
