//! Tests by command.

mod allow;
mod export;
mod run;
mod setup_shell;
mod why;
