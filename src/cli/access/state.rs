//! What stands between somebody and a repository.

use super::super::refused::source;
use super::ask::Target;
use crate::hub::client::{Review, Right};
use crate::hub::error::{Gate, HubError};
use crate::hub::whoami::Who;
use crate::text::{printable, rfc3339, unix_now};

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Yes; whether a token was sent.
    Granted { token: bool },
    /// The gate is shut, and who opens it.
    Gated(Gate, Option<Review>),
    /// Missing or private, which the Hub does not tell apart; whether a token was sent.
    Missing { token: bool },
    /// The same for a fine-grained token that may read nothing of this namespace, which is the
    /// account's own or its organisation's.
    NoScope(String),
    /// It may be read but not written to, and why.
    ReadOnly(ReadOnly),
    /// The token is dead.
    Invalid,
    /// It is dead since this day.
    Expired(String),
    /// The Hub disabled the repository.
    Disabled,
    /// Another no, in the Hub's words.
    Refused(String),
    /// No answer, and why.
    Failed(String),
}

/// Why a repository can't be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadOnly {
    /// The token's role is read.
    Role,
    /// The token is fine-grained and has no permission for it.
    Scope,
    /// The account, or it is not known which.
    Account,
}

impl State {
    /// Whether [`State::of`] needs whoami's answer.
    pub(super) fn depends_on_scopes(error: &HubError) -> bool {
        match error {
            HubError::Missing(subject) => subject.token,
            HubError::Status { status, .. } => *status == 403,
            _ => false,
        }
    }

    /// The fact behind a refusal.
    pub(super) fn of(
        error: &HubError,
        target: Target<'_>,
        right: Right,
        review: Option<Review>,
        who: Option<&Who>,
    ) -> Self {
        match error {
            HubError::Gated { gate, .. } => Self::Gated(*gate, review),
            HubError::Missing(subject) => match lacking(target, who) {
                Some((namespace, true)) => Self::NoScope(namespace),
                _ => Self::Missing { token: subject.token },
            },
            HubError::InvalidToken(_) => match ended(target) {
                Some(day) => Self::Expired(day),
                None => Self::Invalid,
            },
            HubError::Disabled(_) => Self::Disabled,
            HubError::Status { status: 403, message, .. } => {
                if right == Right::Write {
                    return Self::ReadOnly(ReadOnly::of(who));
                }
                match (lacking(target, who), message) {
                    (Some((namespace, _)), _) => Self::NoScope(namespace),
                    (None, Some(message)) => Self::Refused(message.to_string()),
                    (None, None) => Self::Refused(error.to_string()),
                }
            }
            other => Self::Failed(other.to_string()),
        }
    }

    pub(super) fn is_granted(&self) -> bool {
        matches!(self, Self::Granted { .. })
    }

    pub(super) fn is_error(&self) -> bool {
        matches!(self, Self::Failed(_))
    }

