//! Files as they should not be: unreadable, huge, binary, links to nowhere, pipes and devices.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::disk::{as_nobody, hand_over};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, run, run_hidden, said};

/// Far more than any answer takes that does not hang.
const GUARD: Duration = Duration::from_secs(10);

/// What nothing may repeat of a file.
const CONTENT: &str = "s3cr3t-c0ntent";

/// Ways in which a file can be wrong.
const WAYS: [&str; 8] =
    ["huge", "binary", "folder", "pipe", "device", "loop", "dangling", "unreadable"];

fn plant(path: &Path, way: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    match way {
        "huge" => std::fs::write(path, format!("{CONTENT}\n").repeat(150_000)).unwrap(),
        "binary" => std::fs::write(path, [CONTENT.as_bytes(), b"\0\xff\xfe=\n"].concat()).unwrap(),
        "folder" => std::fs::create_dir(path).unwrap(),
        "pipe" => {
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }
        "device" => symlink("/dev/zero", path).unwrap(),
        "loop" => symlink(path.file_name().unwrap(), path).unwrap(),
        "dangling" => symlink("nowhere", path).unwrap(),
        "unreadable" => {
            std::fs::write(path, CONTENT).unwrap();
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o000))
                .unwrap();
        }
        other => panic!("{other}"),
    }
}

/// Runs hfenv in a home where the file at `place` is wrong in this way, without root's rights.
fn with(place: &str, way: &str, words: &[&str], token: Option<&str>) -> Said {
    let home = Sandbox::new();
    plant(&home.path(place), way);
    let request = home.write("request", "protocol=https\nhost=huggingface.co\n\n");
    hand_over(&home.home(), 0o700);
    let mut command = as_nobody(&home, words);
    let folder = home.path("project");
    if folder.exists() {
        command.current_dir(folder);
    }
    command.envs(token.map(|token| ("HF_TOKEN", token)));
    command.stdin(std::fs::File::open(request).unwrap());
    let begin = Instant::now();
    let said = said(&command.output().unwrap(), token.as_slice());
    assert!(begin.elapsed() < GUARD, "{place} {way} took {:?}", begin.elapsed());
    assert!(!said.err.contains(CONTENT) && !said.out.contains(CONTENT), "{place} {way}: {said:?}");
    said
}

/// A wrong file in this place stops what needs it, by its name, and nothing else.
fn stops(place: &str) {
    let own = fresh_token();
    let name = place.rsplit('/').next().unwrap();
    for way in WAYS {
        let said = with(place, way, &["token"], None).prints("");
        // Behind a link to nowhere there is no file, which is not wrong.
        let code = if way == "dangling" { 1 } else { 2 };
        assert_eq!(said.code, Some(code), "{place} {way}: {said:?}");
        assert!(way == "dangling" || said.err.contains(name), "{place} {way}: {said:?}");
        let said = with(place, way, &[], None);
        assert_eq!(
            said.code,
            Some(if way == "dangling" { 0 } else { 2 }),
            "{place} {way}: {said:?}"
        );
        assert_eq!(said.out.contains("(exit 1)"), way != "dangling", "{place} {way}: {said:?}");
        let said = with(place, way, &["git-credential", "get"], None).prints("");
        assert_eq!(said.err.contains(name), way != "dangling", "{place} {way}: {said:?}");
        for words in [&["token"][..], &["run", "--", "printenv", "HF_TOKEN"]] {
            let said = with(place, way, words, Some(&own));
            assert_eq!(said.out, format!("{own}\n"), "{place} {way}: {said:?}");
        }
        with(place, way, &[], Some(&own)).exits(0).prints("");
        // Where a token may go stands in the configuration: git gets none while that can't be read.
        let said = with(place, way, &["git-credential", "get"], Some(&own));
        let given = said.out.contains(&format!("password={own}\n"));
        let refused = place.contains("config/hfenv") && way != "dangling";
        assert_eq!((given, said.err.contains(name)), (!refused, refused), "{way}: {said:?}");
    }
}

#[test]
fn a_wrong_token_file_stops_by_name() {
    stops(".cache/huggingface/token");
}

#[test]
fn wrong_profiles_stop_by_name() {
    stops(".config/hfenv/profiles.toml");
}

#[test]
fn a_wrong_configuration_stops_by_name() {
    stops(".config/hfenv/config.toml");
}

#[test]
fn wrong_project_files_are_passed_over_with_a_word() {
    for name in [".env", ".hfenv.toml"] {
        for way in WAYS {
            let place = format!("project/{name}");
            let said = with(&place, way, &[], None).exits(0).prints("");
            // A `.env` without an assignment that hfenv takes is none of its business.
            // Nor is a folder of that name, as a virtual environment may be called.
            let none = ["dangling", "folder"].contains(&way);
            let told = !(none || (name == ".env" && way == "binary"));
            assert_eq!(said.err.contains(name), told, "{name} {way}: {said:?}");
            assert!(said.err.lines().count() <= 1, "{name} {way}: {said:?}");
            with(&place, way, &["run", "--", "true"], None).exits(0);
            with(&place, way, &["why"], None).exits(0);
            with(&place, way, &["allow", "--yes"], None).exits(1);
        }
    }
}

