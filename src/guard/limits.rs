//! How much work a check may be, and how it ends early.

use std::time::{Duration, Instant};

use thiserror::Error;

/// How much work a check may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of content.
    pub bytes: u64,
    /// Commits that no remote has.
    pub commits: u64,
    /// Findings.
    pub findings: usize,
    /// When it ends in any case.
    pub deadline: Instant,
}

impl Limits {
    /// What a person at a prompt does not notice much.
    #[must_use]
    pub fn at_the_prompt() -> Self {
        Self {
            bytes: 64 << 20,
            commits: 5_000,
            findings: 1_000,
            deadline: Instant::now() + Duration::from_secs(2),
        }
    }

    /// As much as there is, but for findings, of which nobody reads so many.
    #[must_use]
    pub fn none() -> Self {
        // A year is longer than anybody waits.
        let deadline = Instant::now() + Duration::from_secs(365 * 24 * 3600);
        Self { bytes: u64::MAX, commits: u64::MAX, findings: 100_000, deadline }
    }
}

/// Why not everything was looked at.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum Early {
    /// Too much content.
    #[error("only the first {} MB were searched", .0 >> 20)]
    Bytes(u64),
    /// Too many commits.
    #[error("only the newest {0} commits were searched")]
    Commits(u64),
    /// Too much of anything else.
    #[error("there are too many files or findings: not all were searched")]
    Count,
    /// Too long.
    #[error("the search took too long and was stopped")]
    Time,
}
