//! Tests by what can go wrong.

mod dotenv;
mod endpoint_binding;
mod hub_git;
mod hub_itself;
mod interop_hf;
mod keyring;
mod leak;
mod leak_by_damage;
mod leak_by_mistake;
mod quoting;
mod stored_tokens;
mod torn_stored_tokens;
