//! What the Hub meant by its answer. Statuses and headers become facts here; advice is the cli's.

use thiserror::Error;

use crate::endpoint::{Endpoint, Origin};

/// Why a request gave nothing.
#[derive(Debug, Error)]
pub enum HubError {
    /// No answer: name, connection, TLS or time.
    #[error("{endpoint} can't be reached: {why}")]
    Unreachable {
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
    /// Any other status.
    #[error("{endpoint} answered {status}{}", said(.message.as_deref()))]
    Status {
        /// The endpoint.
        endpoint: Endpoint,
        /// The HTTP status.
        status: u16,
        /// The server's own words, made safe to show.
        message: Option<String>,
    },
    /// An answer that a Hub would not give.
    #[error("{endpoint} does not answer like a Hub: {why}")]
    NotAHub {
        /// The endpoint.
        endpoint: Endpoint,
        /// What was odd.
        why: &'static str,
    },
}

fn retry(after: Option<u64>) -> String {
    after.map(|seconds| format!("; it asks to wait {seconds} s")).unwrap_or_default()
}

fn said(message: Option<&str>) -> String {
    message.map(|message| format!(": {message}")).unwrap_or_default()
}
