//! A finding: what was found, where, and what may be told of it.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use super::allow::{self, Mark};
use super::decode::Encoding;
use super::packed::joined;
use super::raw::{Change, New};
use super::scan::{Hit, OWN, Value};

/// A secret in what git is about to take along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the folder in which git runs; nothing for a message or standard input.
    pub path: PathBuf,
    /// What in it has the secret, where it is packed: `a.zip!/b` for what is packed again.
    pub member: PathBuf,
    /// What of it has the secret.
    pub part: Part,
    /// The commit that has it, where commits are looked through.
    pub commit: Option<String>,
    /// The branch of another remote that has the commit already.
    pub public: Option<String>,
    /// The object that has it, where git keeps it already.
    pub blob: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, in characters.
    pub column: u64,
    /// The name of the rule that found it.
    pub rule: &'static str,
    /// The same for people.
    pub what: &'static str,
    /// Which of the user's own secrets it is, for people.
    pub own: Option<String>,
    /// How it was written, the outermost first.
    pub encodings: Vec<Encoding>,
    /// What may be shown of it.
    pub mask: String,
    /// What `.hfenv-allow` knows it by.
    pub fingerprint: String,
    /// What its line says of it.
    pub mark: Mark,
    /// Itself, for `--verify` alone.
    pub value: Value,
}

/// What of a file or commit has a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The content.
    Content,
    /// The file's name.
    Name,
    /// A commit's message.
    Message,
    /// Who wrote a commit.
    Author,
    /// Who made a commit.
    Committer,
    /// A tag: its message, or who made it.
    Tag,
}

impl Part {
    /// Whether a file has it.
    #[must_use]
    pub fn is_of_a_file(self) -> bool {
        matches!(self, Self::Content | Self::Name)
    }
}

impl Finding {
    /// What was found at a path, which is `known_as` from the work tree's top.
    pub(super) fn new(change: &Change, part: Part, hit: Hit, known_as: &Path) -> Self {
        // A place stands for no secret that is known to be one and too strong to be guessed.
        let is_own = hit.own.is_some() && allow::is_guessable(hit.rule);
        let rule = if is_own { OWN.0 } else { hit.rule };
        let fingerprint =
            allow::fingerprint(rule, hit.value.bytes(), &joined(known_as, &hit.member), &hit.name);
        Self {
            path: change.path.clone(),
            member: hit.member,
            part,
            commit: change.commit.clone(),
            public: None,
            blob: match &change.new {
                New::Blob(id) | New::Object(id) if part == Part::Content => Some(id.clone()),
                _ => None,
            },
            line: hit.line,
            column: hit.column,
            rule: hit.rule,
            what: hit.what,
            own: hit.own,
            encodings: hit.encodings,
            mark: hit.mark,
            mask: hit.mask,
            fingerprint,
            value: hit.value,
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes().cmp(other.bytes())
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
