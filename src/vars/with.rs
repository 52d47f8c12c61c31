//! An environment with a few more variables.

use super::Env;

impl Env {
    /// The same environment with these values, where it has none of its own.
    #[must_use]
    pub fn filled<'a>(&self, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut full = self.clone();
        for (name, value) in values {
            full.vars.entry(name.into()).or_insert_with(|| value.into());
        }
        full
    }
}
