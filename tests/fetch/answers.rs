//! Answers that are no answers: HTML, endless JSON, commits and hashes that are something else;
//! and the honest refusals, which have another exit status.

use std::time::{Duration, Instant};

use serde_json::json;

use super::stage::{MODEL, Stage};
use crate::support::hub::{Account, Fault, File, Reply, Visibility};

/// What no Hub would say to a question about a revision or a list of files.
fn nonsense() -> Vec<(&'static str, Reply)> {
    let html = "<!doctype html><html><body>Log in to this network</body></html>";
    let json = |text: &str| {
        Reply::new(200).with_header("Content-Type", "application/json").with_body(text)
    };
    let huge = |file| json("").with_file(&file);
    vec![
        ("a page", Reply::new(200).with_header("Content-Type", "text/html").with_body(html)),
        ("nothing", Reply::new(200)),
        ("no content", Reply::new(204)),
        ("half", json("{\"sha\": \"0123")),
        ("a number", json("7")),
        ("null", json("null")),
        ("a deep list", huge(File::repeated(b"[", 1 << 20))),
        ("endless space", huge(File::repeated(b" ", 1 << 36))),
        ("an endless name", huge(File::repeated(&[b"\"", &[b'a'; 1 << 20][..]].concat(), 1 << 36))),
        ("not UTF-8", Reply::new(200).with_body(vec![b'"', 0xff, 0xfe, b'"'])),
    ]
}

#[test]
fn nonsense_is_an_error_soon() {
    std::thread::scope(|scope| {
        for place in ["/revision/main", "/tree/"] {
            for (what, reply) in nonsense() {
                scope.spawn(move || assert_refused(place, what, reply));
            }
        }
    });
}

#[track_caller]
fn assert_refused(place: &str, what: &str, reply: Reply) {
    let (stage, _) = Stage::with_model();
    stage.hub.fault(place, Fault::reply(reply), usize::MAX);
    let begin = Instant::now();
    let said = stage.fetch(&[MODEL]);
    assert_eq!(said.code, Some(2), "{place}: {what}: {said:?}");
    assert!(said.out.is_empty() && !said.err.contains("<html"), "{said:?}");
    assert!(begin.elapsed() < Duration::from_secs(90), "{place}: {what}");
    assert!(stage.blobs().is_empty());
}

#[test]
fn a_commit_that_is_none_is_an_error() {
    let (digits, up) = ("0123456789abcdef0123456789abcdef01234567", "../../../../evil");
    let shas = [
        json!(up),
        json!(format!("{digits}/../../..")),
        json!(&digits[..39]),
        json!(digits.replace('0', "g")),
        json!("main"),
        json!(""),
        json!(7),
        json!(null),
        json!([digits]),
        json!(format!("{digits}\n")),
    ];
    for sha in shas {
        let (stage, _) = Stage::with_model();
        let reply = Reply::json(200, &json!({ "id": MODEL, "sha": sha }));
        stage.hub.fault("/revision/main", Fault::reply(reply), usize::MAX);
        let said = stage.fetch(&[MODEL]);
        assert_eq!(said.code, Some(2), "{sha}: {said:?}");
        assert!(!stage.folder().join("refs").exists(), "{sha}");
    }
}

#[test]
fn a_hash_that_is_none_is_an_error() {
    for oid in ["../../../../evil", "", "main", &"g".repeat(40), &"a".repeat(63), "a\nb"] {
        for large in [true, false] {
            let stage = Stage::new();
            let file = if large { File::large("x") } else { File::from("x") };
            stage.hub.add_files(MODEL, &[("a.txt", file.listed_with_oid(oid))]);
            let said = stage.fetch(&[MODEL]);
            assert_eq!(said.code, Some(2), "{oid:?}: {said:?}");
            assert!(stage.blobs().is_empty(), "{oid:?}");
        }
    }
}

#[test]
fn entries_that_are_none_are_an_error_or_left_out() {
    for entry in [
        json!({}),
        json!([]),
        json!({ "type": "file" }),
        json!({ "type": "file", "path": "a", "size": -1, "oid": "0".repeat(40) }),
        json!({ "type": "file", "path": "a", "size": 1.5, "oid": "0".repeat(40) }),
        json!({ "type": "file", "path": 7, "size": 1, "oid": "0".repeat(40) }),
        json!({ "type": "file", "path": "a", "size": "1", "oid": "0".repeat(40) }),
        json!({ "type": "directory" }),
        json!({ "type": "symlink", "path": "a", "target": "/etc/passwd" }),
    ] {
        let (stage, _) = Stage::with_model();
        let reply = Reply::json(200, &json!([entry]));
        stage.hub.fault("/tree/", Fault::reply(reply), usize::MAX);
        let said = stage.fetch(&[MODEL]);
        assert!(matches!(said.code, Some(1 | 2)), "{entry}: {said:?}");
        assert!(stage.blobs().is_empty(), "{entry}");
    }
}

#[test]
fn honest_refusals_exit_with_one() {
    let (stage, _) = Stage::with_model();
    let gate = |pending: &[&str]| Visibility::Gated {
        granted: Vec::new(),
        pending: pending.iter().map(|name| (*name).to_owned()).collect(),
    };
    for (id, visibility) in [
        ("acme/private", Visibility::private([])),
        ("acme/gated", gate(&[])),
        ("acme/pending", gate(&["ada"])),
    ] {
        stage.hub.add_files(id, &[("config.json", "{}\n")]);
        stage.hub.add_repo(id, visibility);
    }
    for (words, named) in [
        (&["acme/nothing"][..], "acme/nothing"),
        (&["acme/private"], "acme/private"),
        (&["acme/gated"], "acme/gated"),
        (&["acme/pending"], "review"),
        (&[MODEL, "--revision", "v9"], "v9"),
        (&[MODEL, "missing.bin"], "missing.bin"),
        (&[MODEL, "--include", "*.gguf"], MODEL),
    ] {
        let said = stage.fetch(words);
        assert_eq!(said.code, Some(1), "{words:?}: {said:?}");
        assert!(said.err.contains(named) && said.out.is_empty(), "{words:?}: {said:?}");
    }
    assert!(stage.blobs().is_empty());
}

#[test]
fn a_token_that_is_dead_is_told() {
    let (stage, _) = Stage::with_model();
    let dead = stage.hub.add_token(Account::read("eve"));
    stage.hub.revoke(&dead);
    let mut command = stage.command(&[MODEL]);
    command.env("HF_TOKEN", &dead);
    let said = stage.run(command);
    assert!(matches!(said.code, Some(1 | 2)), "{said:?}");
    assert!(said.err.contains("token") && !said.err.contains(&dead), "{said:?}");
}
