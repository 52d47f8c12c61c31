//! What is wrong with a machine, a project or a login, and what to do about it.
//!
//! A check looks and changes nothing. What it finds is made of [`Public`] parts, so that the whole
//! report can be pasted into an issue; a [`Fix`] is kept in a list before it is made, so that it
//! can be taken back.

mod plain;
pub mod public;
mod sources;

use std::path::{Path, PathBuf};

use self::public::Public;
use crate::endpoint::Endpoint;
use crate::plaintext::Search;
use crate::quote::Shell;
use crate::resolve::world::World;
use crate::store::Manner;

/// What the checks look at.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Environment, folders, project and profiles.
    pub world: &'a World,
    /// The user's endpoints.
    pub endpoints: &'a [Endpoint],
    /// How stores are asked: under a deadline and without a question.
    pub manner: Manner,
    /// The running program, as set-up would write it.
    pub program: &'a Path,
    /// Whether the network may be asked.
    pub online: bool,
}

impl Scene<'_> {
    /// The search for plain text.
    #[must_use]
    pub fn search(&self) -> Search<'_> {
        Search { paths: &self.world.paths, env: &self.world.env, endpoints: self.endpoints }
    }

    /// A path for everybody: below the home folder it begins with `~`.
    #[must_use]
    pub fn path(&self, path: &Path) -> Public {
        Public::path(path, &self.world.paths)
    }
}

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
#[derive(Debug)]
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

    /// With something that `--fix` does.
    #[must_use]
    pub fn fix(self, fix: Fix) -> Self {
        self.remedy(Remedy::Fix(fix))
    }
}

/// What to do about a finding.
#[derive(Debug)]
pub enum Remedy {
    /// `--fix` does it, and `--undo` takes it back.
    Fix(Fix),
    /// A command to run.
    Run(Public),
    /// Words.
    Say(Public),
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
    /// `hfenv guard install` in the repository around the folder.
    Guard,
}

/// The part of the machine that a check looks at; the report has a heading for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Which token is used, and by whom.
    Tokens,
    /// Where secrets lie.
    PlainText,
    /// git and its helpers.
    Git,
    /// Shells and commits.
    Shell,
    /// Keyring, clock, network.
    Machine,
    /// The Hub cache.
    Cache,
}

impl Group {
    /// Its heading.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::PlainText => "plain text",
            Self::Git => "git",
            Self::Shell => "shell and commits",
            Self::Machine => "this machine",
            Self::Cache => "cache",
        }
    }
}

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name on the command line: lower case and hyphens.
    pub name: &'static str,
    /// Where it stands in the report.
    pub group: Group,
    /// What it looks for, in a line.
    pub about: &'static str,
    /// Looks. Nothing to say counts as good.
    pub look: fn(&Scene<'_>) -> Vec<Finding>,
}

/// Every check, in the order of the report.
#[must_use]
pub fn checks() -> Vec<Check> {
    let mut all = [sources::CHECKS, plain::CHECKS].concat();
    all.sort_by_key(|check| check.group);
    all
}
