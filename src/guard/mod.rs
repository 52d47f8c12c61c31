//! The guard: what looks like a secret in what git is about to take along, or has taken.
//!
//! What it reads are the blobs themselves, by their ids in the index in force, never the text of a
//! diff: colours, attributes and diff drivers would blind it. One pass over each content
//! ([`scan`]) looks for the shapes of [`rules`], for the user's [`own`] secrets, and for both in
//! what is written in another way ([`decode`]).

pub mod allow;
mod answer;
mod child;
pub mod command;
pub mod decode;
mod elsewhere;
mod files;
mod finding;
#[doc(hidden)]
pub mod fuzzing;
mod grammar;
mod history;
mod input;
mod lanes;
mod limits;
mod message;
pub mod own;
mod packed;
mod push;
mod raw;
pub mod repo;
mod report;
mod rewrite;
pub mod rules;
pub mod scan;
mod search;
mod shown;
mod tokens;
pub mod update;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Instant;

use thiserror::Error;

use self::allow::Allowed;
pub use self::finding::{Finding, Part};
pub use self::input::Input;
pub use self::limits::{Early, Limits};
use self::own::Own;
pub use self::packed::Gap;
pub use self::push::Push;
use self::repo::Repo;
pub use self::report::Report;
pub use self::rewrite::{Commits, Rewrite};
pub use self::shown::Masked;
pub use self::tokens::hub_tokens;
use crate::text::printable_path;

/// What is known before anything is read.
#[derive(Debug, Default)]
pub struct Known {
    /// The user's own secrets.
    pub own: Own,
    /// Findings that somebody has looked at.
    pub allowed: Allowed,
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
    /// git ended in the middle of a content.
    #[error("git cat-file ended in the middle of a content: it is damaged, or git was killed")]
    Cut,
    /// git said something else than it should.
    #[error("git {0} gave something unexpected")]
    Unexpected(&'static str),
    /// Nothing can be searched.
    #[error(transparent)]
    Rules(#[from] rules::RulesError),
}

/// What the search tells while it runs, so that its time limit loses nothing.
enum News {
    Found(Box<Finding>),
    Allowed,
    Early(Early),
    Unborn,
    Searched(usize, u64),
    Missing(Option<String>),
    Unread(PathBuf, String),
    Gap(PathBuf, Gap),
    Remark(String),
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
    rules::ready()?;
    let (sender, receiver) = channel();
    let (worker, wanted, ours) = (repo.clone(), input.clone(), Arc::clone(&known));
    // In a thread of its own: a file system or a program can keep it waiting for ever.
    std::thread::spawn(move || {
        let done = search(&worker, &known, &wanted, limits, &sender);
        let remarks = known.allowed.complaints().iter().cloned().map(News::Remark);
        remarks.chain([News::Done(done)]).for_each(|news| drop(sender.send(news)));
    });
    let mut report = Report { known: ours, ..Report::default() };
    loop {
        match receiver.recv_timeout(limits.deadline.saturating_duration_since(Instant::now())) {
            Ok(News::Done(done)) => {
                done?;
                break;
            }
            Ok(news) => report.take(news),
            Err(RecvTimeoutError::Timeout) => {
                repo.stop();
                report.early = Some(Early::Time);
                break;
            }
            Err(RecvTimeoutError::Disconnected) => return Err(GuardError::Unexpected("search")),
        }
    }
    report.sort();
    let in_time = report.early != Some(Early::Time);
    if in_time {
        elsewhere::mark(repo, input, &mut report)?;
    }
    let is_typed =
        matches!(input, Input::Paths(_) | Input::Message { .. } | Input::Author(_) | Input::Stdin);
    if !is_typed
        && in_time
        && !report.findings.is_empty()
        && let Ok(prefix) = repo.view()
    {
        report.seen_from(&prefix);
        report.rewrite = Rewrite::of(repo, input, &report);
    }
    report.took = begun.elapsed();
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
        Input::Paths(paths) => {
            files::paths(repo, known, paths, limits, &tell);
            Ok(())
        }
        Input::Stdin => files::stdin(repo, known, limits, &tell),
        Input::Message { file, edited } => {
            message::search(repo, known, (file, *edited), limits, &tell)
        }
        Input::Author(author) => files::author(repo, known, author, limits, &tell),
        Input::Action(_) | Input::Merge(_) | Input::Range(_) | Input::Push(_) => {
            // A small commit is little work beside the start of two processes, so they start
            // at the same time.
            let mut ready = input.is_staged().then(|| search::cat_file(repo)).transpose()?;
            let taken = input::taken(repo, input, limits, ready.as_mut())?;
            if taken.unborn {
                tell(News::Unborn);
            }
            if let Some(early) = taken.early {
                tell(News::Early(early));
            }
            search::search(repo, known, taken, ready, limits, &tell)
        }
    }
}

impl Known {
    /// Whether a finding is allowed.
    fn judge(&self, finding: Finding) -> News {
        if self.allowed.allows(&finding.fingerprint, finding.mark) {
            return News::Allowed;
        }
        News::Found(Box::new(finding))
    }
}
