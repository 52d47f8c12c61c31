//! What the Hub answers: the replies it makes up itself, and those that a test scripts.

use std::time::Duration;

use serde_json::{Value, json};

use super::body::{Manner, Stream};

/// An answer. `Content-Length` is added unless a header gives another one, which is how a test has
/// the Hub promise more than it sends.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Headers, sent as they are.
    pub headers: Vec<(String, String)>,
    /// The body; left out of answers to `HEAD`.
    pub body: Vec<u8>,
    /// How long the Hub waits before the first byte. The wait ends when the Hub does.
    pub delay: Duration,
    /// A file instead of the body.
    pub(super) stream: Option<Stream>,
    pub(super) manner: Manner,
}

impl Reply {
    /// A status without headers and body.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            stream: None,
            manner: Manner::default(),
        }
    }

    /// A JSON document.
    pub fn json(status: u16, value: &Value) -> Self {
        Self::new(status)
            .with_header("Content-Type", "application/json; charset=utf-8")
            .with_body(value.to_string())
    }

    /// A redirect that keeps the method, so that it works for git's `POST` too.
    pub fn redirect(location: &str) -> Self {
        Self::new(307).with_header("Location", location)
    }

    /// "Too many requests", to be tried again after `seconds`.
    pub fn rate_limited(seconds: u32) -> Self {
        Self::refusal(429, None, "We had to rate limit you")
            .with_header("Retry-After", &seconds.to_string())
            .with_header("RateLimit", &format!("\"api\";r=0;t={seconds}"))
            .with_header("RateLimit-Policy", "\"fixed window\";\"api\";q=500;w=300")
    }

    /// An error in the Hub's three ways at once: status, `X-Error-*` headers, JSON body.
    pub fn refusal(status: u16, code: Option<&str>, message: &str) -> Self {
        let reply = Self::json(status, &json!({ "error": message }))
            .with_header("X-Error-Message", message);
        match code {
            Some(code) => reply.with_header("X-Error-Code", code),
            None => reply,
        }
    }

    /// The same with one more header.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with another body.
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The same after a wait.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Whether a header of that name, in any case, is set.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }
}
