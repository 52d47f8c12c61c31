//! What is outside of git's own keeping: folders as git sees them, and standard input.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::packed::look;
use super::raw::{Change, New};
use super::repo::{self, Repo};
use super::scan::Scanner;
use super::search::{Job, Tell, all_workers};
use super::worker::{all, text};
use super::{GuardError, Known, Limits, News, Part};

/// Looks through files and folders.
pub(super) fn paths(repo: &Repo, known: &Known, paths: &[PathBuf], limits: Limits, tell: Tell<'_>) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut job = Job::new(repo, known, limits, tell);
    // Outside of a repository there is none.
    job.prefix = repo.prefix().unwrap_or_default();
    let mut walk = WalkBuilder::new(&paths[0]);
    for path in &paths[1..] {
        walk.add(path);
    }
    // What git ignores never gets into a commit; nothing else is left out.
    walk.hidden(false).ignore(false).threads(all_workers());
    walk.filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    let seen = Mutex::default();
    walk.build_parallel().visit(&mut Visitors { job: &job, seen: &seen });
    let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut last = Visitor { job: &job, scanner: Scanner::new(known), seen: &Mutex::default() };
    for folder in paths.iter().filter(|path| path.is_dir()) {
        for path in tracked(repo, folder) {
            if !seen.contains(&path) && path.is_file() {
                last.file(&path);
            }
        }
    }
}

/// The files below a folder that git has, whatever it ignores.
fn tracked(repo: &Repo, folder: &Path) -> Vec<PathBuf> {
    // Outside of a repository there are none.
    let names = repo.below(folder).output(&["ls-files", "-z", "--cached"]).unwrap_or_default();
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.map(|name| shown(&folder.join(repo::path(name.to_owned()))).to_owned()).collect()
}

/// A path as it is told, without the folder in which everything is.
fn shown(path: &Path) -> &Path {
    path.strip_prefix("./").unwrap_or(path)
}

struct Visitors<'a> {
    job: &'a Job<'a>,
    seen: &'a Mutex<HashSet<PathBuf>>,
}

impl<'s, 'a: 's> ParallelVisitorBuilder<'s> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor { job: self.job, scanner: Scanner::new(self.job.known), seen: self.seen })
    }
}

struct Visitor<'a> {
    job: &'a Job<'a>,
    scanner: Scanner<'a>,
    /// What was looked through.
    seen: &'a Mutex<HashSet<PathBuf>>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.entry(&entry),
            Err(error) => {
                let (path, why) = told(error);
                (self.job.tell)(News::Unread(path, why));
            }
        }
        if self.job.is_over() { WalkState::Quit } else { WalkState::Continue }
    }
}

/// The path that an error is about, and the rest of it.
fn told(error: ignore::Error) -> (PathBuf, String) {
    match error {
        ignore::Error::WithPath { path, err } => (path, told(*err).1),
        ignore::Error::WithDepth { err, .. } => told(*err),
        other => (PathBuf::new(), other.to_string()),
    }
}

impl Visitor<'_> {
    fn entry(&mut self, entry: &DirEntry) {
        if entry.depth() > 0 && entry.path_is_symlink() {
            // git keeps where a link leads to.
            let target = entry.path().read_link().unwrap_or_default();
            let target = target.as_os_str().as_encoded_bytes();
            // Bytes in memory can be read.
            let _ = content(self.job, &mut self.scanner, shown(entry.path()), target);
            return;
        }
        // What the user names is read, whatever it is.
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let named = entry.depth() == 0 && !entry.path().is_dir();
        if !is_file && !named {
            return;
        }
        let path = shown(entry.path());
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        self.file(path);
    }

    fn file(&mut self, path: &Path) {
        let done =
            File::open(path).and_then(|file| content(self.job, &mut self.scanner, path, file));
        if let Err(error) = done {
            (self.job.tell)(News::Unread(path.to_owned(), error.to_string()));
        }
    }
}

/// Looks through a content and the name that it has.
fn content(
    job: &Job<'_>,
    scanner: &mut Scanner<'_>,
    path: &Path,
    from: impl Read,
) -> io::Result<()> {
    let change = Change { path: path.to_owned(), old: Vec::new(), new: New::File, commit: None };
    let name = all(scanner, text(), path.as_os_str().as_encoded_bytes(), job.most())?;
    job.found(&change, Part::Name, name);
    let mut counted = Counted { from, bytes: 0 };
    let look = look(scanner, path, &mut counted, &job.bounds(0))?;
    job.tell_gaps(&change, &look);
    let count = look.hits.len();
    job.found(&change, Part::Content, look.hits);
    job.spend(counted.bytes + look.unpacked, count);
    Ok(())
}

/// Looks through standard input.
pub(super) fn stdin(
    repo: &Repo,
    known: &Known,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let job = Job::new(repo, known, limits, tell);
    Ok(content(&job, &mut Scanner::new(known), Path::new(""), io::stdin().lock())?)
}

/// Looks through what git is told of who makes a commit.
pub(super) fn author(
    repo: &Repo,
    known: &Known,
    author: &str,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let job = Job::new(repo, known, limits, tell);
    let hits = all(&mut Scanner::new(known), text(), author.as_bytes(), job.most())?;
    let change = Change { path: PathBuf::new(), old: Vec::new(), new: New::Nothing, commit: None };
    job.found(&change, Part::Author, hits);
    Ok(())
}

/// A reader that counts.
pub(super) struct Counted<R> {
    pub(super) from: R,
    pub(super) bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.bytes += read as u64;
        Ok(read)
    }
}
