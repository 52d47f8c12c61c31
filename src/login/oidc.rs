//! Trusted Publishers: a CI job proves who it is with an id token, and the Hub gives it a token of
//! its own for an hour (`utils/_oidc.py` of huggingface_hub). Nothing is written to disk.

use crate::endpoint::Endpoint;
use crate::hub::error::HubError;
use crate::hub::oauth::{self, OAuthError};
use crate::resolve::exchange::{ExchangeError, Exchanged};
use crate::resolve::world::World;
use crate::text::{printable, unix_now};
use crate::token::Token;
use crate::vars::{self, Env};

/// Exchanges this job's id token for a token for `HF_OIDC_RESOURCE`.
pub fn exchange(world: &World) -> Result<Exchanged, ExchangeError> {
    let resource = text(&world.env, vars::HF_OIDC_RESOURCE)?.unwrap_or_default().trim();
    let endpoint = world.endpoint.clone().unwrap_or_else(Endpoint::hub);
    let id_token = match token(&world.env, vars::HF_OIDC_ID_TOKEN)? {
        Some(token) => token,
        None => of_github(&world.env, &endpoint)?,
    };
    let issued = oauth::exchange(&endpoint, &id_token, resource).map_err(|error| {
        let (resource, why) = (printable(resource).into_owned(), error.to_string());
        match error {
            OAuthError::Refused { .. } => ExchangeError::Refused { resource, why },
            OAuthError::Hub(_) => ExchangeError::Failed { resource, why },
        }
    })?;
    Ok(Exchanged {
        token: issued.access,
        endpoint,
        resource: resource.to_owned(),
        expires: issued.expires_in.map(|seconds| unix_now().saturating_add(seconds)),
    })
}

/// The id token that GitHub Actions makes for a job that may ask for one.
fn of_github(env: &Env, audience: &Endpoint) -> Result<Token, ExchangeError> {
    if text(env, vars::GITHUB_ACTIONS)? != Some("true") {
        return Err(ExchangeError::NoIdToken);
    }
    let address = text(env, vars::ACTIONS_ID_TOKEN_REQUEST_URL)?;
    let bearer = token(env, vars::ACTIONS_ID_TOKEN_REQUEST_TOKEN)?;
    let (Some(address), Some(bearer)) = (address, bearer) else {
        return Err(ExchangeError::NotPermitted);
    };
    oauth::id_token(address.trim(), &bearer, audience).map_err(|error| match error {
        OAuthError::Hub(HubError::Foreign(_)) => ExchangeError::Variable {
            name: vars::ACTIONS_ID_TOKEN_REQUEST_URL,
            why: "it is no https address".to_owned(),
        },
        error => ExchangeError::Service(error.to_string()),
    })
}

fn text<'a>(env: &'a Env, name: &'static str) -> Result<Option<&'a str>, ExchangeError> {
    env.text(name).map_err(|_| ExchangeError::Variable { name, why: "it is not UTF-8".to_owned() })
}

fn token(env: &Env, name: &'static str) -> Result<Option<Token>, ExchangeError> {
    let Some(raw) = text(env, name)? else { return Ok(None) };
    Token::clean(raw).map_err(|error| ExchangeError::Variable { name, why: error.to_string() })
}
