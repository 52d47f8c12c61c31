//! `hfenv fetch`: what is on standard output, what is said, and what the Hub is asked.

use std::path::Path;

use assert_cmd::Command;

use super::whoami::document;
use crate::support::hub::{Account, File, Hub, Visibility};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, run};

/// hfenv fetch with these words, and no token.
fn fetch(home: &Sandbox, hub: &Hub, words: &[&str]) -> Command {
    let mut command = home.hfenv(["fetch"]);
    command.args(words).env("HF_ENDPOINT", hub.endpoint());
    command
}

/// The same, run to its end.
#[track_caller]
fn said(home: &Sandbox, hub: &Hub, words: &[&str]) -> Said {
    run(&mut fetch(home, hub, words), &[])
}

/// A Hub with a small model; its commit.
fn model() -> (Hub, String) {
    let hub = Hub::start();
    let files = [
        ("config.json", File::from("{}\n")),
        ("onnx/model.onnx", File::made(2, 40_000)),
        ("weights.bin", File::made(1, 200_000)),
    ];
    let commit = hub.add_files("acme/model", &files);
    (hub, commit)
}

fn snapshot(home: &Sandbox, commit: &str) -> String {
    let path = format!(".cache/huggingface/hub/models--acme--model/snapshots/{commit}");
    home.path(path).display().to_string()
}

fn read(path: impl AsRef<Path>) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

#[test]
fn the_path_is_all_of_standard_output_and_a_second_run_asks_once() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let path = format!("{}\n", snapshot(&home, &commit));
    let first = said(&home, &hub, &["acme/model"]).exits(0).prints(&path);
    first
        .names(&["fetching 3 files, 240.0 kB, of acme/model at main", "fetched 3 files, 240.0 kB"]);
    assert_eq!(read(format!("{}/config.json", path.trim())), "{}\n");
    hub.clear();
    let second = said(&home, &hub, &["acme/model"]).exits(0).prints(&path);
    assert_eq!(second.err, "hfenv: all 3 files are here\n");
    assert_eq!(hub.requests().len(), 1, "{:?}", hub.requests());
    hub.clear();
    let third = said(&home, &hub, &["acme/model", "--revision", &commit, "-q"]);
    assert_eq!(third.exits(0).prints(&path).err, "");
    assert_eq!(hub.requests().len(), 0, "{:?}", hub.requests());
}

#[test]
fn one_file_gives_its_own_path() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let file = format!("{}/onnx/model.onnx\n", snapshot(&home, &commit));
    said(&home, &hub, &["acme/model", "onnx/model.onnx"]).exits(0).prints(&file);
    let folder = format!("{}\n", snapshot(&home, &commit));
    said(&home, &hub, &["acme/model", "onnx/"]).exits(0).prints(&folder);
    let said = said(&home, &hub, &["acme/model", "config.json", "onnx/model.onnx"]);
    said.exits(0).prints(&folder).names(&["fetched 1 file, 3 B", "1 was here"]);
}

#[test]
fn addresses_name_kind_revision_and_file() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.add_files("datasets/acme/data", &[("a.csv", File::from("1\n"))]);
    let dev = hub.add_commit("datasets/acme/data", "dev", &[("sub/b.csv", File::from("2\n"))]);
    let below = format!("datasets--acme--data/snapshots/{dev}");
    let snapshot = home.path(".cache/huggingface/hub").join(below).display().to_string();
    let file = format!("{snapshot}/sub/b.csv\n");
    said(&home, &hub, &["hf://datasets/acme/data@dev/sub/b.csv"]).exits(0).prints(&file);
    let folder = format!("{snapshot}\n");
    let web = format!("{}/datasets/acme/data/tree/dev/sub", hub.endpoint());
    said(&home, &hub, &[&web]).exits(0).prints(&folder);
    let words = ["acme/data", "--type", "dataset", "--revision", "dev", "*.csv"];
    said(&home, &hub, &words)
        .exits(0)
        .prints(&folder)
        .names(&["fetched 1 file, 2 B", "1 was here"]);
    let both = ["hf://datasets/acme/data@dev", "--revision", "main"];
    said(&home, &hub, &both).exits(2).names(&["names dev, and --revision names main"]);
    said(&home, &hub, &["not a name"]).exits(2).names(&["hint: name it like org/name"]);
}

