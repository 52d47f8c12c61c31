//! What several tests share.

pub(crate) mod hostile;
pub(crate) mod hub;
pub(crate) mod python;
pub(crate) mod sandbox;
pub(crate) mod scene;
pub(crate) mod secret_service;
pub(crate) mod shells;
pub(crate) mod trial;
