//! OAuth at the Hub: the device flow (RFC 8628), the renewal of a login (RFC 6749, 6) and the
//! exchange of an id token (RFC 8693), as huggingface_hub asks for them (`utils/_oauth_device.py`,
//! `utils/_oidc.py`).

mod answer;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;
use zeroize::Zeroizing;

use self::answer::{Secret, answer, form, issued, secret};
use super::error::HubError;
use super::http::{Posted, get_at, post};
use super::url::{Url, encoded_part};
use crate::endpoint::Endpoint;
use crate::token::Token;
use crate::vars::{self, Env, NotUtf8};

/// huggingface_hub's public client, so that one login serves both.
pub const CLIENT_ID: &str = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";

/// The fields of a form that nobody may see again.
const SECRET_FIELDS: [&str; 2] = ["device_code", "refresh_token"];
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE_GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
/// How long a code lives where the Hub does not say, in seconds.
const CODE_LIFE: u64 = 900;
/// How long to wait between two questions where the Hub does not say, in seconds (RFC 8628, 3.2).
const INTERVAL: u64 = 5;
/// The longest of both that is believed, in seconds.
const DAY: u64 = 24 * 3600;
/// The longest code and page that are shown, in letters.
const SHOWN_LIMIT: usize = 1000;

/// Why there is no token.
#[derive(Debug, Error)]
pub enum OAuthError {
    /// No answer, or not one of OAuth.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// An error of RFC 6749, 5.2 or RFC 8628, 3.5.
    #[error("{endpoint} refuses: {code}{}", in_brackets(message.as_deref()))]
    Refused {
        /// The endpoint.
        endpoint: Endpoint,
        /// Its code, such as `invalid_grant`.
        code: String,
        /// The server's own words, made safe to show.
        message: Option<String>,
    },
}

fn in_brackets(message: Option<&str>) -> String {
    message.map(|message| format!(" ({message})")).unwrap_or_default()
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

#[derive(Deserialize)]
struct WrittenDevice {
    device_code: Secret,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    interval: Value,
}

/// The public client that asks: huggingface_hub's own, or the one that it is told to be.
pub fn client(env: &Env) -> Result<String, NotUtf8> {
    let named = env.text(vars::HF_DEVICE_CODE_OAUTH_CLIENT_ID)?;
    Ok(named.unwrap_or(CLIENT_ID).to_owned())
}

/// Begins a login: `POST /oauth/device`.
pub fn begin(endpoint: &Endpoint, client: &str) -> Result<Device, OAuthError> {
    let form = form(&[("client_id", client)]);
    let told = post(endpoint, "/oauth/device", Posted::Form(&form))?;
    let written: WrittenDevice = answer(endpoint, &told, &[])?;
    let code = secret(endpoint, &written.device_code)?;
    let odd = |why| HubError::NotAHub { endpoint: endpoint.clone(), why };
    let page_with_code = written.verification_uri_complete.filter(|page| !page.is_empty());
    let shown = [&written.user_code, &written.verification_uri];
    for text in shown.into_iter().chain(&page_with_code) {
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain || text.is_empty() || text.len() > SHOWN_LIMIT || text.contains(code.reveal()) {
            return Err(odd("its code or page can't be shown").into());
        }
    }
    if !is_own_page(endpoint, &written.verification_uri) {
        return Err(odd("its login page is somebody else's").into());
    }
    let seconds = |value: &Value, usual| value.as_u64().unwrap_or(usual).clamp(1, DAY);
    Ok(Device {
        code,
        user_code: written.user_code,
        page: written.verification_uri,
        page_with_code: page_with_code.filter(|page| is_own_page(endpoint, page)),
        expires_in: seconds(&written.expires_in, CODE_LIFE),
        interval: seconds(&written.interval, INTERVAL),
    })
}

/// Whether a page is the endpoint's own. A stranger that sent people to the real Hub's page, with a
/// code of its own making, would get the token that they mean for themselves.
fn is_own_page(endpoint: &Endpoint, page: &str) -> bool {
    let Some((_, url)) = Url::absolute(page) else { return false };
    let names = Endpoint::hub_names();
    let hub = endpoint.is_hub() && names.iter().any(|name| name.origin() == url.origin());
    url.origin() == endpoint.origin() || hub
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
    let told = post(endpoint, "/oauth/token", Posted::Json(&body))?;
    issued(endpoint, &told, &[id_token.reveal()])
}

/// The id token that GitHub Actions makes for a job: `GET` at an address of its own, whose query is
/// kept. `service` is that address's origin.
pub fn id_token(address: &str, bearer: &Token, audience: &Endpoint) -> Result<Token, OAuthError> {
    #[derive(Deserialize)]
    struct Written {
        value: Secret,
    }
    // What stands behind a `#` is for nobody else.
    let address = address.split_once('#').map_or(address, |(address, _)| address);
    let (service, url) = Url::absolute(address)
        .filter(|(service, _)| service.origin().is_private_transport())
        .ok_or_else(|| HubError::Foreign(audience.origin().clone()))?;
    let audience = format!("audience={}", encoded_part(&audience.to_string()));
    let mark = if url.rest().contains('?') { '&' } else { '?' };
    let url = url.join(&format!("{}{mark}{audience}", url.rest())).unwrap_or(url);
    let told = get_at(&service, &url, bearer)?;
    let written: Written = answer(&service, &told, &[bearer.reveal()])?;
    secret(&service, &written.value)
}

fn ask(endpoint: &Endpoint, fields: &[(&str, &str)]) -> Result<Issued, OAuthError> {
    let told = post(endpoint, "/oauth/token", Posted::Form(&form(fields)))?;
    let secrets = fields.iter().filter(|(name, _)| SECRET_FIELDS.contains(name));
    issued(endpoint, &told, &secrets.map(|(_, value)| *value).collect::<Vec<_>>())
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("page", &self.page).finish_non_exhaustive()
    }
}
