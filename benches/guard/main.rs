//! The guard beside other scanners, in one run: what each finds in the scenes of `tests/guard`, and
//! how long each takes for a small commit, a large commit, a tree and a history.
//!
//! `cargo bench --bench guard` runs everything; words behind `--` choose: `corpus`, `small`,
//! `large`, `tree`, `history`. Peers that are not installed (`tests/run --peers`) are left out with
//! a line. `HFENV_BENCH_HISTORY` names a repository whose history is taken instead of a made one.
//! Output is Markdown.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unnecessary_wraps,
    clippy::unwrap_used
)]

#[path = "../../tests/guard/corpus/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod corpus;
#[path = "../common/find.rs"]
mod find;
#[path = "../../tests/support/sandbox.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod sandbox;

mod found;
mod peers;
#[path = "../common/run.rs"]
#[allow(dead_code, reason = "other benchmarks use the rest")]
mod run;
mod stages;
mod times;

use peers::Peer;

fn main() {
    let only: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |part: &str| only.is_empty() || only.iter().any(|word| word == part);
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("hfenv guard beside other scanners, {build} build\n");
    let here: Vec<Peer> = peers::all().into_iter().filter(Peer::is_here).collect();
    if wanted("corpus") {
        found::print(&here);
    }
    for (part, print) in [
        ("small", times::small as fn(&[Peer])),
        ("large", times::large),
        ("tree", times::tree),
        ("history", times::history),
    ] {
        if wanted(part) {
            print(&here);
        }
    }
}
