//! The shell hook, in real shells at a real terminal.

pub(crate) mod kinds;
mod language;
mod play;
pub(crate) mod session;
