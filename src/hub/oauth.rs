//! OAuth at the Hub: the device flow (RFC 8628), the renewal of a login (RFC 6749, 6) and the
//! exchange of an id token (RFC 8693), as huggingface_hub asks for them (`utils/_oauth_device.py`,
//! `utils/_oidc.py`).

use std::fmt;

use serde::{Deserialize, Deserializer};
use thiserror::Error;
use zeroize::Zeroizing;

use super::error::HubError;
use super::http::{Posted, Told, get_at, post};
use super::url::{Url, encoded_part};
use crate::endpoint::Endpoint;
use crate::text::{printable, redact};
use crate::token::Token;
use crate::vars::{self, Env, NotUtf8};

/// huggingface_hub's public client, so that one login serves both.
pub const CLIENT_ID: &str = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE_GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
/// How long a code lives where the Hub does not say, in seconds.
const CODE_LIFE: u64 = 900;
/// How long to wait between two questions where the Hub does not say, in seconds (RFC 8628, 3.2).
const INTERVAL: u64 = 5;

/// Why there is no token.
#[derive(Debug, Error)]
pub enum OAuthError {
    /// No answer, or not one of OAuth.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// An error of RFC 6749, 5.2 or RFC 8628, 3.5.
    #[error("{endpoint} refuses: {code}{}", message.as_deref().map(|m| format!(" ({m})")).unwrap_or_default())]
    Refused {
        /// The endpoint.
        endpoint: Endpoint,
        /// Its code, such as `invalid_grant`.
        code: String,
        /// The server's own words, made safe to show.
        message: Option<String>,
    },
}

/// A login that waits for a person.
pub struct Device {
    /// What the answer is asked for with.
    code: Token,
    /// What the person types, `ABCD-EFGH`.
    pub user_code: String,
    /// The page where the person types it.
    pub page: String,
    /// The same with the code in it, where the Hub has one.
    pub page_with_code: Option<String>,
    /// How long the code lives, in seconds.
    pub expires_in: u64,
    /// How long to wait between two questions, in seconds.
    pub interval: u64,
}

/// What the Hub says of a login that waits.
#[derive(Debug)]
pub enum Poll {
    /// The person agreed.
    Done(Issued),
    /// Not yet.
    Pending,
    /// Not yet, and the questions come too fast.
    SlowDown,
    /// The code's time is over.
    Expired,
    /// The person said no.
    Denied,
}

/// A token that the Hub has just made.
#[derive(Debug)]
pub struct Issued {
    /// The access token.
    pub access: Token,
    /// What renews it.
    pub refresh: Option<Token>,
    /// How long it lives, in seconds.
    pub expires_in: Option<i64>,
}

/// A secret in an answer, wiped on drop.
struct Secret(Zeroizing<String>);

impl<'a> Deserialize<'a> for Secret {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Zeroizing::new(text)))
    }
}

#[derive(Deserialize)]
struct WrittenDevice {
    device_code: Secret,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: Option<u64>,
    interval: Option<u64>,
}

#[derive(Deserialize)]
struct WrittenIssued {
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_in: Option<i64>,
}

#[derive(Deserialize)]
struct WrittenError {
    error: String,
    error_description: Option<String>,
}

/// The public client that asks: huggingface_hub's own, or the one that it is told to be.
pub fn client(env: &Env) -> Result<String, NotUtf8> {
    let named = env.text(vars::HF_DEVICE_CODE_OAUTH_CLIENT_ID)?;
    Ok(named.unwrap_or(CLIENT_ID).to_owned())
}

/// Begins a login: `POST /oauth/device`.
pub fn begin(endpoint: &Endpoint, client: &str) -> Result<Device, OAuthError> {
    let form = form(&[("client_id", client)]);
    let written: WrittenDevice =
        answer(endpoint, &post(endpoint, "/oauth/device", Posted::Form(&form))?)?;
    let odd = |why| HubError::NotAHub { endpoint: endpoint.clone(), why };
    let shown = [Some(&written.user_code), Some(&written.verification_uri)];
    let shown = shown.into_iter().chain([written.verification_uri_complete.as_ref()]);
    if shown.flatten().any(|text| text.chars().any(|c| c.is_control() || c.is_whitespace())) {
        return Err(odd("its code or page can't be shown").into());
    }
    // A browser opens it.
    let is_page = |page: &str| {
        let own = format!("{}/", endpoint.origin());
        page.starts_with(&own)
            || Endpoint::hub_names().iter().any(|hub| page.starts_with(&format!("{hub}/")))
    };
    if !is_page(&written.verification_uri) {
        return Err(odd("its login page is somebody else's").into());
    }
    Ok(Device {
        code: secret(endpoint, &written.device_code)?,
        user_code: written.user_code,
        page: written.verification_uri,
        page_with_code: written.verification_uri_complete.filter(|page| is_page(page)),
        expires_in: written.expires_in.unwrap_or(CODE_LIFE),
        interval: written.interval.unwrap_or(INTERVAL).max(1),
    })
}

