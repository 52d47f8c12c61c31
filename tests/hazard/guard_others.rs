//! Hazard: a hook of somebody else's that is not the same any more beside the guard: it asks for
//! its name, its folder, what lies beside it, or who reads it, and does nothing or fails.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::guarded::Guarded;
use crate::support::hooked::{program, tree};
use crate::support::sandbox::{fresh_token, is_installed};

/// Hooks that tell all they can see, and what each needs to be run.
const TELLING: [(&str, &str); 5] = [
    (
        "sh",
        "#!/bin/sh\nexec >>\"$HOME/told\"\necho \"$0|$#|$*|$(pwd)\"\nwc -c <\"$0\"\n\
         . \"$(dirname \"$0\")/beside.sh\"\n\
         env | grep ^GIT_ | grep -v _DATE= | sort\ncat\nexit 7\n",
    ),
    (
        "bash",
        "#!/usr/bin/env bash\nexec >>\"$HOME/told\"\n\
         main() { echo \"$0|${BASH_SOURCE[*]}|$BASH_ARGV0|$-|$#|$*\"; cat; return 7; }\n\
         if [[ \"${BASH_SOURCE[0]}\" == \"$0\" ]]; then main \"$@\"; fi\n",
    ),
    (
        "bash",
        "#!/bin/bash -eu\n[ -n \"${AGAIN-}\" ] || AGAIN=1 exec bash \"$0\" \"$@\"\n\
         exec >>\"$HOME/told\"\nsed -n '/^payload$/,$p' \"$0\"; echo \"${0##*/}\"; cat\n\
         exit 7\npayload\n",
    ),
    (
        "python3",
        "#!/usr/bin/env python3\nimport os, sys\nimport beside\n\
         with open(os.environ['HOME'] + '/told', 'a') as told:\n    \
         print(sys.argv, __file__, sys.path[0], beside.HERE, file=told)\n    \
         print(sorted(os.listdir(os.path.dirname(sys.argv[0]))) != [], file=told)\n    \
         print(sys.stdin.read() if sys.stdin else '', file=told)\nsys.exit(7)\n",
    ),
    ("sh", "exec >>\"$HOME/told\"\necho \"no first line $0 $*\"\ncat\nexit 7\n"),
];

impl Guarded {
    /// What the hook `name` tells in a work tree, and how git then ends.
    fn sees(&self, folder: &Path, name: &str) -> (String, Option<i32>) {
        let file = self.desk.home.path("told");
        let _ = fs::remove_file(&file);
        let remote = self.desk.home.path("remote.git").display().to_string();
        let words = match name {
            "pre-push" => ["push", "--quiet", &remote, "HEAD:refs/heads/x"],
            _ => ["commit", "--allow-empty", "-m", "x"],
        };
        let status = self.try_in(folder, &words).status.code();
        (fs::read_to_string(file).unwrap_or_default(), status)
    }
}

#[test]
fn each_of_them_sees_what_it_saw() {
    for (shell, text) in TELLING {
        if !is_installed(shell) {
            continue;
        }
        for name in ["pre-commit", "commit-msg", "pre-push"] {
            let repo = Guarded::new();
            repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
            repo.git(&["worktree", "add", "--quiet", "../linked"]);
            repo.hook(name, text);
            repo.hook("beside.sh", "echo beside\n");
            repo.hook("beside.py", "HERE = __file__\n");
            // What Python keeps of a module would differ from the first time to the second.
            program(&repo.folder.join(".git/hooks/__pycache__"), "");
            let all = [repo.folder.clone(), repo.desk.home.path("linked")];
            let told = || all.clone().map(|folder| repo.sees(&folder, name));
            let before = told();
            assert!(before.iter().all(|(told, status)| !told.is_empty() && *status != Some(0)));
            let hooks = tree(&repo.folder.join(".git/hooks"));
            repo.guard(&["install"]).success();
            assert_eq!(told(), before, "{shell} as {name}");
            assert_eq!(tree(&repo.folder.join(".git/hooks")), hooks, "where it was");
            repo.guard(&["uninstall"]).success();
            assert_eq!(told(), before, "{shell} as {name}, without the guard again");
            repo.guard(&["install", "--global"]).success();
            assert_eq!(told(), before, "{shell} as {name}, below a guard of all");
        }
    }
}

#[test]
fn a_push_into_it_still_runs_what_is_there() {
    let repo = Guarded::new();
    repo.hook("pre-commit", "#!/bin/sh\n");
    repo.hook("post-receive", "#!/bin/sh\ncat >\"$HOME/received\"\n");
    repo.guard(&["install"]).success();
    repo.desk.must_in(&repo.desk.home.home(), &["clone", "--quiet", "r", "copy"]);
    let copy = repo.desk.home.path("copy");
    repo.desk.must_in(&copy, &["push", "--quiet", "origin", "HEAD:refs/heads/x"]);
    assert!(fs::read_to_string(repo.desk.home.path("received")).unwrap().contains("/heads/x"));
}

