//! What doctor says of secrets that lie open: each fault is planted, found, mended as told, gone.

use crate::support::doctor::{Patient, chmod};
use crate::support::sandbox::{Sandbox, fresh_token};

/// git in `work`.
#[track_caller]
fn git(home: &Sandbox, words: &[&str]) {
    let output = home.command("git").args(words).current_dir(home.path("work")).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository in `work` with a `.env` that has this line.
fn repository(line: &str) -> Sandbox {
    let home = Sandbox::new();
    home.write("work/.env", format!("{line}\n"));
    git(&home, &["init", "-q", "."]);
    home
}

#[test]
fn tokens_are_named_by_file_and_line_and_imported() {
    let (home, [rc, git_token, netrc]) = (Sandbox::new(), [(); 3].map(|()| fresh_token()));
    home.write(".bashrc", format!("\nexport HF_TOKEN={rc}\n"));
    chmod(home.path(".bashrc"), 0o600);
    home.write(".git-credentials", format!("https://lovelace:{git_token}@huggingface.co\n"));
    home.write(".netrc", format!("machine huggingface.co login lovelace password {netrc}\n"));
    for file in [".git-credentials", ".netrc"] {
        chmod(home.path(file), 0o600);
    }
    let patient = Patient::of(&home).secret(&rc).secret(&git_token).secret(&netrc);
    let words = ["~/.bashrc:2", "~/.git-credentials:1", "~/.netrc:1", "hfenv import --remove"];
    let report = patient.report(&[]);
    report.says("plain-text", "warning", &words);
    assert_eq!(report.remedies("plain-text", "run"), ["hfenv import --remove"]);
    let words = ["import", "--remove", "--yes", "--no-verify", "--store", "file"];
    home.hfenv(words).assert().success();
    assert_eq!(patient.report(&[]).verdict("plain-text"), "ok");
}

#[test]
fn a_token_in_a_file_that_others_read_is_a_problem() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write(".bashrc", format!("alias a=b\nexport HF_TOKEN={token}\n"));
    chmod(home.path(".bashrc"), 0o644);
    chmod(home.path(""), 0o700);
    let patient = Patient::of(&home).secret(&token);
    // Nobody gets as far as to it.
    patient.report(&[]).says("plain-text", "warning", &["~/.bashrc:2 sets a token"]);
    chmod(home.path(""), 0o755);
    let words = ["other users can read the file", "chmod 600 ~/.bashrc"];
    patient.report(&[]).says("plain-text", "problem", &words);
    patient.doctor(&["plain-text", "--fix", "--yes"]).exits(0);
    patient.report(&[]).says("plain-text", "warning", &["~/.bashrc:2 sets a token"]);
    patient.doctor(&["--undo", "--yes"]).exits(0);
    patient.report(&[]).says("plain-text", "problem", &words);
}

#[test]
fn the_place_that_huggingface_hub_has_for_a_login_is_a_note() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write(".cache/huggingface/token", &token);
    let patient = Patient::of(&home).secret(&token);
    let words = ["~/.cache/huggingface/token has a login", "as huggingface_hub keeps it"];
    patient.report(&[]).says("plain-text", "note", &words);
    // Whoever wants it there has said so.
    let words = ["login", "--token-stdin", "--no-verify", "--store", "hf", "-p", "work"];
    home.hfenv(words).write_stdin(token.as_str()).assert().success();
    assert_eq!(patient.report(&["plain-text"]).verdict("plain-text"), "ok");
}

#[test]
fn a_file_of_a_container_that_git_has_is_a_problem() {
    let (home, token) = (repository("A=1"), fresh_token());
    home.write("work/Dockerfile", format!("FROM x\nENV HF_TOKEN={token}\n"));
    let patient = Patient::of(&home).at("work").secret(&token);
    patient.report(&[]).says("plain-text", "warning", &["~/work/Dockerfile:2"]);
    git(&home, &["add", "Dockerfile"]);
    patient.report(&[]).says("plain-text", "problem", &["git has the file"]);
}

#[test]
fn a_token_in_a_remote_is_named_by_its_line() {
    let (home, token) = (repository("A=1"), fresh_token());
    let url = format!("https://lovelace:{token}@huggingface.co/lovelace/x");
    git(&home, &["remote", "add", "origin", &url]);
    let patient = Patient::of(&home).at("work").secret(&token);
    patient.report(&[]).says("plain-text", "warning", &["~/work/.git/config:", "for git"]);
}

#[test]
fn an_env_file_that_git_would_take_is_ignored_from_now_on() {
    let token = fresh_token();
    let home = repository(&format!("HF_TOKEN={token}"));
    let patient = Patient::of(&home).at("work").secret(&token);
    let words = ["~/work/.env has secrets, and git add would take it", "add /.env to"];
    patient.report(&[]).says("env-files", "warning", &words);
    patient.mends_and_takes_back("env-files");
    assert_eq!(std::fs::read_to_string(home.path("work/.gitignore")).unwrap(), "/.env\n");
    assert!(patient.report(&[]).evidence("env-files").contains("git does not take it"));
}

#[test]
fn a_line_is_added_to_what_is_ignored_already_and_taken_out_again() {
    for before in ["target\n", "target", "\n# none\n", ""] {
        let home = repository(&format!("API_KEY={}", fresh_token()));
        home.write("work/deep/prod.env", format!("HF_TOKEN={}\n", fresh_token()));
        home.write("work/.gitignore", before);
        Patient::of(&home).at("work").mends_and_takes_back("env-files");
        let text = std::fs::read_to_string(home.path("work/.gitignore")).unwrap();
        assert!(text.starts_with(before) && text.ends_with("/deep/prod.env\n"), "{text}");
    }
}

