//! Which files and blobs a command is about to take along, and what they replace.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use super::command::Action;
use super::raw::{self, Change, New};
use super::repo::{self, Output, Repo};
use super::{Early, GuardError, Limits};

/// What is taken along.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// New and changed paths, each content once.
    pub(super) changes: Vec<Change>,
    /// The objects of deleted paths, by commit if commits are looked at: what a renamed file has
    /// is not new.
    pub(super) gone: Gone,
    /// Whether that is not all.
    pub(super) early: Option<Early>,
    /// Whether the branch has no commit yet.
    pub(super) unborn: bool,
}

/// Objects by commit, or by none.
pub(super) type Gone = BTreeMap<Option<String>, Vec<String>>;

/// Asks git.
pub(super) fn taken(repo: &Repo, action: &Action, limits: Limits) -> Result<Taken, GuardError> {
    let mut taken = Taken::default();
    match action {
        Action::Commit { amend, index, tree } => {
            let base = if *amend { "HEAD^" } else { "HEAD" };
            if *index {
                taken.compare(repo, base, &["--cached"], &[])?;
            }
            if let Some(paths) = tree {
                taken.compare(repo, base, &[], paths)?;
            }
        }
        Action::Add { paths, untracked, ignored } => {
            taken.take(&repo.output(&words("diff-files", &raw::OPTIONS, paths))?)?;
            if *untracked {
                taken.unknown(repo, paths, *ignored)?;
            }
        }
        Action::Push { tips } => taken.push(repo, tips, limits.commits)?,
    }
    taken.once();
    Ok(taken)
}

impl Taken {
    /// Takes the differences to a commit, which need not be there yet.
    fn compare(
        &mut self,
        repo: &Repo,
        base: &str,
        options: &[&str],
        paths: &[OsString],
    ) -> Result<(), GuardError> {
        let options = [&raw::OPTIONS, options].concat();
        let against = |base: &str| {
            repo.output(&words("diff-index", &[options.as_slice(), &[base]].concat(), paths))
        };
        let output = against(base).or_else(|error| {
            if repo.output(&["rev-parse", "--verify", "--quiet", base]).is_ok() {
                return Err(error);
            }
            self.unborn = base == "HEAD";
            // The tree without entries, whatever the repository's hash is.
            let empty = repo.output(&["hash-object", "-t", "tree", "--stdin"])?.bytes;
            against(String::from_utf8_lossy(&empty).trim())
        })?;
        self.take(&output).map(drop)
    }

    /// Takes files that git does not know yet.
    fn unknown(
        &mut self,
        repo: &Repo,
        paths: &[OsString],
        ignored: bool,
    ) -> Result<(), GuardError> {
        let options = ["--others", "-z", "--full-name", "--exclude-standard"];
        let options = if ignored { &options[..3] } else { &options };
        let all = [OsString::from(":/")];
        let paths = if paths.is_empty() { &all } else { paths };
        let output = repo.output(&words("ls-files", options, paths))?;
        self.early = self.early.or(output.cut.then_some(Early::Count));
        let names = output.bytes.split_inclusive(|byte| *byte == 0);
        let names = names.filter_map(|name| name.strip_suffix(&[0]));
        // With a slash at the end it is a repository of its own.
        self.changes.extend(names.filter(|name| !name.ends_with(b"/")).map(|name| Change {
            path: repo::path(name.to_owned()),
            old: Vec::new(),
            new: New::File,
            commit: None,
        }));
        Ok(())
    }

    /// Takes what the commits that no remote has bring in.
    fn push(&mut self, repo: &Repo, tips: &[OsString], most: u64) -> Result<(), GuardError> {
        let mut list: Vec<OsString> = vec!["rev-list".into(), format!("--max-count={most}").into()];
        list.extend_from_slice(tips);
        list.extend(["--not", "--remotes", "--"].map(OsString::from));
        // A merge brings in what none of its parents has; --always counts the empty ones, too.
        let diff = ["diff-tree", "--stdin", "-r", "-c", "--root", "--always"].map(OsString::from);
        let diff: Vec<OsString> = diff.into_iter().chain(raw::OPTIONS.map(Into::into)).collect();
        let commits = self.take(&repo.piped(&list, &diff)?)?;
        if commits >= most {
            self.early = Some(Early::Commits(most));
        }
        Ok(())
    }

    /// Takes what a raw diff tells; how many commits it has.
    fn take(&mut self, output: &Output) -> Result<u64, GuardError> {
        let (changes, commits) = raw::parse(&output.bytes)?;
        self.early = self.early.or(output.cut.then_some(Early::Count));
        for change in changes {
            match change.new {
                New::Nothing => self.gone.entry(change.commit).or_default().extend(change.old),
                _ => self.changes.push(change),
            }
        }
        Ok(commits)
    }

    /// Keeps each path's content once, and none that was only renamed.
    fn once(&mut self) {
        let gone = &self.gone;
        let mut seen = BTreeSet::new();
        self.changes.retain(|change| {
            let New::Blob(id) = &change.new else { return true };
            let renamed = gone.get(&change.commit).is_some_and(|ids| ids.contains(id));
            !renamed && seen.insert((change.path.clone(), id.clone()))
        });
    }
}

/// A command of git's with options and then pathspecs.
fn words(command: &str, options: &[&str], paths: &[OsString]) -> Vec<OsString> {
    let options = options.iter().map(OsString::from);
    let head = std::iter::once(OsString::from(command)).chain(options);
    head.chain(["--".into()]).chain(paths.iter().cloned()).collect()
}
