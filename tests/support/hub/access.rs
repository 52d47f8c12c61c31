//! Who may do what with a repository.
//!
//! The Hub hides private repositories: a stranger gets the answer of a missing one. Clients must
//! tell these cases apart by status, code and whether they sent a token, so the verdict is kept
//! apart from the way the API and git put it.

use super::account::{Account, FineGrained, Role, Scope};
use super::reply::Reply;

/// Who may see a repository. Members of its namespace always may.
#[derive(Debug, Clone)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// These users and organisations.
    Private {
        /// Names of users or organisations.
        readers: Vec<String>,
    },
    /// Everybody sees that it exists; the files are for these users.
    Gated {
        /// Users that were granted access.
        granted: Vec<String>,
        /// Users that asked and wait for an answer.
        pending: Vec<String>,
    },
}

impl Visibility {
    /// Private to its namespace and to `readers`.
    pub fn private<const N: usize>(readers: [&str; N]) -> Self {
        Self::Private { readers: readers.map(str::to_owned).to_vec() }
    }

    /// Gated, with access for `granted`; nobody waits.
    pub fn gated<const N: usize>(granted: [&str; N]) -> Self {
        Self::Gated { granted: granted.map(str::to_owned).to_vec(), pending: Vec::new() }
    }
}

/// Who sends a request.
pub(super) enum Caller {
    /// No token.
    Nobody,
    /// A token that the Hub doesn't know, or no longer.
    BadToken,
    /// A live token.
    Known(Account),
}

/// What the request needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// The metadata, which stay public for a gated repository.
    Metadata,
    /// The files.
    Content,
    /// To push.
    Write,
}

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Granted,
    BadToken,
    /// Missing or private, and no token was sent.
    LogIn,
    /// Gated, and no token was sent.
    LogInForGate,
    Missing,
    /// There, but not for this caller.
    Hidden,
    NotAccepted,
    Pending,
    /// The user was granted access, the fine-grained token may not use it.
    NoGatedScope,
    /// May read, may not write.
    ReadOnly,
}

/// Decides whether `caller` gets `want` of the repository `id`; no visibility means no such
/// repository.
pub(super) fn judge(
    caller: &Caller,
    id: &str,
    visibility: Option<&Visibility>,
    want: Want,
) -> Verdict {
    match (caller, visibility) {
        (Caller::BadToken, _) => Verdict::BadToken,
        (Caller::Nobody, None) => Verdict::LogIn,
        (Caller::Known(_), None) => Verdict::Missing,
        (Caller::Nobody, Some(visibility)) => judge_nobody(visibility, want),
        (Caller::Known(account), Some(visibility)) if want == Want::Write => {
            judge_writer(account, id, visibility)
        }
        (Caller::Known(_), Some(Visibility::Gated { .. })) if want == Want::Metadata => {
            Verdict::Granted
        }
        (Caller::Known(account), Some(visibility)) => judge_reader(account, id, visibility),
    }
}

fn judge_nobody(visibility: &Visibility, want: Want) -> Verdict {
    match (visibility, want) {
        (Visibility::Public, Want::Metadata | Want::Content)
        | (Visibility::Gated { .. }, Want::Metadata) => Verdict::Granted,
        (Visibility::Gated { .. }, _) => Verdict::LogInForGate,
        _ => Verdict::LogIn,
    }
}

fn judge_writer(account: &Account, id: &str, visibility: &Visibility) -> Verdict {
    if account.may_write(id) {
        Verdict::Granted
    } else if judge_reader(account, id, visibility) == Verdict::Hidden {
        Verdict::Hidden
    } else {
        Verdict::ReadOnly
    }
}

fn judge_reader(account: &Account, id: &str, visibility: &Visibility) -> Verdict {
    let member = account.belongs_to(namespace(id));
    match visibility {
        Visibility::Public => Verdict::Granted,
        Visibility::Private { readers } => {
            let listed = readers.iter().any(|reader| account.belongs_to(reader));
            let readable = (member || listed) && account.scope_reads(id);
            if readable { Verdict::Granted } else { Verdict::Hidden }
        }
        Visibility::Gated { pending, .. } if pending.contains(&account.user) => Verdict::Pending,
        Visibility::Gated { granted, .. } if !member && !granted.contains(&account.user) => {
            Verdict::NotAccepted
        }
        Visibility::Gated { .. } if account.scope_opens_gates(id) => Verdict::Granted,
        Visibility::Gated { .. } => Verdict::NoGatedScope,
    }
}

impl Account {
    fn may_write(&self, id: &str) -> bool {
        match &self.role {
            Role::Read => false,
            Role::Write | Role::OAuth => self.belongs_to(namespace(id)),
            Role::FineGrained(scopes) => scopes.allow(id, &["repo.write"]),
        }
    }

    fn scope_reads(&self, id: &str) -> bool {
        match &self.role {
            Role::FineGrained(scopes) => scopes.allow(id, &["repo.content.read", "repo.write"]),
            _ => true,
        }
    }

    fn scope_opens_gates(&self, id: &str) -> bool {
        match &self.role {
            Role::FineGrained(scopes) => scopes.can_read_gated_repos || self.scope_reads(id),
            _ => true,
        }
    }
}

impl FineGrained {
    fn allow(&self, id: &str, permissions: &[&str]) -> bool {
        self.scoped
            .iter()
            .filter(|scope| scope.covers(id))
            .any(|scope| scope.permissions.iter().any(|held| permissions.contains(&held.as_str())))
    }
}

impl Scope {
    fn covers(&self, id: &str) -> bool {
        let (kind, bare) = kind_and_name(id);
        match self.kind.as_str() {
            "user" | "org" => self.name == namespace(id),
            own => own == kind && self.name == bare,
        }
    }
}

/// `datasets/org/name` is a `dataset` called `org/name`; without prefix it's a `model`.
pub(super) fn kind_and_name(id: &str) -> (&'static str, &str) {
    if let Some(name) = id.strip_prefix("datasets/") {
        ("dataset", name)
    } else if let Some(name) = id.strip_prefix("spaces/") {
        ("space", name)
    } else if let Some(name) = id.strip_prefix("kernels/") {
        ("kernel", name)
    } else {
        ("model", id)
    }
}

fn namespace(id: &str) -> &str {
    kind_and_name(id).1.split('/').next().unwrap_or_default()
}

impl Verdict {
    /// The refusal as the API words it, or `None` if access was granted.
    pub(super) fn refusal(self, id: &str) -> Option<Reply> {
        let (kind, name) = kind_and_name(id);
        let gate = |status, rest: &str| {
            let message = format!("Access to {kind} {name} is restricted{rest}");
            Reply::refusal(status, Some("GatedRepo"), &message)
        };
        Some(match self {
            Self::Granted => return None,
            Self::BadToken => {
                Reply::refusal(401, None, "Invalid credentials in Authorization header")
            }
            Self::LogIn => Reply::refusal(401, None, "Invalid username or password."),
            Self::LogInForGate => gate(401, ". You must be authenticated to access it."),
            Self::Missing | Self::Hidden => {
                Reply::refusal(404, Some("RepoNotFound"), "Repository not found")
            }
            Self::NotAccepted => gate(403, " and you are not in the authorized list."),
            Self::Pending => gate(403, ". Your request is awaiting a review from its authors."),
            Self::NoGatedScope => Reply::refusal(
                403,
                Some("GatedRepo"),
                "Please enable access to public gated repositories in your fine-grained token \
                 settings",
            ),
            Self::ReadOnly => {
                Reply::refusal(403, None, "You don't have the required permissions to write")
            }
        })
    }
}
