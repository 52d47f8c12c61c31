//! The shell hook, in real shells at a real terminal.

mod beside;
pub(crate) mod kinds;
mod language;
mod play;
pub(crate) mod session;
mod typed;
mod unchanged;
