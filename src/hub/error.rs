//! What the Hub meant by its answer. Statuses and headers become facts here; advice is the cli's.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

use crate::endpoint::{Endpoint, Origin};
use crate::repo::{FilePath, Repo, Revision};

/// Why a request gave nothing.
#[derive(Debug, Error)]
pub enum HubError {
    /// No connection: name, address, TLS or time.
    #[error("{endpoint} can't be reached: {why}")]
    Unreachable {
        /// The endpoint.
        endpoint: Endpoint,
        /// The transport's words.
        why: String,
        /// Whether it will be the same the next time, as with a certificate.
        lasting: bool,
    },
    /// A connection, but no whole answer.
    #[error("{endpoint} gave no whole answer: {why}")]
    BrokenOff {
        /// The endpoint.
        endpoint: Endpoint,
        /// The transport's words.
        why: String,
    },
    /// The token must not be sent there.
    #[error("the token does not belong to {0}, so it was not sent")]
    Foreign(Origin),
    /// 401: no such token, or no longer.
    #[error("{0} does not accept the token: it is invalid, expired or revoked")]
    InvalidToken(Endpoint),
    /// 429.
    #[error("{endpoint} limits the rate of requests{}", retry(*.after))]
    RateLimited {
        /// The endpoint.
        endpoint: Endpoint,
        /// Seconds to wait, if it said so.
        after: Option<u64>,
    },
    /// A redirect, which a token never follows.
    #[error("{0} redirects to another address; the token was not sent there")]
    Redirected(Endpoint),
    /// A redirect or a next page that is not followed.
    #[error("{} redirects to {}, {why}", .pair.endpoint, .pair.host)]
    Redirect {
        /// Who sends on, and to whom.
        pair: Box<Pair>,
        /// What is wrong with that.
        why: &'static str,
    },
    /// Any other status.
    #[error("{endpoint} answered {status}{}", said(.message.as_deref()))]
    Status {
        /// The endpoint.
        endpoint: Endpoint,
        /// The HTTP status.
        status: u16,
        /// The server's own words, made safe to show.
        message: Option<Box<str>>,
        /// Seconds to wait, if it said so.
        after: Option<u64>,
    },
    /// An answer that a Hub would not give.
    #[error("{endpoint} does not answer like a Hub: {why}")]
    NotAHub {
        /// The endpoint.
        endpoint: Endpoint,
        /// What was odd.
        why: &'static str,
    },
    /// A list of files that is not to be trusted.
    #[error("{} lists the files of {} wrongly: {why}", .subject.endpoint, .subject.repo)]
    Listing {
        /// What was asked for.
        subject: Box<Subject>,
        /// What is wrong, made safe to show.
        why: String,
    },
    /// No such repository, or a private one: the Hub does not tell which.
    #[error("{}", missing(.0))]
    Missing(Box<Subject>),
    /// A repository that wants to know who reads it.
    #[error("{} is gated: {gate}", .subject.repo)]
    Gated {
        /// What was asked for.
        subject: Box<Subject>,
        /// What is in the way.
        gate: Gate,
        /// The server's own words, made safe to show.
        message: Option<String>,
    },
    /// The repository is there, the revision is not.
    #[error("{} has no revision {}", .0.repo, .0.revision)]
    NoRevision(Box<Subject>),
    /// The revision is there, the file is not.
    #[error("{} has no file {} at {}", .0.repo, .0.file(), .0.revision)]
    NoFile(Box<Subject>),
    /// The Hub disabled the repository.
    #[error("{} was disabled by {}", .0.repo, .0.endpoint)]
    Disabled(Box<Subject>),
    /// 416: the file is shorter than the range that was asked for.
    #[error("{} of {} has no such range", .0.file(), .0.repo)]
    Range(Box<Subject>),
    /// The host where the Hub keeps its files can't be reached or broke off.
    #[error("{}, where {} keeps this file, can't be reached: {why}", .pair.host, .pair.endpoint)]
    StorageUnreachable {
        /// The storage host, and who named it.
        pair: Box<Pair>,
        /// The transport's words.
        why: String,
        /// Whether it will be the same the next time.
        lasting: bool,
    },
    /// The host where the Hub keeps its files refused one.
    #[error("{}, where {} keeps this file, answered {status}", .pair.host, .pair.endpoint)]
    StorageStatus {
        /// The storage host, and who named it.
        pair: Box<Pair>,
        /// The HTTP status.
        status: u16,
        /// Seconds to wait, if it said so.
        after: Option<u64>,
    },
    /// The client was told to stop.
    #[error("it was stopped")]
    Stopped,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The Hub.
    pub endpoint: Endpoint,
    /// The repository.
    pub repo: Repo,
    /// The revision.
    pub revision: Revision,
    /// The file, where it was one.
    pub path: Option<FilePath>,
    /// Whether a token was sent.
    pub token: bool,
}

impl Subject {
    /// The file's path; empty where it was none.
    fn file(&self) -> &str {
        self.path.as_ref().map_or("", FilePath::as_str)
    }
}

/// A Hub, and a host that it named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The Hub.
    pub endpoint: Endpoint,
    /// The host.
    pub host: Origin,
}

/// What is in the way to a gated repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// No token was sent.
    Login,
    /// The account did not ask for access.
    NotAccepted,
    /// It asked, and waits for an answer.
    Pending,
    /// It asked, and the answer was no.
    Rejected,
    /// A fine-grained token that may not read public gated repositories.
    Scope,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Login => "it can be read after a login only",
            Self::NotAccepted => "this account has not asked for access to it",
            Self::Pending => "this account's request for access awaits a review",
            Self::Rejected => "this account's request for access was rejected",
            Self::Scope => "this token may not read gated repositories",
        })
    }
}

impl HubError {
    /// After how long another try makes sense, at the least; `None` where it makes none.
    #[must_use]
    pub fn again(&self) -> Option<Duration> {
        let seconds = |after: &Option<u64>| Some(Duration::from_secs(after.unwrap_or(0)));
        match self {
            Self::Unreachable { lasting, .. } | Self::StorageUnreachable { lasting, .. } => {
                (!lasting).then_some(Duration::ZERO)
            }
            Self::BrokenOff { .. } => Some(Duration::ZERO),
            Self::RateLimited { after, .. } => seconds(after),
            Self::Status { status, after, .. } | Self::StorageStatus { status, after, .. }
                if passes(*status) =>
            {
                seconds(after)
            }
            _ => None,
        }
    }
}

/// Whether a status is one that passes by itself.
fn passes(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

fn retry(after: Option<u64>) -> String {
    after.map(|seconds| format!("; it asks to wait {seconds} s")).unwrap_or_default()
}

fn said(message: Option<&str>) -> String {
    message.map(|message| format!(": {message}")).unwrap_or_default()
}

fn missing(subject: &Subject) -> String {
    let Subject { repo, endpoint, token, .. } = subject;
    let private = if *token { "and this token may not read it" } else { "and no token was sent" };
    format!("{repo} is not at {endpoint}, or it is private {private}")
}
