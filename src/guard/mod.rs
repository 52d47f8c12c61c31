//! The guard: what looks like a secret in what git is about to take along, or has taken.
//!
//! What it reads are the blobs themselves, by their ids in the index in force, never the text of a
//! diff: colours, attributes and diff drivers would blind it. One pass over each content
//! ([`scan`]) looks for the shapes of [`rules`], for the user's [`own`] secrets, and for both in
//! what is written in another way ([`decode`]).

pub mod allow;
pub mod command;
pub mod decode;
#[doc(hidden)]
pub mod fuzzing;
mod grammar;
mod input;
mod objects;
pub mod own;
mod raw;
pub mod repo;
pub mod rules;
pub mod scan;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use thiserror::Error;

use self::allow::Allowed;
use self::command::Action;
use self::decode::Encoding;
use self::own::Own;
use self::repo::Repo;
use self::scan::Value;

/// What is known before anything is read.
#[derive(Debug, Default)]
pub struct Known {
    /// The user's own secrets.
    pub own: Own,
    /// Findings that somebody has looked at.
    pub allowed: Allowed,
}

/// A secret in what git is about to take along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the folder in which git runs; nothing for a message or standard input.
    pub path: PathBuf,
    /// What of it has the secret.
    pub part: Part,
    /// The commit that has it, where commits are looked through.
    pub commit: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// The same for people.
    pub what: &'static str,
    /// Which of the user's own secrets it is, for people.
    pub own: Option<String>,
    /// How it was written, the outermost first.
    pub encodings: Vec<Encoding>,
    /// What may be shown of it.
    pub mask: String,
    /// What `.hfenv-allow` knows it by.
    pub fingerprint: String,
    /// Itself, for `--verify` alone.
    pub value: Value,
}

/// What of a file or commit has a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The content.
    Content,
    /// The file's name.
    Name,
    /// A commit's or tag's message.
    Message,
}

/// What is looked through.
#[derive(Debug, Clone)]
pub enum Input {
    /// What a git command takes along.
    Action(Action),
    /// Files and folders of the work tree, but for what git ignores in them; `.` without any.
    Paths(Vec<PathBuf>),
}

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

    /// As much as there is.
    #[must_use]
    pub fn none() -> Self {
        // A year is longer than anybody waits.
        let deadline = Instant::now() + Duration::from_secs(365 * 24 * 3600);
        Self { bytes: u64::MAX, commits: u64::MAX, findings: usize::MAX, deadline }
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

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum GuardError {
    /// git can't be started, or its output can't be read.
    #[error("git: {0}")]
    Git(#[from] std::io::Error),
    /// git said no: no repository, a revision that is not there.
    #[error("git {0} failed")]
    Refused(String),
    /// The time was over.
    #[error("git was stopped")]
    Stopped,
    /// git said something else than it should.
    #[error("git {0} gave something unexpected")]
    Unexpected(&'static str),
}

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// The secrets, by path, line and column.
    pub findings: Vec<Finding>,
    /// How many more are allowed, by a mark on their line or by the list.
    pub allowed: usize,
    /// Whether that is not all.
    pub early: Option<Early>,
    /// Whether the branch has no commit yet.
    pub unborn: bool,
    /// How many files were searched.
    pub searched: usize,
}

/// What the search tells while it runs, so that its time limit loses nothing.
enum News {
    Found(Finding),
    Allowed,
    Early(Early),
    Unborn,
    Searched,
    Done(Result<(), GuardError>),
}

/// Looks through `input`.
pub fn check(
    repo: &Repo,
    known: Arc<Known>,
    input: &Input,
    limits: Limits,
) -> Result<Report, GuardError> {
    let (sender, receiver) = channel();
    let (worker, input) = (repo.clone(), input.clone());
    // In a thread of its own: a file system or a program can keep it waiting for ever.
    std::thread::spawn(move || {
        let done = search(&worker, &known, &input, limits, &sender);
        let _ = sender.send(News::Done(done));
    });
    let mut report = Report::default();
    loop {
        match receiver.recv_timeout(limits.deadline.saturating_duration_since(Instant::now())) {
            Ok(News::Found(finding)) => report.findings.push(finding),
            Ok(News::Allowed) => report.allowed += 1,
            Ok(News::Early(early)) => report.early = Some(early),
            Ok(News::Unborn) => report.unborn = true,
            Ok(News::Searched) => report.searched += 1,
            Ok(News::Done(done)) => {
                done?;
                break;
            }
            Err(RecvTimeoutError::Timeout) => {
                repo.stop();
                report.early = Some(Early::Time);
                break;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    report.findings.sort_by(|a, b| {
        (&a.path, a.line, a.column, &a.commit).cmp(&(&b.path, b.line, b.column, &b.commit))
    });
    if !report.findings.is_empty()
        && report.early != Some(Early::Time)
        && let Ok(prefix) = repo.prefix()
    {
        for finding in &mut report.findings {
            finding.path = seen_from(&prefix, &finding.path);
        }
    }
    Ok(report)
}

fn search(
    repo: &Repo,
    known: &Known,
    input: &Input,
    limits: Limits,
    news: &Sender<News>,
) -> Result<(), GuardError> {
    // Nobody listens any more once the time is over, and then nothing matters.
    let tell = |item| drop(news.send(item));
    let Input::Action(action) = input else { return Ok(()) };
    let taken = input::taken(repo, action, limits)?;
    if taken.unborn {
        tell(News::Unborn);
    }
    if let Some(early) = taken.early {
        tell(News::Early(early));
    }
    objects::search(repo, known, taken, limits, &tell)
}

/// A path of the repository as it is written in its folder `prefix`.
fn seen_from(prefix: &Path, path: &Path) -> PathBuf {
    let mut folders = prefix.components().filter(|part| matches!(part, Component::Normal(_)));
    let mut rest = path.components();
    let mut below = rest.clone();
    let mut up = 0;
    for folder in folders.by_ref() {
        if below.next() != Some(folder) {
            up = 1;
            break;
        }
        rest = below.clone();
    }
    let up = up + folders.count();
    std::iter::repeat_n(Component::ParentDir, up).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_seen_from_the_folder() {
        for (prefix, path, seen) in [
            ("", "a/b", "a/b"),
            ("a/", "a/b", "b"),
            ("a/", "ab", "../ab"),
            ("a/c/", "a/b", "../b"),
            ("a/c/d/", "e", "../../../e"),
        ] {
            assert_eq!(seen_from(Path::new(prefix), Path::new(path)), Path::new(seen), "{prefix}");
        }
    }
}
