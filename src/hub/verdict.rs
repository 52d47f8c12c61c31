//! What an answer that is not the wanted one means. The Hub hides private repositories: 401 to
//! strangers, 404 to those who may not read them, and both also where there is none.

use super::error::{Gate, HubError, Subject};
use crate::endpoint::Endpoint;

/// What an answer said, as far as it matters here.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The HTTP status.
    pub(super) status: u16,
    /// `X-Error-Code`.
    pub(super) code: Option<String>,
    /// The server's own words, made safe to show.
    pub(super) message: Option<String>,
    /// Seconds to wait.
    pub(super) after: Option<u64>,
}

/// The fact behind an answer of the Hub. The header decides where there is one, as in
/// huggingface_hub (`utils/_http.py`); unlike there, an endpoint without TLS is judged alike.
pub(super) fn judge(subject: Subject, said: Said) -> HubError {
    let subject = Box::new(subject);
    let words = said.message.as_deref().unwrap_or_default().to_ascii_lowercase();
    if said.status == 416 && subject.path.is_some() {
        return HubError::Range(subject);
    }
    match said.code.as_deref() {
        Some("RevisionNotFound") => return HubError::NoRevision(subject),
        Some("EntryNotFound") => return nothing_there(subject),
        Some("GatedRepo") => return gated(subject, said.message, &words),
        _ if words.starts_with("access to this resource is disabled") => {
            return HubError::Disabled(subject);
        }
        _ if asks_for_scope(&words) => return gated(subject, said.message, &words),
        Some("RepoNotFound") => return HubError::Missing(subject),
        _ => {}
    }
    match said.status {
        // Whoever sent no token can't have sent a bad one.
        401 if subject.token => HubError::InvalidToken(subject.endpoint),
        401 => HubError::Missing(subject),
        404 => nothing_there(subject),
        _ => of_status(subject.endpoint, said),
    }
}

/// The fact behind an answer that is about no repository.
pub(super) fn of_status(endpoint: Endpoint, said: Said) -> HubError {
    let Said { status, after, .. } = said;
    let message = said.message.map(String::into_boxed_str);
    match status {
        401 => HubError::InvalidToken(endpoint),
        429 => HubError::RateLimited { endpoint, after },
        _ => HubError::Status { endpoint, status, message, after },
    }
}

/// 404 says nothing more than this.
fn nothing_there(subject: Box<Subject>) -> HubError {
    if subject.path.is_some() { HubError::NoFile(subject) } else { HubError::Missing(subject) }
}

fn gated(subject: Box<Subject>, message: Option<String>, words: &str) -> HubError {
    let gate = if !subject.token {
        Gate::Login
    } else if asks_for_scope(words) {
        Gate::Scope
    } else if words.contains("awaiting") || words.contains("pending") {
        Gate::Pending
    } else if words.contains("rejected") {
        Gate::Rejected
    } else {
        Gate::NotAccepted
    };
    HubError::Gated { subject, gate, message }
}

/// "Please enable access to public gated repositories in your fine-grained token settings".
fn asks_for_scope(words: &str) -> bool {
    words.contains("fine-grained") && words.contains("gated repositories")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repo::{FilePath, Kind, Repo, Revision};

    fn judged(token: bool, status: u16, code: Option<&str>, message: Option<&str>) -> HubError {
        let subject = Subject {
            endpoint: Endpoint::parse("http://hub.example").unwrap(),
            repo: Repo::new(Kind::Model, "org/name").unwrap(),
            revision: Revision::main(),
            path: None,
            token,
        };
        let own = |text: Option<&str>| text.map(str::to_owned);
        judge(subject, Said { status, code: own(code), message: own(message), after: None })
    }

    fn gate(token: bool, status: u16, message: &str) -> Gate {
        match judged(token, status, Some("GatedRepo"), Some(message)) {
            HubError::Gated { gate, .. } => gate,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_gate_is_told_by_the_servers_words() {
        let restricted = "Access to model org/name is restricted";
        assert_eq!(gate(false, 401, restricted), Gate::Login);
        assert_eq!(gate(true, 403, restricted), Gate::NotAccepted);
        assert_eq!(gate(true, 403, "Your request is awaiting a review"), Gate::Pending);
        assert_eq!(gate(true, 403, "Your request has been rejected"), Gate::Rejected);
        let scope = "Please enable access to public gated repositories in your fine-grained token \
                     settings to view this repository.";
        assert_eq!(gate(true, 403, scope), Gate::Scope);
        let bare = judged(true, 403, None, Some(scope));
        assert!(matches!(bare, HubError::Gated { gate: Gate::Scope, .. }), "{bare:?}");
    }

    #[test]
    fn missing_private_and_bad_token_are_told_apart_as_far_as_the_hub_tells() {
        let missing = |token, status, code| match judged(token, status, code, None) {
            HubError::Missing(subject) => assert_eq!(subject.token, token),
            other => panic!("{other:?}"),
        };
        missing(false, 401, Some("RepoNotFound"));
        missing(false, 401, None);
        missing(true, 404, Some("RepoNotFound"));
        missing(true, 401, Some("RepoNotFound"));
        missing(true, 404, None);
        let words = Some("Invalid credentials in Authorization header");
        assert!(matches!(judged(true, 401, None, words), HubError::InvalidToken(_)));
        assert!(matches!(judged(true, 401, None, None), HubError::InvalidToken(_)));
    }

    #[test]
    fn every_other_answer_keeps_its_meaning() {
        let told = |status, code, message| judged(true, status, code, message);
        assert!(matches!(told(404, Some("RevisionNotFound"), None), HubError::NoRevision(_)));
        let disabled = told(403, None, Some("Access to this resource is disabled."));
        assert!(matches!(disabled, HubError::Disabled(_)));
        assert_eq!(told(416, None, None).to_string(), "http://hub.example answered 416");
        assert!(matches!(told(429, None, None), HubError::RateLimited { .. }));
        let refused = told(403, None, Some("no"));
        assert_eq!(refused.to_string(), "http://hub.example answered 403: no");
        assert!(refused.again().is_none());
        assert!(told(503, None, None).again().is_some());
    }

    #[test]
    fn a_missing_file_is_named() {
        let subject = Subject {
            endpoint: Endpoint::hub(),
            repo: Repo::new(Kind::Dataset, "org/name").unwrap(),
            revision: Revision::main(),
            path: Some(FilePath::parse("a/b.txt").unwrap()),
            token: false,
        };
        for (status, code) in [(404, Some("EntryNotFound")), (404, None)] {
            let said = Said { status, code: code.map(str::to_owned), ..Said::default() };
            let error = judge(subject.clone(), said);
            assert_eq!(error.to_string(), "datasets/org/name has no file a/b.txt at main");
        }
        let error = judge(subject, Said { status: 416, ..Said::default() });
        assert_eq!(error.to_string(), "a/b.txt of datasets/org/name has no such range");
    }
}
