//! The verbs of `hfenv cache` on a cache that `hf download` and `hfenv fetch` filled, at a
//! terminal, and broken off.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::support::cached::{Cached, agreed, commit, told};
use crate::support::hub::{File, Hub};
use crate::support::pty::{Terminal, hfenv};
use crate::support::python::{Dice, cases, tool};
use crate::support::sandbox::{Sandbox, stderr, stdout};

/// `hf`, talking to this Hub and sharing the cache of this home.
fn hf(home: &Sandbox, program: &Path, hub: &Hub, words: &[&str]) -> String {
    let mut command = home.command(program);
    command.args(words).env("HF_ENDPOINT", hub.endpoint()).env("NO_COLOR", "1");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "hf {words:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn fetch(home: &Sandbox, hub: &Hub, words: &[&str]) {
    let mut command = home.hfenv(["fetch", "-q"].iter().chain(words));
    command.env("HF_ENDPOINT", hub.endpoint()).assert().success();
}

#[test]
fn a_cache_that_both_filled_is_one_and_the_same_for_both() {
    let Some(program) = tool("hf") else { return };
    let (home, hub) = (Sandbox::new(), Hub::start());
    let large = File::large(vec![7; 300_000]);
    let old = hub.add_files("org/model", &[("config.json", File::from("{}")), ("w.bin", large)]);
    hub.add_files("datasets/org/data", &[("a.bin", File::large(vec![1; 90_000]))]);
    hf(&home, &program, &hub, &["download", "org/model"]);
    fetch(&home, &hub, &["datasets/org/data"]);
    hub.add_files("org/model", &[("config.json", File::from("{ }"))]);
    fetch(&home, &hub, &["org/model"]);
    let root = home.path(".cache/huggingface/hub");
    let seen = agreed(&home, &root);
    assert_eq!(seen["repos"]["model/org/model"]["revisions"].as_object().unwrap().len(), 2);
    // The same lists, revisions and words.
    let ids = hf(&home, &program, &hub, &["cache", "ls", "-q"]);
    let ids: Vec<&str> = ids.lines().collect();
    let mut names: Vec<String> = stdout(&home.hfenv(["cache", "ls", "-q"]).assert().success())
        .lines()
        .map(|name| {
            name.strip_prefix("datasets/")
                .map_or(format!("model/{name}"), |name| format!("dataset/{name}"))
        })
        .collect();
    names.sort();
    assert_eq!(names, ids);
    assert_eq!(told(&home, &["verify"], 0)["unchecked"], 0);
    // A wrong byte: found, repaired, fetched again.
    let blob = std::fs::read_dir(root.join("datasets--org--data/blobs")).unwrap().next().unwrap();
    std::fs::write(blob.unwrap().path(), vec![2; 90_000]).unwrap();
    let repaired = home.hfenv(["cache", "verify", "--repair"]).assert().code(1);
    assert!(stderr(&repaired).contains("hfenv fetch datasets/org/data"), "{}", stderr(&repaired));
    fetch(&home, &hub, &["datasets/org/data"]);
    told(&home, &["verify"], 0);
    agreed(&home, &root);
    // The old revision has its reference no more; hf finds nothing left to prune.
    let done = told(&home, &["prune", "--yes"], 0);
    assert_eq!(done["repositories"][0]["revisions"][0], old);
    agreed(&home, &root);
    let words = hf(&home, &program, &hub, &["cache", "prune", "--yes"]);
    assert!(words.contains("Nothing to prune"), "{words}");
    // Moved, it is still whole for both.
    home.hfenv(["cache", "move", "moved"]).assert().success();
    let seen = agreed(&home, &home.path("moved"));
    assert_eq!(seen["size"], 390_003);
    let place = ["--cache-dir", "moved"];
    hf(&home, &program, &hub, &["download", "org/model", "--cache-dir", "moved"]);
    fetch(&home, &hub, &["org/model", "--cache-dir", "moved"]);
    assert_eq!(agreed(&home, &home.path("moved")), seen);
    let rm = home.hfenv(["cache", "rm", "org/model", "-y"].iter().chain(&place)).assert().success();
    assert!(stderr(&rm).contains("300.0 kB freed"), "{}", stderr(&rm));
    agreed(&home, &home.path("moved"));
}

#[test]
fn at_a_terminal_it_asks_and_only_a_yes_deletes() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let folder = cached.repo("models--org--name");
    folder.revision(&commit('a'), &["main"], &[("w.bin", &[7; 2_000])]);
    for (answer, there) in [("\r", true), ("n\r", true), ("y\r", false)] {
        let mut terminal = Terminal::open(hfenv(&home, &["cache", "rm", "org/name"]));
        terminal.wait_for("Delete this, and free 2.0 kB? [y/N]");
        terminal.keys(answer);
        let status = terminal.end();
        assert_eq!(status.success(), !there, "{}", terminal.screen());
        assert_eq!(folder.path.exists(), there, "{}", terminal.screen());
    }
}

#[test]
fn a_deletion_that_was_killed_leaves_what_stays_whole_and_prune_ends_it() {
    let mut dice = Dice::new();
    for _ in 0..cases(60) {
        let home = Sandbox::new();
        let cached = Cached::new(&home);
        let folder = cached.repo("models--org--name");
        for number in 0..60_u8 {
            let shared = format!("s{number}.bin");
            let own = format!("o{number}.bin");
            folder.revision(
                &commit('a'),
                &["old"],
                &[(&shared, &[number, 1]), (&own, &[number, 2])],
            );
            folder.revision(&commit('b'), &["main"], &[(&shared, &[number, 1])]);
        }
        let mut child = home
            .command(env!("CARGO_BIN_EXE_hfenv"))
            .args(["cache", "rm", &commit('a'), "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(1_000 + dice.below(9_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever was named stays whole for Python, too.
        let seen = agreed(&home, &cached.root);
        assert_eq!(seen["repos"]["model/org/name"]["revisions"][commit('b')][0], 120);
        // It may be gone already.
        let _ = home.hfenv(["cache", "rm", &commit('a'), "--yes"]).ok();
        home.hfenv(["cache", "prune", "--yes"]).assert().success();
        told(&home, &["verify"], 0);
        let left: Vec<String> =
            cached.all().into_keys().filter(|name| name.contains("hfenv-removed")).collect();
        assert_eq!(left, Vec::<String>::new());
    }
}