/// Asks whether the person has answered: `POST /oauth/token`. An error of the network may pass.
pub fn poll(endpoint: &Endpoint, client: &str, device: &Device) -> Result<Poll, OAuthError> {
    let asked = ask(
        endpoint,
        &[
            ("grant_type", DEVICE_GRANT),
            ("device_code", device.code.reveal()),
            ("client_id", client),
        ],
    );
    match asked {
        Ok(issued) => Ok(Poll::Done(issued)),
        Err(OAuthError::Refused { code, endpoint, message }) => match code.as_str() {
            "authorization_pending" => Ok(Poll::Pending),
            "slow_down" => Ok(Poll::SlowDown),
            "expired_token" => Ok(Poll::Expired),
            "access_denied" => Ok(Poll::Denied),
            _ => Err(OAuthError::Refused { endpoint, code, message }),
        },
        Err(error) => Err(error),
    }
}

/// Renews a login: `POST /oauth/token`. The Hub may answer with a new refresh token, and then the
/// old one is dead: whoever asks must save the answer, whatever happens.
pub fn refresh(endpoint: &Endpoint, client: &str, token: &Token) -> Result<Issued, OAuthError> {
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", token.reveal()), ("client_id", client)];
    ask(endpoint, &fields)
}

/// Exchanges an id token for a token of the Hub: `POST /oauth/token` with JSON. `resource` is a
/// repository (`ORG/NAME`, `datasets/ORG/NAME` …) or a user.
pub fn exchange(
    endpoint: &Endpoint,
    id_token: &Token,
    resource: &str,
) -> Result<Issued, OAuthError> {
    let body = Zeroizing::new(
        serde_json::json!({
            "grant_type": EXCHANGE_GRANT,
            "subject_token_type": ID_TOKEN,
            "subject_token": id_token.reveal(),
            "resource": resource,
        })
        .to_string(),
    );
    issued(endpoint, &post(endpoint, "/oauth/token", Posted::Json(&body))?)
}

/// The id token that GitHub Actions makes for a job: `GET` at an address of its own, whose query is
/// kept. `service` is that address's origin.
pub fn id_token(address: &str, bearer: &Token, audience: &Endpoint) -> Result<Token, OAuthError> {
    #[derive(Deserialize)]
    struct Written {
        value: Secret,
    }
    let (service, url) = Url::absolute(address)
        .filter(|(service, _)| service.origin().is_private_transport())
        .ok_or_else(|| HubError::Foreign(audience.origin().clone()))?;
    let audience = format!("audience={}", encoded_part(&audience.to_string()));
    let mark = if url.rest().contains('?') { '&' } else { '?' };
    let url = url.join(&format!("{}{mark}{audience}", url.rest())).unwrap_or(url);
    let told = get_at(&service, &url, bearer)?;
    let written: Written = answer(&service, &told)?;
    secret(&service, &written.value)
}

fn ask(endpoint: &Endpoint, fields: &[(&str, &str)]) -> Result<Issued, OAuthError> {
    issued(endpoint, &post(endpoint, "/oauth/token", Posted::Form(&form(fields)))?)
}

fn issued(endpoint: &Endpoint, told: &Told) -> Result<Issued, OAuthError> {
    let written: WrittenIssued = answer(endpoint, told)?;
    Ok(Issued {
        access: secret(endpoint, &written.access_token)?,
        refresh: written.refresh_token.map(|text| secret(endpoint, &text)).transpose()?,
        expires_in: written.expires_in.filter(|seconds| *seconds > 0),
    })
}

/// The JSON that is expected, or the refusal.
fn answer<'a, T: Deserialize<'a>>(endpoint: &Endpoint, told: &'a Told) -> Result<T, OAuthError> {
    let endpoint = endpoint.clone();
    if told.status == 200 {
        let why = "its answer is not the JSON expected";
        return Ok(
            serde_json::from_slice(&told.body).map_err(|_| HubError::NotAHub { endpoint, why })?
        );
    }
    if told.status == 429 {
        return Err(HubError::RateLimited { endpoint, after: told.after }.into());
    }
    match serde_json::from_slice::<WrittenError>(&told.body) {
        Ok(WrittenError { error, error_description }) if told.status < 500 => {
            let message = error_description.map(|text| shown(&text));
            Err(OAuthError::Refused { endpoint, code: shown(&error), message })
        }
        _ => {
            let (status, after) = (told.status, told.after);
            Err(HubError::Status { endpoint, status, message: None, after }.into())
        }
    }
}

/// The server's words, cut short, without what looks like a token.
fn shown(text: &str) -> String {
    printable(&redact(text)).chars().take(200).collect()
}

fn secret(endpoint: &Endpoint, text: &Secret) -> Result<Token, OAuthError> {
    let why = "it sends a token that no header can carry";
    let odd = || HubError::NotAHub { endpoint: endpoint.clone(), why };
    Ok(Token::clean(&text.0).ok().flatten().ok_or_else(odd)?)
}

fn form(fields: &[(&str, &str)]) -> Zeroizing<String> {
    let pairs = fields.iter().map(|(name, value)| {
        Zeroizing::new(format!("{name}={}", *Zeroizing::new(encoded_part(value))))
    });
    let mut form = Zeroizing::new(String::with_capacity(4096));
    for pair in pairs {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(&pair);
    }
    form
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("page", &self.page).finish_non_exhaustive()
    }
}
