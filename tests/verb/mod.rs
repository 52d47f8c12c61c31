//! Tests by command.

mod git_credential;
mod why;
