//! Downloads from a server in memory, with every fault that it can have.

mod faults;
mod shelf;
mod source;
mod stage;
