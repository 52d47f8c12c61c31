//! Whether somebody may read a repository, without reading it.

use serde::Deserialize;
use serde_json::Value;

use super::super::error::HubError;
use super::super::http::Reply;
use super::super::url::Url;
use super::Client;
use super::hops::Ask;
use crate::repo::{Repo, Revision};

/// What somebody wants to do with a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Read its files.
    Read,
    /// Push to it.
    Write,
}

/// Who opens the gate of a gated repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Whoever accepts the conditions may read at once.
    Automatic,
    /// The owners answer each request.
    Manual,
}

/// What the Hub tells everybody of a gated repository.
#[derive(Deserialize)]
struct Told {
    gated: Option<Value>,
}

impl Client {
    /// Asks whether a repository may be read or written to: `GET /api/models/ID/auth-check`. The
    /// error says why not. A limit of the rate is an error at once: nobody waits minutes for it.
    pub fn check(&self, repo: &Repo, right: Right) -> Result<(), HubError> {
        let write = if right == Right::Write { "/write" } else { "" };
        let url = self.about(repo, &format!("/auth-check{write}"));
        // A page is what a network shows that wants a login of its own.
        self.once(repo, &url, |reply| (!reply.has_page()).then_some(()))
    }

    /// Asks who opens the gate of a gated repository: `GET /api/models/ID`. `None`: it is not
    /// told.
    pub fn review(&self, repo: &Repo) -> Result<Option<Review>, HubError> {
        let told: Told = self.once(repo, &self.about(repo, ""), |reply| reply.json().ok()?)?;
        Ok(match told.gated.as_ref().and_then(Value::as_str) {
            Some("auto") => Some(Review::Automatic),
            Some("manual") => Some(Review::Manual),
            _ => None,
        })
    }

    fn about(&self, repo: &Repo, rest: &str) -> Url {
        Url::at(&self.endpoint, &format!("/api/{}/{}{rest}", repo.kind().plural(), repo.name()))
    }

    /// Asks a question about a repository, again where the network fails, but never because the
    /// Hub asks for patience.
    fn once<T>(
        &self,
        repo: &Repo,
        url: &Url,
        read: impl Fn(Reply) -> Option<T>,
    ) -> Result<T, HubError> {
        let subject = self.subject(repo, &Revision::main(), None);
        let ask = Ask { form: None, range: None, bytes: false, waits: false };
        let attempt = || {
            let arrival = self.follow(url, ask)?;
            if arrival.reply.status != 200 {
                return Err(self.refused(subject.clone(), arrival));
            }
            read(arrival.reply).ok_or_else(|| self.odd("its answer is not the one expected"))
        };
        self.patiently(|| match attempt() {
            Err(error @ HubError::RateLimited { .. }) => Ok(Err(error)),
            answer => answer.map(Ok),
        })?
    }
}
