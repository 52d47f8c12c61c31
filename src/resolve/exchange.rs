//! A token that is made for this moment: an id token of a CI job or a machine, exchanged at the
//! Hub. The exchange itself needs the network, which is on a higher floor; whoever may use it hands
//! it in.

use thiserror::Error;

use super::source::{Bound, Grant, Source};
use super::world::World;
use crate::endpoint::Endpoint;
use crate::token::Token;
use crate::vars;

/// How an exchange is made.
pub type Exchange = fn(&World) -> Result<Exchanged, ExchangeError>;

/// A token that was exchanged for an id token. It is written to no disk.
#[derive(Debug, Clone)]
pub struct Exchanged {
    /// The token.
    pub token: Token,
    /// The Hub that made it, and the only one that may see it.
    pub endpoint: Endpoint,
    /// What it is for: a repository, or a user.
    pub resource: String,
    /// When it ends, in unix seconds.
    pub expires: Option<i64>,
}

/// Why there is no exchange. Nothing of the id token is in it.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ExchangeError {
    /// Neither an id token nor a service that gives one.
    #[error(
        "there is no id token: {} is not set, and this is no job of GitHub Actions",
        vars::HF_OIDC_ID_TOKEN
    )]
    NoIdToken,
    /// A job of GitHub Actions that may not ask for one.
    #[error("this job of GitHub Actions may not ask for an id token")]
    NotPermitted,
    /// A variable that holds no token, or no address.
    #[error("{name}: {why}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// GitHub gave none.
    #[error("GitHub Actions gave no id token: {0}")]
    Service(String),
    /// The Hub said no.
    #[error("the exchange for {resource} was refused: {why}")]
    Refused {
        /// What it was for.
        resource: String,
        /// The Hub's words.
        why: String,
    },
    /// The Hub said nothing of use.
    #[error("the exchange for {resource} failed: {why}")]
    Failed {
        /// What it was for.
        resource: String,
        /// What happened.
        why: String,
    },
}

impl Exchanged {
    /// The token, bound to the Hub that made it.
    #[must_use]
    pub fn grant(self) -> Grant {
        let Self { token, endpoint, resource, expires } = self;
        // The public Hub has two names.
        let names = || Endpoint::hub_names().to_vec();
        let own = if endpoint.is_hub() { names() } else { vec![endpoint.clone()] };
        let bound = Bound { http: own.clone(), git: own };
        let mut grant = Grant::unclaimed(token, Source::Oidc(resource), endpoint, bound);
        grant.expires = expires;
        grant
    }
}
