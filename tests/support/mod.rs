//! What several tests share.

pub(crate) 