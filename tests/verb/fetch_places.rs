//! Where `hfenv fetch` puts files: a folder of their own, and caches that are only read.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::whoami::document;
use crate::support::hub::{Account, File, Hub};
use crate::support::sandbox::Sandbox;
use crate::support::shown::{Said, run};

#[track_caller]
fn fetch(home: &Sandbox, hub: &Hub, words: &[&str], env: &[(&str, &str)]) -> Said {
    let mut command = home.hfenv(["fetch"]);
    command.args(words).env("HF_ENDPOINT", hub.endpoint()).envs(env.iter().copied());
    run(&mut command, &[])
}

/// A Hub with a small model; its commit.
fn model() -> (Hub, String) {
    let hub = Hub::start();
    let files = [("config.json", File::from("{}\n")), ("sub/w.bin", File::made(1, 200_000))];
    let commit = hub.add_files("acme/model", &files);
    (hub, commit)
}

fn notes(folder: &Path, file: &str) -> Vec<String> {
    let note = folder.join(".cache/huggingface/download").join(format!("{file}.metadata"));
    std::fs::read_to_string(note).unwrap().lines().map(ToOwned::to_owned).collect()
}

#[test]
fn a_folder_gets_real_files_and_the_notes_of_huggingface_hub() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let (folder, path) = (home.path("w"), format!("{}\n", home.path("w").display()));
    let words = ["acme/model", "--local-dir", "w"];
    fetch(&home, &hub, &words, &[]).exits(0).prints(&path);
    assert!(folder.join("sub/w.bin").symlink_metadata().unwrap().is_file());
    let note = notes(&folder, "sub/w.bin");
    assert_eq!((note[0].as_str(), note[1].len(), note.len()), (commit.as_str(), 64, 3));
    assert!(note[2].parse::<f64>().is_ok_and(|time| time > 1.0e9), "{note:?}");
    let below = folder.join(".cache/huggingface");
    assert_eq!(std::fs::read_to_string(below.join(".gitignore")).unwrap(), "*");
    assert!(below.join("CACHEDIR.TAG").exists());
    assert!(below.join(format!("trees/{commit}.json")).exists());
    assert!(!home.path(".cache/huggingface/hub").exists());
    hub.clear();
    fetch(&home, &hub, &words, &[]).exits(0).prints(&path).names(&["all 2 files are here"]);
    assert_eq!(hub.requests().len(), 1);
    fetch(&home, &hub, &words, &[("HF_HUB_OFFLINE", "1")]).exits(0).prints(&path);
    assert_eq!(hub.requests().len(), 1);
    // Another commit with the same file: only what changed comes, and the note of the rest moves.
    let next = hub.add_files("acme/model", &[("config.json", File::from("{ }\n"))]);
    fetch(&home, &hub, &words, &[]).exits(0).names(&["fetched 1 file, 4 B", "1 was here"]);
    assert_eq!(notes(&folder, "sub/w.bin")[0], next);
}

#[test]
fn a_right_file_is_kept_and_a_changed_one_is_replaced() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    fetch(&home, &hub, &["acme/model", "--local-dir", "a", "-q"], &[]).exits(0);
    let bytes = std::fs::read(home.path("a/sub/w.bin")).unwrap();
    home.write("b/sub/w.bin", &bytes);
    home.write("b/config.json", "[]\n");
    hub.cdn().clear();
    let said = fetch(&home, &hub, &["acme/model", "--local-dir", "b"], &[]).exits(0);
    said.names(&["fetched 1 file, 3 B", "1 was here"]);
    assert!(hub.cdn().requests().is_empty());
    assert_eq!(notes(&home.path("b"), "sub/w.bin")[0], commit);
    assert_eq!(std::fs::read_to_string(home.path("b/config.json")).unwrap(), "{}\n");
    // Changed after it was noted, in the same length.
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    std::fs::write(home.path("b/config.json"), "[]\n").unwrap();
    fetch(&home, &hub, &["acme/model", "--local-dir", "b", "-q"], &[]).exits(0);
    assert_eq!(std::fs::read_to_string(home.path("b/config.json")).unwrap(), "{}\n");
}

#[test]
fn what_the_cache_has_is_copied_with_a_mode_of_its_own() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    fetch(&home, &hub, &["acme/model", "-q"], &[]).exits(0);
    let blobs = home.path(".cache/huggingface/hub/models--acme--model/blobs");
    for blob in std::fs::read_dir(&blobs).unwrap() {
        let read_only = std::fs::Permissions::from_mode(0o444);
        std::fs::set_permissions(blob.unwrap().path(), read_only).unwrap();
    }
    hub.clear();
    let said = fetch(&home, &hub, &["acme/model", "--local-dir", "w"], &[]).exits(0);
    said.names(&["copied 2 files from the cache"]);
    assert_eq!(hub.requests().len(), 1);
    let meta = home.path("w/sub/w.bin").metadata().unwrap();
    assert!(meta.permissions().mode() & 0o200 != 0 && meta.nlink() == 1, "{meta:?}");
    let left = home.path("w/.cache/huggingface/download/sub").read_dir().unwrap();
    assert_eq!(left.count(), 2, "the note and the lock");
}

