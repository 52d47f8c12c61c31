//! `GET /api/whoami-v2`: who a token is, and what it may do.

use serde::{Deserialize, Serialize};

use super::error::HubError;
use super::http;
use crate::endpoint::Endpoint;
use crate::repo::Repo;
use crate::resolve::source::{Grant, Use};
use crate::token::Token;

/// An account, as the Hub describes it. Every field but the name is optional there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The account's name.
    pub name: String,
    /// `user`, `org` or `app`.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// Its organisations.
    #[serde(default)]
    pub orgs: Vec<Org>,
    /// How it was authenticated.
    #[serde(default)]
    pub auth: Auth,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    /// Its name.
    pub name: String,
}

/// How an account was authenticated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Auth {
    /// The access token; OAuth logins have none.
    pub access_token: Option<AccessToken>,
    /// When an OAuth login ends.
    pub expires_at: Option<String>,
}

/// What the Hub tells of an access token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// The name that its owner gave it.
    pub display_name: Option<String>,
    /// `read`, `write`, `fineGrained` …
    pub role: Option<String>,
    /// When it ends.
    pub expiration: Option<String>,
    /// What a fine-grained token may do.
    pub fine_grained: Option<FineGrained>,
}

/// The scopes of a fine-grained token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FineGrained {
    /// Whether public gated repositories can be read.
    #[serde(default)]
    pub can_read_gated_repos: bool,
    /// Permissions on the whole account.
    #[serde(default)]
    pub global: Vec<String>,
    /// Permissions on single entities.
    #[serde(default)]
    pub scoped: Vec<Scope>,
}

impl FineGrained {
    /// Whether permissions on an account or on a repository itself reach a repository.
    #[must_use]
    pub fn reaches(&self, repo: &Repo) -> bool {
        let covers = |entity: &Entity| match entity.kind.as_str() {
            "user" | "org" => repo.namespace() == Some(entity.name.as_str()),
            kind => kind == repo.kind().name() && entity.name == repo.name(),
        };
        self.scoped.iter().any(|scope| covers(&scope.entity) && scope.reads())
    }
}

impl Scope {
    /// Whether it lets its entity's repositories be read: writing is more than that.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.permissions.iter().any(|held| held == "repo.content.read" || held == "repo.write")
    }
}

/// Permissions on one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The entity.
    #[serde(default)]
    pub entity: Entity,
    /// The permissions.
    #[serde(default)]
    pub permissions: Vec<String>,
}

/// A user, organisation or repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// `user`, `org`, `model`, `dataset` or `space`.
    #[serde(rename = "type", default)]
    pub kind: String,
}

impl Who {
    /// The role of the access token.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.auth.access_token.as_ref()?.role.as_deref()
    }

    /// When the credentials end, as the Hub writes it (RFC 3339).
    #[must_use]
    pub fn expires(&self) -> Option<&str> {
        let token = self.auth.access_token.as_ref().and_then(|token| token.expiration.as_deref());
        token.or(self.auth.expires_at.as_deref())
    }

    /// What it may do, if it is a fine-grained token.
    #[must_use]
    pub fn fine_grained(&self) -> Option<&FineGrained> {
        self.auth.access_token.as_ref()?.fine_grained.as_ref()
    }

    /// Whether a namespace is the account itself or one of its organisations.
    #[must_use]
    pub fn belongs_to(&self, namespace: &str) -> bool {
        self.name == namespace || self.orgs.iter().any(|org| org.name == namespace)
    }

    /// The name that the token's owner gave it.
    #[must_use]
    pub fn display_name(&self) -> Option<&str> {
        self.auth.access_token.as_ref()?.display_name.as_deref()
    }
}

/// Asks who a grant's token is, if it may be shown to its endpoint.
pub fn of_grant(grant: &Grant) -> Result<Who, HubError> {
    let origin = grant.endpoint.origin();
    let token =
        grant.for_origin(origin, Use::Http).ok_or_else(|| HubError::Foreign(origin.clone()))?;
    ask(&grant.endpoint, token)
}

/// Asks who a token is, at the endpoint where its user is logging in.
pub fn ask(endpoint: &Endpoint, token: &Token) -> Result<Who, HubError> {
    if !endpoint.origin().is_private_transport() {
        return Err(HubError::Foreign(endpoint.origin().clone()));
    }
    let answer = http::get(endpoint, "/api/whoami-v2", token)?;
    let odd = |why| HubError::NotAHub { endpoint: endpoint.clone(), why };
    let who: Who = serde_json::from_slice(&answer.body)
        .map_err(|_| odd("whoami-v2 is not the JSON that is expected"))?;
    // These are saved, shown, and sent to git.
    let kept = [Some(who.name.as_str()), who.role(), who.expires()];
    if kept.into_iter().flatten().any(|text| text.contains(|c: char| c.is_control())) {
        return Err(odd("whoami-v2 has a name with control characters"));
    }
    Ok(who)
}