#[test]
fn a_preview_lists_and_changes_nothing() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    said(&home, &hub, &["acme/model", "config.json", "-q"]).exits(0);
    let preview = said(&home, &hub, &["acme/model", "--dry-run", "--exclude", "onnx/"]);
    let table = "FILE              SIZE  STATE\n\
                 config.json        3 B  here\n\
                 weights.bin   200.0 kB  missing\n";
    let preview = preview.exits(0).prints(table);
    preview.names(&["2 files of 3, 200.0 kB: 1 would come (200.0 kB), 1 is here"]);
    let trees = home.path(".cache/huggingface/hub/models--acme--model/trees");
    assert!(!trees.exists());
}

#[test]
fn json_is_one_document_of_what_came_and_what_would() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let dry = said(&home, &hub, &["acme/model", "--json", "--dry-run"]).exits(0);
    let dry = document(&dry.out);
    assert_eq!((&dry["dry_run"], &dry["missing_bytes"]), (&true.into(), &240_003.into()));
    assert_eq!(dry["files"][0]["state"], "missing");
    let came = document(&said(&home, &hub, &["acme/model", "--json"]).exits(0).out);
    assert_eq!(came["path"], snapshot(&home, &commit));
    assert_eq!((&came["fetched_bytes"], &came["fetched_files"]), (&240_003.into(), &3.into()));
    assert_eq!((&came["repo"], &came["type"]), (&"acme/model".into(), &"model".into()));
    assert_eq!((&came["commit"], &came["revision"]), (&commit.as_str().into(), &"main".into()));
    assert_eq!(
        (&came["files"][2]["size"], &came["files"][2]["state"]),
        (&200_000.into(), &"fetched".into())
    );
    assert_eq!(came["files"][2]["etag"].as_str().map(str::len), Some(64));
    let again = document(&said(&home, &hub, &["acme/model", "--json"]).exits(0).out);
    assert_eq!((&again["fetched_files"], &again["files"][2]["state"]), (&0.into(), &"here".into()));
}

#[test]
fn nobody_is_asked_offline_and_what_is_missing_is_told() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let unknown = said(&home, &hub, &["acme/model", "--offline"]).exits(1);
    unknown.names(&["acme/model at main was never fetched", "hint: "]);
    said(&home, &hub, &["acme/model", "onnx/", "-q"]).exits(0);
    hub.clear();
    let missing = run(fetch(&home, &hub, &["acme/model"]).env("HF_HUB_OFFLINE", "1"), &[]).exits(1);
    missing.prints("").names(&["offline, and config.json, weights.bin are not here"]);
    let path = format!("{}/onnx/model.onnx\n", snapshot(&home, &commit));
    let mut transformers = fetch(&home, &hub, &["acme/model", "onnx/model.onnx"]);
    run(transformers.env("TRANSFORMERS_OFFLINE", "1"), &[]).exits(0).prints(&path);
    let force = said(&home, &hub, &["acme/model", "--offline", "--force"]).exits(2);
    force.names(&["--force downloads, and this is offline"]);
    assert!(hub.requests().is_empty());
}

#[test]
fn a_hub_out_of_reach_is_no_reason_not_to_use_what_is_whole() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    said(&home, &hub, &["acme/model", "-q"]).exits(0);
    let down = |words: &[&str]| {
        let mut command = home.hfenv(["fetch"]);
        command
            .args(words)
            .env("HF_ENDPOINT", "http://127.0.0.1:1")
            .env("HF_HUB_ETAG_TIMEOUT", "1");
        run(&mut command, &[])
    };
    let used = down(&["acme/model"]).exits(0).prints(&format!("{}\n", snapshot(&home, &commit)));
    used.names(&["http://127.0.0.1:1 can't be reached; what was fetched before is used"]);
    let other = down(&["acme/other"]).exits(2).prints("");
    other.names(&["can't be reached", "hint: check the network"]);
}

#[test]
fn a_missing_file_is_a_no_that_names_its_neighbours() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let alone = said(&home, &hub, &["acme/model", "confg.json"]).exits(1).prints("");
    alone.names(&["acme/model has no file confg.json", "hfenv fetch acme/model --dry-run"]);
    let note = format!("models--acme--model/.no_exist/{commit}/confg.json");
    assert!(home.path(".cache/huggingface/hub").join(note).exists());
    said(&home, &hub, &["acme/model", "-q"]).exits(0);
    let known = said(&home, &hub, &["acme/model", "confg.json"]).exits(1);
    known.names(&["hint: there is: config.json"]);
    said(&home, &hub, &["acme/model", "--include", "*.gguf"]).exits(1).names(&["no file of"]);
}

