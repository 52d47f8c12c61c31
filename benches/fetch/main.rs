//! `hfenv fetch` beside `hf download`, the hf-hub crate, curl and aria2c, in one run: how long each
//! takes, what it costs, and who looks at what came.
//!
//! `cargo bench --bench fetch` runs everything; words behind `--` choose the rows: `big`, `small`,
//! `shards`, `capped`, `latency`, `netem`. `--tmpfs` downloads into memory instead of the disk,
//! `--runs=N` says how often, `--divide=N` makes every file smaller, to try the bench itself.
//! Peers that are not installed (`tests/run --peers`) are left out with a line. Output is Markdown.
//!
//! The Hub is that of the tests, in a process of its own. What is stored elsewhere on the real Hub
//! comes from nginx, so that the server does not decide who is fast.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[path = "../common/find.rs"]
mod find;
#[path = "../../tests/support/hub/mod.rs"]
mod hub;
#[path = "../common/run.rs"]
#[allow(dead_code, reason = "other benchmarks use the rest")]
mod run;
#[path = "../../tests/support/sandbox.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod sandbox;

mod link;
mod peers;
mod rows;
mod serve;
mod servers;
mod stage;
mod table;

use std::path::PathBuf;

/// What the words of the command line ask for.
struct Options {
    only: Vec<String>,
    divide: u64,
    runs: Option<usize>,
    /// The folder below which everything happens.
    folder: PathBuf,
}

impl Options {
    fn read() -> Self {
        let mut options = Self {
            only: Vec::new(),
            divide: 1,
            runs: None,
            folder: env!("CARGO_TARGET_TMPDIR").into(),
        };
        for word in std::env::args().skip(1) {
            match word.split_once('=').unwrap_or((&word, "")) {
                ("--divide", number) => options.divide = number.parse().expect("--divide=NUMBER"),
                ("--runs", number) => options.runs = Some(number.parse().expect("--runs=NUMBER")),
                ("--tmpfs", _) => options.folder = "/dev/shm".into(),
                // What cargo adds.
                ("--bench", _) => (),
                _ if word.starts_with('-') => panic!("no such option: {word}"),
                _ => options.only.push(word),
            }
        }
        options
    }

    fn wants(&self, word: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == word)
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [word, manifest] = &words[..]
        && word == serve::WORD
    {
        return serve::serve(manifest.as_ref());
    }
    let options = Options::read();
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("hfenv fetch beside other downloaders, {build} build\n");
    if options.divide > 1 {
        println!("Every file is {} times smaller than its title says.\n", options.divide);
    }
    let here: Vec<peers::Peer> = peers::all().into_iter().filter(peers::Peer::is_here).collect();
    println!();
    for row in rows::all(options.divide) {
        if options.wants(row.word) {
            table::print(&row, &here, &options);
        }
    }
}
