//! What went wrong, and the next step.

use std::io;

use super::asked::Asked;
use crate::cache::CacheError;
use crate::cli::failure::Failure;
use crate::cli::refused;
use crate::fetch::FetchError;
use crate::fetch::plan::Request;
use crate::hub::error::HubError;
use crate::text::amount::size;
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

/// The same as anywhere, and what becomes of the files.
fn of_hub(error: HubError, asked: &Asked) -> Failure {
    let public = matches!(error, HubError::InvalidToken(_));
    let goes_on = matches!(
        error,
        HubError::RateLimited { .. }
            | HubError::Status { status: 500.., .. }
            | HubError::Unreachable { .. }
            | HubError::BrokenOff { .. }
            | HubError::StorageUnreachable { .. }
            | HubError::StorageStatus { .. }
            | HubError::Range(_)
            | HubError::Stopped
    );
    let listed = matches!(error, HubError::Listing { .. });
    let failure = refused::explain(error, &asked.asker());
    if public {
        let name = vars::HF_HUB_DISABLE_IMPLICIT_TOKEN;
        return failure.hint(format!("public files need no token: {name}=1 hfenv fetch …"));
    }
    if listed {
        return failure.hint("nothing of it was fetched; tell who runs this Hub");
    }
    if goes_on { failure.hint(GOES_ON) } else { failure }
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
