//! Tests by command.

mod why;