#[test]
fn wrong_saved_names_hide_no_token_and_are_never_overwritten() {
    let token = fresh_token();
    for way in WAYS.into_iter().filter(|way| *way != "dangling") {
        let home = Sandbox::new();
        home.write(".cache/huggingface/token", &token);
        home.write("in", &token);
        plant(&home.path(".cache/huggingface/stored_tokens"), way);
        hand_over(&home.home(), 0o700);
        let ask = |words: &[&str]| {
            let output = as_nobody(&home, words).stdin(Stdio::null()).output().unwrap();
            let said = said(&output, &[&token]);
            assert!(!format!("{said:?}").contains(CONTENT), "{way}: {said:?}");
            said
        };
        ask(&["token"]).exits(0).prints(&format!("{token}\n"));
        let path = home.path(".cache/huggingface/stored_tokens");
        let before = std::fs::symlink_metadata(&path).unwrap();
        let words = ["login", "--no-verify", "--store", "hf", "-p", "w", "--token-file", "in"];
        let login = ask(&words).exits(2).names(&["stored_tokens"]);
        assert!(!login.err.contains("panicked"), "{way}: {login:?}");
        let after = std::fs::symlink_metadata(&path).unwrap();
        assert_eq!((before.file_type(), before.len()), (after.file_type(), after.len()), "{way}");
        assert!(!home.ours("config/profiles.toml").exists(), "{way}");
    }
}

#[test]
fn a_wrong_state_key_is_named_and_takes_no_token_away() {
    let own = fresh_token();
    for way in WAYS.into_iter().filter(|way| *way != "dangling") {
        let place = ".local/state/hfenv/key";
        with(place, way, &["token"], Some(&own)).exits(0).prints(&format!("{own}\n"));
        with(place, way, &[], Some(&own)).exits(0);
        with(place, way, &["export", "json"], Some(&own)).exits(0);
        let words = ["login", "--no-verify", "--store", "file", "--token-file", "/etc/hostname"];
        with(place, way, &words, None).exits(2);
    }
}

#[test]
fn files_that_the_environment_or_the_user_names_stop_by_name() {
    for way in WAYS {
        let home = Sandbox::new();
        plant(&home.path("named"), way);
        hand_over(&home.home(), 0o700);
        let path = home.path("named");
        let mut command = as_nobody(&home, &["token"]);
        command.env("HF_TOKEN_PATH", &path).stdin(Stdio::null());
        let found = said(&command.output().unwrap(), &[CONTENT]);
        let code = if way == "dangling" { 1 } else { 2 };
        assert_eq!((found.code, found.out.as_str()), (Some(code), ""), "{way}: {found:?}");
        assert!(way == "dangling" || found.err.contains("named"), "{way}: {found:?}");
        for option in ["--token-file", "--env-file"] {
            let words = match option {
                "--env-file" => ["export", option, "named", "json"],
                _ => ["token", option, "named", "-q"],
            };
            let output = as_nobody(&home, &words).stdin(Stdio::null()).output().unwrap();
            let said = said(&output, &[CONTENT]);
            let fine = option == "--env-file" && way == "binary";
            assert_eq!(said.code, Some(if fine { 0 } else { 2 }), "{option} {way}: {said:?}");
            assert!(fine || said.err.contains("named"), "{option} {way}: {said:?}");
        }
    }
}

#[test]
fn toml_errors_have_a_line_and_no_value() {
    let wrong = [
        ("version = 1\n\nsurprise = \"s3cr3t-c0ntent\"\n", ":3:"),
        ("version = 1\ntrusted = \"s3cr3t-c0ntent\"\n", ":2:"),
        ("endpoint = s3cr3t-c0ntent\n", ":1:"),
        ("version = 1\n[profile.x]\nstore = 's3cr3t-c0ntent\n", ":3:"),
    ];
    for (text, line) in wrong {
        for name in ["profiles.toml", "config.toml"] {
            let home = Sandbox::new();
            home.write(format!(".config/hfenv/{name}"), text);
            let said = run_hidden(&mut home.hfenv(["token"]), &[CONTENT]).exits(2);
            assert!(said.err.contains(&format!("{name}{line}")), "{text}: {said:?}");
        }
        let home = Sandbox::new();
        home.write(".hfenv.toml", text);
        let said = run_hidden(&mut home.hfenv(["token"]), &[CONTENT]).exits(1);
        assert!(!said.err.contains(CONTENT), "{said:?}");
    }
}

#[test]
fn files_of_a_newer_version_are_refused_and_never_rewritten() {
    for (name, verbs) in [
        ("profiles.toml", &["token", "list", "login", "logout", "switch"][..]),
        ("config.toml", &["token"]),
    ] {
        let (home, token) = (Sandbox::new(), fresh_token());
        let text = "version = 2\ndefault = \"work\"\n";
        let text = if name == "config.toml" { "version = 2\n" } else { text };
        let path = home.write(format!(".config/hfenv/{name}"), text);
        for verb in verbs {
            let words: &[&str] = match *verb {
                "login" => &["login", "--token-stdin", "--no-verify", "--store", "file"],
                "switch" => &["switch", "work"],
                verb => &[verb],
            };
            let mut command = home.hfenv(words);
            run_hidden(command.write_stdin(token.as_str()), &[&token])
                .exits(2)
                .names(&[name, "written by a newer hfenv (format 2"]);
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), text);
        assert!(!home.ours("data/tokens").exists());
        let mut command = home.hfenv(["token"]);
        run(command.env("HF_TOKEN", &token), &[&token]).exits(0).prints(&format!("{token}\n"));
    }
}
