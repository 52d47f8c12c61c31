//! The Hub over HTTP.

pub mod client;
pub mod error;
pub mod http;
pub mod lately;
pub mod oauth;
pub mod whoami;

mod pace;
mod url;
mod verdict;
