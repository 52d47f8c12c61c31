//! `hfenv guard status`: it says on only where real git then stops a commit, whatever else is in
//! the way; and `hook-git` is silent exactly where git will ask by itself.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::support::guarded::Guarded;
use crate::support::hooked::program;
use crate::support::sandbox::{fresh_token, stderr, stdout};

/// The hooks in which the guard looks, as they are told.
const HOOKS: [&str; 4] = ["pre-commit", "pre-merge-commit", "commit-msg", "pre-push"];

impl Guarded {
    /// The document of `guard status --json`, whose exit status says the same; each hook's `by`.
    #[track_caller]
    fn status(&self, by: [Option<&str>; 4]) -> Value {
        let on = by.iter().all(Option::is_some);
        let output = self.guard(&["status", "--json"]).code(i32::from(!on));
        let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let hooks = document["hooks"].as_array().unwrap();
        let told: Vec<_> = hooks.iter().map(|hook| hook["by"].as_str()).collect();
        assert_eq!(told, by, "{document:#}");
        assert_eq!(document["on"], on);
        document
    }

    /// The table, which fits a terminal, and what is said beside it.
    #[track_caller]
    fn table(&self, code: i32) -> (String, String) {
        let output = self.guard(&["status"]).code(code);
        let table = stdout(&output);
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
        let names: Vec<_> = table.lines().filter_map(|line| line.split("  ").next()).collect();
        assert_eq!(names, [&HOOKS[..], &["own secrets", "allowed"]].concat());
        (table, stderr(&output))
    }
}

