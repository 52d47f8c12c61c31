//! Surroundings as they should not be: no home, odd variables, folders that are gone.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Stdio};

use super::disk::{NOBODY, as_user};
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, run, run_hidden, said};

/// A user who is in no database.
const STRANGER: u32 = 54321;

fn not_utf8() -> OsString {
    OsStr::from_bytes(b"/tmp/hfenv-\xff").to_owned()
}

/// The command with nothing in its environment, as a user without an entry in the database.
fn homeless(home: &Sandbox, token: Option<&str>, words: &[&str]) -> Said {
    let mut command = as_user(home, env!("CARGO_BIN_EXE_hfenv"), STRANGER, words);
    command.env_remove("HOME").envs(token.map(|token| ("HF_TOKEN", token)));
    command.current_dir("/").stdin(Stdio::null());
    said(&command.output().unwrap(), token.as_slice())
}

#[test]
fn a_missing_home_takes_no_token_from_the_environment() {
    if !rustix::process::geteuid().is_root() {
        return eprintln!("skipped: only root can become a user without a home");
    }
    let (home, token) = (Sandbox::new(), fresh_token());
    let line = format!("{token}\n");
    homeless(&home, Some(&token), &["token"]).exits(0).prints(&line);
    homeless(&home, Some(&token), &["run", "--", "printenv", "HF_TOKEN"]).exits(0).prints(&line);
    let bare = homeless(&home, Some(&token), &[]).exits(0).prints("");
    assert!(bare.err.is_empty(), "{bare:?}");
    homeless(&home, Some(&token), &["why"]).exits(0);
    let bare = homeless(&home, None, &[]).exits(0).prints("");
    assert!(bare.err.is_empty(), "{bare:?}");
    homeless(&home, None, &["token"]).exits(1).prints("");
    homeless(&home, None, &["list"]).exits(0);
    let file = home.write("token", &token);
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let words = ["login", "--no-verify", "--store", "file", "--token-file", file.to_str().unwrap()];
    homeless(&home, None, &words).exits(2).names(&["there is no home folder"]);
    homeless(&home, None, &["setup", "shell", "--shell", "bash"])
        .exits(2)
        .names(&["there is no home folder"]);
    assert!(std::fs::symlink_metadata("/dev/null").is_ok_and(|meta| !meta.is_file()));
}

#[test]
fn without_home_the_user_database_knows_it() {
    let home = Sandbox::new();
    let mut command = as_user(&home, env!("CARGO_BIN_EXE_hfenv"), NOBODY, &["token"]);
    command.env_remove("HOME").current_dir("/").stdin(Stdio::null());
    // What the database names, such as /nonexistent, need not be there.
    said(&command.output().unwrap(), &[]).exits(1).prints("");
}

#[test]
fn empty_folder_variables_never_mean_the_current_folder() {
    let (home, planted, saved) = (Sandbox::new(), fresh_token(), fresh_token());
    for name in ["token", "stored_tokens", "huggingface/token", "HF_TOKEN"] {
        home.write(format!("repository/{name}"), &planted);
    }
    let names = ["HF_HOME", "HF_TOKEN_PATH", "XDG_CACHE_HOME", "CREDENTIALS_DIRECTORY"];
    let ours = ["HFENV_CONFIG_DIR", "HFENV_DATA_DIR", "HFENV_STATE_DIR", "XDG_RUNTIME_DIR"];
    let all = || names.into_iter().chain(ours).map(|name| (name, ""));
    let token = || {
        let mut command = home.hfenv(["token"]);
        run_hidden(command.current_dir(home.path("repository")).envs(all()), &[&planted])
    };
    token().exits(1);
    home.write(".cache/huggingface/token", &saved);
    token().exits(0).prints(&format!("{saved}\n"));
}

#[test]
fn values_of_blanks_and_broken_values_are_told_without_being_shown() {
    let (home, saved) = (Sandbox::new(), fresh_token());
    home.profile("work", &saved);
    let ask = |value: &OsStr, words: &[&str]| run(home.hfenv(words).env("HF_TOKEN", value), &[]);
    for blank in ["", " ", "\t\r\n"] {
        ask(OsStr::new(blank), &["token"]).exits(0).prints(&format!("{saved}\n"));
    }
    let odd = [OsStr::from_bytes(b"hush\xff"), OsStr::new("hu sh"), OsStr::new("h\u{fc}sh")];
    for value in odd.into_iter().chain([OsStr::new("hush\u{7}hush")]) {
        let hidden = |said: Said| {
            let said = said.names(&["HF_TOKEN"]);
            assert!(!format!("{said:?}").contains("hush"), "{said:?}");
            said
        };
        hidden(ask(value, &["token"])).exits(2).prints("");
        hidden(ask(value, &["run", "--", "true"])).exits(2);
        let bare = hidden(ask(value, &[])).exits(2);
        assert!(bare.out.contains("(exit 1)"), "{bare:?}");
        let request = "protocol=https\nhost=huggingface.co\n\n";
        hidden(run(home.helper("get", request).env("HF_TOKEN", value), &[])).exits(0).prints("");
    }
}

