//! hfenv hands each tool the right Hugging Face token, and hands it to nobody else.
//!
//! The modules lie on floors, and an arrow points to a lower floor only (a law test holds it):
//!
//! | floor | what | modules |
//! | --- | --- | --- |
//! | 0 | words | [`token`], [`endpoint`], [`profile`], [`vars`], [`text`], [`quote`] |
//! | 1 | places | [`secret_file`], [`paths`], [`config`], [`key`] |
//! | 2 | stores | [`store`], [`project`] |
//! | 3 | the answer | [`resolve`] |
//! | 4 | its uses | [`inject`], [`git`], [`hub`] |
//! | 5 | joined | [`session`], [`login`] |
//! | 6 | the face | [`cli`] |

pub mod cli;
pub mod config;
pub mod endpoint;
pub mod git;
pub mod hub;
pub mod inject;
pub mod key;
pub mod login;
pub mod paths;
pub mod profile;
pub mod project;
pub mod quote;
pub mod resolve;
pub mod secret_file;
pub mod session;
pub mod store;
pub mod text;
pub mod token;
pub mod vars;
