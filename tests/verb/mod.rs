//! Tests by command.

mod list;
mod token;
mod whoami;
mod why;
