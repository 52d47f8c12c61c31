//! The index, which is half a merge at times: what a merged branch has was committed before, and a
//! push looks at that.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;

use super::Taken;
use crate::guard::GuardError;
use crate::guard::answer::size;
use crate::guard::child::Started;
use crate::guard::repo::Repo;

impl Taken {
    /// Takes what the index in force has and the commit has not, nor the commits that are merged.
    pub(super) fn index(
        &mut self,
        repo: &Repo,
        base: &str,
        ready: Option<&mut Started>,
    ) -> Result<(), GuardError> {
        // A git that has ended already is none to ask; the comparison says why.
        let ready = ready.and_then(|ready| {
            let asked = ready.ask(b"MERGE_HEAD\n");
            asked.is_ok().then_some(ready)
        });
        self.compare(repo, base, &["--cached"], &[])?;
        if let Some(ready) = ready {
            let answer = ready.raw_line()?;
            let Some(size) = size(&answer) else { return Ok(()) };
            // The commit itself tells nothing: there may be more than one.
            io::copy(&mut ready.output()?.take(size + 1), &mut io::sink())?;
        }
        let file = repo.folder().join(repo.line(&["rev-parse", "--git-path", "MERGE_HEAD"])?);
        let Ok(heads) = std::fs::read_to_string(file) else { return Ok(()) };
        heads.lines().try_for_each(|head| self.but_for(repo, head))
    }

    /// The same before git has written down which commits are merged.
    pub(super) fn merge<'a>(
        &mut self,
        repo: &Repo,
        mut heads: impl Iterator<Item = &'a str>,
    ) -> Result<(), GuardError> {
        self.compare(repo, "HEAD", &["--cached"], &[])?;
        heads.try_for_each(|head| self.but_for(repo, head))
    }

    /// Leaves out what a commit has.
    fn but_for(&mut self, repo: &Repo, head: &str) -> Result<(), GuardError> {
        let mut other = Self::default();
        other.compare(repo, head, &["--cached"], &[])?;
        let mut olds: BTreeMap<PathBuf, Vec<String>> =
            other.changes.into_iter().map(|change| (change.path, change.old)).collect();
        self.changes.retain_mut(|change| {
            let Some(old) = olds.remove(&change.path) else { return false };
            change.old.extend(old);
            true
        });
        Ok(())
    }
}