    /// The name for programs.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Granted { .. } => "granted",
            Self::Gated(Gate::Login, _) => "log-in",
            Self::Gated(Gate::NotAccepted, _) => "not-accepted",
            Self::Gated(Gate::Pending, _) => "pending",
            Self::Gated(Gate::Rejected, _) => "rejected",
            Self::Gated(Gate::Scope, _) => "no-gated-scope",
            Self::Missing { .. } => "missing-or-private",
            Self::NoScope(_) => "no-scope",
            Self::ReadOnly(_) => "read-only",
            Self::Invalid => "token-invalid",
            Self::Expired(_) => "token-expired",
            Self::Disabled => "disabled",
            Self::Refused(_) => "refused",
            Self::Failed(_) => "error",
        }
    }

    /// The same for people.
    pub(super) fn words(&self, target: Target<'_>) -> String {
        let why = match self {
            Self::Granted { token: true } => return "granted".to_owned(),
            Self::Granted { token: false } => "granted to everybody",
            Self::Gated(Gate::NotAccepted, Some(Review::Automatic)) => {
                "gated: this account has not accepted its conditions"
            }
            Self::Gated(gate, _) => return format!("gated: {gate}"),
            Self::Missing { token: true } => "missing, or private and not for this account",
            Self::Missing { token: false } => "missing, or private; no token was sent",
            Self::NoScope(namespace) => {
                let why = "missing, or private: this fine-grained token may read nothing of";
                return format!("{why} {namespace}");
            }
            Self::ReadOnly(ReadOnly::Role) => "read only: this token has the role read",
            Self::ReadOnly(ReadOnly::Scope) => "read only: this fine-grained token may not write",
            Self::ReadOnly(ReadOnly::Account) => "read only: this account may not write to it",
            Self::Invalid => "not accepted: the token is invalid, expired or revoked",
            Self::Expired(day) => return format!("not accepted: the token expired on {day}"),
            Self::Disabled => return format!("disabled by {}", target.asker.endpoint),
            Self::Refused(message) => return format!("refused: {message}"),
            Self::Failed(why) => return format!("unknown: {why}"),
        };
        why.to_owned()
    }

    /// The page where something can be done about it.
    pub(super) fn page(&self, target: Target<'_>) -> Option<String> {
        let hub = target.asker.endpoint;
        match self {
            Self::Gated(Gate::Scope, _)
            | Self::NoScope(_)
            | Self::ReadOnly(ReadOnly::Role | ReadOnly::Scope)
            | Self::Invalid
            | Self::Expired(_) => Some(format!("{hub}/settings/tokens")),
            Self::Gated(..) => Some(format!("{hub}/{}", target.repo)),
            _ => None,
        }
    }

    /// What to do, where this verb knows more than others do.
    pub(super) fn own_hints(&self, target: Target<'_>) -> Option<Vec<String>> {
        let page = self.page(target).unwrap_or_default();
        let hint = match self {
            Self::Gated(Gate::NotAccepted, Some(Review::Automatic)) => {
                format!("open the page and accept; access is given at once:\n{page}")
            }
            Self::Gated(Gate::NotAccepted, Some(Review::Manual)) => {
                format!("open the page and ask for access; its owners will answer:\n{page}")
            }
            Self::NoScope(namespace) => {
                format!("let the token read the repositories of {namespace}:\n{page}")
            }
            Self::ReadOnly(ReadOnly::Role) => format!("make a token that may write:\n{page}"),
            Self::ReadOnly(ReadOnly::Scope) => format!("let the token write to it:\n{page}"),
            Self::ReadOnly(ReadOnly::Account) => {
                "ask its owners, or use another account: -p NAME".to_owned()
            }
            Self::Refused(_) => return Some(source(&target.asker).into_iter().collect()),
            _ => return None,
        };
        Some(std::iter::once(hint).chain(source(&target.asker)).collect())
    }
}

impl ReadOnly {
    fn of(who: Option<&Who>) -> Self {
        match who.and_then(Who::role) {
            Some("read") => Self::Role,
            Some("fineGrained") => Self::Scope,
            _ => Self::Account,
        }
    }
}

/// The namespace of which a fine-grained token may read nothing, not even this repository, and
/// whether the account belongs to it.
pub(super) fn lacking(target: Target<'_>, who: Option<&Who>) -> Option<(String, bool)> {
    let who = who?;
    let namespace = target.repo.namespace()?;
    let reaches = who.fine_grained()?.reaches(target.repo);
    (!reaches).then(|| (namespace.to_owned(), who.belongs_to(namespace)))
}

/// The day on which the token ended, as far as that was noted when it was saved.
fn ended(target: Target<'_>) -> Option<String> {
    let at = target.asker.sent()?.expires.filter(|at| *at <= unix_now())?;
    let date = rfc3339(at);
    Some(printable(date.split('T').next().unwrap_or(&date)).into_owned())
}
