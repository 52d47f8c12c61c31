//! Tests by command.

mod git_credential;
mod login;
mod logout;
mod setup_git;
mod why;
