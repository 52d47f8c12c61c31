//! A change of one file: found without touching it, told, and made in one step.

use std::path::{Path, PathBuf};

use super::{SetupError, lines};
use crate::secret_file::{self, FileError};
use crate::text::printable_path;

/// Largest rc file that is read, in bytes.
pub const LIMIT: u64 = 4 << 20;

/// The mode of a new rc file: no secret is in it.
const MODE: u32 = 0o644;

/// More lines than these are counted instead of shown, unless that is all that is asked for.
const FEW: usize = 4;

/// One file, before and after; `None` is no file.
#[derive(Debug)]
pub struct Edit {
    file: PathBuf,
    before: Option<Vec<u8>>,
    after: Option<Vec<u8>>,
    /// Whether all of its lines are ours.
    own: bool,
}

/// The bytes of a file, if it is there.
pub fn content(file: &Path) -> Result<Option<Vec<u8>>, SetupError> {
    Ok(secret_file::read(file, LIMIT)?.map(|content| content.bytes.to_vec()))
}

/// Puts our line in.
pub fn with_line(file: &Path, line: &str) -> Result<Edit, SetupError> {
    let before = content(file)?;
    let after = lines::with_line(before.as_deref().unwrap_or_default(), line)
        .ok_or_else(|| SetupError::GoesOn(file.to_owned()))?;
    Ok(Edit { file: file.to_owned(), before, after: Some(after), own: false })
}

/// Takes our line out.
pub fn without_line(file: &Path) -> Result<Edit, SetupError> {
    let before = content(file)?;
    let after = before.as_deref().map(lines::without_line);
    Ok(Edit { file: file.to_owned(), before, after, own: false })
}

/// Writes a file that is all ours, known by how it begins, or removes it.
pub fn own_file(file: &Path, start: &str, text: Option<&str>) -> Result<Edit, SetupError> {
    let before = content(file)?;
    let after = text.map(|text| text.as_bytes().to_vec());
    let theirs = before.as_ref().is_some_and(|bytes| !bytes.starts_with(start.as_bytes()));
    if theirs && after.is_some() {
        return Err(SetupError::NotOurs(file.to_owned()));
    }
    let after = if theirs { before.clone() } else { after };
    Ok(Edit { file: file.to_owned(), before, after, own: true })
}

impl Edit {
    /// Whether it does.
    #[must_use]
    pub fn changes_something(&self) -> bool {
        self.before != self.after
    }

    /// The file, and its bytes before and after; `None` is no file.
    #[must_use]
    pub fn versions(&self) -> (&Path, Option<&[u8]>, Option<&[u8]>) {
        (&self.file, self.before.as_deref(), self.after.as_deref())
    }

    /// Our lines that go and that come.
    #[must_use]
    pub fn told(&self, in_full: bool) -> String {
        let [before, after] = [&self.before, &self.after].map(|bytes| self.ours(bytes.as_deref()));
        let file = printable_path(&self.file);
        let tell = |sign: &str, lines: &[String], there: &[String]| {
            let lines: Vec<_> = lines.iter().filter(|line| !there.contains(line)).collect();
            if lines.len() > FEW && !in_full {
                return format!("{sign} {file}: {} lines\n", lines.len());
            }
            let lines = lines.iter().flat_map(|line| [sign, " ", &file, ": ", line.as_str(), "\n"]);
            lines.collect::<String>()
        };
        tell("-", &before, &after) + &tell("+", &after, &before)
    }

    fn ours(&self, bytes: Option<&[u8]>) -> Vec<String> {
        let text = |line: &[u8]| String::from_utf8_lossy(line).into_owned();
        let bytes = bytes.unwrap_or_default();
        if self.own {
            return text(bytes).lines().map(ToOwned::to_owned).collect();
        }
        lines::marked(bytes).map(text).collect()
    }

    /// Makes the change. Links, mode and owner stay as they are.
    pub fn make(&self) -> Result<(), FileError> {
        match &self.after {
            Some(bytes) => secret_file::rewrite(&self.file, bytes, MODE),
            None => secret_file::remove(&self.file).map(drop),
        }
    }
}
