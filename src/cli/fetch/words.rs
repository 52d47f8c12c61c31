//! What went wrong, and the next step.

use std::io;

use super::asked::Asked;
use crate::cache::CacheError;
use crate::cli::failure::Failure;
use crate::cli::size::size;
use crate::cli::whoami;
use crate::fetch::FetchError;
use crate::fetch::plan::Request;
use crate::hub::error::{Gate, HubError, Subject};
use crate::repo;
use crate::resolve::Resolution;
use crate::resolve::source::Grant;
use crate::text::printable_path;
use crate::vars;

/// What stays, whatever happened.
const GOES_ON: &str = "the same command goes on where it stopped";
/// What there is to do where nothing may be asked.
const ONLINE: &str = "fetch it without --offline, HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE";

/// Whether no Hub answered, or one that is down; a Hub that refuses has answered.
pub(super) fn is_out_of_reach(error: &FetchError) -> bool {
    match error {
        FetchError::Hub(HubError::Unreachable { .. } | HubError::BrokenOff { .. }) => true,
        FetchError::Hub(HubError::Status { status, .. }) => *status >= 500,
        _ => false,
    }
}

/// The words of a failure, with what is known about who asked for what.
pub(super) fn explain(error: FetchError, asked: &Asked, request: &Request) -> Failure {
    let told = Failure::error(error.to_string());
    let no = Failure::no(error.to_string());
    match error {
        FetchError::Hub(error) => of_hub(error, asked),
        FetchError::Cache(error) => of_cache(error),
        FetchError::Name(error) => error.into(),
        FetchError::Io { error, .. } => of_disk(told, &error),
        FetchError::Hash { .. } => {
            told.hint("a proxy or the storage changed it on the way; try again later")
        }
        FetchError::Size { .. } | FetchError::Broken { .. } => told.hint(GOES_ON),
        FetchError::NoSpace { path, needed, free } => {
            let path = printable_path(&path);
            let (needed, free) = (size(needed), size(free));
            Failure::error(format!("{path}: {needed} are needed and {free} are free"))
                .hint("make room: hfenv cache prune, or hfenv cache trim --max-size SIZE")
                .hint("or use another disk: --cache-dir DIR, --local-dir DIR")
        }
        FetchError::NoFile { near, .. } if !near.is_empty() => {
            no.hint(format!("there is: {}", near.join(", ")))
        }
        FetchError::Nothing(_) if !request.files.is_empty() && request.patterns.include_some() => {
            no.hint("both FILE and --include must match; give --include for each of its patterns")
        }
        FetchError::NoFile { .. } | FetchError::Nothing(_) => {
            let at = request.revision.as_str();
            let at = if at == "main" { String::new() } else { format!(" --revision {at}") };
            no.hint(format!("see what there is: hfenv fetch {}{at} --dry-run", request.repo))
        }
        FetchError::TooMany { .. } => told.hint("name files or folders, or use --include"),
        FetchError::Offline { .. } | FetchError::Unknown { .. } => no.hint(ONLINE),
    }
}

fn of_hub(error: HubError, asked: &Asked) -> Failure {
    let told = Failure::error(error.to_string());
    let no = Failure::no(error.to_string());
    match error {
        HubError::InvalidToken(_) => {
            let failure = match asked.sent() {
                Some(grant) => whoami::explain(error, grant),
                None => no,
            };
            failure.hint(format!(
                "public files need no token: {}=1 hfenv fetch …",
                vars::HF_HUB_DISABLE_IMPLICIT_TOKEN
            ))
        }
        HubError::Missing(subject) => missing(no, &subject, asked),
        HubError::Gated { subject, gate, .. } => gated(no, &subject, gate, asked),
        HubError::NoRevision(subject) => no_revision(no, &subject),
        HubError::NoFile(_) | HubError::Disabled(_) => no,
        HubError::RateLimited { after, .. } => {
            let wait = after.map_or_else(|| "in some minutes".into(), |s| format!("in {s} s"));
            let failure = told.hint(format!("try again {wait}; {GOES_ON}"));
            match asked.sent() {
                None => failure.hint("with a token the Hub allows more requests: hfenv login"),
                Some(_) => failure,
            }
        }
        HubError::Status { status: 403, .. } => with_source(no, asked),
        HubError::Status { status: 500.., .. } => {
            told.hint("the Hub has trouble; see https://status.huggingface.co").hint(GOES_ON)
        }
        HubError::Unreachable { .. } | HubError::BrokenOff { .. } => {
            told.hint("check the network, HTTPS_PROXY and SSL_CERT_FILE").hint(GOES_ON)
        }
        HubError::StorageUnreachable { pair, .. } => {
            let host = &pair.host;
            told.hint(format!("a firewall or proxy must let {host} through, too")).hint(GOES_ON)
        }
        HubError::StorageStatus { .. } | HubError::Range(_) | HubError::Stopped => {
            told.hint(GOES_ON)
        }
        HubError::Redirect { .. } => told.hint("check HF_ENDPOINT or --endpoint"),
        HubError::Listing { .. } => told.hint("nothing of it was fetched; tell who runs this Hub"),
        other => other.into(),
    }
}

