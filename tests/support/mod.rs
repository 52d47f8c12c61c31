//! What several tests share.

#[cfg(unix)]
pub(crate) mod cached;
pub(crate) mod doctor;
pub(crate) mod follow;
pub(crate) mod forms;
pub(crate) mod git;
pub(crate) mod guarded;
pub(crate) mod hooked;
pub(crate) mod hostile;
pub(crate) mod hub;
pub(crate) mod logins;
pub(crate) mod markdown;
pub(crate) mod picture;
pub(crate) mod places;
pub(crate) mod plugins;
pub(crate) mod prompts;
pub(crate) mod proxy;
pub(crate) mod pty;
pub(crate) mod python;
pub(crate) mod record;
pub(crate) mod sandbox;
pub(crate) mod scene;
pub(crate) mod secret_service;
pub(crate) mod session;
pub(crate) mod shells;
pub(crate) mod shown;
pub(crate) mod stage;
pub(crate) mod tmux;
pub(crate) mod trial;
pub(crate) mod world;
