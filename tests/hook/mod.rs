//! The shell hook, in real shells at a real terminal.

pub(crate) mod kinds;
mod language;
pub(crate) mod session;
