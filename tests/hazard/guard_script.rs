//! Hazard: the hook passes without a look, or stops everybody for ever; it does not run in the
//! shell that a system calls sh, or loses what it was called with.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Output;

use crate::support::git::said;
use crate::support::guarded::Guarded;
use crate::support::hooked::{program, tree};
use crate::support::sandbox::{fresh_token, is_installed, stderr};

/// A repository whose hooks call a program of the test's at a path with odd characters.
struct Trial {
    repo: Guarded,
    program: PathBuf,
    path: String,
}

impl Trial {
    fn new() -> Self {
        let repo = Guarded::new();
        let program = repo.desk.home.path("it's \"a\" $HOME `x`\\/hfenv");
        fs::create_dir_all(program.parent().unwrap()).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_hfenv"), &program).unwrap();
        let install = std::process::Command::new(&program)
            .args(["guard", "install"])
            .env_clear()
            .env("HOME", repo.desk.home.home())
            .env("PATH", "/usr/bin:/bin")
            .current_dir(&repo.folder)
            .status();
        assert!(install.unwrap().success());
        Self { repo, program, path: "/usr/bin:/bin".to_owned() }
    }

    /// Replaces the program.
    fn becomes(&self, text: &str) {
        fs::remove_file(&self.program).unwrap();
        program(&self.program, text);
    }

    fn commit(&self) -> Output {
        let words = ["commit", "--allow-empty", "-m", "x"];
        let mut git = self.repo.desk.command(&self.repo.folder, words);
        git.env("PATH", &self.path).output().unwrap()
    }

    fn is_stopped(&self, why: &str) {
        let output = self.commit();
        assert!(!output.status.success() && said(&output).contains(why), "{}", said(&output));
    }
}

#[test]
fn only_without_the_program_it_passes_and_says_so() {
    let trial = Trial::new();
    let token = trial.repo.leak("new.py");
    trial.is_stopped("");
    assert!(!said(&trial.commit()).contains(&token));
    fs::remove_file(&trial.program).unwrap();
    let output = trial.commit();
    assert!(output.status.success(), "{}", said(&output));
    let told = said(&output);
    // Once for both hooks of a commit, and nobody is sent to remove what else runs there.
    assert_eq!(told.matches("hfenv is gone").count(), 1, "{told}");
    assert!(told.contains("hint: install hfenv again") && !told.contains("remove"), "{told}");
}

#[test]
fn the_other_hook_runs_without_the_program() {
    let repo = Guarded::new();
    repo.hook("pre-commit", "#!/bin/sh\necho theirs >&2\nexit 3\n");
    repo.guard(&["install"]).success();
    let hook = repo.folder.join(".git/hfenv/guard/pre-commit");
    let text = fs::read_to_string(&hook).unwrap();
    fs::write(&hook, text.replace("hfenv_program='/", "hfenv_program='/gone/")).unwrap();
    let mut git = repo.desk.command(&repo.folder, ["commit", "--allow-empty", "-m", "x"]);
    let output = git.env("PATH", "/usr/bin:/bin").output().unwrap();
    let told = said(&output);
    assert!(!output.status.success(), "{told}");
    assert!(told.contains("hfenv is gone") && told.contains("theirs"), "{told}");
}

#[test]
fn a_program_that_moved_is_found_in_an_absolute_folder_of_path_alone() {
    let mut trial = Trial::new();
    let token = trial.repo.leak("new.py");
    let moved = trial.repo.desk.home.path("bin/hfenv");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(&trial.program, &moved).unwrap();
    trial.path = format!("{}:/usr/bin:/bin", moved.parent().unwrap().display());
    trial.is_stopped("hf_");
    assert!(!said(&trial.commit()).contains(&token));
    // One that a project has planted is not run.
    program(&trial.repo.folder.join("hfenv"), "#!/bin/sh\n>\"$HOME/planted\"\n");
    trial.path = ".:/usr/bin:/bin".to_owned();
    assert!(said(&trial.commit()).contains("hfenv is gone"));
    assert!(!trial.repo.desk.home.path("planted").exists());
}

#[test]
fn whatever_else_goes_wrong_stops_git() {
    let trial = Trial::new();
    trial.becomes("#!/bin/sh\nkill -9 $$\n");
    trial.is_stopped("ended with status 137");
    trial.is_stopped("git commit --no-verify");
    trial.becomes("#!/bin/sh\nexit 101\n");
    trial.is_stopped("ended with status 101");
    trial.becomes("#!/gone/sh\n");
    trial.is_stopped("nothing was searched");
    // An older one that does not know the verb.
    trial.becomes("#!/bin/sh\necho 'no such command' >&2\nexit 2\n");
    trial.is_stopped("no such command");
    trial.becomes("");
    trial.is_stopped("is empty, and nothing was searched");
    trial.becomes("not empty");
    fs::set_permissions(&trial.program, PermissionsExt::from_mode(0o644)).unwrap();
    trial.is_stopped("ended with status 126");
    fs::remove_file(&trial.program).unwrap();
    fs::create_dir(&trial.program).unwrap();
    trial.is_stopped("ended with status 126");
    // Without git in PATH, and with an index that can't be read.
    let repo = Guarded::hooked();
    let hook = repo.folder.join(".git/hooks/pre-commit");
    let run = |vars: &[(&str, &str)]| {
        let mut hook = repo.desk.home.command(&hook);
        hook.envs(vars.iter().copied()).current_dir(&repo.folder).output().unwrap()
    };
    let output = run(&[("PATH", "/nowhere")]);
    assert!(!output.status.success() && said(&output).contains("--no-verify"), "{}", said(&output));
    fs::write(repo.folder.join(".git/index"), "broken").unwrap();
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("git commit --no-verify"), "{}", said(&output));
}