#[test]
fn other_variables_that_are_not_utf8_pass_through_untouched() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let line = format!("{token}\n");
    run(home.hfenv(["token"]).env("ODD", not_utf8()), &[&token]).exits(0).prints(&line);
    let mut command = home.hfenv(["run", "--", "printenv", "ODD", "HF_TOKEN"]);
    let output = command.env("ODD", not_utf8()).output().unwrap();
    assert_eq!(output.stdout, [b"/tmp/hfenv-\xff\n", line.as_bytes()].concat());
}

#[test]
fn a_folder_variable_that_is_not_utf8_is_no_other_folder() {
    let (home, elsewhere, there) = (Sandbox::new(), fresh_token(), fresh_token());
    home.write(".cache/huggingface/token", &elsewhere);
    let secrets = [elsewhere.as_str(), &there];
    run(home.hfenv(["token"]).env("HF_HOME", not_utf8()), &secrets).exits(1).prints("");
    let odd = home.path(OsStr::from_bytes(b"odd-\xff"));
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("token"), &there).unwrap();
    let mut command = home.hfenv(["token"]);
    run(command.env("HF_HOME", &odd), &secrets).exits(0).prints(&format!("{there}\n"));
    let mut command = home.hfenv(["token"]);
    run(command.env("HF_TOKEN_PATH", odd.join("token")), &secrets)
        .exits(0)
        .prints(&format!("{there}\n"));
}

#[test]
fn odd_current_folders_are_no_obstacle() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let odd = home.path(OsStr::from_bytes(b"odd-\xff\n"));
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join(".env"), "HF_TOKEN=planted\n").unwrap();
    let said = run(home.hfenv(["token"]).current_dir(&odd), &[&token]).exits(0);
    assert_eq!(said.out, format!("{token}\n"));
    let why = run_hidden(home.hfenv(["why"]).current_dir(&odd), &[&token]).exits(0);
    let words: Vec<&str> = why.out.split_whitespace().collect();
    assert!(words.join(" ").contains("hfenv allow"), "{why:?}");
    for line in ["token", "run -- printenv HF_TOKEN"] {
        let line = format!("mkdir gone && cd gone && rmdir ../gone && hfenv {line}");
        let mut command = home.command("bash");
        command.args(["-c", &line]);
        run(&mut command.into(), &[&token]).exits(0).prints(&format!("{token}\n"));
    }
    for words in ["", "why", "list", "export json", "allow"] {
        let line = format!("mkdir gone && cd gone && rmdir ../gone && hfenv {words}");
        let mut command: Command = home.command("bash");
        command.args(["-c", &line]);
        let said = run(&mut command.into(), &[&token]);
        assert!(matches!(said.code, Some(0 | 1)), "{words}: {said:?}");
    }
}

#[test]
fn a_token_never_goes_to_a_garbage_endpoint() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    home.profile_at(&hub.endpoint(), "ada", &token);
    let garbage = ["nonsense", "http://", "ftp://huggingface.co", "https://a b", "https://u:p@hub"];
    for value in garbage.into_iter().chain(["http://hub.example", "https://hub\u{7}"]) {
        let whoami = run_hidden(home.hfenv(["whoami"]).env("HF_ENDPOINT", value), &[&token]);
        // The profile keeps to its own Hub where another one is named well.
        let code = if value == "http://hub.example" { 0 } else { 2 };
        assert_eq!(whoami.code, Some(code), "{value:?}: {whoami:?}");
        let words = ["login", "--token-stdin", "--store", "file", "--endpoint", value];
        run_hidden(home.hfenv(words).write_stdin(token.as_str()), &[&token]).exits(2);
    }
    run(home.hfenv(["token"]).env("HF_ENDPOINT", "nonsense"), &[&token])
        .exits(2)
        .names(&["HF_ENDPOINT"]);
}
