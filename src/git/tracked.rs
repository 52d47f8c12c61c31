//! Whether git has a file, or would take it.

use std::path::Path;
use std::time::Duration;

use crate::program::{Git, said_within};

/// How long git may take for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

impl Git {
    /// Whether a file is in the index of its repository.
    #[must_use]
    pub fn tracks(&self, file: &Path) -> bool {
        self.asks(file, &["ls-files", "--error-unmatch", "--"])
    }

    /// Whether `git add` would take an untracked file: it lies in a repository that does not ignore
    /// it.
    #[must_use]
    pub fn would_track(&self, file: &Path) -> bool {
        self.asks(file, &["rev-parse", "--git-dir"])
            && !self.asks(file, &["check-ignore", "-q", "--"])
    }

    /// Whether git says yes about a file, asked in its folder. Without an answer there is no
    /// warning.
    fn asks(&self, file: &Path, words: &[&str]) -> bool {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return false };
        let mut command = self.wary();
        command.current_dir(folder).args(words);
        if words.last() == Some(&"--") {
            command.arg(name);
        }
        said_within(command, b"", PATIENCE).is_ok_and(|said| said.success)
    }
}
