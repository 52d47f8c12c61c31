//! Laws of the house, read off the sources as text: what rustc and clippy can't say.
//!
//! Each law is a function from text to violations, and each is first fed with text that breaks it:
//! a law that finds nothing anywhere proves nothing.

mod floors;
mod gates;
mod manual;
mod secrets;
mod shape;
mod sources;