#[test]
fn a_repository_has_no_business_among_the_notes() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let note = ".cache/HuggingFace/download/config.json.metadata";
    hub.add_files("acme/model", &[(note, File::from("x"))]);
    let said = fetch(&home, &hub, &["acme/model", "--local-dir", "w"], &[]).exits(2);
    said.names(&["is refused: notes about downloads lie there"]);
    assert!(!home.path("w").exists());
    fetch(&home, &hub, &["acme/model", "-q"], &[]).exits(0);
}

#[test]
fn a_cache_that_is_only_read_is_linked_to_or_used_in_its_place() {
    let (home, (hub, commit)) = (Sandbox::new(), model());
    let tier = home.path("tier").display().to_string();
    fetch(&home, &hub, &["acme/model", "-q", "--cache-dir", &tier], &[]).exits(0);
    let env = [("HFENV_READ_CACHES", tier.as_str()), ("HF_HUB_CACHE", "own")];
    hub.cdn().clear();
    let below = format!("models--acme--model/snapshots/{commit}");
    let own = format!("{}\n", home.path("own").join(&below).display());
    fetch(&home, &hub, &["acme/model"], &env).exits(0).prints(&own);
    assert!(hub.cdn().requests().is_empty());
    assert!(
        home.path("own").join(&below).join("sub/w.bin").canonicalize().unwrap().starts_with(&tier)
    );
    home.write("file", "");
    let env = [("HFENV_READ_CACHES", tier.as_str()), ("HF_HUB_CACHE", "file/hub")];
    let there = format!("{tier}/{below}\n");
    fetch(&home, &hub, &["acme/model", "--offline"], &env).exits(0).prints(&there);
    let one = ["acme/model", "sub/w.bin"];
    fetch(&home, &hub, &one, &env).exits(0).prints(&format!("{tier}/{below}/sub/w.bin\n"));
}

#[test]
fn why_tells_which_token_a_fetch_would_use() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    let token = hub.add_token(Account::read("ada"));
    let why = |env: &[(&str, &str)]| {
        let mut command = home.hfenv(["why", "--for", "fetch", "acme/model"]);
        command
            .env("HF_ENDPOINT", hub.endpoint())
            .env("HF_TOKEN", &token)
            .envs(env.iter().copied());
        run(&mut command, &[&token]).exits(0).out
    };
    let said = why(&[]).replace("\n  ", " ");
    let whom = format!("fetch: acme/model at {}, HF_TOKEN in the environment", hub.endpoint());
    assert!(said.contains(&whom) && said.contains("the same token"), "{said}");
    let said = why(&[("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")]);
    assert!(said.contains("anonymous") && said.contains("HF_HUB_DISABLE_IMPLICIT_TOKEN"), "{said}");
    let said = why(&[("HF_HUB_OFFLINE", "1")]);
    assert!(said.contains("nobody, as HF_HUB_OFFLINE is set"), "{said}");
    let mut command = home.hfenv(["why", "--for", "fetch", "--json"]);
    let said = run(command.env("HF_TOKEN", &token), &[&token]).exits(0);
    let fetch = document(&said.out)["fetch"].clone();
    assert_eq!(
        (&fetch["endpoint"], &fetch["same"]),
        (&"https://huggingface.co".into(), &true.into())
    );
}

#[test]
fn a_reference_that_cannot_be_written_is_no_reason_to_fail() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    let same = [("config.json", File::from("{}\n"))];
    hub.add_commit("acme/model", "dev", &same);
    let commit = hub.add_commit("acme/model", "dev/foo", &same);
    fetch(&home, &hub, &["acme/model", "--revision", "dev", "-q"], &[]).exits(0);
    let words = ["acme/model", "--revision", "dev/foo", "--force"];
    let said = fetch(&home, &hub, &words, &[]).exits(0);
    assert!(said.out.ends_with(&format!("/snapshots/{commit}\n")), "{said:?}");
    said.names(&[&format!("it is not noted that dev/foo is {commit}")]);
}

#[test]
fn a_changed_file_is_named_before_it_is_replaced() {
    let (home, (hub, _)) = (Sandbox::new(), model());
    let words = ["acme/model", "--local-dir", "w"];
    fetch(&home, &hub, &["acme/model", "-q"], &[]).exits(0);
    fetch(&home, &hub, &words, &[]).exits(0).names(&["copied 2 files from the cache"]);
    home.write("w/config.json", "mine, and of another length\n");
    std::fs::remove_file(home.path("w/sub/w.bin")).unwrap();
    let dry = fetch(&home, &hub, &[&words[..], &["--dry-run"]].concat(), &[]).exits(0);
    assert!(
        dry.out.contains("  cached, changed here\n") && dry.out.contains("  cached\n"),
        "{dry:?}"
    );
    dry.names(&["2 would be copied from the cache", "would be replaced: config.json"]);
    assert!(std::fs::read_to_string(home.path("w/config.json")).unwrap().starts_with("mine"));
    let said = fetch(&home, &hub, &[&words[..], &["--json"]].concat(), &[]).exits(0);
    let document = document(&said.out);
    let states = [0, 1].map(|file| document["files"][file]["state"].clone());
    assert_eq!(states, ["copied", "copied"]);
    said.names(&["changed here, and replaced now: config.json", "copied 2 files"]);
    fetch(&home, &hub, &words, &[]).exits(0).names(&["all 2 files are here"]);
}
