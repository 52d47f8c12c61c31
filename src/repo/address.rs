//! How people name a repository: `org/name`, `datasets/org/name`, `hf://…`, an address of the web.

use super::{Kind, Repo, RepoError, Revision};
use crate::endpoint::Endpoint;

/// What somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The repository.
    pub repo: Repo,
    /// The revision, if it was named.
    pub revision: Option<Revision>,
    /// The file or folder (with a final `/`), if it was named.
    pub path: Option<String>,
}

impl Address {
    /// Reads what was typed. `kind` is that of `--type`; a kind in the text must agree with it.
    /// Addresses of the web are those of `endpoint` and of the public Hub; a token is nothing that
    /// this decides about.
    pub fn parse(text: &str, kind: Option<Kind>, _endpoint: &Endpoint) -> Result<Self, RepoError> {
        let repo = Repo::new(kind.unwrap_or(Kind::Model), text)?;
        Ok(Self { repo, revision: None, path: None })
    }
}