#[test]
fn an_older_install_is_mended() {
    let repo = Guarded::new();
    let text = "#!/bin/sh\necho \"$0\" >>\"$HOME/told\"\n";
    repo.guard(&["install"]).success();
    repo.hook("commit-msg.hfenv", text);
    repo.hook("hfenv/pre-commit", text);
    let config = fs::read_to_string(repo.folder.join(".git/config")).unwrap();
    repo.guard(&["install"]).success();
    let token = repo.leak("leak.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.git(&["rm", "--quiet", "-f", "leak.py"]);
    let (told, status) = repo.sees(&repo.folder, "pre-commit");
    assert_eq!(
        (told.as_str(), status),
        (".git/hooks/pre-commit\n.git/hooks/commit-msg\n", Some(0))
    );
    repo.guard(&["uninstall"]).success();
    let left: Vec<PathBuf> = tree(&repo.folder.join(".git/hooks"))
        .into_iter()
        .map(|(path, ..)| path)
        .filter(|path| path.extension().is_none_or(|end| end != "sample"))
        .collect();
    let hooks = repo.folder.join(".git/hooks");
    assert_eq!(left, [hooks.join("commit-msg"), hooks.join("pre-commit")]);
    assert!(!repo.folder.join(".git/hfenv").exists());
    assert_eq!(fs::read_to_string(repo.folder.join(".git/config")).unwrap(), config);
}

#[test]
fn a_copy_or_a_second_person_has_the_guard_and_the_hooks_of_the_team() {
    for own in [".githooks", ".git/hooks"] {
        let repo = Guarded::new();
        let text = "#!/bin/sh\necho \"$0\" >>\"$HOME/told\"\n";
        program(&repo.folder.join(own).join("pre-commit"), text);
        if own == ".githooks" {
            repo.git(&["config", "core.hooksPath", own]);
        }
        repo.guard(&["install"]).success();
        let data = repo.desk.home.path(".local/share/hfenv/hooks");
        assert!(!data.exists(), "nothing of a repository lies elsewhere");
        // The first one is gone, as it is for a container that has only the copy.
        let copy = repo.desk.home.path("elsewhere/copy");
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::rename(&repo.folder, &copy).unwrap();
        let told = || {
            let words = ["commit", "--quiet", "--allow-empty", "-m", "x"];
            let before = fs::read_to_string(repo.desk.home.path("told")).unwrap_or_default();
            repo.desk.must_in(&copy, &words);
            fs::read_to_string(repo.desk.home.path("told")).unwrap()[before.len()..].to_owned()
        };
        assert_eq!(told(), format!("{own}/pre-commit\n"));
        let token = fresh_token();
        let stops = |folder: &Path| {
            fs::write(folder.join("leak.py"), &token).unwrap();
            repo.desk.must_in(folder, &["add", "leak.py"]);
            repo.is_stopped_in(folder, &["commit", "-m", "x"], &token);
            repo.desk.must_in(folder, &["rm", "--quiet", "-f", "leak.py"]);
        };
        stops(&copy);
        // A work tree that is made there is led by a path that an install mends.
        repo.guard_in(&copy, &["install"]).success();
        repo.desk.must_in(&copy, &["worktree", "add", "--quiet", "../linked"]);
        stops(&repo.desk.home.path("elsewhere/linked"));
        repo.guard_in(&copy, &["uninstall"]).success();
        assert_eq!(told(), format!("{own}/pre-commit\n"));
        assert!(!copy.join(".git/hfenv").exists() && !copy.join(".git/hfenv.gitconfig").exists());
    }
}

#[test]
fn an_older_folder_in_the_home_is_left_for_one_in_the_repository() {
    let repo = Guarded::new();
    program(&repo.folder.join(".githooks/pre-commit"), "#!/bin/sh\necho \"$0\" >>\"$HOME/told\"\n");
    repo.git(&["config", "core.hooksPath", ".githooks"]);
    let config = fs::read_to_string(repo.folder.join(".git/config")).unwrap();
    let old = repo.desk.home.path(".local/share/hfenv/hooks/local");
    repo.git(&["config", "core.hooksPath", old.to_str().unwrap()]);
    repo.git(&["config", "hfenv.hooksPath", ".githooks"]);
    repo.guard(&["install"]).success();
    assert_eq!(repo.git(&["rev-parse", "--git-path", "hooks"]), ".git/hfenv/guard\n");
    let (told, status) = repo.sees(&repo.folder, "pre-commit");
    assert_eq!((told.as_str(), status), (".githooks/pre-commit\n", Some(0)));
    repo.guard(&["uninstall"]).success();
    assert_eq!(fs::read_to_string(repo.folder.join(".git/config")).unwrap(), config);
}
