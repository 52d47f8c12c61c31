//! Tests by command.

mod allow;
mod export;
mod git_credential;
mod help;
mod hook;
mod hook_plugins;
mod list;
mod login;
mod logout;
mod run;
mod setup_git;
mod setup_shell;
mod token;
mod whoami;
mod why;
