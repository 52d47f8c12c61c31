//! The front door: what the documentation says is so.

mod claims;
mod coming_from;
mod pages;
mod pictures;
mod readme;
