//! What a Hub's refusal means to whoever asked, and the next step.

use super::asker::Asker;
use super::failure::Failure;
use super::whoami;
use crate::hub::error::{Gate, HubError, Subject};
use crate::repo::Kind;
use crate::resolve::Resolution;
use crate::vars;

/// The words of a refusal, with what is known about who asked for what.
pub(super) fn explain(error: HubError, asker: &Asker<'_>) -> Failure {
    let told = Failure::error(error.to_string());
    let no = Failure::no(error.to_string());
    match error {
        HubError::InvalidToken(_) => match asker.sent() {
            Some(grant) => whoami::explain(error, grant),
            None => no,
        },
        HubError::Missing(subject) => missing(no, &subject, asker),
        HubError::Gated { subject, gate, .. } => gated(no, &subject, gate, asker),
        HubError::NoRevision(subject) => no_revision(no, &subject),
        HubError::NoFile(_) | HubError::Disabled(_) => no,
        HubError::RateLimited { after, .. } => {
            let wait = after.map_or_else(|| "in some minutes".into(), |s| format!("in {s} s"));
            let failure = told.hint(format!("try again {wait}"));
            match asker.sent() {
                None => failure.hint("with a token the Hub allows more requests: hfenv login"),
                Some(_) => failure,
            }
        }
        HubError::Status { status: 403, .. } => with_source(no, asker),
        HubError::Status { status: 500.., .. } => {
            told.hint("the Hub has trouble; see https://status.huggingface.co")
        }
        HubError::Unreachable { .. } | HubError::BrokenOff { .. } => {
            told.hint("check the network, HTTPS_PROXY and SSL_CERT_FILE: hfenv doctor --online")
        }
        HubError::StorageUnreachable { pair, .. } => {
            let host = &pair.host;
            told.hint(format!("a firewall or proxy must let {host} through, too"))
        }
        HubError::Redirect { .. } => told.hint("check HF_ENDPOINT or --endpoint"),
        HubError::StorageStatus { .. }
        | HubError::Range(_)
        | HubError::Stopped
        | HubError::Listing { .. } => told,
        other => other.into(),
    }
}

/// Missing, or private: the Hub does not tell which.
fn missing(failure: Failure, subject: &Subject, asker: &Asker<'_>) -> Failure {
    let failure = match subject.repo.kind() {
        Kind::Model => failure.hint(
            "check the name; others than models are named like datasets/org/name, \
             spaces/org/name, kernels/org/name",
        ),
        _ => failure.hint("check the name"),
    };
    if subject.token {
        return with_source(failure, asker).hint("if another account may read it: -p NAME");
    }
    anonymous(failure, asker, "if it is private, log in")
}

/// Why no token was sent, and what to do about it.
fn anonymous(failure: Failure, asker: &Asker<'_>, log_in: &str) -> Failure {
    if let Some(grant) = asker.grant() {
        let own = &grant.endpoint;
        return failure.hint(format!("the token of {} belongs to {own} alone", grant.source));
    }
    if asker.env.flag(vars::HF_HUB_DISABLE_IMPLICIT_TOKEN) {
        let name = vars::HF_HUB_DISABLE_IMPLICIT_TOKEN;
        return failure.hint(format!("{name} is set: name a token, -p NAME or --token-file FILE"));
    }
    let mut failure = failure;
    for step in asker.resolution.into_iter().flat_map(Resolution::obstacles) {
        let hint = step.hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default();
        failure = failure.hint(format!("{}{hint}", step.detail));
    }
    if failure.hints.len() > 1 { failure } else { failure.hint(format!("{log_in}: hfenv login")) }
}

fn gated(failure: Failure, subject: &Subject, gate: Gate, asker: &Asker<'_>) -> Failure {
    let page = format!("{}/{}", subject.endpoint, subject.repo);
    let failure = match gate {
        Gate::Login => {
            let failure = anonymous(failure, asker, "log in");
            return failure.hint(format!("then accept its conditions:\n{page}"));
        }
        Gate::NotAccepted => failure.hint(format!("open the page and ask for access:\n{page}")),
        Gate::Pending => failure.hint(format!("its owners will answer; see\n{page}")),
        Gate::Rejected => failure.hint(format!("its owners said no; see\n{page}")),
        Gate::Scope => failure.hint(format!(
            "let the token read \"public gated repositories\", or use one of role read:\n\
             {}/settings/tokens",
            subject.endpoint
        )),
    };
    with_source(failure, asker)
}

fn no_revision(failure: Failure, subject: &Subject) -> Failure {
    let revision = subject.revision.as_str();
    let hex = revision.bytes().all(|b| b.is_ascii_hexdigit());
    if hex && (4..40).contains(&revision.len()) {
        return failure.hint("a commit is named by all of its 40 digits");
    }
    let page = format!("{}/{}/tree/main", subject.endpoint, subject.repo);
    if revision == "main" {
        return failure.hint(format!("see its branches and tags:\n{page}"));
    }
    failure.hint(format!("leave --revision out for main; its branches and tags:\n{page}"))
}

fn with_source(failure: Failure, asker: &Asker<'_>) -> Failure {
    failure.hints(source(asker))
}

/// Which account was told no.
pub(super) fn source(asker: &Asker<'_>) -> Option<String> {
    let grant = asker.sent()?;
    let user = grant.user().map(|user| format!("{user}, ")).unwrap_or_default();
    Some(format!("asked with the token of {user}{}", grant.place()))
}
