//! hfenv hands each tool the right Hugging Face token, and hands it to nobody else.
//!
//! The modules lie on floors, and an arrow points to a lower floor only. Siblings
//! don't know each other. A law test holds both:
//!
//! | floor | what | modules |
//! | --- | --- | --- |
//! | 0 | letters | [`text`], [`token`], [`endpoint`] |
//! | 1 | words | [`profile`], [`vars`], [`quote`], [`repo`] |
//! | 2 | places | [`secret_file`], [`paths`], [`program`] |
//! | 3 | kept there | [`config`], [`key`] |
//! | 4 | stores | [`store`], [`own`] |
//! | 5 | the project | [`project`] |
//! | 6 | the answer | [`resolve`] |
//! | 7 | its uses | [`inject`], [`git`], [`hub`], [`guard`], [`hooks`], [`cache`] |
//! | 8 | joined | [`session`], [`login`], [`fetch`], [`plaintext`], [`setup`] |
//! | 9 | over all | [`rotate`], [`doctor`] |
//! | 10 | the face | [`cli`] |

pub mod cache;
pub mod cli;
pub mod config;
pub mod doctor;
pub mod endpoint;
pub mod fetch;
pub mod git;
pub mod guard;
pub mod hooks;
pub mod hub;
pub mod inject;
pub mod key;
pub mod login;
pub mod own;
pub mod paths;
pub mod plaintext;
pub mod profile;
pub mod program;
pub mod project;
pub mod quote;
pub mod repo;
pub mod resolve;
pub mod rotate;
pub mod secret_file;
pub mod session;
pub mod setup;
pub mod store;
pub mod text;
pub mod token;
pub mod vars;
