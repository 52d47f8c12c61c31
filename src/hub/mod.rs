//! The Hub over HTTP.

pub mod error;
pub mod http;
pub mod whoami;
