//! Tests by what can go wrong.

mod approval;
mod dotenv;
mod hub_git;
mod hub_itself;
mod keyring;
mod nested_shells;
mod quoting;
mod shell_values;
mod stored_tokens;
mod torn_stored_tokens;
