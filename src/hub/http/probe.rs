//! A look at an endpoint without a token: whether it answers, how fast, and what time it has.

use std::time::{Duration, Instant};

use ureq::{Agent, Proxy};

use super::super::error::HubError;
use super::{Broken, config, words};
use crate::endpoint::Endpoint;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What anybody asks a Hub about themselves, and is refused without a token.
const PATH: &str = "/api/whoami-v2";

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    /// The HTTP status; a Hub says 401.
    pub status: u16,
    /// The time that it has, in unix seconds.
    pub date: Option<i64>,
    /// How long it took, connection and all.
    pub took: Duration,
}

/// Asks an endpoint.
pub fn probe(endpoint: &Endpoint) -> Result<Probe, HubError> {
    let config = config(endpoint.origin().is_loopback()).timeout_global(Some(PATIENCE));
    let begun = Instant::now();
    let response = Agent::new_with_config(config.build())
        .get(format!("{endpoint}{PATH}"))
        .call()
        .map_err(|error| Broken::new(&error).at(endpoint))?;
    Ok(Probe {
        status: response.status().as_u16(),
        date: words::text(response.headers(), "date").and_then(words::http_date),
        took: begun.elapsed(),
    })
}

/// Whether requests would go by a proxy that is written like this; they pass over any other.
#[must_use]
pub fn knows_proxy(text: &str) -> bool {
    Proxy::new(text).is_ok()
}
