//! git's side: the credential protocol, the helper that answers it, and the lines in git's
//! configuration.

pub mod config;
pub mod helper;
pub mod listed;
pub mod protocol;
pub mod rejection;
pub mod setup;
pub mod tracked;
