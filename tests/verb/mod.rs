//! Tests by command.

mod allow;
mod completions;
mod export;
mod git_credential;
mod guard_global;
mod guard_hooks;
mod help;
mod hook;
mod hook_git;
mod hook_git_line;
mod hook_plugins;
mod list;
mod login;
mod logout;
mod man;
mod run;
mod setup_git;
mod setup_places;
mod setup_shell;
mod token;
mod whoami;
mod why;
