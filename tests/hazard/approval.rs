//! Whose word makes a project file count, and what no word can make it do.

use std::os::unix::fs::{MetadataExt, chown, symlink};

use serde_json::Value;

use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use crate::support::scene::approved;

/// The variables that `hfenv export json` has in a folder, and the words beside them.
fn exported(home: &Sandbox, folder: &str, env: &[(&str, &str)]) -> (Value, String) {
    let mut command = home.hfenv(["export", "json"]);
    let command = command.envs(env.iter().copied()).current_dir(home.path(folder));
    let run = command.assert().success();
    (serde_json::from_str(&stdout(&run)).unwrap(), stderr(&run))
}

fn is_empty(variables: &Value) -> bool {
    variables.as_object().unwrap().is_empty()
}

#[test]
fn trust_covers_whole_folders_and_no_lookalikes() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let text = format!("HF_TOKEN={token}\n");
    for folder in ["w", "w/sub", "w-evil", "elsewhere"] {
        home.write(format!("{folder}/.env"), &text);
    }
    home.write("w/link/x", "");
    symlink("../../elsewhere/.env", home.path("w/link/.env")).unwrap();
    symlink("../elsewhere", home.path("w/folder")).unwrap();
    let trusted = home.path("w").display().to_string();
    let dotted = format!("{trusted}/../w/./:relative:");
    let check = |env: &[(&str, &str)]| {
        for (folder, counts) in [
            ("w", true),
            ("w/sub", true),
            ("w-evil", false),
            ("w/link", false),
            ("w/folder", false),
        ] {
            let (variables, _) = exported(&home, folder, env);
            assert_eq!(!is_empty(&variables), counts, "{folder} {env:?}");
        }
    };
    check(&[("HFENV_TRUST_PROJECT", &trusted)]);
    check(&[("HFENV_TRUST_PROJECT", &dotted)]);
    home.write(".config/hfenv/config.toml", "trusted = [\"~/w\"]\n");
    check(&[]);
}

#[test]
fn trust_of_everything_needs_ci() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write("w/.env", format!("HF_TOKEN={token}\n"));
    for (value, ci, counts) in [
        ("1", Some("true"), true),
        ("1", None, false),
        ("1", Some(""), false),
        ("true", Some("true"), false),
        ("", Some("true"), false),
        (".", Some("true"), false),
    ] {
        let mut env = vec![("HFENV_TRUST_PROJECT", value)];
        env.extend(ci.map(|ci| ("CI", ci)));
        let (variables, _) = exported(&home, "w", &env);
        assert_eq!(!is_empty(&variables), counts, "{env:?}");
    }
}

#[test]
fn a_file_of_somebody_else_does_not_count() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let file = home.write("w/.env", format!("HF_TOKEN={token}\n"));
    if file.metadata().unwrap().uid() != 0 || chown(&file, Some(65_534), None).is_err() {
        return println!("skipped: only root can give a file away");
    }
    let trust = home.home().display().to_string();
    let env = [("HFENV_TRUST_PROJECT", trust.as_str())];
    let (variables, said) = exported(&home, "w", &env);
    assert!(is_empty(&variables) && said.contains("another user"), "{said}");
    assert!(is_empty(&exported(&home, "w", &[("HFENV_TRUST_PROJECT", "1"), ("CI", "1")]).0));
    let with_sudo = [env[0], ("SUDO_UID", "65534")];
    assert!(!is_empty(&exported(&home, "w", &with_sudo).0));
    home.hfenv(["allow", "--yes", "w"]).assert().success();
    assert!(!is_empty(&exported(&home, "w", &[]).0), "its owner was approved");
    chown(&file, Some(65_533), None).unwrap();
    assert!(is_empty(&exported(&home, "w", &[]).0), "but no other one");
}

#[test]
fn nothing_but_the_allowlist_is_ever_taken() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let bad = [
        "PATH",
        "LD_PRELOAD",
        "HF_TOKEN_PATH",
        "HFENV_PROFILE",
        "HFENV_STATE",
        "HFENV_TRUST_PROJECT",
        "HFENV_CONFIG_DIR",
        "HTTPS_PROXY",
        "https_proxy",
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "HF_OIDC_RESOURCE",
        "PYTHONPATH",
        "BASH_ENV",
        "GIT_SSH_COMMAND",
        "HF_HUB_ETAG_TIMEOUT",
        "HF_ASSETS_CACHE",
    ];
    let lines = bad.map(|name| format!("{name}=/evil\n")).concat();
    let text = format!("{lines}HF_TOKEN={token}\nHF_ENDPOINT=https://evil.example\n");
    approved(&home, "w", ".env", &text);
    for words in [&["export", "json"][..], &["run", "--", "env"], &["export", "sh"]] {
        let mut command = home.hfenv(words);
        let run = command.current_dir(home.path("w")).assert().success();
        let out = stdout(&run);
        assert!(out.contains(&token) && !out.contains("evil"), "{words:?}: {out}");
    }
    for name in bad.iter().chain(&["HF_TOKEN", "HF_ENDPOINT"]) {
        let text = format!("[settings]\n{name} = \"/evil\"\nHF_HUB_CACHE = \"/c\"\n");
        approved(&home, "t", ".hfenv.toml", &text);
        let (variables, said) = exported(&home, "t", &[]);
        assert!(!variables.to_string().contains("evil"), "{name}: {variables}");
        assert!(said.contains(name) && !said.contains("/evil"), "{name}: {said}");
        let shown = home.hfenv(["allow", "--yes", "t"]).assert().success();
        assert!(!stdout(&shown).contains(name), "{}", stdout(&shown));
    }
}

