//! huggingface_hub's `token` file: the one token that Python uses when nothing else says otherwise.
//!
//! It holds the bare token without a line end (`utils/_auth.py`, `_write_secret`). Unlike Python we
//! replace it in one step and leave the mode of its folder alone.

use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use crate::secret_file::{self, FileError};
use crate::token::{Token, TokenError};

/// Far more than a token and its blanks; a larger file is something else.
const LIMIT: u64 = 64 << 10;

/// Python empties the file before it writes it, so an empty one is looked at again, so often.
const TORN_LOOKS: u32 = 5;
const TORN_PAUSE: Duration = Duration::from_millis(20);

/// Why the `token` file can't be used.
#[derive(Debug, Error)]
pub enum ActiveError {
    /// It can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It holds something that can't be a token.
    #[error("{}: {source}", crate::text::printable_path(path))]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong with its content.
        source: TokenError,
    },
}

/// Reads the token. A missing file and an empty one are `None`, as in Python; nothing else is.
pub fn read(path: &Path) -> Result<Option<Token>, ActiveError> {
    let Some(mut content) = secret_file::read(path, LIMIT)? else { return Ok(None) };
    for _ in 0..TORN_LOOKS {
        if !content.bytes.is_empty() || !content.is_fresh() {
            break;
        }
        std::thread::sleep(TORN_PAUSE);
        match secret_file::read(path, LIMIT)? {
            Some(again) => content = again,
            None => return Ok(None),
        }
    }
    Token::clean_bytes(&content.bytes)
        .map_err(|source| ActiveError::Broken { path: path.to_owned(), source })
}

/// Makes `token` the active one, with mode 0600.
pub fn write(path: &Path, token: &Token) -> Result<(), ActiveError> {
    Ok(secret_file::write(path, token.reveal().as_bytes(), None)?)
}

/// Removes the file, and says whether there was one.
pub fn remove(path: &Path) -> Result<bool, ActiveError> {
    Ok(secret_file::remove(path)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_as_it_was_written_and_only_missing_is_nothing() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("token");
        assert_eq!(read(&path).unwrap(), None);
        let token = Token::clean("made-up").unwrap().unwrap();
        write(&path, &token).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"made-up");
        assert!(read(&path).unwrap() == Some(token));
        std::fs::write(&path, " \r\n").unwrap();
        assert_eq!(read(&path).unwrap(), None);
        assert!(remove(&path).unwrap() && !remove(&path).unwrap());
    }

    #[test]
    fn a_broken_file_is_named_without_its_content() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("token");
        std::fs::write(&path, "two words").unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("token: the token has a blank") && !error.contains("words"));
        assert!(matches!(read(home.path()), Err(ActiveError::File(_))));
    }
}
