//! `hfenv cache ls` and `where`.

use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::support::cached::{Cached, age, agreed, commit, etag, told};
use crate::support::sandbox::{Sandbox, stderr, stdout};

/// A model with two revisions that share a file, and a dataset.
fn some(home: &Sandbox) -> Cached {
    let cached = Cached::new(home);
    let weights: &[u8] = &[7; 5_000];
    cached
        .repo("models--org--name")
        .revision(&commit('a'), &[], &[("config.json", b"{}"), ("w.bin", weights)])
        .revision(
            &commit('b'),
            &["main", "refs/pr/1"],
            &[("config.json", b"{ }"), ("deep/er/w.bin", weights)],
        );
    cached.repo("datasets--org--data").revision(
        &commit('c'),
        &["main"],
        &[("a.bin", &[1; 300]), ("b.bin", &[2; 300]), ("empty/__init__.py", b"")],
    );
    cached
}

#[test]
fn python_sees_the_same_repositories_revisions_and_sizes() {
    let home = Sandbox::new();
    let cached = some(&home);
    let seen = agreed(&home, &cached.root);
    assert_eq!(seen["repos"]["model/org/name"]["size"], 5_005);
    assert_eq!(seen["repos"]["model/org/name"]["revisions"][commit('b')][2][1], "refs/pr/1");
    // In a store that two repositories share, a content counts once.
    let folder = cached.repo("models--org--name");
    let other = cached.repo("spaces--org--app");
    other.revision(&commit('d'), &["main"], &[("w.bin", &[7; 5_000])]);
    cached.share(&folder, &etag("w.bin", &[7; 5_000]), 'e');
    cached.share(&other, &etag("w.bin", &[7; 5_000]), 'e');
    let seen = agreed(&home, &cached.root);
    assert_eq!(seen["repos"]["space/org/app"]["size"], 5_000);
    assert_eq!(seen["size"], 5_605);
    // And where there are no links, a file lies in the snapshot.
    let plain = cached.repo("kernels--org--k").path.join("snapshots").join(commit('e'));
    std::fs::create_dir_all(&plain).unwrap();
    std::fs::write(plain.join("k.so"), "12345").unwrap();
    assert_eq!(agreed(&home, &cached.root)["size"], 5_610);
    // Nothing at all is an empty cache for both.
    assert_eq!(agreed(&home, &home.path("nowhere"))["size"], 0);
}

#[test]
fn the_table_fits_the_page_and_ends_in_the_sum() {
    let home = Sandbox::new();
    let cached = some(&home);
    let long = format!("models--{}--{}", "o".repeat(40), "n".repeat(40));
    cached.repo(&long).revision(&commit('f'), &["main"], &[("x", b"x")]);
    let shown = stdout(&home.hfenv(["cache", "ls"]).assert().success());
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("NAME") && lines[0].ends_with("REFS"), "{shown}");
    assert_eq!(lines.last(), Some(&"3 repositories, 5.6 kB"), "{shown}");
    assert!(shown.contains("org/name           5.0 kB      3  now   main, refs/pr/1"), "{shown}");
    assert!(shown.contains("datasets/org/data"), "{shown}");
    assert!(lines.iter().all(|line| line.len() <= 81), "{shown}");
    let shown = stdout(&home.hfenv(["cache", "ls", "--revisions"]).assert().success());
    assert!(shown.contains("\norg/name\naaaaaaaaaaaa  5.0 kB      2  now\nbbbbbbb"), "{shown}");
    assert!(shown.ends_with("4 revisions, 10.6 kB\n"), "{shown}");
    let names = stdout(&home.hfenv(["cache", "ls", "-q", "--sort", "size"]).assert().success());
    assert!(names.starts_with("org/name\ndatasets/org/data\noooo"), "{names}");
}

#[test]
fn filters_orders_and_limits_choose() {
    let home = Sandbox::new();
    let cached = some(&home);
    age(&cached.repo("datasets--org--data").blob("a.bin", &[1; 300]), 40);
    for name in ["b.bin", "empty/__init__.py"] {
        let content: &[u8] = if name == "b.bin" { &[2; 300] } else { b"" };
        age(&cached.repo("datasets--org--data").blob(name, content), 20);
    }
    let names = |words: &[&str]| {
        let words = ["cache", "ls", "-q"].iter().chain(words);
        stdout(&home.hfenv(words).assert().success()).replace('\n', " ")
    };
    assert_eq!(names(&["-f", "size>1kB"]), "org/name ");
    assert_eq!(names(&["-f", "modified>2w", "-f", "type=dataset"]), "datasets/org/data ");
    assert_eq!(names(&["-f", "accessed>1mo"]), "");
    assert_eq!(names(&["-f", "refs=refs/pr/1"]), "org/name ");
    assert_eq!(names(&["--revisions", "-f", "refs!=main"]), format!("{} ", commit('a')));
    assert_eq!(names(&["--sort", "modified:asc"]), "datasets/org/data org/name ");
    assert_eq!(names(&["--sort", "name:desc", "--limit", "1"]), "datasets/org/data ");
    let limited = stdout(&home.hfenv(["cache", "ls", "--limit", "1"]).assert().success());
    assert!(limited.ends_with("1 repository of 2, 5.0 kB\n"), "{limited}");
    let wrong = home.hfenv(["cache", "ls", "-f", "size>much"]).assert().code(2);
    assert!(stderr(&wrong).contains("such as size>1GB"), "{}", stderr(&wrong));
}

