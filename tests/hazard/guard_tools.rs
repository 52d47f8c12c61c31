//! Hazard: another tool that puts its hooks where ours are, before or after us, and then one of the
//! two does not run, or is gone for good.

use std::fs;
use std::path::PathBuf;

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::hooked::tree;
use crate::support::python::tool;
use crate::support::sandbox::{search_path, stderr, stdout};

/// A hook of the pre-commit framework that notes that it ran.
const CONFIG: &str = "repos: [{repo: local, hooks: [{id: x, name: x, language: system, \
    entry: sh -c 'echo x >>\"$HOME/ran\"', always_run: true, pass_filenames: false}]}]\n";

impl Guarded {
    /// Another tool in the repository, which must succeed.
    fn run(&self, tool: &PathBuf, words: &[&str]) -> String {
        let output =
            self.desk.home.command(tool).args(words).current_dir(&self.folder).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Passes if the guard stops a commit, and if the other tool's hook runs once before one.
    fn both_work(&self, when: &str) {
        let token = self.leak("leak.py");
        self.is_stopped(&["commit", "-m", "x"], &token);
        self.git(&["rm", "--quiet", "-f", "leak.py"]);
        assert_eq!(self.theirs(), 1, "{when}");
    }

    /// Passes if a commit of somebody without hfenv goes on, and one line says what is missing.
    fn goes_without_hfenv(&self) {
        let _ = fs::remove_file(self.folder.join("leak.py"));
        self.write("free.py", self.git(&["rev-list", "--count", "HEAD"]));
        self.git(&["add", "--all"]);
        let ours = PathBuf::from(env!("CARGO_BIN_EXE_hfenv"));
        let path = search_path();
        let others = std::env::split_paths(&path).filter(|folder| {
            Some(folder.as_path()) != ours.parent() && !folder.join("hfenv").exists()
        });
        let mut git = self.desk.command(&self.folder, ["commit", "-m", "x"]);
        let output = git.env("PATH", std::env::join_paths(others).unwrap()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        assert!(output.status.success(), "{told}");
        assert_eq!(told.matches("no hfenv here").count(), 1, "{told}");
    }

    /// How often the other tool's hook ran at a commit.
    fn theirs(&self) -> usize {
        let _ = fs::remove_file(self.desk.home.path("ran"));
        // lefthook runs nothing where nothing is staged.
        self.write("more.py", self.git(&["rev-list", "--count", "HEAD"]));
        self.git(&["add", "more.py"]);
        self.goes(&["commit", "-m", "x"]);
        fs::read_to_string(self.desk.home.path("ran")).unwrap_or_default().lines().count()
    }
}

#[test]
fn pre_commit_before_or_after_us() {
    let Some(tool) = tool("pre-commit") else { return };
    let repo = Guarded::new();
    repo.write(".pre-commit-config.yaml", CONFIG);
    repo.commit();
    let clean = tree(&repo.folder.join(".git/hooks"));
    assert!(stderr(&repo.guard(&["install"]).success()).contains("hfenv guard hook pre-commit"));
    let ours = tree(&repo.folder.join(".git/hooks"));
    repo.run(&tool, &["install"]);
    repo.both_work("after us");
    let with = tree(&repo.folder.join(".git/hooks"));
    assert_eq!(stdout(&repo.guard(&["install"]).success()), "", "it is there already");
    assert_eq!(tree(&repo.folder.join(".git/hooks")), with);
    repo.run(&tool, &["uninstall"]);
    assert_eq!(tree(&repo.folder.join(".git/hooks")), ours);
    repo.guard(&["uninstall"]).success();
    assert_eq!(tree(&repo.folder.join(".git/hooks")), clean);

    repo.run(&tool, &["install"]);
    let theirs = tree(&repo.folder.join(".git/hooks"));
    repo.guard(&["install"]).success();
    repo.both_work("before us");
    repo.guard(&["uninstall"]).success();
    assert_eq!(tree(&repo.folder.join(".git/hooks")), theirs);
    repo.guard(&["install"]).success();
    repo.run(&tool, &["install"]);
    repo.both_work("before and after us");
    repo.guard(&["uninstall"]).success();
    assert_eq!(tree(&repo.folder.join(".git/hooks")), theirs);
    assert_eq!(repo.theirs(), 1);
}

#[test]
fn pre_commit_below_a_global_guard() {
    let Some(tool) = tool("pre-commit") else { return };
    let repo = Guarded::new();
    repo.write(".pre-commit-config.yaml", CONFIG);
    repo.commit();
    let told = stderr(&repo.guard(&["install", "--global"]).success());
    assert!(told.contains("GIT_CONFIG_GLOBAL=/dev/null pre-commit install"), "{told}");
    let mut install = repo.desk.home.command(&tool);
    install.arg("install").env("GIT_CONFIG_GLOBAL", "/dev/null").current_dir(&repo.folder);
    let output = install.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    repo.both_work("below");
}

#[test]
fn pre_commit_beside_a_hook_that_has_to_stay() {
    let Some(tool) = tool("pre-commit") else { return };
    let repo = Guarded::new();
    repo.write(".pre-commit-config.yaml", CONFIG);
    repo.commit();
    repo.hook("pre-commit", "#!/bin/sh\n>\"$HOME/mine\"\n");
    let told = stderr(&repo.guard(&["install"]).success());
    let line = told.lines().find_map(|line| line.split_once("; this does: ")).unwrap().1;
    let path = format!("{}:{}", tool.parent().unwrap().display(), search_path());
    let mut typed = repo.desk.home.command("sh");
    typed.args(["-c", line]).env("PATH", path).current_dir(&repo.folder);
    let output = typed.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    repo.both_work("beside");
    assert!(repo.desk.home.path("mine").exists(), "and so does the one that was there");
}

#[test]
fn the_framework_runs_our_hooks_by_their_file() {
    let Some(tool) = tool("pre-commit") else { return };
    let repo = Guarded::new();
    let source = repo.desk.home.path("source");
    repo.desk.must(&["init", "--quiet", "source"]);
    let hooks = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
    fs::copy(hooks, source.join(".pre-commit-hooks.yaml")).unwrap();
    repo.desk.commit(&source);
    let rev = repo.desk.must_in(&source, &["rev-parse", "HEAD"]);
    let config = format!(
        "repos: [{{repo: '{}', rev: {}, hooks: [{{id: hfenv-system}}, \
         {{id: hfenv-system-commit-msg}}, {{id: hfenv-system-pre-push}}]}}]\n",
        source.display(),
        rev.trim()
    );
    repo.write(".pre-commit-config.yaml", config);
    repo.commit();
    repo.run(&tool, &["install", "-t", "pre-commit", "-t", "commit-msg", "-t", "pre-push"]);
    let token = repo.leak("leak.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.is_stopped(&["commit", "--allow-empty", "-m", &token, "--", "known.py"], &token);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.desk.must(&["init", "--quiet", "--bare", "remote.git"]);
    repo.git(&["remote", "add", "origin", "../remote.git"]);
    repo.is_stopped(&["push", "origin", "HEAD:refs/heads/main"], &token);
    repo.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    repo.goes(&["commit", "--allow-empty", "-m", "x"]);
    repo.goes(&["push", "origin", "HEAD:refs/heads/main"]);
    // Files that are named and not staged come from `--all-files`, and are read as they are.
    let run = || {
        let mut run = repo.desk.home.command(&tool);
        run.args(["run", "--all-files"]).current_dir(&repo.folder).output().unwrap()
    };
    assert!(run().status.success());
    repo.write("known.py", format!("import os\nT = '{token}'\n"));
    repo.git(&["commit", "--quiet", "--no-verify", "-a", "-m", "x"]);
    assert!(!run().status.success());
    repo.write("known.py", format!("import os\nT = '{token}'\nmore = 1\n"));
    repo.git(&["add", "known.py"]);
    repo.goes(&["commit", "-m", "an old secret does not stop a change"]);
    // Deleted files are named, too, and are not there.
    repo.git(&["rm", "--quiet", "known.py"]);
    repo.goes(&["commit", "-m", "x"]);
}

#[test]
fn husky_before_us_and_again() {
    let Some(tool) = tool("husky") else { return };
    let repo = Guarded::new();
    repo.write(".husky/pre-commit", "echo x >>\"$HOME/ran\"\n");
    repo.run(&tool, &[]);
    repo.commit();
    let _ = fs::remove_file(repo.desk.home.path("ran"));
    let before = tree(&repo.folder.join(".husky"));
    let config = fs::read_to_string(repo.folder.join(".git/config")).unwrap();
    let told = stderr(&repo.guard(&["install"]).success());
    let line = told.lines().find_map(|line| line.strip_prefix("hfenv: if command")).unwrap();
    assert!(told.contains("in .husky/pre-commit as a line"), "{told}");
    repo.both_work("before us");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    assert_eq!(tree(&repo.folder.join(".husky")), before);
    // As each `npm install` does.
    repo.run(&tool, &[]);
    repo.both_work("again");
    assert_eq!(stdout(&repo.guard(&["install"]).success()), "");
    repo.guard(&["uninstall"]).success();
    assert_eq!(tree(&repo.folder.join(".husky")), before);
    assert_eq!(fs::read_to_string(repo.folder.join(".git/config")).unwrap(), config);
    // The line that is told, by itself.
    let mut text = fs::read_to_string(repo.folder.join(".husky/pre-commit")).unwrap();
    text.extend(["if command", line, "\n"]);
    repo.write(".husky/pre-commit", text);
    repo.commit();
    repo.both_work("by its line");
    repo.goes_without_hfenv();
}

#[test]
fn husky_of_old_asks_for_its_name() {
    let repo = Guarded::new();
    repo.hook("husky.sh", "echo \"$(basename \"$0\")\" >>\"$HOME/ran\"\n");
    repo.hook("pre-commit", "#!/bin/sh\n# husky\n. \"$(dirname \"$0\")/husky.sh\"\n");
    repo.guard(&["install"]).success();
    repo.both_work("before us");
    let ran = fs::read_to_string(repo.desk.home.path("ran")).unwrap();
    assert_eq!(ran, "pre-commit\n");
}

#[test]
fn lefthook_before_or_after_us() {
    let Some(tool) = tool("lefthook") else { return };
    let repo = Guarded::new();
    let job = |run: &str| format!("pre-commit: {{jobs: [{{run: '{run}'}}]}}\n");
    let note = "echo x >>\"$HOME/ran\"";
    repo.write("lefthook.yml", job(note));
    repo.commit();
    repo.run(&tool, &["install"]);
    let theirs = tree(&repo.folder.join(".git/hooks"));
    assert!(stderr(&repo.guard(&["install"]).success()).contains("in lefthook.yml"));
    repo.both_work("before us");
    repo.guard(&["uninstall"]).success();
    assert_eq!(tree(&repo.folder.join(".git/hooks")), theirs);

    repo.run(&tool, &["uninstall"]);
    repo.write("lefthook.yml", job(note));
    repo.guard(&["install"]).success();
    repo.run(&tool, &["install"]);
    repo.guard(&["install"]).success();
    repo.both_work("after us, and we again");
    // It writes its hooks anew when its configuration has changed.
    repo.write("lefthook.yml", job(note) + "# more\n");
    repo.commit();
    repo.guard(&["install"]).success();
    repo.both_work("after a change");
    repo.guard(&["uninstall"]).success();
    let names = |tree: crate::support::hooked::Tree| -> Vec<PathBuf> {
        tree.into_iter().map(|(path, ..)| path).collect()
    };
    assert_eq!(names(tree(&repo.folder.join(".git/hooks"))), names(theirs));

    repo.write("lefthook.yml", job(&format!("{note} && hfenv guard hook pre-commit")));
    repo.commit();
    let token = repo.leak("leak.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    let old = repo.folder.join(".git/hooks/pre-commit.old");
    assert!(!old.exists(), "the guard is not there twice");
}

#[test]
fn the_line_for_a_tool_can_be_pasted_and_is_not_told_twice() {
    for (name, file, above, indent) in [
        ("pre-commit", ".pre-commit-config.yaml", "repos:\n", ""),
        ("lefthook", "lefthook.yml", "pre-commit:\n  jobs:\n", "    "),
    ] {
        let Some(tool) = tool(name) else { continue };
        let repo = Guarded::new();
        repo.write(file, above);
        let told = stderr(&repo.guard(&["install"]).success());
        let line = told.lines().find_map(|line| line.strip_prefix("hfenv: - ")).unwrap();
        repo.write(file, format!("{above}{indent}- {line}\n"));
        let again = stderr(&repo.guard(&["install"]).success());
        assert!(told.contains(file) && !again.contains(file), "{told}{again}");
        repo.guard(&["uninstall"]).success();
        repo.commit();
        repo.run(&tool, &["install"]);
        let token = repo.leak("leak.py");
        repo.is_stopped(&["commit", "-m", "x"], &token);
        repo.goes_without_hfenv();
        let status = stdout(&repo.guard(&["status"]).code(1));
        assert!(status.contains(&format!("pre-commit        on   by {name}\n")), "{status}");
    }
}
