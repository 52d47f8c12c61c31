//! The front door: what the documentation says is so.

mod pictures;
mod readme;