#[test]
fn an_env_file_that_git_has_is_a_problem_until_git_forgets_it() {
    let token = fresh_token();
    let home = repository(&format!("HF_TOKEN={token}"));
    git(&home, &["add", ".env"]);
    let patient = Patient::of(&home).at("work").secret(&token);
    let words = ["git has it", "git -C ~/work rm -q --cached -- .env", "hfenv rotate NAME"];
    let report = patient.report(&[]);
    report.says("env-files", "problem", &words);
    assert_eq!(report.code, Some(1));
    patient.follows("env-files", "");
    patient.doctor(&["env-files", "--fix", "--yes"]).exits(0);
    assert_eq!(patient.report(&[]).verdict("env-files"), "ok");
    assert!(home.path("work/.env").exists());
}

#[test]
fn notebooks_and_histories_are_looked_through() {
    let (home, [cell, typed]) = (repository("A=1"), [fresh_token(), fresh_token()]);
    home.profile("work", &typed);
    let notebook = format!("{{\n\"source\": [\"login('{cell}')\"]\n}}\n");
    home.write("work/a.ipynb", &notebook);
    home.write(".bash_history", format!("ls\nexport HF_TOKEN={typed}\n"));
    let patient = Patient::of(&home).at("work").secret(&cell).secret(&typed);
    let report = patient.report(&[]);
    report.says("notebooks", "warning", &["~/work/a.ipynb:2 has a secret", "clear the output"]);
    let words = ["~/.bash_history:2", "delete the line", "hfenv rotate work"];
    report.says("shell-history", "warning", &words);
    git(&home, &["add", "a.ipynb"]);
    patient.report(&[]).says("notebooks", "problem", &["git has it"]);
    home.write("work/a.ipynb", notebook.replace(&cell, "…"));
    home.write(".bash_history", "ls\n");
    let report = patient.report(&[]);
    report.says("notebooks", "ok", &["1 notebook without a secret"]);
    report.says("shell-history", "ok", &[]);
}

#[test]
fn where_git_can_not_say_whether_it_has_a_file_nobody_says_that_it_has_not() {
    let token = fresh_token();
    let home = repository(&format!("HF_TOKEN={token}"));
    git(&home, &["add", ".env"]);
    let patient = Patient::of(&home).at("work").secret(&token);
    patient.report(&[]).says("env-files", "problem", &["git has it"]);
    let config = home.path("work/.git/config");
    let whole = std::fs::read(&config).unwrap();
    std::fs::write(&config, "[broken").unwrap();
    let words = ["~/work/.env has secrets, and git does not say", "git status"];
    patient.report(&[]).says("env-files", "unknown", &words);
    std::fs::write(&config, whole).unwrap();
    patient.report(&[]).says("env-files", "problem", &["git has it"]);
}

#[test]
fn a_git_that_hangs_is_asked_once_and_not_for_each_file() {
    let token = fresh_token();
    let home = repository(&format!("HF_TOKEN={token}"));
    for folder in 0..12 {
        home.write(format!("work/{folder}/.env"), format!("HF_TOKEN={token}\n"));
        let cell = format!("{{\"cells\": [{{\"source\": [\"login('{token}')\"]}}]}}\n");
        home.write(format!("work/{folder}/a.ipynb"), cell);
    }
    let made = home.command("mkfifo").arg(home.path("work/pipe")).status().unwrap();
    assert!(made.success());
    home.write("work/.git/config", "[include]\n\tpath = ../pipe\n");
    let patient = Patient::of(&home).at("work").secret(&token);
    let begun = std::time::Instant::now();
    patient.report(&[]).says("env-files", "unknown", &["git does not say"]);
    // Each question by itself takes seconds.
    assert!(begun.elapsed().as_secs() < 25, "{:?}", begun.elapsed());
}

#[test]
fn a_project_that_waits_for_a_yes_is_told_apart_from_one_that_was_changed() {
    let token = fresh_token();
    let home = repository(&format!("HF_TOKEN={token}"));
    let patient = Patient::of(&home).at("work").secret(&token);
    let words = ["~/work/.env", "nobody has allowed it yet", "hfenv allow"];
    patient.report(&[]).says("project", "note", &words);
    let allow = || home.hfenv(["allow", "--yes", "work"]).assert().success();
    allow();
    patient.report(&[]).says("project", "ok", &["allowed, and unchanged"]);
    home.write("work/.env", format!("HF_TOKEN={}\n", fresh_token()));
    patient.report(&[]).says("project", "warning", &["it was changed since", "hfenv allow"]);
    allow();
    assert_eq!(patient.report(&[]).verdict("project"), "ok");
    home.hfenv(["deny", "work"]).assert().success();
    patient.report(&[]).says("project", "note", &["as you said"]);
    home.write("work/.env", "HF_TOKEN=two words\n");
    patient.report(&[]).says("project", "warning", &["1 line of the project's files", "hfenv why"]);
}

#[test]
fn folders_of_hfenvs_own_and_its_token_files_are_shut() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    chmod(home.ours("data/tokens/work"), 0o640);
    chmod(home.ours("config/"), 0o755);
    let patient = Patient::of(&home).secret(&token);
    let words = ["chmod 600 ~/.local/share/hfenv/tokens/work", "chmod 700 ~/.config/hfenv"];
    patient.report(&[]).says("file-modes", "warning", &words);
    patient.mends_and_takes_back("file-modes");
}