#[test]
fn garbage_before_a_push_stops_it() {
    let repo = Guarded::hooked();
    for text in ["garbage\n", "a b c d\n", "\0\0", "refs/heads/a 12 refs/heads/b 34"] {
        let mut hook = repo.desk.home.hfenv(["guard", "hook", "pre-push", "origin", "url"]);
        let assert = hook.current_dir(&repo.folder).write_stdin(text).assert().code(2);
        assert!(stderr(&assert).contains("git push --no-verify"), "{text}");
    }
    let mut hook = repo.desk.home.hfenv(["guard", "hook", "pre-push", "origin", "url"]);
    hook.current_dir(&repo.folder).write_stdin("").assert().success();
}

#[test]
fn a_push_of_thousands_reaches_both_hooks_whole() {
    let repo = Guarded::new();
    repo.hook("pre-push", "#!/bin/sh\ncat >\"$HOME/read\"\n");
    repo.guard(&["install"]).success();
    let head = repo.git(&["rev-parse", "HEAD"]);
    let (head, zero) = (head.trim(), "0".repeat(40));
    let line = |at| format!("HEAD {head} refs/heads/{at} {zero}\n");
    let lines = (0..5000).map(line).collect::<Vec<_>>().concat();
    let hook = repo.desk.home.command(repo.folder.join(".git/hooks/pre-push"));
    let mut hook = assert_cmd::Command::from(hook);
    hook.args(["origin", "url"]).current_dir(&repo.folder);
    hook.write_stdin(lines.as_str()).assert().success();
    assert_eq!(fs::read_to_string(repo.desk.home.path("read")).unwrap(), lines);
}

#[test]
fn every_sh_reads_it() {
    for (name, words) in [
        ("dash", &[][..]),
        ("bash", &["--posix"]),
        ("busybox", &["sh"]),
        ("ksh", &[]),
        ("mksh", &[]),
    ] {
        if !is_installed(name) {
            continue;
        }
        let repo = Guarded::new();
        repo.hook("pre-commit", "#!/bin/sh\necho \"$# $0\" >\"$HOME/ran\"\n");
        repo.guard(&["install"]).success();
        let run = || {
            let mut shell = repo.desk.home.command(name);
            shell.args(words).args([".git/hfenv/guard/pre-commit", "known.py"]);
            shell.current_dir(&repo.folder).output().unwrap()
        };
        let output = run();
        assert!(output.status.success(), "{name}: {}", said(&output));
        let ran = fs::read_to_string(repo.desk.home.path("ran")).unwrap();
        assert_eq!(ran, "1 .git/hooks/pre-commit\n", "{name}");
        let token = repo.leak("new.py");
        let output = run();
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
        assert!(!said(&output).contains(&token));
    }
}

#[test]
fn an_edited_hook_is_neither_replaced_nor_removed() {
    let repo = Guarded::hooked();
    let hook = repo.folder.join(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap() + "echo mine\n";
    fs::write(&hook, &text).unwrap();
    let before = tree(&repo.folder);
    assert!(stderr(&repo.guard(&["install"]).code(2)).contains("pre-commit: changed since"));
    assert_eq!(tree(&repo.folder), before);
    let told = stderr(&repo.guard(&["uninstall"]).code(2));
    assert!(told.contains("pre-commit: changed since"), "{told}");
    assert_eq!(fs::read_to_string(&hook).unwrap(), text);
    assert!(!hook.with_file_name("commit-msg").exists(), "the others are gone");
}

#[test]
fn a_second_hook_is_not_lost() {
    let repo = Guarded::new();
    repo.hook("pre-commit", "#!/bin/sh\necho first\n");
    repo.guard(&["install"]).success();
    repo.hook("pre-commit", "#!/bin/sh\necho second >&2\n");
    assert!(repo.goes(&["commit", "--allow-empty", "-m", "x"]).contains("second"));
    let token = repo.leak("leak.py");
    repo.is_stopped(&["commit", "-m", "x"], &token);
    // Of what an earlier version has kept, none is chosen.
    let repo = Guarded::hooked();
    repo.hook("pre-commit.hfenv", "#!/bin/sh\necho first\n");
    repo.hook("pre-commit", "#!/bin/sh\necho second\n");
    let before = tree(&repo.folder);
    assert!(stderr(&repo.guard(&["install"]).code(2)).contains("pre-commit.hfenv"));
    assert_eq!(tree(&repo.folder), before);
    assert!(stderr(&repo.guard(&["uninstall"]).code(2)).contains("pre-commit.hfenv"));
    let hooks = repo.folder.join(".git/hooks");
    assert!(fs::read_to_string(hooks.join("pre-commit")).unwrap().contains("second"));
    assert!(fs::read_to_string(hooks.join("pre-commit.hfenv")).unwrap().contains("first"));
}

#[test]
fn a_folder_of_hooks_that_is_a_link_is_followed() {
    let repo = Guarded::new();
    let (hooks, real) = (repo.folder.join(".git/hooks"), repo.desk.home.path("my hooks"));
    fs::rename(&hooks, &real).unwrap();
    symlink(&real, &hooks).unwrap();
    let before = tree(&real);
    repo.guard(&["install"]).success();
    let token = fresh_token();
    repo.write("new.py", &token);
    repo.stage();
    repo.is_stopped(&["commit", "-m", "x"], &token);
    repo.guard(&["uninstall"]).success();
    assert!(hooks.is_symlink());
    assert_eq!(tree(&real), before);
}