#[test]
fn refusals_say_what_to_do_next() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    let token = hub.add_token(Account::read("ada"));
    let as_ada = |words: &[&str]| run(fetch(&home, &hub, words).env("HF_TOKEN", &token), &[&token]);
    hub.add_files("acme/gated", &[("config.json", File::from("{}"))]);
    hub.add_repo("acme/gated", Visibility::gated(["bob"]));
    let page = format!("{}/acme/gated", hub.endpoint());
    said(&home, &hub, &["acme/gated"]).exits(1).names(&["log in: hfenv login", &page]);
    let refused = as_ada(&["acme/gated"]).exits(1);
    refused.names(&["has not asked for access", &page, "HF_TOKEN in the environment"]);
    hub.add_repo("acme/secret", Visibility::private([]));
    let missing = said(&home, &hub, &["acme/secret"]).exits(1);
    missing.names(&["or it is private", "if it is private, log in: hfenv login"]);
    as_ada(&["acme/secret"]).exits(1).names(&["this token may not read it", "-p NAME"]);
    as_ada(&["acme/model", "--revision", "v9"]).exits(1).names(&["no revision v9", "for main"]);
    let bad = fresh_token();
    let bad = run(fetch(&home, &hub, &["acme/model"]).env("HF_TOKEN", &bad), &[&bad]).exits(1);
    bad.names(&["does not accept the token", "HF_TOKEN wins over every login"]);
}

#[test]
fn a_token_is_not_sent_unless_asked_where_that_is_switched_off() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    let token = hub.add_token(Account::read("ada"));
    let mut quiet = fetch(&home, &hub, &["acme/model", "-q"]);
    quiet.env("HF_TOKEN", &token).env("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    run(&mut quiet, &[&token]).exits(0);
    assert!(!hub.saw_authorization());
    let file = home.write("token.txt", &token);
    let mut named = fetch(&home, &hub, &["acme/model", "--force", "-q", "--token-file"]);
    named.arg(file).env("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
    run(&mut named, &[&token]).exits(0);
    assert!(hub.saw_authorization());
    assert!(hub.cdn().requests().iter().all(|request| request.header("authorization").is_none()));
}

#[test]
fn names_and_options_are_taken_as_shells_and_other_tools_write_them() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let file = format!("{}/config.json\n", snapshot(&home, &commit));
    said(&home, &hub, &["acme/model/", "./config.json", "--resume-download"])
        .exits(0)
        .prints(&file);
    let rooted = said(&home, &hub, &["model/acme/model", "/config.json"]).exits(2);
    rooted.names(&["it begins with /", "hint: name it from the repository on: config.json"]);
    let words = ["--include", "*.json", "--include", "*.onnx", "acme/model", "--dry-run"];
    said(&home, &hub, &words).exits(0).names(&["2 files of 3, 40.0 kB: 1 would come"]);
    let both = said(&home, &hub, &["acme/model", "--include", "*.json", "*.onnx"]).exits(1);
    both.names(&["hint: both FILE and --include must match"]);
}

#[test]
fn the_variable_says_which_hub_is_asked_and_who_owns_the_token_gets_it() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let token = fresh_token();
    let words = ["login", "--token-stdin", "--no-verify", "--store", "file"];
    run(home.hfenv(words).write_stdin(token.as_str()), &[&token]).exits(0);
    let path = format!("{}\n", snapshot(&home, &commit));
    let said = run(&mut fetch(&home, &hub, &["acme/model"]), &[&token]).exits(0).prints(&path);
    said.names(&["does not belong to", &hub.endpoint(), "which is asked without it"]);
    assert!(!hub.saw_authorization() && !hub.saw_secret(&token));
}

#[test]
fn files_with_one_content_come_once_and_are_counted() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.add_files("acme/many", &[("a", "same"), ("b", "same"), ("c", "same"), ("d", "other")]);
    let said = said(&home, &hub, &["acme/many"]).exits(0);
    said.names(&["fetched 2 files, 9 B", "; 2 have the same content\n"]);
}
