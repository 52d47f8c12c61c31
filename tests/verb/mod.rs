//! Tests by command.

mod git_credential;
mod setup_git;
mod why;
