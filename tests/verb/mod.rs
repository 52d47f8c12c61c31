//! Tests by command.

mod git_credential;
mod list;
mod login;
mod logout;
mod setup_git;
mod token;
mod whoami;
mod why;
