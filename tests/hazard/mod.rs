//! Tests by what can go wrong.

mod dotenv;
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
mod quoting;
mod stored_tokens;
mod torn_stored_tokens;
