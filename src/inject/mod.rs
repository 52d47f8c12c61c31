//! Putting a token into an environment: what to set ([`plan`]), who owns what is set ([`state`]),
//! which project files count ([`trust`]), what a shell has to watch ([`watch`]) and was told
//! already ([`told`]), and how each shell and file format is told ([`script`], [`mod@format`]).

pub mod force;
pub mod format;
pub mod plan;
pub mod script;
pub mod state;
pub mod told;
pub mod trust;
pub mod watch;
