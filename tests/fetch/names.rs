//! File names that would leave their folder, that no disk takes, or that stand in each other's way.

use serde_json::json;

use super::stage::{HERE, MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, File, Reply};

/// Names that are refused.
fn hostile() -> Vec<String> {
    let mut names: Vec<String> = (1..=9).map(|up| format!("{}evil", "../".repeat(up))).collect();
    let fixed = [
        "..",
        ".",
        "",
        "/",
        "/evil",
        "//evil",
        "/tmp/hfenv-evil",
        "sub/../../../../../evil",
        "sub/..",
        "sub/./evil",
        "sub//evil",
        "sub/",
        "a\\b",
        "..\\..\\evil",
        "C:/evil",
        "c:evil",
        "\\\\host\\share\\evil",
        "nul\0byte",
        "new\nline",
        "escape\u{1b}[31mred",
        "bell\u{7}",
    ];
    names.extend(fixed.map(str::to_owned));
    names.push("x".repeat(300));
    names.push(format!("sub/{}", "ä".repeat(150)));
    names.push("deep/".repeat(1000) + "evil");
    names
}

#[test]
fn names_that_leave_their_folder_are_refused() {
    for name in hostile() {
        let stage = Stage::new();
        let files = [("config.json", File::from("{}\n")), (&*name, File::from("evil"))];
        stage.hub.add_files(MODEL, &files);
        for words in [&[MODEL][..], &[MODEL, "--local-dir", HERE]] {
            let said = stage.fetch(words);
            assert_eq!(said.code, Some(2), "{name:?}: {said:?}");
            assert!(said.out.is_empty(), "{name:?}: {said:?}");
            let raw = said.err.chars().any(|c| c.is_control() && c != '\n');
            assert!(!raw, "a control character goes to the terminal: {said:?}");
        }
    }
}

#[test]
fn names_that_are_only_odd_come() {
    let names = [
        "with space.txt",
        "ünïcode/模型.txt",
        "-dash",
        "..dots",
        "dots..",
        "...",
        "%2e%2e",
        "a?b#c&d=e",
        "semi;colon",
        "quote'\"$(id)`id`",
        "plus+",
        "nul",
        "con.txt",
        "ab:c",
        "~",
        ".hidden/.file",
        "[x]*",
    ];
    let stage = Stage::new();
    let files: Vec<(&str, File)> = names.iter().map(|name| (*name, (*name).into())).collect();
    stage.hub.add_files(MODEL, &files);
    assert_whole(&stage.fetch(&[MODEL]), &files);
}

#[test]
fn a_file_that_is_also_a_folder_is_an_error() {
    for words in [&[MODEL][..], &[MODEL, "--local-dir", HERE]] {
        let stage = Stage::new();
        stage.hub.add_files(MODEL, &[("a", "file"), ("a/b", "inside"), ("c.txt", "c")]);
        let said = stage.fetch(words);
        assert!(said.code == Some(2) && said.out.is_empty(), "{said:?}");
    }
}

#[test]
fn a_file_that_is_listed_twice_is_one_or_an_error() {
    let entry = |text: &str| {
        let file = File::from(text);
        json!({ "type": "file", "path": "a.txt", "size": file.len(), "oid": file.git_oid() })
    };
    for (first, second) in [("same", "same"), ("right", "wrong")] {
        let stage = Stage::new();
        stage.hub.add_files(MODEL, &[("a.txt", first)]);
        let reply = Reply::json(200, &json!([entry(first), entry(second)]));
        stage.hub.fault("/tree/", Fault::reply(reply), usize::MAX);
        let said = stage.fetch(&[MODEL]);
        if said.code == Some(0) {
            assert_eq!(first, second, "{said:?}");
            assert_whole(&said, &[("a.txt", first.into())]);
        } else {
            said.exits(2);
        }
    }
}

#[test]
fn the_notes_in_a_folder_are_nobody_elses() {
    for name in [
        ".cache/huggingface/download/config.json.metadata",
        ".cache/huggingface/.gitignore",
        ".cache/huggingface/x",
        ".CACHE/huggingface/x",
    ] {
        let stage = Stage::new();
        let files = [("config.json", "{}\n"), (name, "evil")];
        stage.hub.add_files(MODEL, &files);
        let said = stage.fetch(&[MODEL, "--local-dir", HERE]);
        let note = std::fs::read(stage.home.path(HERE).join(name)).unwrap_or_default();
        assert_ne!(note, b"evil", "{name}: {said:?}");
        assert_eq!(said.code, Some(2), "{name}: {said:?}");
    }
}
