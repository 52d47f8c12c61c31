//! Everything that a `.env` says, for the guard: not only what hfenv would take.

use std::path::Path;

use zeroize::Zeroizing;

use super::LIMIT;
use crate::secret_file::{self, FileError};
use crate::store::dotenv::{cut, source::Source};

/// The values of a `.env` by their names, as they are written: also those that readers disagree
/// about, and those that a later one replaces. A secret is one whether or not it is used.
pub fn values(path: &Path) -> Result<Vec<(String, Zeroizing<String>)>, FileError> {
    let Some(content) = secret_file::read(path, LIMIT)? else { return Ok(Vec::new()) };
    let source = Source::decode(&content.bytes);
    let written = cut::statements(source.text());
    let values =
        written.filter(|statement| !source.is_damaged(statement)).filter_map(|statement| {
            // What is put together from other values is none by itself.
            let value = statement.value.meaning().filter(|value| !value.contains("${"))?;
            Some((statement.key.to_owned(), value))
        });
    Ok(values.collect())
}
