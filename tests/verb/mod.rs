//! Tests by command.

mod access;
mod allow;
#[cfg(unix)]
mod cache_disk;
#[cfg(unix)]
mod cache_live;
#[cfg(unix)]
mod cache_ls;
#[cfg(unix)]
mod cache_move;
#[cfg(unix)]
mod cache_prune;
#[cfg(unix)]
mod cache_rm;
#[cfg(unix)]
mod cache_verify;
mod completions;
mod doctor;
mod doctor_plain;
mod doctor_tokens;
mod export;
mod fetch;
#[cfg(unix)]
mod fetch_places;
#[cfg(unix)]
mod fetch_shown;
mod git_credential;
mod guard_allow;
mod guard_formats;
mod guard_global;
mod guard_hooks;
mod guard_merges;
mod guard_packed;
mod guard_report;
mod guard_scan;
mod guard_status;
mod guard_verify;
mod help;
mod hook;
mod hook_git;
mod hook_git_line;
mod hook_plugins;
pub(crate) mod import;
mod import_git;
mod import_hf;
mod import_shells;
mod import_told;
mod list;
mod login;
#[cfg(unix)]
mod login_browser;
mod logout;
mod man;
mod oidc;
#[cfg(unix)]
mod place;
#[cfg(unix)]
mod place_git;
mod refusals;
mod rotate;
mod run;
mod setup_git;
mod setup_places;
mod setup_shell;
mod token;
mod whoami;
mod why;
