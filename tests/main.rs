//! The one test binary: real git, real shells, a real Secret Service, Python's own huggingface_hub,
//! and a Hub on the loopback interface. Tests by hazard lie in `hazard/`, tests by command in
//! `verb/`, and the laws of the house in `law/`.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "clippy.toml allows most of them in test functions, but not in what those share"
)]

mod fetch;
mod front;
mod guard;
mod hazard;
mod hook;
mod law;
mod package;
mod recipe;
mod support;
mod verb;
