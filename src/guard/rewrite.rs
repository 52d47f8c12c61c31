//! What has to be made anew to take secrets out of it: commits of a branch, and tags.

use std::collections::BTreeSet;
use std::io::BufRead;
use std::process::Stdio;

use super::command::Action;
use super::repo::Repo;
use super::{Finding, Input, Part, Report};

/// How far back it is looked.
const MOST: &str = "--max-count=1000";

/// What has to be made anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rewrite {
    /// Commits.
    pub commits: Option<Commits>,
    /// The names of tags.
    pub tags: Vec<String>,
    /// Whether the name or address has a secret that git gives to whatever is made now.
    pub identity: bool,
}

/// The commits of a branch, from the oldest with a secret on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Commits {
    /// The last one of the branch that is checked out.
    Last,
    /// More than that.
    From {
        /// The oldest.
        commit: String,
        /// Whether nothing is before it.
        root: bool,
        /// Whether there are merges among them.
        merges: bool,
        /// Whether one with a secret is a merge.
        joins: bool,
        /// The branch, if it is not the one that is checked out.
        branch: Option<String>,
    },
}

impl Rewrite {
    /// Nothing where no commits are looked at. What others have already is left out: it would
    /// stay with them.
    pub(super) fn of(repo: &Repo, input: &Input, report: &Report) -> Option<Self> {
        let (Input::Range(_) | Input::Push(_) | Input::Action(Action::Push { .. })) = input else {
            return None;
        };
        let own: Vec<&Finding> =
            report.findings.iter().filter(|finding| finding.public.is_none()).collect();
        let of = |tag: bool| {
            let some = own.iter().filter(move |it| (it.part == Part::Tag) == tag);
            some.filter_map(|it| it.commit.as_deref()).collect::<BTreeSet<_>>()
        };
        let (wanted, tags) = (of(false), of(true));
        Some(Self {
            commits: Commits::of(repo, &wanted),
            tags: tags.iter().flat_map(|id| names(repo, id)).collect(),
            identity: identity(repo, &own),
        })
    }
}

impl Commits {
    /// Those of the branch that is checked out, or else of one that has the first of them; nothing
    /// if they are in none, or far back.
    fn of(repo: &Repo, wanted: &BTreeSet<&str>) -> Option<Self> {
        let first = wanted.first()?;
        if let Some(found) = Self::on(repo, wanted, None) {
            return Some(found);
        }
        let words = ["for-each-ref", "--format=%(refname:strip=2)", "--count=1", "--contains"];
        let branch = repo.line(&[&words[..], &[first, "refs/heads"]].concat()).ok()?;
        let branch = branch.to_str().filter(|name| !name.is_empty())?;
        Self::on(repo, wanted, Some(branch))
    }

    fn on(repo: &Repo, wanted: &BTreeSet<&str>, branch: Option<&str>) -> Option<Self> {
        let tip = branch.map_or("HEAD".to_owned(), |name| format!("refs/heads/{name}"));
        let words = ["rev-list", "--parents", MOST, &tip, "--"];
        let mut list = repo.start(&words, Stdio::null()).ok()?;
        let (mut merges, mut joins, mut left) = (false, false, wanted.len());
        let mut found = None;
        for (index, line) in list.output().ok()?.lines().enumerate() {
            let line = line.ok()?;
            let mut ids = line.split(' ');
            let id = ids.next()?;
            let parents = ids.count();
            merges |= parents > 1;
            if !wanted.contains(id) {
                continue;
            }
            joins |= parents > 1;
            let (commit, root, branch) = (id.to_owned(), parents == 0, branch.map(str::to_owned));
            found = Some(if index == 0 && branch.is_none() {
                Self::Last
            } else {
                Self::From { commit, root, merges, joins, branch }
            });
            left -= 1;
            if left == 0 {
                break;
            }
        }
        found
    }
}

/// The names under which a tag's object is known here.
fn names(repo: &Repo, id: &str) -> Vec<String> {
    let at = format!("--points-at={id}");
    let words = ["for-each-ref", &at, "--format=%(objectname) %(refname:strip=2)", "refs/tags"];
    let lines = repo.output(&words).unwrap_or_default();
    let lines = String::from_utf8_lossy(&lines);
    let named = lines.lines().filter_map(|line| line.split_once(' '));
    named.filter(|(of, _)| *of == id).map(|(_, name)| name.to_owned()).collect()
}

/// Whether git would write a secret of a commit's or a tag's head again.
fn identity(repo: &Repo, findings: &[&Finding]) -> bool {
    let heads = [Part::Author, Part::Committer, Part::Tag];
    let mut some = findings.iter().filter(|it| heads.contains(&it.part)).peekable();
    if some.peek().is_none() {
        return false;
    }
    let idents = ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"];
    let idents = idents.map(|name| repo.output(&["var", name]).unwrap_or_default()).concat();
    some.any(|it| memchr::memmem::find(&idents, it.value.bytes()).is_some())
}
