//! What a check comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::{Early, Finding, Gap, Known, News, Part, Rewrite};

/// What a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// The secrets, by path, line and column.
    pub findings: Vec<Finding>,
    /// How many more are allowed, by a mark on their line or by the list.
    pub allowed: usize,
    /// Whether that is not all.
    pub early: Option<Early>,
    /// Whether the branch has no commit yet.
    pub unborn: bool,
    /// What has to be made anew.
    pub rewrite: Option<Rewrite>,
    /// How many contents and messages were searched.
    pub searched: usize,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many contents are not there, as in a partial clone, by the commits that have them.
    pub missing: BTreeMap<Option<String>, usize>,
    /// How many more are not there, of commits that the remote has from which they can be had.
    pub promised: usize,
    /// The remote from which what is missing can be had.
    pub promisor: Option<String>,
    /// Files that can't be read, and why.
    pub unread: Vec<(PathBuf, String)>,
    /// Packed files that were not searched as they are meant to be read.
    pub gaps: BTreeMap<Gap, BTreeSet<PathBuf>>,
    /// What was known, by which paths are shown, too.
    pub known: Arc<Known>,
    /// How long that took.
    pub took: Duration,
    /// What is wrong with the list of what is allowed.
    pub remarks: Vec<String>,
}

impl Report {
    /// Why not everything was searched; nothing if all of it was.
    #[must_use]
    pub fn gap(&self) -> Option<String> {
        let unread = self.unread.first().map(|(path, why)| match self.unread.len() {
            _ if path.as_os_str().is_empty() => why.clone(),
            1 => format!("{}: {why}", self.path_shown(path)),
            many => format!("{}: {why} (and {} more files)", self.path_shown(path), many - 1),
        });
        let lacking = self.lacking();
        let are = if lacking == 1 { "object is" } else { "objects are" };
        let missing = (lacking > 0)
            .then(|| format!("{lacking} {are} not here, as in a partial or shallow clone"));
        self.early.map(|early| early.to_string()).or(unread).or(missing)
    }
}

impl Report {
    /// What was not searched of packed files, a line for each reason; what everybody should hear,
    /// or all of it.
    #[must_use]
    pub fn packed(&self, all: bool) -> Vec<String> {
        let told = self.gaps.iter().filter(|(gap, _)| all || gap.is_loud());
        let line = |(gap, paths): (&Gap, &BTreeSet<PathBuf>)| {
            let first = paths.first()?;
            let is_input = first.as_os_str().is_empty();
            let name = if is_input { "input".to_owned() } else { self.path_shown(first) };
            Some(match paths.len() {
                1 => format!("{name}: {gap}"),
                many => format!("{name} and {} more: {gap}", many - 1),
            })
        };
        told.filter_map(line).collect()
    }

    /// How many contents are not there.
    pub(super) fn lacking(&self) -> usize {
        self.missing.values().sum()
    }

    /// Takes in what the search tells.
    pub(super) fn take(&mut self, news: News) {
        match news {
            News::Found(finding) => self.findings.push(*finding),
            News::Allowed => self.allowed += 1,
            News::Early(early) => self.early = Some(early),
            News::Unborn => self.unborn = true,
            News::Searched(contents, bytes) => {
                self.searched += contents;
                self.bytes += bytes;
            }
            News::Missing(commit) => *self.missing.entry(commit).or_default() += 1,
            News::Unread(path, why) => self.unread.push((path, why)),
            News::Gap(path, gap) => {
                self.gaps.entry(gap).or_default().insert(path);
            }
            News::Remark(remark) => self.remarks.push(remark),
            News::Done(_) => {}
        }
    }

    /// Puts the findings in order, the name of a folder once: it is in the path of every file
    /// below it.
    pub(super) fn sort(&mut self) {
        let mut names = BTreeSet::new();
        self.findings
            .retain(|it| it.part != Part::Name || names.insert(it.value.bytes().to_owned()));
        self.findings.sort_by(|a, b| {
            let place = |it: &Finding| (it.line, it.column);
            (&a.path, &a.member, place(a), &a.commit).cmp(&(
                &b.path,
                &b.member,
                place(b),
                &b.commit,
            ))
        });
    }

    /// Writes the paths of the repository as they are seen in its folder `prefix`.
    pub(super) fn seen_from(&mut self, prefix: &Path) {
        for finding in self.findings.iter_mut().filter(|it| it.part != Part::Message) {
            finding.path = seen_from(prefix, &finding.path);
        }
    }
}

/// A path of the repository as it is written in its folder `prefix`.
fn seen_from(prefix: &Path, path: &Path) -> PathBuf {
    let mut folders = prefix.components().filter(|part| matches!(part, Component::Normal(_)));
    let mut rest = path.components();
    let mut below = rest.clone();
    let mut up = 0;
    for folder in folders.by_ref() {
        if below.next() != Some(folder) {
            up = 1;
            break;
        }
        rest = below.clone();
    }
    let up = up + folders.count();
    std::iter::repeat_n(Component::ParentDir, up).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_seen_from_the_folder() {
        for (prefix, path, seen) in [
            ("", "a/b", "a/b"),
            ("a/", "a/b", "b"),
            ("a/", "ab", "../ab"),
            ("a/c/", "a/b", "../b"),
            ("a/c/d/", "e", "../../../e"),
        ] {
            assert_eq!(seen_from(Path::new(prefix), Path::new(path)), Path::new(seen), "{prefix}");
        }
    }
}
