//! Tests by what can go wrong.

mod crash;
mod disk;
mod dotenv;
mod endpoint_binding;
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
mod interop_hf;
mod keyring;
mod keyring_cli;
mod leak;
mod leak_by_damage;
mod leak_by_mistake;
mod odd_files;
mod quoting;
mod stored_tokens;
mod terminal;
mod torn_stored_tokens;
