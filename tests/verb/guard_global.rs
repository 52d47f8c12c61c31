//! `hfenv guard install --global`, `hfenv setup guard`, and repositories with a folder of hooks of
//! their own: every hook that ran before still runs, and git's configuration comes back as it was.

use std::fs;

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::hooked::{program, tree};
use crate::support::sandbox::{fresh_token, is_installed, stderr, stdout};

/// Notes that it ran, by its path.
const NOTES: &str = "#!/bin/sh\necho \"$0\" >>\"$HOME/ran\"\n";

impl Guarded {
    fn global(&self, words: &[&str]) -> assert_cmd::assert::Assert {
        self.guard(&[words, &["--global"]].concat())
    }

    /// What ran since the last time.
    fn ran(&self) -> Vec<String> {
        let file = self.desk.home.path("ran");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let _ = fs::remove_file(file);
        text.lines().map(str::to_owned).collect()
    }
}

#[test]
fn every_repository_is_guarded_and_its_own_hooks_run() {
    let repo = Guarded::new();
    let before = tree(&repo.desk.home.home());
    let shown = stdout(&repo.global(&["install", "--dry-run"]).success());
    assert!(shown.contains("+ core.hooksPath = ") && shown.contains("(global)"), "{shown}");
    assert_eq!(tree(&repo.desk.home.home()), before);
    assert!(shown.lines().count() > 25, "{shown}");
    let told = stdout(&repo.global(&["install"]).success());
    assert!(told.contains("+ 25 hooks in ") && told.lines().count() < 5, "{told}");
    let with = tree(&repo.desk.home.home());
    assert_eq!(stdout(&repo.global(&["install"]).success()), "");
    assert_eq!(tree(&repo.desk.home.home()), with, "twice is once");
    for name in ["pre-commit", "prepare-commit-msg", "post-commit"] {
        repo.hook(name, NOTES);
    }
    repo.goes(&["commit", "--allow-empty", "-m", "x"]);
    let ran = repo.ran();
    for name in ["pre-commit", "prepare-commit-msg", "post-commit"] {
        assert!(ran.contains(&format!(".git/hooks/{name}")), "{ran:?}");
    }
    repo.git(&["worktree", "add", "--quiet", "../linked"]);
    let linked = repo.desk.home.path("linked");
    for folder in [&repo.folder, &linked] {
        let token = fresh_token();
        fs::write(folder.join("leak.py"), &token).unwrap();
        repo.desk.must_in(folder, &["add", "leak.py"]);
        repo.is_stopped_in(folder, &["commit", "-m", "x"], &token);
        repo.desk.must_in(folder, &["rm", "--quiet", "-f", "leak.py"]);
    }
    repo.ran();
    repo.desk.must_in(&linked, &["commit", "--quiet", "--allow-empty", "-m", "x"]);
    assert!(repo.ran().iter().any(|path| path.ends_with("r/.git/hooks/pre-commit")));
    assert!(stderr(&repo.guard(&["install"]).success()).contains("as in every repository"));
}

#[test]
fn undone_it_leaves_no_trace() {
    for config in
        [None, Some("[core]\n\thooksPath = ~/mine # of the team\n"), Some("[user]\n\tname = me\n")]
    {
        let repo = Guarded::new();
        if let Some(config) = config {
            repo.desk.home.write(".gitconfig", config);
        }
        program(&repo.desk.home.path("mine/pre-commit"), NOTES);
        // git leaves an empty file where there was none.
        if config.is_none() {
            repo.desk.home.write(".gitconfig", "");
        }
        fs::create_dir_all(repo.desk.home.path(".local/share")).unwrap();
        let before = tree(&repo.desk.home.home());
        let setup = |words: &[&str]| {
            let mut setup = repo.desk.home.hfenv(["setup", "guard"]);
            setup.args(words).current_dir(&repo.folder).assert().success();
        };
        setup(&[]);
        repo.git(&["commit", "--quiet", "--allow-empty", "-m", "x"]);
        let ran = repo.ran();
        let theirs = config.is_some_and(|config| config.contains("mine"));
        assert_eq!(ran.len(), usize::from(theirs), "{ran:?}");
        setup(&[]);
        setup(&["--undo"]);
        repo.git(&["reset", "--quiet", "--soft", "HEAD^"]);
        let strip = |tree: crate::support::hooked::Tree| -> crate::support::hooked::Tree {
            tree.into_iter().filter(|(path, ..)| !path.starts_with(&repo.folder)).collect()
        };
        assert_eq!(strip(tree(&repo.desk.home.home())), strip(before), "{config:?}");
        setup(&["--undo"]);
    }
}

