//! `hfenv fetch` against a Hub, a storage host, a disk and a user that do it wrong. Whatever
//! happens, every run here is checked for the same things, see [`stage`].

mod answers;
mod bytes;
mod change;
pub(crate) mod disk;
mod kill;
mod local;
mod locks;
mod names;
mod pages;
mod python;
mod random;
mod ranges;
mod redirects;
mod stage;
mod waits;
