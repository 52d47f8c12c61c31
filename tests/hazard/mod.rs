//! Tests by what can go wrong.

mod crash;
mod disk;
mod dotenv;
mod environment;
mod hub_git;
mod hub_itself;
mod keyring;
mod keyring_cli;
mod odd_files;
mod quoting;
mod stored_tokens;
mod terminal;
mod torn_stored_tokens;