/// Missing, or private: the Hub does not tell which.
fn missing(failure: Failure, subject: &Subject, asked: &Asked) -> Failure {
    let failure = match subject.repo.kind() {
        repo::Kind::Model => failure.hint(
            "check the name; others than models are named like datasets/org/name, \
             spaces/org/name, kernels/org/name",
        ),
        _ => failure.hint("check the name"),
    };
    if subject.token {
        return with_source(failure, asked).hint("if another account may read it: -p NAME");
    }
    anonymous(failure, asked, "if it is private, log in")
}

/// Why no token was sent, and what to do about it.
fn anonymous(failure: Failure, asked: &Asked, log_in: &str) -> Failure {
    if let Some(grant) = asked.grant() {
        let own = &grant.endpoint;
        return failure.hint(format!("the token of {} belongs to {own} alone", grant.source));
    }
    if asked.env.flag(vars::HF_HUB_DISABLE_IMPLICIT_TOKEN) {
        let name = vars::HF_HUB_DISABLE_IMPLICIT_TOKEN;
        return failure.hint(format!("{name} is set: name a token, -p NAME or --token-file FILE"));
    }
    let mut failure = failure;
    for step in asked.resolution.iter().flat_map(Resolution::obstacles) {
        let hint = step.hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default();
        failure = failure.hint(format!("{}{hint}", step.detail));
    }
    if failure.hints.len() > 1 { failure } else { failure.hint(format!("{log_in}: hfenv login")) }
}

fn gated(failure: Failure, subject: &Subject, gate: Gate, asked: &Asked) -> Failure {
    let page = format!("{}/{}", subject.endpoint, subject.repo);
    let failure = match gate {
        Gate::Login => {
            let failure = anonymous(failure, asked, "log in");
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
    with_source(failure, asked)
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

/// Which account was told no.
fn with_source(failure: Failure, asked: &Asked) -> Failure {
    let who = |grant: &Grant| {
        let user = grant.user().map(|user| format!("{user}, ")).unwrap_or_default();
        format!("asked with the token of {user}{}", grant.place())
    };
    match asked.sent() {
        Some(grant) => failure.hint(who(grant)),
        None => failure,
    }
}

fn of_cache(error: CacheError) -> Failure {
    let told = Failure::error(error.to_string());
    match error {
        CacheError::ReadOnly(_) => {
            told.hint("write elsewhere: --cache-dir DIR, HF_HUB_CACHE, or --local-dir DIR")
        }
        CacheError::Locked { .. } => {
            told.hint("if that process hangs, end it: the lock goes with it")
        }
        CacheError::Odd { .. } => told.hint("move it away, and try again"),
        CacheError::Io { error, .. } => of_disk(told, &error),
        CacheError::Name(error) => error.into(),
    }
}

fn of_disk(failure: Failure, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => failure
            .hint("make room: hfenv cache prune, or hfenv cache trim --max-size SIZE")
            .hint(GOES_ON),
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            failure.hint("write elsewhere: --cache-dir DIR or --local-dir DIR")
        }
        _ => failure,
    }
}
