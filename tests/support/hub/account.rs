//! Accounts: who owns a token, and what `whoami-v2` says about it.
//!
//! Tokens are made at run time. A token written down in a test would be found by every secret
//! scanner that reads this repository, ours first.

use serde_json::{Value, json};

/// What a token is, as `whoami-v2` tells it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The account's name.
    pub user: String,
    /// The name its owner gave the token.
    pub display_name: String,
    /// What the token may do.
    pub role: Role,
    /// Organisations the user is a member of.
    pub orgs: Vec<String>,
    /// When the token ends, in ISO 8601. Told, not enforced: [`super::Hub::revoke`] ends a token.
    pub expires: Option<String>,
}

/// What a token may do.
#[derive(Debug, Clone)]
pub enum Role {
    /// Reads what the user may read.
    Read,
    /// Reads and writes what the user may.
    Write,
    /// Only what its scopes name.
    FineGrained(FineGrained),
    /// From the browser login: `whoami-v2` has no `accessToken` for it. Writes as the user.
    OAuth,
}

/// The scopes of a fine-grained token.
#[derive(Debug, Clone, Default)]
pub struct FineGrained {
    /// Whether it reads gated repositories that the user was granted.
    pub can_read_gated_repos: bool,
    /// Permissions everywhere, such as `discussion.write`.
    pub global: Vec<String>,
    /// Permissions for one user, organisation or repository each.
    pub scoped: Vec<Scope>,
}

/// Permissions of a fine-grained token for one entity.
#[derive(Debug, Clone)]
pub struct Scope {
    /// `user`, `org`, `model`, `dataset` or `space`.
    pub kind: String,
    /// The entity's name, `ns/name` for a repository.
    pub name: String,
    /// Such as `repo.content.read` and `repo.write`.
    pub permissions: Vec<String>,
}

impl Account {
    /// An account of `user` without organisations, whose token is called `laptop`.
    pub fn new(user: &str, role: Role) -> Self {
        Self {
            user: user.to_owned(),
            display_name: "laptop".to_owned(),
            role,
            orgs: Vec::new(),
            expires: None,
        }
    }

    /// A read token of `user`.
    pub fn read(user: &str) -> Self {
        Self::new(user, Role::Read)
    }

    /// A write token of `user`.
    pub fn write(user: &str) -> Self {
        Self::new(user, Role::Write)
    }

    /// A token of the browser login.
    pub fn oauth(user: &str) -> Self {
        Self::new(user, Role::OAuth)
    }

    /// A fine-grained token of `user`.
    pub fn fine_grained(user: &str, scopes: FineGrained) -> Self {
        Self::new(user, Role::FineGrained(scopes))
    }

    /// The same, with the token called `display_name`.
    pub fn named(mut self, display_name: &str) -> Self {
        display_name.clone_into(&mut self.display_name);
        self
    }

    /// The same, as a member of `org`.
    pub fn in_org(mut self, org: &str) -> Self {
        self.orgs.push(org.to_owned());
        self
    }

    /// The same, with an end that `whoami-v2` tells.
    pub fn expiring(mut self, when: &str) -> Self {
        self.expires = Some(when.to_owned());
        self
    }

    /// Whether `namespace` is the user or one of the user's organisations.
    pub(super) fn belongs_to(&self, namespace: &str) -> bool {
        self.user == namespace || self.orgs.iter().any(|org| org == namespace)
    }

    /// A fresh token of the family that fits the role.
    pub(super) fn make_token(&self) -> String {
        let prefix = if matches!(self.role, Role::OAuth) { "hf_oauth_" } else { "hf_" };
        format!("{prefix}{}", random_letters(34))
    }

    /// The reply of `GET /api/whoami-v2`.
    pub(super) fn whoami(&self) -> Value {
        let orgs: Vec<Value> = self.orgs.iter().map(|org| org_json(org)).collect();
        json!({
            "type": "user",
            "id": object_id(&self.user),
            "name": self.user,
            "fullname": format!("{} of the test Hub", self.user),
            "email": format!("{}@example.org", self.user),
            "emailVerified": true,
            "isPro": false,
            "canPay": false,
            "periodEnd": null,
            "avatarUrl": "/avatars/user.svg",
            "orgs": orgs,
            "auth": self.auth(),
        })
    }

    fn auth(&self) -> Value {
        let role = match &self.role {
            Role::Read => "read",
            Role::Write => "write",
            Role::FineGrained(_) => "fineGrained",
            Role::OAuth => return oauth_json(self.expires.as_deref()),
        };
        let mut token = json!({
            "displayName": self.display_name,
            "role": role,
            "createdAt": "2026-01-01T00:00:00.000Z",
        });
        if let Some(expires) = &self.expires {
            token["expiration"] = json!(expires);
        }
        if let Role::FineGrained(scopes) = &self.role {
            token["fineGrained"] = scopes.json();
        }
        json!({ "type": "access_token", "accessToken": token })
    }
}

impl FineGrained {
    fn json(&self) -> Value {
        let scoped: Vec<Value> = self.scoped.iter().map(Scope::json).collect();
        json!({
            "canReadGatedRepos": self.can_read_gated_repos,
            "global": self.global,
            "scoped": scoped,
        })
    }
}

impl Scope {
    /// Permissions for the entity `name` of the kind `kind`.
    pub fn new(kind: &str, name: &str, permissions: &[&str]) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            permissions: permissions.iter().map(|&permission| permission.to_owned()).collect(),
        }
    }

    fn json(&self) -> Value {
        let entity = json!({ "_id": object_id(&self.name), "type": self.kind, "name": self.name });
        json!({ "entity": entity, "permissions": self.permissions })
    }
}

fn oauth_json(expires: Option<&str>) -> Value {
    let mut auth = json!({ "type": "oauth" });
    if let Some(expires) = expires {
        auth["expiresAt"] = json!(expires);
    }
    auth
}

fn org_json(name: &str) -> Value {
    json!({
        "type": "org",
        "id": object_id(name),
        "name": name,
        "fullname": name,
        "email": null,
        "canPay": false,
        "avatarUrl": "/avatars/org.svg",
        "roleInOrg": "write",
    })
}

/// An id of 24 hexadecimal digits that is the same for the same name, as the Hub's ids are.
fn object_id(name: &str) -> String {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:024x}")
}

pub(super) fn random_letters(count: usize) -> String {
    const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut bytes = vec![0_u8; count];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    // The slight bias of the remainder doesn't matter: the tokens are worth nothing.
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
