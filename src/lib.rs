//! hfenv hands each tool the right Hugging Face token, and hands it to nobody else.

pub mod endpoint;
pub mod profile;
pub mod secret_file;
pub mod text;
pub mod token;
pub mod vars;
