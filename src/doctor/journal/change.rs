//! What a list of changes holds, and whether it makes sense: it could have been edited.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::spans::Spans;
use crate::paths::Paths;
use crate::secret_file::settled;

/// Stand for the home folder in a text that is kept: as it is named, and with its links resolved.
const HOMES: [&str; 2] = ["\u{1}~\u{1}", "\u{1}~~\u{1}"];

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// The permission bits of a file or folder.
    Mode {
        /// It.
        path: Kept,
        /// Its bits before.
        before: Bits,
        /// Its bits after.
        after: Bits,
    },
    /// Lines of a text.
    Text(TextChange),
    /// Values of git's configuration, until it is known where they stand in the file.
    Git {
        /// For each key what it got and what it lost.
        keys: Vec<GitKey>,
        /// The files that may have them.
        files: Vec<GitFile>,
    },
    /// The guard came into a repository.
    Guard {
        /// The work tree.
        top: Kept,
    },
}

impl Change {
    /// Whether nobody has put something into it that is never written there.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Mode { path, before, after } => {
                path.is_sound() && before.mode().is_some() && after.mode().is_some()
            }
            Self::Text(change) => change.path.is_sound() && change.spans.is_sound(),
            Self::Git { keys, files } => {
                let is_ours = |key: &GitKey| key.key.starts_with("credential.");
                keys.iter().all(is_ours) && files.iter().all(|file| file.path.is_sound())
            }
            Self::Guard { top } => top.is_sound(),
        }
    }
}

/// Permission bits, as `chmod` takes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bits(String);

impl From<u32> for Bits {
    fn from(mode: u32) -> Self {
        Self(format!("{mode:03o}"))
    }
}

impl Bits {
    /// The bits; `None` where they are more than rights of owner, group and others.
    #[must_use]
    pub fn mode(&self) -> Option<u32> {
        u32::from_str_radix(&self.0, 8).ok().filter(|mode| *mode <= 0o777)
    }
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextChange {
    /// The file.
    pub(in crate::doctor) path: Kept,
    /// Whether there was no file.
    pub(in crate::doctor) made: bool,
    /// The number of the file before, by which one that nobody has replaced is known.
    #[serde(default)]
    pub(in crate::doctor) number: Option<i64>,
    pub(in crate::doctor) spans: Spans,
}

/// A file of git's configuration, before the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitFile {
    /// The file.
    pub path: Kept,
    /// Its length; nothing if it was not there.
    pub former: Option<usize>,
}

/// A key of git's configuration with values of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitKey {
    /// The key.
    pub key: String,
    /// What went.
    pub gone: Vec<String>,
    /// What came.
    pub come: Vec<String>,
    /// Which of the same values stayed.
    #[serde(default)]
    pub stay: Vec<String>,
}

impl GitKey {
    /// With every value changed.
    pub(in crate::doctor) fn map(mut self, change: impl Fn(&str) -> String) -> Self {
        for value in self.gone.iter_mut().chain(&mut self.come).chain(&mut self.stay) {
            *value = change(value);
        }
        self
    }
}

/// A path in the list: below the home folder it begins with `~`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept(String);

impl Kept {
    /// The path without links; `None` where it is no text, or not absolute.
    #[must_use]
    pub fn of(path: &Path, paths: &Paths) -> Option<Self> {
        let path = &settled(path);
        let below = [paths.home.clone(), Paths::real(&paths.home)];
        let below = below.iter().find_map(|home| path.strip_prefix(home).ok());
        let text = match below {
            Some(below) => format!("~/{}", below.to_str()?),
            None => path.to_str()?.to_owned(),
        };
        (below.is_some() || path.is_absolute()).then_some(Self(text))
    }

    /// The path here, with no link in it if it was written without one.
    #[must_use]
    pub fn path(&self, paths: &Paths) -> PathBuf {
        match self.0.strip_prefix("~/") {
            Some(below) => settled(&paths.home).join(below.trim_start_matches('/')),
            None => PathBuf::from(&self.0),
        }
    }

    fn is_sound(&self) -> bool {
        let path = Path::new(&self.0);
        let climbs = path.components().any(|part| part == Component::ParentDir);
        !climbs && (self.0.starts_with("~/") || path.is_absolute())
    }
}

/// The home folder with its marks.
fn homes(paths: &Paths) -> impl Iterator<Item = (String, &'static str)> {
    let homes = [paths.home.clone(), Paths::real(&paths.home)].into_iter().zip(HOMES);
    let named = homes.filter_map(|(home, mark)| Some((home.to_str()?.to_owned(), mark)));
    named.filter(|(home, _)| home.len() > 1)
}

/// A text as it is kept, without the name of the home folder.
pub(in crate::doctor) fn kept_text(text: &str, paths: &Paths) -> String {
    homes(paths).fold(text.to_owned(), |text, (home, mark)| text.replace(&home, mark))
}

/// The text again.
pub(in crate::doctor) fn text_again(text: &str, paths: &Paths) -> String {
    homes(paths).fold(text.to_owned(), |text, (home, mark)| text.replace(mark, &home))
}
