//! Which commits have to be made anew to take secrets out of them.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::process::Stdio;

use super::command::Action;
use super::repo::Repo;
use super::{Input, Report};

/// How far back it is looked.
const MOST: &str = "--max-count=1000";

/// The commits of the branch that is checked out, from the oldest with a secret on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rewrite {
    /// The last one.
    Last,
    /// More than that.
    From {
        /// The oldest.
        commit: String,
        /// Whether nothing is before it.
        root: bool,
        /// Whether there are merges among them.
        merges: bool,
    },
}

impl Rewrite {
    /// Nothing if one of them is not in that branch, or far back.
    pub(super) fn of(repo: &Repo, input: &Input, report: &Report) -> Option<Self> {
        let (Input::Range(_) | Input::Push(_) | Input::Action(Action::Push { .. })) = input else {
            return None;
        };
        let commits = report.findings.iter().map(|finding| finding.commit.as_deref());
        let mut wanted: BTreeSet<&str> = commits.collect::<Option<_>>()?;
        let words = ["rev-list", "--parents", MOST, "HEAD"];
        let mut list = repo.start(&words, Stdio::null()).ok()?;
        let mut merges = false;
        for (index, line) in list.output().ok()?.lines().enumerate() {
            let line = line.ok()?;
            let mut ids = line.split(' ');
            let id = ids.next()?;
            let parents = ids.count();
            merges |= parents > 1;
            if wanted.remove(id) && wanted.is_empty() {
                let from = Self::From { commit: id.to_owned(), root: parents == 0, merges };
                return Some(if index == 0 { Self::Last } else { from });
            }
        }
        None
    }
}
