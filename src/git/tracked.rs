//! Whether git has a file, or would take it.

use std::path::Path;
use std::time::Duration;

use crate::program::Git;
use crate::project::repository_root;

/// How long git may take for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What git has to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is in the index of its repository.
    Tracked,
    /// `git add` would take it.
    Taken,
    /// The repository ignores it.
    Ignored,
    /// It lies in no repository.
    Outside,
}

impl Git {
    /// What git says of a file, asked in its folder; `None` without an answer, as where the
    /// repository's configuration is broken, or the repository is somebody else's.
    #[must_use]
    pub fn standing(&self, file: &Path) -> Option<Standing> {
        let (folder, name) = (file.parent()?, file.file_name()?);
        let ask = |words: &[&str]| {
            let mut command = self.wary();
            command.current_dir(folder).args(words).arg("--").arg(name);
            Self::said(command, PATIENCE).ok()?.code
        };
        match ask(&["ls-files", "--error-unmatch"]) {
            Some(0) => Some(Standing::Tracked),
            Some(1) => match ask(&["check-ignore", "-q"]) {
                Some(0) => Some(Standing::Ignored),
                Some(1) => Some(Standing::Taken),
                _ => None,
            },
            _ => repository_root(folder).is_none().then_some(Standing::Outside),
        }
    }

    /// Whether a file is in the index of its repository.
    #[must_use]
    pub fn tracks(&self, file: &Path) -> bool {
        self.standing(file) == Some(Standing::Tracked)
    }
}
