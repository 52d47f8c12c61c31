//! What is downloaded, and over what.

use std::time::Duration;

const MIB: u64 = 1 << 20;

/// A table.
pub(crate) struct Row {
    /// Its word on the command line.
    pub(crate) word: &'static str,
    /// What is downloaded, in words.
    pub(crate) title: &'static str,
    /// How many files.
    pub(crate) files: usize,
    /// The bytes of each.
    pub(crate) size: u64,
    /// Whether they lie on the storage host (git LFS) or in git.
    pub(crate) large: bool,
    /// How often each peer runs.
    pub(crate) runs: usize,
    /// What lies between client and servers.
    pub(crate) way: Way,
}

/// What lies between client and servers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The loopback interface.
    Clean,
    /// The same, and the Hub waits before each answer.
    Delayed(Duration),
    /// The same, and the storage host holds each connection to a rate.
    Capped,
    /// Two network namespaces and a link with latency and losses between them.
    Shaped,
}

/// Every table, with its files made smaller by this factor.
pub(crate) fn all(divide: u64) -> Vec<Row> {
    let row = |word, title, files, size: u64, large, runs, way| {
        let size = (size / divide).max(1);
        Row { word, title, files, size, large, runs, way }
    };
    let wait = Way::Delayed(Duration::from_millis(30));
    vec![
        row("big", "One file of 2 GiB", 1, 2048 * MIB, true, 5, Way::Clean),
        row("small", "500 files of 20 kB", 500, 20_000, false, 5, Way::Clean),
        row("shards", "8 files of 256 MiB", 8, 256 * MIB, true, 5, Way::Clean),
        row(
            "capped",
            "One file of 64 MiB from a storage host that gives 20 MiB/s to a connection",
            1,
            64 * MIB,
            true,
            5,
            Way::Capped,
        ),
        row(
            "latency",
            "500 files of 20 kB, the Hub waits 30 ms before each answer",
            500,
            20_000,
            false,
            3,
            wait,
        ),
        row(
            "netem",
            "One file of 256 MiB over a link of 50 ms that loses 0.1 %",
            1,
            256 * MIB,
            true,
            3,
            Way::Shaped,
        ),
        row(
            "netem",
            "500 files of 20 kB over a link of 50 ms that loses 0.1 %",
            500,
            20_000,
            false,
            3,
            Way::Shaped,
        ),
    ]
}
