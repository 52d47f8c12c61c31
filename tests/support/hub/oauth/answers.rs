//! The answers of the OAuth desk.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::account::{Account, random_letters};
use super::super::desk::lock;
use super::super::http::{Request, encode_percent, parameters};
use super::super::reply::Reply;
use super::super::state::State;
use super::{Code, Inner, Issued, Login, OAuth, Person, now};

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const EXCHANGE_GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

impl OAuth {
    /// `/oauth/device`, `/oauth/token` and the page where a person types a code.
    pub(in super::super) fn answer(&self, state: &State, request: &Request) -> Option<Reply> {
        let is_json = request.header("content-type").is_some_and(|kind| kind.contains("/json"));
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/oauth/device") => Some(self.begin(state, &Form::of(request)?)),
            ("POST", "/oauth/token") if is_json => Some(self.exchange(state, request)),
            ("POST", "/oauth/token") => Some(self.token(state, &Form::of(request)?)),
            ("GET", "/oauth/activate") => Some(self.page(&request.parameter("user_code")?)),
            _ => None,
        }
    }

    fn begin(&self, state: &State, form: &Form) -> Reply {
        let mut inner = lock(&self.inner);
        let client = form.value("client_id");
        if !inner.clients.contains(&client) {
            return refusal(401, "invalid_client", "The client is not known");
        }
        inner.tally.begun += 1;
        let letters = random_letters(8).to_ascii_uppercase();
        let code = Code {
            device: random_letters(40),
            user: format!("{}-{}", &letters[..4], &letters[4..]),
            client,
            person: inner.person.clone(),
            opened: false,
            begun: Instant::now(),
            life: Duration::from_secs(inner.code_life),
            interval: Duration::from_secs(inner.interval),
            asked: None,
            polls: 0,
            used: false,
        };
        let page = format!("{}{}", state.endpoint, inner.page);
        let answer = json!({
            "device_code": code.device,
            "user_code": code.user,
            "verification_uri": page,
            "verification_uri_complete":
                format!("{page}?user_code={}", encode_percent(&code.user, false)),
            "expires_in": inner.code_life,
            "interval": inner.interval,
        });
        inner.codes.push(code);
        Reply::json(200, &answer)
    }

    fn page(&self, user_code: &str) -> Reply {
        let mut inner = lock(&self.inner);
        match inner.codes.iter_mut().find(|code| code.user == user_code) {
            Some(code) => code.opened = true,
            None => return Reply::new(404).with_body("<p>There is no such code</p>"),
        }
        Reply::new(200).with_header("Content-Type", "text/html").with_body("<p>Welcome back</p>")
    }

    fn token(&self, state: &State, form: &Form) -> Reply {
        let mut inner = lock(&self.inner);
        match form.value("grant_type").as_str() {
            DEVICE_GRANT => inner.poll(state, form),
            "refresh_token" => inner.renew(state, form),
            _ => refusal(400, "unsupported_grant_type", "The grant type is not known"),
        }
    }

    fn exchange(&self, state: &State, request: &Request) -> Reply {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if body["grant_type"] != EXCHANGE_GRANT {
            return refusal(400, "unsupported_grant_type", "The grant type is not known");
        }
        let outcome = self.publishers.exchange(state, &body);
        lock(&self.inner).tally.exchanged += usize::from(outcome.status == 200);
        outcome
    }
}

impl Inner {
    fn poll(&mut self, state: &State, form: &Form) -> Reply {
        self.tally.polls += 1;
        let (device, client) = (form.value("device_code"), form.value("client_id"));
        let found = self.codes.iter_mut().find(|code| code.device == device && !code.used);
        let Some(code) = found.filter(|code| code.client == client) else {
            return refusal(400, "invalid_grant", "The device code is not known");
        };
        let hasty = code.asked.is_some_and(|asked| asked.elapsed() < code.interval);
        code.asked = Some(Instant::now());
        code.polls += 1;
        self.tally.hasty += usize::from(hasty);
        if code.begun.elapsed() >= code.life {
            return refusal(400, "expired_token", "The device code has expired");
        }
        if hasty || self.slow_downs > 0 {
            self.slow_downs = self.slow_downs.saturating_sub(usize::from(!hasty));
            code.interval += Duration::from_secs(5);
            return refusal(400, "slow_down", "The questions come too fast");
        }
        let account = match &code.person {
            Person::Denies => return refusal(400, "access_denied", "The user denied the login"),
            Person::Agrees(account, after) if code.polls > *after => account.clone(),
            Person::Opens(account) if code.opened => account.clone(),
            _ => return refusal(400, "authorization_pending", "The user has not answered yet"),
        };
        code.used = true;
        let life = self.token_life;
        self.issue(state, account, &client, life).reply(life)
    }

    fn renew(&mut self, state: &State, form: &Form) -> Reply {
        let (refresh, client) = (form.value("refresh_token"), form.value("client_id"));
        let found = self.logins.iter_mut().find(|login| login.refresh == refresh);
        let Some(login) = found.filter(|login| login.live && login.client == client) else {
            self.tally.dead += 1;
            return refusal(400, "invalid_grant", "The refresh token is invalid or has expired");
        };
        self.tally.renewed += 1;
        let (account, life) = (login.account.clone(), self.token_life);
        if self.rotates {
            login.live = false;
            return self.issue(state, account, &client, life).reply(life);
        }
        let access = state.add_token(account);
        state.end_token(&access, life);
        Reply::json(
            200,
            &json!({ "access_token": access, "token_type": "bearer", "expires_in": life }),
        )
    }

    pub(super) fn issue(
        &mut self,
        state: &State,
        account: Account,
        client: &str,
        seconds: i64,
    ) -> Issued {
        let access = state.add_token(account.clone());
        state.end_token(&access, seconds);
        let refresh = random_letters(60);
        let (live, client) = (true, client.to_owned());
        self.logins.push(Login { refresh: refresh.clone(), client, account, live });
        Issued { access, refresh, expires_at: now() + seconds }
    }
}

impl Issued {
    fn reply(&self, seconds: i64) -> Reply {
        let answer = json!({
            "access_token": self.access,
            "refresh_token": self.refresh,
            "token_type": "bearer",
            "expires_in": seconds,
            "scope": "openid profile read-repos gated-repos",
        });
        Reply::json(200, &answer).with_header("Cache-Control", "no-store")
    }
}

/// The fields of a form.
struct Form(Vec<(String, String)>);

impl Form {
    fn of(request: &Request) -> Option<Self> {
        let kind = request.header("content-type")?;
        let body = String::from_utf8(request.body.clone()).ok()?;
        kind.starts_with("application/x-www-form-urlencoded")
            .then(|| Self(parameters(&body).collect()))
    }

    fn value(&self, name: &str) -> String {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// An error of RFC 6749, 5.2.
pub(super) fn refusal(status: u16, code: &str, description: &str) -> Reply {
    Reply::json(status, &json!({ "error": code, "error_description": description }))
}
