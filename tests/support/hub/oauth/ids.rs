//! Id tokens: GitHub's service that makes them for a job, and what the Hub gives for one
//! (RFC 8693).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::super::Hub;
use super::super::account::{Account, random_letters};
use super::super::desk::{Desk, lock};
use super::super::fault::Fault;
use super::super::http::Request;
use super::super::reply::Reply;
use super::super::server::{self, Server, Site};
use super::super::state::State;
use super::answers::refusal;
use super::now;

const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
/// How long an exchanged token lives, in seconds.
const HOUR: i64 = 3600;
/// How long an id token lives, in seconds.
const JOB: i64 = 300;

/// Whom the Hub trusts, and the id tokens that there are.
#[derive(Default)]
pub(super) struct Publishers {
    trusted: Mutex<Vec<Trust>>,
    minted: Mutex<HashMap<String, Claims>>,
}

struct Trust {
    repository: String,
    resource: String,
    account: Account,
}

/// What an id token says.
#[derive(Clone)]
struct Claims {
    repository: String,
    audience: String,
    ends: i64,
}

/// GitHub's service of id tokens, on a port of its own, as one job of one repository sees it.
pub struct Ci {
    server: Server,
    service: Arc<Service>,
}

struct Service {
    state: Arc<State>,
    desk: Desk,
    repository: String,
    bearer: String,
}

impl Hub {
    /// Lets jobs of a repository on GitHub have a token for a repository here (`ORG/NAME`,
    /// `datasets/ORG/NAME` …) or for a user.
    pub fn trust(&self, repository: &str, resource: &str, account: Account) {
        let (repository, resource) = (repository.to_owned(), resource.to_owned());
        let trust = Trust { repository, resource, account };
        lock(&self.state.oauth.publishers.trusted).push(trust);
    }

    /// A job of a repository on GitHub.
    pub fn job(&self, repository: &str) -> Ci {
        let (listener, _) = server::bind();
        let service = Arc::new(Service {
            state: Arc::clone(&self.state),
            desk: Desk::default(),
            repository: repository.to_owned(),
            bearer: random_letters(60),
        });
        let server = Server::run(listener, None, Arc::clone(&service) as Arc<dyn Site>);
        Ci { server, service }
    }
}

impl Ci {
    /// `ACTIONS_ID_TOKEN_REQUEST_URL`, with a query of its own.
    pub fn request_url(&self) -> String {
        format!("http://127.0.0.1:{}/job/idtoken?api-version=2.0", self.server.port())
    }

    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub fn request_token(&self) -> String {
        self.service.bearer.clone()
    }

    /// What GitHub sets in the job's environment.
    pub fn env(&self) -> [(&'static str, String); 3] {
        [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("ACTIONS_ID_TOKEN_REQUEST_URL", self.request_url()),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", self.request_token()),
        ]
    }

    /// An id token for the Hub, as other services put it into `HF_OIDC_ID_TOKEN`.
    pub fn id_token(&self) -> String {
        self.id_token_for(&self.service.state.endpoint, JOB)
    }

    /// One for another audience, or with an end in so many seconds.
    pub fn id_token_for(&self, audience: &str, seconds: i64) -> String {
        self.service.mint(audience, seconds)
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.service.desk.requests()
    }

    /// Commits `fault` for so many of the next requests.
    pub fn fault(&self, fault: Fault, times: usize) {
        self.service.desk.plan_fault("", fault, times);
    }
}

impl Service {
    fn mint(&self, audience: &str, seconds: i64) -> String {
        let (repository, audience) = (self.repository.clone(), audience.to_owned());
        let ends = now() + seconds;
        let head = base64url(br#"{"alg":"RS256","typ":"JWT"}"#);
        let claims = json!({
            "iss": "https://token.actions.githubusercontent.com",
            "sub": format!("repo:{repository}:ref:refs/heads/main"),
            "aud": audience,
            "exp": ends,
        });
        let claims_text = base64url(claims.to_string().as_bytes());
        let token = format!("{head}.{claims_text}.{}", random_letters(86));
        let claims = Claims { repository, audience, ends };
        lock(&self.state.oauth.publishers.minted).insert(token.clone(), claims);
        token
    }
}

impl Site for Service {
    fn desk(&self) -> &Desk {
        &self.desk
    }

    fn answer(&self, request: &Request) -> Reply {
        if request.header("authorization") != Some(&format!("Bearer {}", self.bearer)) {
            return Reply::json(401, &json!({ "message": "Unauthorized" }));
        }
        // A client that writes over the address's own query loses this.
        if request.path != "/job/idtoken" || request.parameter("api-version").is_none() {
            return Reply::json(400, &json!({ "message": "No API version is named" }));
        }
        let audience = request.parameter("audience").unwrap_or_else(|| "https://github.com".into());
        let token = self.mint(&audience, JOB);
        Reply::json(200, &json!({ "count": token.len(), "value": token }))
    }
}

impl Publishers {
    pub(super) fn exchange(&self, state: &State, body: &Value) -> Reply {
        let value = |name: &str| body[name].as_str().unwrap_or_default();
        let (token, resource) = (value("subject_token"), value("resource"));
        if value("subject_token_type") != ID_TOKEN || token.is_empty() || resource.is_empty() {
            return refusal(400, "invalid_request", "subject_token and resource are required");
        }
        let claims = lock(&self.minted).get(token).cloned();
        let Some(claims) = claims.filter(|claims| claims.audience == state.endpoint) else {
            return refusal(400, "invalid_grant", "The id token is not valid here");
        };
        if claims.ends <= now() {
            return refusal(400, "invalid_grant", "The id token has expired");
        }
        let trusted = lock(&self.trusted);
        let found = trusted
            .iter()
            .find(|trust| trust.repository == claims.repository && trust.resource == resource);
        let Some(trust) = found else {
            return refusal(400, "invalid_grant", "No trusted publisher matches this id token");
        };
        // A repository's token writes there; a user's reads what is gated.
        let prefix = if resource.contains('/') { "hf_jwt_" } else { "hf_oauth_" };
        let access = format!("{prefix}{}.{}", random_letters(60), random_letters(40));
        state.add_known(&access, trust.account.clone());
        state.end_token(&access, HOUR);
        Reply::json(
            200,
            &json!({ "access_token": access, "token_type": "bearer", "expires_in": HOUR }),
        )
    }
}

/// Base64 for addresses (RFC 4648, 5), without padding.
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = |six: u32| char::from(DIGITS[(six & 63) as usize]);
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let all = part.iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
        let all = all << (8 * (3 - part.len()));
        text.extend((0..=part.len()).map(|place| digit(all >> (18 - 6 * place))));
    }
    text
}
