//! Downloads from a server in memory, with every fault that it can have.

mod chance;
mod faults;
mod helpers;
mod resume;
mod shelf;
mod source;
mod stage;
