//! What a check says: how bad it is, what was seen, and what to do.

use std::path::PathBuf;

use super::Scene;
use super::public::Public;
use crate::quote::Shell;

/// What a check has to say, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing is wrong.
    Good,
    /// Nothing to look at, or only with `--online`.
    Skipped,
    /// It works, and is good to know.
    Note,
    /// It could not be looked at.
    Unknown,
    /// It works so far, and should not stay.
    Warning,
    /// Something does not work, or a secret lies open.
    Problem,
}

impl Verdict {
    /// Every verdict, from bad to good.
    pub const ALL: [Self; 6] =
        [Self::Problem, Self::Warning, Self::Unknown, Self::Note, Self::Skipped, Self::Good];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Skipped => "skipped",
            Self::Note => "note",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that a check has found, good or bad.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How bad it is.
    pub verdict: Verdict,
    /// What was seen.
    pub evidence: Public,
    /// What to do, in order.
    pub remedies: Vec<Remedy>,
}

impl Finding {
    /// Without a remedy.
    #[must_use]
    pub fn new(verdict: Verdict, evidence: impl Into<Public>) -> Self {
        Self { verdict, evidence: evidence.into(), remedies: Vec::new() }
    }

    /// All is well, and this was seen.
    #[must_use]
    pub fn good(evidence: impl Into<Public>) -> Self {
        Self::new(Verdict::Good, evidence)
    }

    /// With one more remedy.
    #[must_use]
    pub fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }

    /// With a command that a person may run.
    #[must_use]
    pub fn run(self, command: impl Into<Public>) -> Self {
        self.remedy(Remedy::Run(command.into()))
    }

    /// With something that only the person can do.
    #[must_use]
    pub fn say(self, words: impl Into<Public>) -> Self {
        self.remedy(Remedy::Say(words.into()))
    }

    /// What `--fix` would do about it.
    pub fn fixes(&self) -> impl Iterator<Item = &Fix> {
        self.remedies.iter().filter_map(|remedy| match remedy {
            Remedy::Fix(fix) => Some(fix),
            Remedy::Run(_) | Remedy::Say(_) => None,
        })
    }

    /// With something that `--fix` does.
    #[must_use]
    pub fn fix(self, fix: Fix) -> Self {
        self.remedy(Remedy::Fix(fix))
    }
}

/// What to do about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// `--fix` does it, and `--undo` takes it back.
    Fix(Fix),
    /// A command to run.
    Run(Public),
    /// Words.
    Say(Public),
}

impl Remedy {
    /// The word before it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Fix(_) => "fix",
            Self::Run(_) => "run",
            Self::Say(_) => "do",
        }
    }

    /// What it is.
    #[must_use]
    pub fn shown(&self, scene: &Scene<'_>) -> Public {
        match self {
            Self::Fix(fix) => fix.shown(scene),
            Self::Run(words) | Self::Say(words) => words.clone(),
        }
    }
}

/// A change that is safe: it loses nothing and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// The permission bits of a file or folder of the user's.
    Mode {
        /// The file.
        path: PathBuf,
        /// The bits that it gets.
        mode: u32,
    },
    /// A line at the end of a `.gitignore`.
    Ignore {
        /// The `.gitignore`, which need not exist.
        file: PathBuf,
        /// The line.
        line: String,
    },
    /// `hfenv setup git`.
    Git,
    /// `hfenv setup shell --shell SHELL`.
    Shell(Shell),
    /// `hfenv guard install` in the repository around the current folder, where there is no guard.
    Guard,
}

impl Fix {
    /// The command that does the same.
    #[must_use]
    pub fn shown(&self, scene: &Scene<'_>) -> Public {
        match self {
            Self::Mode { path, mode } => {
                Public::text("chmod ").and(Public::mode(*mode)).and(" ").and(scene.word(path))
            }
            Self::Ignore { file, line } => {
                Public::text("add ").and(Public::pattern(line)).and(" to ").and(scene.path(file))
            }
            Self::Git => Public::text("hfenv setup git"),
            Self::Shell(shell) => {
                Public::text("hfenv setup shell --shell ").and(Public::shell(*shell))
            }
            Self::Guard => Public::text("hfenv guard install"),
        }
    }
}
