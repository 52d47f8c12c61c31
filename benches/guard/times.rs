//! How long each scanner takes, beside what git alone takes for the same bytes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::corpus::dice::Dice;
use crate::corpus::site::must;
use crate::find::find;
use crate::peers::{Mode, Peer, furnish};
use crate::run::{Cost, cost, median, output, sealed, wall};
use crate::sandbox::Sandbox;
use crate::stages;

/// Runs of each for the small commit, which is short, and for the rest.
const OFTEN: usize = 41;
const SELDOM: usize = 9;
const FEW: usize = 3;

/// A git command with this file as its input.
fn git(home: &Path, folder: &Path, words: &[&str], input: Option<&Path>) -> Command {
    let mut git = sealed(&find("git").unwrap(), home, folder);
    git.args(words);
    if let Some(input) = input {
        git.stdin(File::open(input).unwrap());
    }
    git
}

/// The ids of what is staged, in a file.
fn blobs(home: &Path, folder: &Path) -> PathBuf {
    let raw = must(home, folder, ["diff", "--cached", "--raw", "--no-abbrev"]);
    let ids: String = raw
        .lines()
        .filter_map(|line| line.split(' ').nth(3))
        .map(|id| id.to_owned() + "\n")
        .collect();
    let file = home.join("blobs");
    std::fs::write(&file, ids).unwrap();
    file
}

/// A small commit, as ratios to the two calls of git, in pairs.
pub(crate) fn small(peers: &[Peer]) {
    let home = Sandbox::new();
    furnish(&home.home());
    let home = home.home();
    let folder = stages::small(&home, &mut Dice::new(1));
    let blobs = blobs(&home, &folder);
    let floor = || {
        let raw = wall(&mut git(&home, &folder, &["diff", "--cached", "--raw", "-z"], None));
        let batch = wall(&mut git(&home, &folder, &["cat-file", "--batch"], Some(&blobs)));
        raw.unwrap() + batch.unwrap()
    };
    println!("### A small commit: 3 files, 60 lines, in a repository of 300 files\n");
    println!("| | ms | × two git calls |\n|---|---|---|");
    let git = median((0..OFTEN).map(|_| floor()).collect());
    println!("| `git diff --cached --raw -z` and `git cat-file --batch` | {:.1} | 1 |", git * 1e3);
    for peer in peers {
        let run = || wall(&mut peer.command(Mode::Staged, &home, &folder).unwrap());
        // Once for the caches; who is slow then is run less often.
        let Some(first) = run() else { continue };
        let runs = if first > 0.05 { SELDOM } else { OFTEN };
        let pairs: Vec<(f64, f64)> = (0..runs).filter_map(|_| Some((floor(), run()?))).collect();
        let ratio = median(pairs.iter().map(|(git, own)| own / git).collect());
        let ms = median(pairs.iter().map(|(_, own)| own * 1e3).collect());
        println!("| {} | {ms:.1} | {ratio:.1} |", peer.name);
    }
    println!();
}

/// A large commit beside reading its blobs.
pub(crate) fn large(peers: &[Peer]) {
    let home = Sandbox::new();
    furnish(&home.home());
    let home = home.home();
    let folder = stages::large(&home, &mut Dice::new(2));
    let blobs = blobs(&home, &folder);
    let floor = || wall(&mut git(&home, &folder, &["cat-file", "--batch"], Some(&blobs)));
    println!("### A large commit: 2,002 files, 260 MB, without a secret\n");
    table("`git cat-file --batch`", &floor, peers, &home, &folder, Mode::Staged);
}

/// The files of a folder.
pub(crate) fn tree(peers: &[Peer]) {
    let home = Sandbox::new();
    furnish(&home.home());
    let home = home.home();
    let (folder, files, bytes) = stages::tree(&home, 20_000_000);
    let floor = || {
        let words = ["grep", "-c", "-I", "-E", "hf_[A-Za-z0-9]{30,}"];
        wall(&mut git(&home, &folder, &words, None))
    };
    println!("### A tree: sources of Rust crates, {files} files, {} MB\n", bytes / 1_000_000);
    table("`git grep` of one pattern", &floor, peers, &home, &folder, Mode::Tree);
}

/// Every commit.
pub(crate) fn history(peers: &[Peer]) {
    let home = Sandbox::new();
    furnish(&home.home());
    let home = home.home();
    let folder = stages::history(&home, &mut Dice::new(3));
    let commits = must(&home, &folder, ["rev-list", "--all", "--count"]);
    let script = "git rev-list --objects --no-object-names --filter=object:type=blob \
                  --filter-provided-objects --all | git cat-file --batch --buffer";
    let floor = || wall(sealed(Path::new("/bin/sh"), &home, &folder).args(["-c", script]));
    println!("### A history: {commits} commits\n");
    table("each blob once by `git cat-file`", &floor, peers, &home, &folder, Mode::History);
}

/// Rows of seconds, ratio to the floor and peak memory.
fn table(
    name: &str,
    floor: &dyn Fn() -> Option<f64>,
    peers: &[Peer],
    home: &Path,
    folder: &Path,
    mode: Mode,
) {
    println!("| | s | × the first line | peak MiB |\n|---|---|---|---|");
    // Once for the page cache.
    floor();
    let git = median((0..FEW).filter_map(|_| floor()).collect());
    println!("| {name} | {git:.2} | 1 | |");
    let plain = stages::plain(home);
    for peer in peers {
        let Some(command) = peer.command(mode, home, folder) else {
            println!("| {} | no such mode | | |", peer.name);
            continue;
        };
        let told = output(&mut peer.command(mode, home, &plain).unwrap(), home);
        if told.is_none_or(|(told, _)| (peer.paths)(&told, &plain).is_empty()) {
            println!("| {} | does not find a plain token | | |", peer.name);
            continue;
        }
        let first = cost(&command, home);
        let Some(first) = first else {
            println!("| {} | stopped after 300 s | | |", peer.name);
            continue;
        };
        // One run of what takes a minute says enough.
        let runs = if first.wall > 20.0 { 0 } else { FEW };
        let pair = |_| Some((floor()?, cost(&command, home)?));
        let mut pairs: Vec<(f64, Cost)> = (0..runs).filter_map(pair).collect();
        if pairs.is_empty() {
            pairs.push((git, first));
        }
        let wall = median(pairs.iter().map(|(_, cost)| cost.wall).collect());
        let ratio = median(pairs.iter().map(|(git, cost)| cost.wall / git).collect());
        let peak = pairs.iter().filter_map(|(_, cost)| cost.peak).reduce(f64::max);
        let peak = peak.map(|peak| format!("{peak:.0}")).unwrap_or_default();
        println!("| {} | {wall:.2} | {ratio:.1} | {peak} |", peer.name);
    }
    println!();
}
