//! The `file` store: one file per secret, mode 0600, in hfenv's own data folder.
//!
//! It is the plainest store, and the one that works everywhere. Names that differ in case only
//! would share a file on some file systems; whoever makes profiles keeps them apart.

use std::path::{Path, PathBuf};

use super::{Got, Note, StoreError, cleaned};
use crate::secret_file;
use crate::text::printable_path;
use crate::token::{MAX_LEN, Token};

/// Most bytes read from a token file: the longest token, and room for line ends around it.
const MAX_FILE: u64 = MAX_LEN as u64 + 1024;

/// Permission bits by which others than the owner may read.
const OTHERS_MAY_READ: u32 = 0o044;

/// The folder of token files.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// The store below hfenv's data folder, which need not exist yet.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("tokens") }
    }

    /// Where the secret of this entry lies, or would.
    #[must_use]
    pub fn path(&self, entry: &str) -> PathBuf {
        self.folder.join(entry)
    }

    /// The secret of this entry, with a note if others can read its file.
    pub fn get(&self, entry: &str) -> Result<Option<Got>, StoreError> {
        let path = self.path(entry);
        let Some(content) = secret_file::read(&path, MAX_FILE)? else { return Ok(None) };
        let token = cleaned(|| printable_path(&path), &content.bytes)?;
        let exposed = content.mode.filter(|mode| mode & OTHERS_MAY_READ != 0);
        let note = exposed.map(|mode| Note::Exposed { path, mode });
        Ok(token.map(|token| Got { token, note }))
    }

    /// Saves the secret of this entry in one step.
    pub fn set(&self, entry: &str, token: &Token) -> Result<(), StoreError> {
        let mut line = zeroize::Zeroizing::new(String::with_capacity(token.reveal().len() + 1));
        line.push_str(token.reveal());
        line.push('\n');
        Ok(secret_file::write(&self.path(entry), line.as_bytes(), None)?)
    }

    /// Removes the secret of this entry, and says whether there was one.
    pub fn delete(&self, entry: &str) -> Result<bool, StoreError> {
        Ok(secret_file::remove(&self.path(entry))?)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::{Broken, Unavailable};

    fn token(text: &str) -> Token {
        Token::clean(text).unwrap().unwrap()
    }

    #[test]
    fn a_token_is_saved_privately_found_and_removed() {
        let home = tempfile::tempdir().unwrap();
        let (files, name) = (Files::new(&home.path().join("data")), "work");
        assert!(files.get(name).unwrap().is_none());
        files.set(name, &token("one")).unwrap();
        files.set(name, &token("two")).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&files.path(name)), 0o600);
        assert_eq!(mode(files.path(name).parent().unwrap()), 0o700);
        let got = files.get(name).unwrap().unwrap();
        assert_eq!((got.token.reveal(), got.note), ("two", None));
        assert!(files.delete(name).unwrap() && !files.delete(name).unwrap());
    }

    #[test]
    fn a_file_that_others_can_read_is_used_and_reported() {
        let home = tempfile::tempdir().unwrap();
        let (files, name) = (Files::new(home.path()), "work");
        files.set(name, &token("one")).unwrap();
        let open = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(files.path(name), open).unwrap();
        let note = files.get(name).unwrap().unwrap().note.unwrap();
        assert!(
            note.to_string().ends_with("can be read by others (mode 0640): chmod 600"),
            "{note}"
        );
    }

    #[test]
    fn a_blank_file_is_no_token_and_rubbish_is_broken_without_its_bytes() {
        let home = tempfile::tempdir().unwrap();
        let (files, name) = (Files::new(home.path()), "work");
        files.set(name, &token("one")).unwrap();
        std::fs::write(files.path(name), " \r\n").unwrap();
        assert!(files.get(name).unwrap().is_none());
        std::fs::write(files.path(name), "two words").unwrap();
        let error = files.get(name).unwrap_err();
        assert!(matches!(error, StoreError::Broken(Broken::Token { .. })));
        assert!(!format!("{error} {error:?}").contains("two"));
        let unavailable = StoreError::from(Unavailable::Locked);
        assert_eq!(unavailable.to_string(), "the keyring is locked");
    }
}
