//! Tests by command.

mod login;
mod logout;
mod why;