#[test]
fn what_others_changed_since_is_left_alone() {
    let repo = Guarded::new();
    let told = stdout(&repo.global(&["install", "-v"]).success());
    assert!(told.contains("/post-rewrite\n") && !told.contains("25 hooks"), "{told}");
    repo.desk.must(&["config", "--global", "core.hooksPath", "/theirs"]);
    assert!(stdout(&repo.global(&["uninstall"]).success()).contains("- 25 hooks in "));
    assert_eq!(repo.desk.must(&["config", "--global", "core.hooksPath"]), "/theirs\n");
    let repo = Guarded::new();
    repo.desk.home.write(".gitconfig", "[core]\n\thooksPath = /a\n\thooksPath = /b\n");
    let config = fs::read_to_string(repo.desk.home.path(".gitconfig")).unwrap();
    repo.global(&["install"]).success();
    let token = repo.leak("new.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.global(&["uninstall"]).success();
    assert_eq!(fs::read_to_string(repo.desk.home.path(".gitconfig")).unwrap(), config);
}

#[test]
fn a_folder_of_its_own_is_reached_by_the_local_install_alone() {
    for own in [".githooks", "/"] {
        let repo = Guarded::new();
        let absolute = repo.desk.home.path("shared").display().to_string();
        let own = if own == "/" { absolute.as_str() } else { own };
        let theirs = repo.folder.join(own);
        program(&theirs.join("pre-commit"), NOTES);
        program(&theirs.join("post-commit"), NOTES);
        repo.git(&["config", "core.hooksPath", own]);
        let config = fs::read_to_string(repo.folder.join(".git/config")).unwrap();
        let before = tree(&theirs);
        let told = stderr(&repo.global(&["install"]).success());
        assert!(told.contains("has its own core.hooksPath"), "{told}");
        let token = repo.leak("new.py");
        repo.guard(&["install"]).success();
        repo.is_stopped(&["commit", "-m", "x"], &token);
        repo.git(&["rm", "--quiet", "-f", "new.py"]);
        repo.ran();
        repo.goes(&["commit", "--allow-empty", "-m", "x"]);
        let names = [format!("{own}/pre-commit"), format!("{own}/post-commit")];
        assert_eq!(repo.ran(), names);
        assert_eq!(tree(&theirs), before, "nothing of it is touched");
        // The repository may move.
        let moved = repo.desk.home.path("moved");
        fs::rename(&repo.folder, &moved).unwrap();
        repo.desk.must_in(&moved, &["commit", "--quiet", "--allow-empty", "-m", "x"]);
        assert_eq!(repo.ran().len(), 2);
        fs::rename(&moved, &repo.folder).unwrap();
        repo.guard(&["uninstall"]).success();
        assert_eq!(fs::read_to_string(repo.folder.join(".git/config")).unwrap(), config);
    }
}

#[test]
fn a_local_install_below_a_global_folder_of_others_changes_nothing_for_the_rest() {
    let repo = Guarded::new();
    program(&repo.desk.home.path("mine/pre-commit"), NOTES);
    repo.desk.must(&["config", "--global", "core.hooksPath", "~/mine"]);
    let config = fs::read_to_string(repo.folder.join(".git/config")).unwrap();
    let before = tree(&repo.desk.home.path("mine"));
    repo.guard(&["install"]).success();
    let token = repo.leak("new.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.git(&["rm", "--quiet", "-f", "new.py"]);
    repo.goes(&["commit", "--allow-empty", "-m", "x"]);
    assert_eq!(repo.ran().len(), 1);
    assert_eq!(tree(&repo.desk.home.path("mine")), before);
    repo.guard(&["uninstall"]).success();
    assert_eq!(fs::read_to_string(repo.folder.join(".git/config")).unwrap(), config);
}

#[test]
fn a_folder_that_comes_from_one_command_is_refused() {
    let repo = Guarded::new();
    let mut hfenv = repo.desk.home.hfenv(["guard", "install"]);
    hfenv.current_dir(&repo.folder).env("GIT_CONFIG_COUNT", "1");
    hfenv.env("GIT_CONFIG_KEY_0", "core.hooksPath").env("GIT_CONFIG_VALUE_0", "/x");
    let said = stderr(&hfenv.assert().code(2));
    assert!(said.contains("core.hooksPath comes from command line"), "{said}");
}

#[test]
fn a_push_into_a_checked_out_branch_still_updates_it() {
    let repo = Guarded::new();
    repo.global(&["install"]).success();
    repo.desk.must(&["clone", "--quiet", "r", "copy"]);
    repo.git(&["config", "receive.denyCurrentBranch", "updateInstead"]);
    let copy = repo.desk.home.path("copy");
    fs::write(copy.join("more.py"), "1\n").unwrap();
    repo.desk.commit(&copy);
    repo.desk.must_in(&copy, &["push", "--quiet", "origin", "HEAD"]);
    assert!(repo.folder.join("more.py").exists());
    // Not over what was changed there.
    repo.write("more.py", "2\n");
    fs::write(copy.join("more.py"), "3\n").unwrap();
    repo.desk.commit(&copy);
    assert!(!repo.try_in(&copy, &["push", "--quiet", "origin", "HEAD"]).status.success());
    assert_eq!(fs::read_to_string(repo.folder.join("more.py")).unwrap(), "2\n");
}

#[test]
fn git_lfs_still_uploads() {
    if !is_installed("git-lfs") {
        return;
    }
    let global = Guarded::new();
    global.global(&["install"]).success();
    uploads(&global);
    assert!(!global.folder.join(".git/hooks/pre-push").exists(), "git-lfs put in no hook");
    // Here ours was there first, so git-lfs puts in none, either.
    let local = Guarded::new();
    local.guard(&["install"]).success();
    uploads(&local);
}

fn uploads(repo: &Guarded) {
    repo.desk.must(&["lfs", "install", "--skip-repo"]);
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    repo.write("big.bin", "big");
    repo.commit();
    let url = format!("file://{}", repo.desk.home.path("remote.git").display());
    repo.goes(&["push", &url, "HEAD:refs/heads/main"]);
    assert!(repo.desk.home.path("remote.git/lfs/objects").exists());
    // Without the program the content would be lost on the way.
    fs::write(repo.folder.join("big.bin"), "bigger").unwrap();
    repo.commit();
    let bin = repo.desk.home.path("bin");
    fs::create_dir(&bin).unwrap();
    for name in ["git", "sh", "cat", "cksum"] {
        let real = std::env::split_paths("/usr/bin:/bin").map(|folder| folder.join(name));
        let real = real.into_iter().find(|file| file.exists()).unwrap();
        std::os::unix::fs::symlink(real, bin.join(name)).unwrap();
    }
    let mut git = repo.desk.command(&repo.folder, ["push", &url, "HEAD:refs/heads/main"]);
    let output = git.env("PATH", &bin).output().unwrap();
    assert!(!output.status.success() && said(&output).contains("git-lfs"), "{}", said(&output));
}