#[test]
fn what_is_not_known_is_told_and_neither_followed_nor_counted() {
    let home = Sandbox::new();
    let cached = some(&home);
    let before = told(&home, &["ls"], 0)["size"].clone();
    let outside = home.write("big/models--org--linked/blobs/x", vec![0; 9_000]);
    let repo = outside.parent().unwrap().parent().unwrap();
    symlink(repo, cached.root.join("models--org--linked")).unwrap();
    symlink("/", cached.root.join("models--org--name/snapshots").join(commit('9'))).unwrap();
    symlink("/etc/passwd", cached.repo("models--org--name").pointer(&commit('a'), "out")).unwrap();
    symlink("loop", cached.repo("models--org--name").pointer(&commit('a'), "loop")).unwrap();
    std::fs::write(cached.root.join("notes.txt"), "mine").unwrap();
    std::fs::create_dir(cached.root.join("models--a--b--c")).unwrap();
    let pipe = cached.repo("models--org--name").path.join("refs/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::fs::write(cached.repo("models--org--name").path.join("refs/long"), [b'a'; 999]).unwrap();
    let seen = told(&home, &["ls"], 0);
    assert_eq!(seen["size"], before);
    let unknown: Vec<String> = seen["unknown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
        .collect();
    let names = ["models--a--b--c", "models--org--linked", "notes.txt", "long", "pipe"];
    for name in names.into_iter().chain([commit('9').as_str()]) {
        assert!(unknown.iter().any(|known| known == name), "{name}: {unknown:?}");
    }
    let said = stderr(&home.hfenv(["cache", "ls", "-v"]).assert().success());
    assert!(said.contains("not known, and not counted") && said.contains("a link to"), "{said}");
}

#[test]
fn where_tells_the_path_and_what_decides_it() {
    let home = Sandbox::new();
    let place = |vars: &[(&str, &str)], words: &[&str]| {
        let mut command = home.hfenv(["cache", "where"].iter().chain(words));
        let assert = command.envs(vars.iter().copied()).assert().success();
        (stdout(&assert), stderr(&assert))
    };
    let (path, said) = place(&[], &[]);
    assert_eq!(path.trim_end(), home.path(".cache/huggingface/hub").to_str().unwrap());
    assert!(said.contains("not there yet"), "{said}");
    let vars = [("HF_HOME", "/h"), ("HUGGINGFACE_HUB_CACHE", "/old"), ("HF_HUB_CACHE", "")];
    let (path, said) = place(&vars, &["-v"]);
    assert_eq!(path, "/old\n");
    assert!(said.contains("HUGGINGFACE_HUB_CACHE: /old (decides)"), "{said}");
    assert!(said.contains("HF_HUB_CACHE: not set"), "{said}");
    let (path, _) = place(&vars, &["--cache-dir", "here"]);
    assert_eq!(path.trim_end(), home.path("here").to_str().unwrap());
    let (json, _) = place(&vars, &["--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["decided_by"], "HUGGINGFACE_HUB_CACHE");
    assert_eq!((&json["exists"], &json["version"]), (&Value::Bool(false), &Value::from(1)));
}

#[test]
fn a_cache_that_is_not_there_is_told() {
    let home = Sandbox::new();
    let place = home.path("typo");
    for verb in ["ls", "scan"] {
        let mut command = home.hfenv(["cache", verb, "--cache-dir"]);
        let assert = command.arg(&place).assert().success();
        let said = format!("{} is not there", place.display());
        assert!(stderr(&assert).contains(&said), "{}", stderr(&assert));
    }
}

#[test]
fn what_is_left_is_told_with_what_would_delete_it() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    let part = folder.part(&format!("{}.hfenv.incomplete", commit('1')), 0, 0);
    let said = || stderr(&home.hfenv(["cache", "ls"]).assert().success());
    assert!(!said().contains("besides"), "{}", said());
    std::fs::write(&part, [1; 9_000]).unwrap();
    assert!(said().contains("hfenv cache rm org/name"), "{}", said());
    folder.revision(&commit('a'), &["main"], &[("config.json", b"{}")]);
    assert!(said().contains("besides") && !said().contains("hfenv cache"), "{}", said());
    crate::support::cached::age(&part, 2);
    assert!(said().contains("hfenv cache prune --dry-run"), "{}", said());
    let root = cached.root.to_str().unwrap();
    let named = home.hfenv(["cache", "ls", "--cache-dir", root]).assert().success();
    let hint = format!("hfenv cache prune --dry-run --cache-dir {root}");
    assert!(stderr(&named).contains(&hint), "{}", stderr(&named));
}