#[test]
fn it_tells_where_git_reaches_the_guard_and_where_not() {
    let repo = Guarded::new();
    repo.status([None; 4]);
    let (table, told) = repo.table(1);
    assert!(table.contains("pre-commit        off  no hook of git's asks it\n"), "{table}");
    assert!(told.contains("guard: off") && told.contains("hint: to have git ask it: "), "{told}");
    repo.guard(&["install"]).success();
    let document = repo.status([Some("file"); 4]);
    assert!(document["hooks"][0]["program"].as_str().unwrap().ends_with("hfenv"), "{document}");
    let (table, told) = repo.table(0);
    assert!(table.contains("pre-push          on  a hook of this repository\n"), "{table}");
    assert_eq!(told, "hfenv: guard: on\n");
    // git runs no hook that is no program.
    let hook = repo.folder.join(".git/hooks/pre-merge-commit");
    fs::set_permissions(&hook, PermissionsExt::from_mode(0o644)).unwrap();
    repo.status([Some("file"), None, Some("file"), Some("file")]);
    let (table, told) = repo.table(1);
    assert!(table.contains("its hook is no program") && told.contains("guard: on in part"));
    repo.guard(&["install"]).success();
    repo.status([Some("file"); 4]);
    fs::set_permissions(&hook, PermissionsExt::from_mode(0o755)).unwrap();
    // husky points git elsewhere.
    repo.git(&["config", "core.hooksPath", ".husky/_"]);
    let below = repo.folder.join("below");
    fs::create_dir(&below).unwrap();
    repo.guard_in(&below, &["status"]).code(1);
    repo.status([None; 4]);
    assert!(repo.table(1).0.contains("hidden: core.hooksPath leads to .husky/_"));
    for name in HOOKS {
        program(&repo.folder.join(".husky/_").join(name), "#!/bin/sh\n. \"${0%/*}/h\"\n");
    }
    repo.write(".husky/pre-commit", "# hfenv guard hook pre-commit\n");
    repo.status([None; 4]);
    repo.write(".husky/pre-commit", "hfenv guard hook pre-commit \"$@\"\n");
    repo.status([Some("tool"), None, None, None]);
    assert!(repo.table(1).0.contains("pre-commit        on   by husky\n"));
    fs::remove_dir_all(repo.folder.join(".husky")).unwrap();
    repo.guard(&["install"]).success();
    repo.status([Some("local"); 4]);
    let token = repo.leak("new.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
}

#[test]
fn it_tells_the_guard_of_all_repositories_and_a_program_that_is_gone() {
    let repo = Guarded::new();
    repo.guard(&["install", "--global"]).success();
    repo.status([Some("global"); 4]);
    assert!(repo.table(0).0.contains("core.hooksPath of all repositories (--global)"));
    repo.guard(&["uninstall", "--global"]).success();
    let own = repo.desk.home.path("own/hfenv");
    repo.guard(&["install"]).success();
    for name in HOOKS {
        let hook = repo.folder.join(".git/hooks").join(name);
        let text = fs::read_to_string(&hook).unwrap();
        let (head, rest) = text.split_once("hfenv_program='").unwrap();
        let rest = rest.split_once('\'').unwrap().1;
        fs::write(&hook, format!("{head}hfenv_program='{}'{rest}", own.display())).unwrap();
    }
    let bare = |repo: &Guarded| {
        let mut hfenv = repo.desk.home.hfenv(["guard", "status"]);
        hfenv.current_dir(&repo.folder).env("PATH", "/usr/bin:/bin").assert()
    };
    let output = bare(&repo).code(1);
    assert!(stdout(&output).contains("but its hfenv is gone"), "{}", stdout(&output));
    assert!(stderr(&output).contains("the hfenv that is here: hfenv guard install"));
    program(&own, "#!/bin/sh\n");
    bare(&repo).code(0);
}

#[test]
fn it_tells_the_framework_by_its_file() {
    let repo = Guarded::new();
    let framework = "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n";
    repo.hook("pre-commit", framework);
    repo.hook("pre-push", framework);
    repo.status([None; 4]);
    let config = "repos:\n- repo: x\n  hooks:\n  - id: hfenv-system\n  - id: hfenv-pre-push\n";
    repo.write(".pre-commit-config.yaml", config);
    repo.status([Some("tool"), None, None, Some("tool")]);
    assert!(repo.table(1).0.contains("by pre-commit: a push's first reference only"));
    repo.hook("commit-msg", "#!/bin/sh\nhfenv guard hook commit-msg \"$@\" || exit\n");
    repo.status([Some("tool"), None, Some("line"), Some("tool")]);
}

#[test]
fn it_counts_what_is_known_and_allowed_and_heeds_the_variable() {
    let repo = Guarded::hooked();
    let document = repo.status([Some("file"); 4]);
    assert_eq!((&document["own_secrets"], &document["allowed"]), (&0.into(), &0.into()));
    let allowed = format!("hf-user:{}", "0".repeat(32));
    repo.guard(&["allow", &allowed, "--reason", "an example"]).success();
    let document = repo.status([Some("file"); 4]);
    assert_eq!((&document["allowed"], &document["version"]), (&1.into(), &1.into()));
    for (value, code, word) in [("off", 1, "off (HFENV_GUARD=off)"), ("warn", 0, "warns only")] {
        let mut hfenv = repo.desk.home.hfenv(["guard", "status"]);
        hfenv.current_dir(&repo.folder).env("HFENV_GUARD", value);
        assert!(stderr(&hfenv.assert().code(code)).contains(word), "{value}");
    }
    let nowhere = repo.desk.home.home();
    repo.guard_in(&nowhere, &["status"]).code(2);
}

#[test]
fn the_prompt_is_silent_where_git_asks_and_names_the_install_where_not() {
    let install = "hfenv guard install";
    let repo = Guarded::new();
    repo.leak("new.py");
    for words in [&["commit"][..], &["commit", "-a"], &["add", "."]] {
        let said = repo.ask(words).said;
        // What is staged is not new for git add.
        assert_eq!(said.matches(install).count(), usize::from(words[0] == "commit"), "{said}");
    }
    assert_eq!(repo.line("git commit; git commit", &[]).said.matches(install).count(), 1);
    repo.guard(&["install"]).success();
    repo.ask(&["commit"]).is_silent();
    repo.ask_with(&repo.folder, &["commit"], &[("HFENV_GUARD", "stop")]).is_silent();
    let home = repo.desk.home.home();
    repo.ask_with(&home, &["-C", "r", "commit", "-m", "x"], &[]).is_silent();
    // git would not ask.
    for around in [&["commit", "-n"][..], &["-c", "core.hooksPath=/none", "commit"]] {
        assert_eq!(repo.ask(around).places(), ["new.py:1:10"], "{around:?}");
    }
    assert!(!repo.ask(&["commit", "--no-verify"]).said.contains(install));
    assert_eq!(repo.ask(&["commit", "-m", "n"]).said, "");
    repo.write("more.py", fresh_token());
    let said = repo.ask(&["add", "."]).said;
    assert!(said.contains("more.py:1:1") && !said.contains(install), "{said}");
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.ask(&["push"]).is_silent();
    assert_eq!(repo.ask(&["push", "--no-verify"]).places().len(), 1);
    // A hook whose program is gone looks at nothing.
    let hook = repo.folder.join(".git/hooks/pre-push");
    let text = fs::read_to_string(&hook).unwrap();
    fs::write(&hook, text.replace("hfenv_program='/", "hfenv_program='/gone/")).unwrap();
    assert_eq!(repo.ask(&["push"]).places().len(), 1);
}
