//! The gate of the crate `ureq`: one blocking request at a time, over the system's certificates.
//!
//! No redirect is followed, because a token must be asked for again for each host; no answer is
//! read past a limit; and every phase has a time limit.

use std::time::Duration;

use ureq::Agent;
use ureq::http::HeaderMap;
use ureq::tls::{RootCerts, TlsConfig};
use zeroize::Zeroizing;

use super::error::HubError;
use crate::endpoint::Endpoint;
use crate::text::printable;
use crate::token::Token;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(30);
/// Most bytes of an answer that are read.
const BODY_LIMIT: u64 = 1 << 20;
/// Most characters of a server's message that are shown.
const MESSAGE_LIMIT: usize = 300;

/// An answer with status 200.
#[derive(Debug)]
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
}

/// Asks `endpoint` for `path` with a token. The caller has asked the grant whether it may.
pub fn get(endpoint: &Endpoint, path: &str, token: &Token) -> Result<Answer, HubError> {
    let unreachable = |error: ureq::Error| HubError::Unreachable {
        endpoint: endpoint.clone(),
        why: printable(&error.to_string()).into_owned(),
    };
    let header = Zeroizing::new(format!("Bearer {}", token.reveal()));
    let mut response = agent(endpoint)
        .get(format!("{endpoint}{path}"))
        .header("authorization", header.as_str())
        .header("accept", "application/json")
        .call()
        .map_err(unreachable)?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body =
        response.body_mut().with_config().limit(BODY_LIMIT).read_to_vec().map_err(unreachable)?;
    match status {
        // Names and dates of an answer are shown and saved.
        200 if repeats(&body, token) => {
            Err(HubError::NotAHub { endpoint: endpoint.clone(), why: "it sends the token back" })
        }
        200 => Ok(Answer { body }),
        300..=399 => Err(HubError::Redirected(endpoint.clone())),
        401 => Err(HubError::InvalidToken(endpoint.clone())),
        429 => {
            Err(HubError::RateLimited { endpoint: endpoint.clone(), after: retry_after(&headers) })
        }
        status => Err(HubError::Status {
            endpoint: endpoint.clone(),
            status,
            message: message(&headers, &body, token),
        }),
    }
}

fn agent(endpoint: &Endpoint) -> Agent {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let mut config = Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(WHOLE))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("hfenv/", env!("CARGO_PKG_VERSION")));
    if endpoint.origin().is_loopback() {
        // A proxy has no business between this machine and itself.
        config = config.proxy(None);
    }
    Agent::new_with_config(config.build())
}

/// Whether the token is in the answer. A very short one, of a mirror, could be there by chance.
fn repeats(body: &[u8], token: &Token) -> bool {
    let secret = token.reveal();
    secret.len() >= 16 && String::from_utf8_lossy(body).contains(secret)
}

/// `Retry-After` in seconds; the date form is rare and left out.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()
}

/// The server's own words: `X-Error-Message`, else the JSON body's `error`. A server that repeats
/// the token gets no chance to have it shown.
fn message(headers: &HeaderMap, body: &[u8], token: &Token) -> Option<String> {
    let header =
        headers.get("x-error-message").and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let text = header.or_else(|| {
        let json: serde_json::Value = serde_json::from_slice(body).ok()?;
        json.get("error")?.as_str().map(ToOwned::to_owned)
    })?;
    let text = Zeroizing::new(text).replace(token.reveal(), "…");
    let short: String = printable(&text).chars().take(MESSAGE_LIMIT).collect();
    (!short.is_empty()).then_some(short)
}
