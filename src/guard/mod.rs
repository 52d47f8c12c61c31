//! The guard: what looks like a secret in what git is about to take along, or has taken.
//!
//! What it reads are the blobs themselves, by their ids in the index in force, never the text of a
//! diff: colours, attributes and diff drivers would blind it. One pass over each content
//! ([`scan`]) looks for the shapes of [`rules`], for the user's [`own`] secrets, and for both in
//! what is written in another way ([`decode`]).

pub mod allow;
mod child;
pub mod command;
pub mod decode;
mod files;
mod grammar;
mod history;
mod input;
pub mod own;
mod raw;
pub mod repo;
pub mod rules;
pub mod scan;
mod search;
mod shown;
mod worker;

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use thiserror::Error;

use self::allow::{Allowed, Mark};
use self::decode::Encoding;
pub use self::input::{Input, Push};
use self::own::Own;
use self::raw::{Change, New};
use self::repo::Repo;
use self::scan::{Hit, Value};
pub use self::shown::Masked;
use crate::text::printable_path;

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
    /// The object that has it, where git keeps it already.
    pub blob: Option<String>,
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
    /// What its line says of it.
    pub mark: Mark,
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

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum GuardError {
    /// git can't be started, or its output can't be read.
    #[error("git: {0}")]
    Git(#[from] std::io::Error),
    /// git said no: no repository, a revision that is not there.
    #[error("git {name} failed{}{said}", if .said.is_empty() { "" } else { ": " })]
    Refused {
        /// The command.
        name: String,
        /// Its own first line about it.
        said: String,
    },
    /// git is not there.
    #[error("git is not in any absolute folder of PATH")]
    NoGit,
    /// A file that was named can't be read.
    #[error("{}: {why}", printable_path(.path))]
    Unread {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
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
    /// How many contents and messages were searched.
    pub searched: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many contents are not there, as in a partial clone.
    pub missing: usize,
    /// Files that can't be read, and why.
    pub unread: Vec<(PathBuf, String)>,
    /// How long that took.
    pub took: Duration,
    /// What is wrong with the list of what is allowed.
    pub remarks: Vec<String>,
}

impl Report {
    /// Why not everything was searched; nothing if all of it was.
    #[must_use]
    pub fn gap(&self) -> Option<String> {
        let unread = self.unread.first().map(|(path, why)| match self.unread.len() {
            _ if path.as_os_str().is_empty() => why.clone(),
            1 => format!("{}: {why}", printable_path(path)),
            many => format!("{}: {why} (and {} more files)", printable_path(path), many - 1),
        });
        let missing = (self.missing > 0).then(|| {
            format!("{} objects are not here, as in a partial or shallow clone", self.missing)
        });
        self.early.map(|early| early.to_string()).or(unread).or(missing)
    }
}

/// What the search tells while it runs, so that its time limit loses nothing.
enum News {
    Found(Finding),
    Allowed,
    Early(Early),
    Unborn,
    Searched(u64),
    Missing,
    Unread(PathBuf, String),
    Done(Result<(), GuardError>),
}

/// Looks through `input`.
pub fn check(
    repo: &Repo,
    known: Arc<Known>,
    input: &Input,
    limits: Limits,
) -> Result<Report, GuardError> {
    let begun = Instant::now();
    let (sender, receiver) = channel();
    let (worker, wanted, ours) = (repo.clone(), input.clone(), Arc::clone(&known));
    // In a thread of its own: a file system or a program can keep it waiting for ever.
    std::thread::spawn(move || {
        let done = search(&worker, &ours, &wanted, limits, &sender);
        let _ = sender.send(News::Done(done));
    });
    let mut report = Report::default();
    loop {
        match receiver.recv_timeout(limits.deadline.saturating_duration_since(Instant::now())) {
            Ok(News::Found(finding)) => report.findings.push(finding),
            Ok(News::Allowed) => report.allowed += 1,
            Ok(News::Early(early)) => report.early = Some(early),
            Ok(News::Unborn) => report.unborn = true,
            Ok(News::Searched(bytes)) => {
                report.searched += 1;
                report.bytes += bytes;
            }
            Ok(News::Missing) => report.missing += 1,
            Ok(News::Unread(path, why)) => report.unread.push((path, why)),
            Ok(News::Done(done)) => {
                done?;
                break;
            }
            Err(RecvTimeoutError::Timeout) => {
                repo.stop();
                report.early = Some(Early::Time);
                break;
            }
            Err(RecvTimeoutError::Disconnected) => return Err(GuardError::Unexpected("search")),
        }
    }
    let mut names = std::collections::BTreeSet::new();
    // A folder's name is in the path of every file below it.
    report.findings.retain(|it| it.part != Part::Name || names.insert(it.value.bytes().to_owned()));
    report.findings.sort_by(|a, b| {
        (&a.path, a.line, a.column, &a.commit).cmp(&(&b.path, b.line, b.column, &b.commit))
    });
    let is_typed = matches!(input, Input::Paths(_) | Input::Message(_) | Input::Stdin);
    if !is_typed
        && !report.findings.is_empty()
        && report.early != Some(Early::Time)
        && let Ok(prefix) = repo.prefix()
    {
        for finding in report.findings.iter_mut().filter(|it| it.part != Part::Message) {
            finding.path = seen_from(&prefix, &finding.path);
        }
    }
    report.took = begun.elapsed();
    report.remarks = known.allowed.complaints().to_vec();
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
    match input {
        Input::History => history::search(repo, known, limits, &tell),
        Input::Paths(paths) => files::paths(repo, known, paths, limits, &tell),
        Input::Stdin => files::stdin(repo, known, limits, &tell),
        Input::Message(path) => files::commit_message(repo, known, path, limits, &tell),
        Input::Action(_) | Input::Range(_) | Input::Push(_) => {
            let taken = input::taken(repo, input, limits)?;
            if taken.unborn {
                tell(News::Unborn);
            }
            if let Some(early) = taken.early {
                tell(News::Early(early));
            }
            search::search(repo, known, taken, limits, &tell)
        }
    }
}

impl Known {
    /// Whether a finding is allowed.
    fn judge(&self, finding: Finding) -> News {
        if self.allowed.allows(&finding.fingerprint, finding.mark) {
            return News::Allowed;
        }
        News::Found(finding)
    }
}

impl Finding {
    fn new(change: &Change, part: Part, hit: Hit) -> Self {
        Self {
            path: change.path.clone(),
            part,
            commit: change.commit.clone(),
            blob: match &change.new {
                New::Blob(id) => Some(id.clone()),
                _ => None,
            },
            line: hit.line,
            column: hit.column,
            rule: hit.rule,
            what: hit.what,
            own: hit.own,
            encodings: hit.encodings,
            mark: hit.mark,
            mask: hit.mask,
            fingerprint: allow::fingerprint(hit.rule, hit.value.bytes(), &change.path, &hit.name),
            value: hit.value,
        }
    }
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
