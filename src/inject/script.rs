//! A plan in the language of a shell.

use zeroize::Zeroizing;

use super::plan::Plan;
use crate::quote::{self, CannotCarry, Shell};

/// Statements that carry the plan out. `failed` makes the evaluating shell's status non-zero.
pub fn render(shell: Shell, plan: &Plan, failed: bool) -> Result<Zeroizing<String>, CannotCarry> {
    let set: Vec<_> =
        plan.set.iter().map(|(name, value)| (name.as_str(), value.reveal())).collect();
    let unset: Vec<_> = plan.unset.iter().map(String::as_str).collect();
    quote::render(shell, &set, &unset, failed)
}
