//! Questions that carry a secret in their body, and answers that carry one back.

use ureq::Agent;
use zeroize::Zeroizing;

use super::super::error::HubError;
use super::super::url::Url;
use super::{BODY_LIMIT, Broken, WHOLE, bearer, config, words};
use crate::endpoint::Endpoint;
use crate::token::Token;

/// What is posted.
#[derive(Clone, Copy)]
pub(in crate::hub) enum Posted<'a> {
    /// `application/x-www-form-urlencoded`.
    Form(&'a str),
    /// `application/json`.
    Json(&'a str),
}

/// An answer, whatever its status. Its body may hold secrets.
pub(in crate::hub) struct Told {
    /// The HTTP status.
    pub(in crate::hub) status: u16,
    /// The body.
    pub(in crate::hub) body: Zeroizing<Vec<u8>>,
    /// Seconds to wait, if it said so.
    pub(in crate::hub) after: Option<u64>,
}

/// Posts to `endpoint`. Nothing that it sends follows a redirect.
pub(in crate::hub) fn post(
    endpoint: &Endpoint,
    path: &str,
    posted: Posted<'_>,
) -> Result<Told, HubError> {
    if !endpoint.origin().is_private_transport() {
        return Err(HubError::Foreign(endpoint.origin().clone()));
    }
    let (kind, body) = match posted {
        Posted::Form(body) => ("application/x-www-form-urlencoded", body),
        Posted::Json(body) => ("application/json", body),
    };
    let request = agent(endpoint)
        .post(format!("{endpoint}{path}"))
        .header("content-type", kind)
        .header("accept", "application/json");
    read(request.send(body), endpoint)
}

/// Asks an address that is not the Hub's, with a token that is not the Hub's: the service that
/// hands a CI job its id token. `service` stands for it in errors.
pub(in crate::hub) fn get_at(
    service: &Endpoint,
    url: &Url,
    token: &Token,
) -> Result<Told, HubError> {
    let request = agent(service)
        .get(url.to_string())
        .header("authorization", bearer(token).as_str())
        .header("accept", "application/json");
    read(request.call(), service)
}

fn agent(endpoint: &Endpoint) -> Agent {
    let config = config(endpoint.origin().is_loopback()).timeout_global(Some(WHOLE));
    Agent::new_with_config(config.build())
}

fn read(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    endpoint: &Endpoint,
) -> Result<Told, HubError> {
    let failed = |error: ureq::Error| Broken::new(&error).at(endpoint);
    let mut response = answer.map_err(failed)?;
    let status = response.status().as_u16();
    if (300..=399).contains(&status) {
        return Err(HubError::Redirected(endpoint.clone()));
    }
    let after = words::after(response.headers());
    let body = response.body_mut().with_config().limit(BODY_LIMIT).read_to_vec().map_err(failed)?;
    Ok(Told { status, body: Zeroizing::new(body), after })
}
