//! What went wrong, and the next step.

use super::asked::Asked;
use crate::cli::failure::Failure;
use crate::fetch::FetchError;
use crate::fetch::plan::Request;
use crate::hub::error::HubError;

/// Whether no Hub answered, or one that is down; a Hub that refuses has answered.
pub(super) fn is_out_of_reach(error: &FetchError) -> bool {
    match error {
        FetchError::Hub(HubError::Unreachable { .. }) => true,
        FetchError::Hub(HubError::Status { status, .. }) => *status >= 500,
        _ => false,
    }
}

/// The words of a failure, with what is known about who asked for what.
pub(super) fn explain(error: FetchError, _asked: &Asked, _request: &Request) -> Failure {
    match error {
        FetchError::Hub(error) => Failure::from(error),
        other => Failure::error(other.to_string()),
    }
}
