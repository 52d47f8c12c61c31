//! The shell hook, in real shells at a real terminal.

mod beside;
mod goldens;
mod habits;
pub(crate) mod kinds;
mod language;
mod place;
mod play;
mod rows;
pub(crate) mod session;
mod typed;
mod unchanged;