#[test]
fn a_projects_endpoint_selects_a_profile_and_is_else_ignored_with_one_line() {
    let (home, corp) = (Sandbox::new(), fresh_token());
    let token = fresh_token();
    home.profile("me", &token);
    let there = "https://hub.corp.example";
    let words = ["login", "--keep-default", "--token-stdin", "--no-verify", "--store", "file"];
    let rest = ["-p", "corp", "--endpoint", there];
    let words = words.iter().chain(&rest);
    home.hfenv(words).write_stdin(corp.as_str()).assert().success();
    approved(&home, "w", ".env", &format!("HF_ENDPOINT={there}/\n"));
    let (variables, said) = exported(&home, "w", &[]);
    assert_eq!(variables["HF_TOKEN"], corp, "{said}");
    assert_eq!(variables["HF_ENDPOINT"], there, "{said}");
    for evil in ["https://hub.corp.example.evil.example", "https://hub.corp.example:444"] {
        approved(&home, "w", ".env", &format!("HF_ENDPOINT={evil}\n"));
        let (variables, said) = exported(&home, "w", &[]);
        assert_eq!(variables, serde_json::json!({ "HF_TOKEN": token }), "{said}");
        assert_eq!(said.matches("HF_ENDPOINT").count(), 1, "{said}");
    }
    // Unapproved it selects nothing.
    home.write("w/.env", format!("HF_ENDPOINT={there}\n"));
    home.hfenv(["deny", "w"]).assert().success();
    assert_eq!(exported(&home, "w", &[]).0, serde_json::json!({ "HF_TOKEN": token }));
}

#[test]
fn a_planted_hf_home_is_exported_but_never_looked_into() {
    let (home, planted, saved) = (Sandbox::new(), fresh_token(), fresh_token());
    home.write("w/hf/token", &planted);
    home.write("w/hf/stored_tokens", format!("[evil]\nhf_token = {planted}\n"));
    let hf_home = home.path("w/hf").display().to_string();
    approved(&home, "w", ".env", &format!("HF_HOME={hf_home}\n"));
    let (variables, _) = exported(&home, "w", &[]);
    assert_eq!(variables, serde_json::json!({ "HF_HOME": hf_home }));
    let script = "eval $(hfenv); eval $(hfenv); echo \"$HF_HOME ${HF_TOKEN-none}\"";
    let shell = |folder: &str| {
        let mut command = home.command("bash");
        let output = command.args(["-c", script]).current_dir(home.path(folder)).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    assert_eq!(shell("w"), format!("{hf_home} none"));
    home.hfenv(["token"]).current_dir(home.path("w")).assert().code(1);
    home.hfenv(["token", "-p", "evil"]).current_dir(home.path("w")).assert().code(2);
    home.write(".cache/huggingface/token", &saved);
    assert_eq!(shell("w"), format!("{hf_home} {saved}"));
    // What the user set is another matter.
    let mut command = home.hfenv(["token"]);
    assert_eq!(stdout(&command.env("HF_HOME", &hf_home).assert().success()).trim(), planted);
}

#[test]
fn a_home_behind_a_link_is_still_the_home() {
    let home = Sandbox::new();
    let (above, below) = (fresh_token(), fresh_token());
    home.write("project/.env", format!("HF_TOKEN={above}\n"));
    home.write("project/sub/x", "");
    home.write(".env", format!("HF_TOKEN={below}\n"));
    symlink(home.home(), home.path("link")).unwrap();
    let trusted = home.home().display().to_string();
    let mut command = home.hfenv(["export", "json"]);
    command.env("HOME", home.path("link")).env("HFENV_TRUST_PROJECT", trusted);
    let run = command.current_dir(home.path("project/sub")).assert().success();
    let variables: Value = serde_json::from_str(&stdout(&run)).unwrap();
    assert_eq!(variables["HF_TOKEN"], above.as_str());
}

#[test]
fn asking_git_about_a_project_runs_nothing_of_the_project() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write("project/.env", format!("HF_TOKEN={token}\n"));
    let folder = home.path("project");
    home.command("git").args(["init", "-q"]).current_dir(&folder).status().unwrap();
    let trap = format!("touch {}; false", home.path("ran").display());
    let mut plant = home.command("git");
    plant.args(["config", "core.fsmonitor", &trap]).current_dir(&folder).status().unwrap();
    home.hfenv(["allow", "--yes"]).current_dir(&folder).assert().success();
    home.hfenv(["why"]).current_dir(&folder).assert().success();
    assert!(!home.path("ran").exists());
}
