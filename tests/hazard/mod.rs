//! Tests by what can go wrong.

mod crash;
mod disk;
mod dotenv;
mod environment;
mod git_foreign;
mod git_fuzz;
mod git_raw;
mod git_refused;
mod git_run;
mod git_two_hubs;
mod git_wire;
mod hub_git;
mod hub_itself;
mod keyring;
mod keyring_cli;
mod odd_files;
mod quoting;
mod stored_tokens;
mod terminal;
mod torn_stored_tokens;
