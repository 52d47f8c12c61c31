//! Which files, blobs and messages are to be looked through, and what they replace.

mod merge;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;

use super::child::Started;
use super::command::Action;
use super::push::Push;
use super::raw::{self, Change, Entry, New};
use super::repo::{self, Repo};
use super::{Early, GuardError, Limits};

/// What is looked through.
#[derive(Debug, Clone)]
pub enum Input {
    /// What a git command takes along.
    Action(Action),
    /// What a merge of these commits adds to what they and the current one have.
    Merge(Vec<String>),
    /// What the commits of a range, as `git log` takes it, bring in.
    Range(String),
    /// What a push would bring to a remote.
    Push(Push),
    /// Everything that a repository's branches and tags hold.
    History,
    /// A message that git will read from this file.
    Message {
        /// The file.
        file: PathBuf,
        /// Whether it comes out of an editor: git takes its own lines out of it again.
        edited: bool,
    },
    /// The name and the address that git is told for a commit's author.
    Author(String),
    /// Files and folders of the work tree, but for what git ignores in them; `.` without any.
    Paths(Vec<PathBuf>),
    /// Standard input.
    Stdin,
}

impl Input {
    /// What the next commit takes along.
    #[must_use]
    pub fn staged() -> Self {
        Self::Action(Action::Commit { amend: false, index: true, tree: None })
    }

    /// Whether the index has all of it.
    pub(super) fn is_staged(&self) -> bool {
        let commit = matches!(self, Self::Action(Action::Commit { index: true, tree: None, .. }));
        commit || matches!(self, Self::Merge(_))
    }
}

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

/// Asks git. `ready` is a running `git cat-file --batch`, if there is one already.
pub(super) fn taken(
    repo: &Repo,
    input: &Input,
    limits: Limits,
    ready: Option<&mut Started>,
) -> Result<Taken, GuardError> {
    let mut taken = Taken::default();
    match input {
        Input::Action(action) => taken.action(repo, action, limits, ready)?,
        Input::Merge(heads) => taken.merge(repo, heads.iter().map(String::as_str))?,
        Input::Range(range) => {
            let tips = ["--end-of-options".into(), range.into(), "--".into()];
            taken.commits(repo, &tips, limits.commits)?;
        }
        Input::Push(push) => push.taken(repo, &mut taken)?,
        _ => {}
    }
    taken.once();
    Ok(taken)
}

impl Taken {
    fn action(
        &mut self,
        repo: &Repo,
        action: &Action,
        limits: Limits,
        ready: Option<&mut Started>,
    ) -> Result<(), GuardError> {
        match action {
            Action::Commit { amend, index, tree } => {
                let base = if *amend { "HEAD^" } else { "HEAD" };
                if *index {
                    self.index(repo, base, ready)?;
                }
                if let Some(paths) = tree {
                    self.compare(repo, base, &[], paths)?;
                }
            }
            Action::Add { paths, untracked, ignored } => {
                let words = words("diff-files", &raw::OPTIONS, paths);
                self.take(repo.start(&words, Stdio::null())?)?;
                if *untracked {
                    self.unknown(repo, paths, *ignored)?;
                }
            }
            Action::Push { tips } => {
                let mut all = tips.clone();
                all.extend(["--not", "--remotes", "--"].map(OsString::from));
                self.commits(repo, &all, limits.commits)?;
            }
        }
        Ok(())
    }

    /// Takes the differences to a commit, which need not be there yet.
    fn compare(
        &mut self,
        repo: &Repo,
        base: &str,
        options: &[&str],
        paths: &[OsString],
    ) -> Result<(), GuardError> {
        let options = [&raw::OPTIONS, options].concat();
        let start = |base: &str| {
            let words = words("diff-index", &[options.as_slice(), &[base]].concat(), paths);
            repo.start(&words, Stdio::null())
        };
        let Err(error) = self.take(start(base)?) else { return Ok(()) };
        if repo.output(&["rev-parse", "--verify", "--quiet", base]).is_ok() {
            return Err(error);
        }
        self.unborn = base == "HEAD";
        // The tree without entries, whatever the repository's hash is.
        let empty = repo.output(&["hash-object", "-t", "tree", "--stdin"])?;
        self.take(start(String::from_utf8_lossy(&empty).trim())?)
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
        let names = output.split_inclusive(|byte| *byte == 0);
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

    /// Takes what the commits bring in that `git rev-list` lists, with their messages.
    fn commits(&mut self, repo: &Repo, list: &[OsString], most: u64) -> Result<(), GuardError> {
        let mut rev_list: Vec<OsString> = vec!["rev-list".into()];
        if most < u64::MAX {
            rev_list.push(format!("--max-count={most}").into());
        }
        rev_list.extend_from_slice(list);
        if self.piped(repo.start(&rev_list, Stdio::null())?, repo)? as u64 >= most {
            self.early = Some(Early::Commits(most));
        }
        Ok(())
    }

    /// Takes what the commits bring in that a running `git rev-list` lists; how many there are.
    pub(super) fn piped(&mut self, mut list: Started, repo: &Repo) -> Result<usize, GuardError> {
        let diff = repo.start(&raw::of_commits(), list.hand_over()?)?;
        let before = self.changes.len();
        self.take(diff)?;
        list.end()?;
        let is_message = |change: &&Change| matches!(change.new, New::Message(_));
        Ok(self.changes[before..].iter().filter(is_message).count())
    }

    /// Takes what a raw diff tells.
    fn take(&mut self, mut diff: Started) -> Result<(), GuardError> {
        let (changes, gone) = (&mut self.changes, &mut self.gone);
        raw::read(diff.output()?, &mut |entry| {
            match entry {
                Entry::Commit(id) => changes.push(Change::message(&id)),
                Entry::Change(change) if change.new == New::Nothing => {
                    gone.entry(change.commit).or_default().extend(change.old);
                }
                Entry::Change(change) => changes.push(change),
            }
            Ok(())
        })?;
        diff.end()
    }

    /// Leaves out what would be looked at twice, and keeps only the name of what was renamed.
    fn once(&mut self) {
        let mut gone = BTreeMap::new();
        for (commit, ids) in &self.gone {
            gone.insert(commit, ids.iter().map(String::as_str).collect::<HashSet<_>>());
        }
        let mut seen = HashSet::new();
        // git tells of the newest commit first, and the one that brought a secret in is to be kept.
        self.changes.reverse();
        self.changes.retain_mut(|change| {
            let New::Blob(id) = &change.new else { return true };
            if change.old.contains(id) {
                // Only its mode is new.
                return false;
            }
            let gone = gone.get(&change.commit);
            if gone.is_some_and(|ids| ids.contains(id.as_str())) {
                change.new = New::Name;
                return true;
            }
            // What is new depends on what was there: the same content may be new once, and then
            // only come back. What a new path's content is compared with is its commit's.
            let with = gone.filter(|_| change.old.is_empty()).and(change.commit.clone());
            seen.insert((change.path.clone(), id.clone(), change.old.clone(), with))
        });
        self.changes.reverse();
    }
}

/// A command of git's with options and then pathspecs.
fn words(command: &str, options: &[&str], paths: &[OsString]) -> Vec<OsString> {
    let options = options.iter().map(OsString::from);
    let head = std::iter::once(OsString::from(command)).chain(options);
    head.chain(["--".into()]).chain(paths.iter().cloned()).collect()
}
