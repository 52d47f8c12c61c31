//! The scanner against scenes from real repositories, by numbers: what it finds, what it leaves
//! alone, and that it shows no secret and never says *clean* when it could not look.

pub(crate) mod corpus;
mod errors;
mod judge;
mod measured;
mod packed;
mod table;
