//! Whether a project's items count, and what to say if they don't.

use std::path::PathBuf;

use super::{Item, Project};
use crate::text::printable_path;

/// Whether the project's items count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is nothing to take.
    Nothing,
    /// The user approved exactly this content.
    Approved,
    /// The user trusts the folder, by the setting named.
    Trusted(&'static str),
    /// Nobody was asked yet.
    New,
    /// Approved once, and these keys changed since.
    Changed(Vec<String>),
    /// The user said no.
    Denied,
    /// A file belongs to somebody else.
    Foreign(PathBuf),
}

impl Verdict {
    /// Whether the items may be used.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(self, Self::Approved | Self::Trusted(_))
    }
}

/// A project with the verdict over it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The files' content.
    pub project: Project,
    /// Whether it counts.
    pub verdict: Verdict,
}

impl Judged {
    /// What the project would set but may not, with the next step: keys, never values.
    #[must_use]
    pub fn held_back(&self) -> Option<String> {
        let keys = || {
            let keys: Vec<&str> = self.project.items.iter().map(|item| item.key.as_str()).collect();
            keys.join(", ")
        };
        let files: Vec<String> =
            self.project.files.iter().map(|file| printable_path(&file.path)).collect();
        let files = files.join(" and ");
        Some(match &self.verdict {
            Verdict::Nothing | Verdict::Approved | Verdict::Trusted(_) => return None,
            Verdict::New => {
                format!(
                    "{files} is not allowed yet ({}): look at it, then hfenv allow (or deny)",
                    keys()
                )
            }
            Verdict::Changed(changed) => {
                let changed = changed.join(", ");
                format!("{files} changed since it was allowed ({changed}): look, then hfenv allow")
            }
            Verdict::Denied => format!("{files} is denied; hfenv allow would change that"),
            Verdict::Foreign(file) => format!(
                "{} belongs to another user and is not used; if you trust it: hfenv allow",
                printable_path(file)
            ),
        })
    }

    /// The items, if they count.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let counts = self.verdict.counts();
        self.project.items.iter().filter(move |_| counts)
    }
}
